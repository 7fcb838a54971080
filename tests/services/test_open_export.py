"""The whole desk leaves as files that any program reads, and the schema says what is in them."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from tests.services.exchange.files import PEOPLE, table_of, xlsx
from tests.services.roster_class import make_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import audit, roster
from trainingdesk.services.exchange.guarded_text import unguard
from trainingdesk.services.open_export import export_everything
from trainingdesk.services.work import Work, Worker
from trainingdesk.wire.schema import SYNCED

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [{key: unguard(cell) for key, cell in row.items()} for row in csv.DictReader(file)]


def test_every_table_and_every_field_leaves(work: Work, tmp_path: Path) -> None:
    make_class(work, "2026-001")
    roster.import_roster(work, "2026-001", xlsx(tmp_path / "a.xlsx", table_of()))
    done = export_everything(work, tmp_path / "all", reason="更换系统")
    schema = json.loads((tmp_path / "all" / "schema.json").read_text(encoding="utf-8"))
    listed = {one["name"]: one for one in schema["tables"]}
    assert set(listed) == {table.name for table in SYNCED}
    for table in SYNCED:
        names = [column["name"] for column in listed[table.name]["columns"]]
        assert set(table.fields) <= set(names)
        found = rows_of(tmp_path / "all", table.name)
        assert len(found) == listed[table.name]["rows"]
        assert all(list(row) == names for row in found)
    assert done.rows == sum(one["rows"] for one in listed.values())


def test_values_are_whole_and_in_their_open_writing(work: Work, tmp_path: Path) -> None:
    make_class(work, "2026-001")
    rows = [[*table_of()[0], "备注"], [*PEOPLE[0], "=1+1"]]
    roster.import_roster(work, "2026-001", xlsx(tmp_path / "a.xlsx", rows))
    export_everything(work, tmp_path / "all", reason="更换系统")
    (person,) = rows_of(tmp_path / "all", "person")
    assert (person["document_number"], person["birth_date"]) == (PEOPLE[0][3], "1987-07-18")
    assert (person["sex"], person["provisional"], person["deleted"]) == ("male", "0", "0")
    (enrollment,) = rows_of(tmp_path / "all", "enrollment")
    assert (enrollment["person_id"], enrollment["note"]) == (person["id"], "=1+1")
    (event,) = rows_of(tmp_path / "all", "enrollment_event")
    assert event["at"].endswith("+00:00")
    assert "\n=" not in (tmp_path / "all" / "enrollment.csv").read_text(encoding="utf-8-sig").replace(",", "\n")


def test_it_is_logged(work: Work, tmp_path: Path) -> None:
    export_everything(work, tmp_path / "all", reason="更换系统")
    assert [row.reason for row in audit.list_access(work, action=Logged.EXPORTED)] == ["更换系统"]


def test_a_folder_that_holds_anything_is_refused(work: Work, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for place in (tmp_path, tmp_path / "file"):
        with pytest.raises(Refused, match="folder_not_empty"):
            export_everything(work, place, reason="x")


def test_only_an_administrator_takes_everything(work: Work, tmp_path: Path) -> None:
    clerk = Worker(work.worker.user_id, "办事员", frozenset({Role.CLERK}))
    other = Work(work.database, work.folder, work.county_code, clerk, work.data_key, work.clock)
    with pytest.raises(Refused, match="not_allowed"):
        export_everything(other, tmp_path / "all", reason="x")


def test_an_export_that_is_ended_leaves_nothing(work: Work, tmp_path: Path) -> None:
    make_class(work, "2026-001")
    heard: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> bool:
        heard.append((done, total))
        return len(heard) < 2

    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (empty, tmp_path / "new"):
        heard.clear()
        with pytest.raises(Refused) as refused:
            export_everything(work, folder, reason="更换系统", watch=watch)
        assert refused.value.key == "export.stopped"
        assert heard[0][0] == 0 < heard[0][1]
    assert list(empty.iterdir()) == []
    assert not (tmp_path / "new").exists()
    done = export_everything(work, empty, reason="更换系统", watch=lambda _done, _total: True)
    assert len(list(empty.iterdir())) == done.tables + 1
