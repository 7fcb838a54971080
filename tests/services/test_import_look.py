"""A first look at a source, pasted text as a source, and the history of imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.people import number
from tests.services.roster_class import make_class
from trainingdesk.domain.errors import Refused
from trainingdesk.services import roster
from trainingdesk.services.exchange.file_content import pasted_text
from trainingdesk.services.exchange.grid import TextEncoding
from trainingdesk.services.import_history import imports
from trainingdesk.services.import_look import look_at
from trainingdesk.services.undo import undo

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work


def test_a_look_says_sheets_and_headings_also_of_what_is_no_roster(work: Work, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名单\n谁,哪张证,怎么找\n张三,1,2\n", encoding="gb18030")
    found = look_at(work, path)
    assert found.headings == ("谁", "哪张证", "怎么找")
    assert found.encoding is TextEncoding.GB18030


def test_a_look_names_every_sheet_that_is_filled(work: Work, shared: Path) -> None:
    found = look_at(work, shared / "rosters" / "two_header_rows.xlsx")
    assert len(found.sheets) == 2
    assert found.encoding is None


def test_pasted_cells_are_imported_and_their_rejects_written(work: Work, tmp_path: Path) -> None:
    class_id = make_class(work)
    source = pasted_text(f"姓名\t身份证号码\n张三\t{number(1)}\n李四\t\n", name="粘贴")
    done = roster.import_roster(work, class_id, source, rejects=tmp_path / "back.xlsx")
    assert (done.written, done.check.file_name) == (1, "粘贴")
    assert (tmp_path / "back.xlsx").exists()


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_nothing_pasted_is_refused(work: Work, text: str) -> None:
    with pytest.raises(Refused, match=r"workbook\.empty"):
        look_at(work, pasted_text(text, name="粘贴"))


def test_the_history_knows_what_was_taken_back(work: Work, shared: Path) -> None:
    class_id = make_class(work)
    done = roster.import_roster(work, class_id, shared / "rosters" / "english_headings_utf8.csv")
    roster.import_roster(work, class_id, shared / "rosters" / "english_headings_utf8.csv")
    undo(work, done.changes.change_set)
    second, first = imports(work, purpose=roster.PURPOSE)
    assert (first.undone, first.counts["new"], first.by) == (True, 25, work.worker.name)
    assert (second.undone, second.change_set, second.counts["existing"]) == (False, None, 25)
    assert imports(work, purpose="marks") == ()
