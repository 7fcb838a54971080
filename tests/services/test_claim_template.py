"""A county's own form of a claim (FEATURES 53, 60): its row repeats, its totals are the sums of rows, all else stays."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from tests.services import claimed_class, finished_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.claim_template import claim_slots
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.report_template import FormKind, by_name
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.reports.claim_template import ClaimInForm, asks_for_whole, claim_slot_title
from trainingdesk.reports.claim_template_start import starting_claim_form
from trainingdesk.services import audit, claim, report_template
from trainingdesk.services.claim import NewClaim
from trainingdesk.services.claim_page import claim_page
from trainingdesk.services.claim_template import claim_for_form
from trainingdesk.services.exchange.file_content import FileContent
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

PEOPLE = 5
WORDS = Sentences.load(Language.CHINESE, resource("locale"))


@pytest.fixture
def claim_id(work: Work, clock: Clock) -> str:
    """Of five people one failed: nothing is claimed for them."""
    made = claimed_class.make(work, clock, people=PEOPLE, failed=frozenset({1}))
    return claim.prepare(work, NewClaim(class_id=made.class_id)).row


def form(fill: Callable[[Any, Any], None]) -> FileContent:
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    fill(book, book.add_worksheet("申领表"))
    book.close()
    return FileContent("申领表.xlsx", made.getvalue())


def written(*rows: list[str]) -> FileContent:
    def fill(_book: Any, sheet: Any) -> None:
        for at, row in enumerate(rows):
            for across, text in enumerate(row):
                if text.startswith("="):
                    sheet.write_formula(at, across, text)
                elif text:
                    sheet.write_string(at, across, text)

    return form(fill)


def filled(work: Work, claim_id: str, given: FileContent, *, reason: str | None = None) -> Worksheet:
    data = ClaimInForm(claim_for_form(work, claim_id, reason=reason), WORDS).fill(given).data
    return openpyxl.load_workbook(BytesIO(data)).worksheets[0]


def fen(value: object) -> int:
    return int(Decimal(str(value)) * 100)


PERSON = [
    f"{{{{补贴_人_{name}}}}}" for name in ("序号", "姓名", "证件号码", "金额_培训", "金额_评价", "金额_生活费", "金额")
]


def test_the_row_repeats_for_each_person_and_the_totals_are_their_sums(work: Work, claim_id: str) -> None:
    totals = ["合计", "", "", "{{补贴_合计_培训}}", "{{补贴_合计_评价}}", "{{补贴_合计_生活费}}", "{{补贴_合计}}"]
    given = written(
        ["{{补贴_班级}}"], PERSON, totals, ["", "", "", "=SUM(D2:D2)"], ["经办：{{手写}}"], ["{{补贴_人数}}"]
    )
    sheet, page = filled(work, claim_id, given), claim_page(work, claim_id)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=PEOPLE)]
    assert [row[0] for row in rows] == [1, 2, 3, 4]
    assert {row[1] for row in rows} == {line.name for line in page.lines if line.amount_fen}
    assert all("********" in str(row[2]) for row in rows)
    below = [cell.value for cell in sheet[PEOPLE + 1]]
    for column in range(3, 7):
        assert sum(fen(row[column]) for row in rows) == fen(below[column])
    assert fen(below[6]) == page.totals.fen > 0
    assert [fen(below[3]), fen(below[4]), fen(below[5])] == [
        page.totals.by_kind.get(kind, 0) for kind in ("training", "assessment", "living_allowance")
    ]
    assert sheet.cell(PEOPLE + 2, 4).value == f"=SUM(D2:D{PEOPLE})"
    assert sheet["A1"].value == page.class_name
    assert sheet.cell(PEOPLE + 4, 1).value == PEOPLE - 1


def test_a_row_for_each_line(work: Work, claim_id: str) -> None:
    names = ("序号", "姓名", "种类", "标准", "资金", "收款人", "金额")
    given = written(
        [f"{{{{CLAIM_line_{one}}}}}" for one in ("number", "name", "kind", "rate", "fund", "payee", "amount")]
    )
    sheet, page = filled(work, claim_id, given), claim_page(work, claim_id)
    granted = [line for line in page.lines if line.amount_fen]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == len(granted) > PEOPLE
    assert [row[1] for row in rows] == [line.name for line in granted]
    assert sum(fen(row[len(names) - 1]) for row in rows) == page.totals.fen
    assert {row[2] for row in rows} <= {WORDS.of(f"subsidy.kind_{kind}") for kind in page.totals.by_kind}


def test_rows_that_the_form_leaves_are_filled_first(work: Work, claim_id: str) -> None:
    def fill(book: Any, sheet: Any) -> None:
        for row in range(2, 9):
            sheet.write(row - 1, 0, "旧")
        sheet.write("A9", "{{补贴_人数}}")
        book.define_name("补贴_人_姓名", "=申领表!$A$2:$A$8")
        book.define_name("补贴_人_金额", "=申领表!$B$2:$B$8")

    sheet = filled(work, claim_id, form(fill))
    column = [sheet.cell(row, 1).value for row in range(2, 10)]
    assert [bool(one) for one in column] == [True] * 4 + [False] * 3 + [True]
    assert column[-1] == 4

    def small(book: Any, sheet: Any) -> None:
        sheet.write("A4", "{{补贴_人数}}")
        book.define_name("补贴_人_姓名", "=申领表!$A$2:$A$3")

    sheet = filled(work, claim_id, form(small))
    assert [bool(sheet.cell(row, 1).value) for row in range(1, 8)] == [False, *[True] * 5, False]


def test_whole_numbers_need_a_reason_and_are_logged(work: Work, claim_id: str) -> None:
    given = written(["{{补贴_人_姓名}}", "{{补贴_人_证件号码全}}", "{{补贴_人_账号}}"])
    assert asks_for_whole(given)
    with pytest.raises(Refused, match="needs_reason"):
        filled(work, claim_id, given)
    assert audit.list_access(work, action=Logged.EXPORTED) == ()
    sheet = filled(work, claim_id, given, reason="报人社局")
    numbers = [row[1].value for row in sheet.iter_rows()]
    assert len(numbers) == PEOPLE - 1
    assert all(isinstance(one, str) and "*" not in one and len(one) == 18 for one in numbers)
    (logged,) = audit.list_access(work, action=Logged.EXPORTED)
    assert (logged.subject_id, logged.reason) == (claim_id, "报人社局")
    instructor = finished_class.acting(work, Role.AUDITOR, user_id="auditor")
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        claim_for_form(instructor, claim_id, reason="看看")


@pytest.mark.parametrize(
    "rows",
    [
        (["{{补贴_人_姓名}}"], ["{{补贴_人_金额}}"]),
        (["{{补贴_人_姓名}}", "{{补贴_笔_金额}}"],),
        (["{{补贴_人_姓名}}", "{{补贴_合计}}"],),
    ],
)
def test_columns_stand_in_one_row_alone(work: Work, claim_id: str, rows: tuple[list[str], ...]) -> None:
    with pytest.raises(Refused, match="columns_apart"):
        filled(work, claim_id, written(*rows))


def test_a_form_is_kept_as_what_it_asks_for(work: Work, tmp_path: Path) -> None:
    for name, given in (("月报", written(["{{A1_本月}}"])), ("申领", written(["{{人_姓名}}"], ["{{合计}}"]))):
        (tmp_path / f"{name}.xlsx").write_bytes(given.data)
        report_template.add_template(work, tmp_path / f"{name}.xlsx")
    assert [row.title for row in report_template.list_templates(work, FormKind.MONTH)] == ["月报"]
    assert [row.title for row in report_template.list_templates(work, FormKind.CLAIM)] == ["申领"]
    (tmp_path / "错.xlsx").write_bytes(written(["{{补贴_人_姓名}}", "{{补贴_人_星座}}"]).data)
    with pytest.raises(Refused, match="unknown_name"):
        report_template.add_template(work, tmp_path / "错.xlsx")


def test_the_form_to_begin_with_can_be_filled(work: Work, claim_id: str) -> None:
    given = FileContent("空白.xlsx", starting_claim_form(WORDS))
    checked = report_template.checked_for_claims(given)
    assert checked.is_sound
    sheet, page = filled(work, claim_id, given), claim_page(work, claim_id)
    assert fen(sheet.cell(PEOPLE + 4, 8).value) == page.totals.fen
    assert not [cell.value for row in sheet.iter_rows() for cell in row if "{{" in str(cell.value)]
    assert "A9:D9" in {str(one) for one in sheet.merged_cells.ranges}


def test_every_name_is_told_apart_and_in_words() -> None:
    known = claim_slots()
    assert len(by_name(known)) == 2 * len(known)
    for language in Language:
        words = Sentences.load(language, resource("locale"))
        titles = [claim_slot_title(slot, words) for slot in known]
        assert len(set(titles)) == len(titles)
