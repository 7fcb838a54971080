"""A row becomes a person: what was mended is said, what cannot be taken has its reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from trainingdesk.services.exchange.grid import SheetRow
from trainingdesk.services.exchange.headings import ColumnMapping
from trainingdesk.services.exchange.roster_rows import RosterReader
from trainingdesk.services.person_values import PersonReader
from trainingdesk.settings.code_tables import Tables
from trainingdesk.settings.divisions import places_of

if TYPE_CHECKING:
    from trainingdesk.services.exchange.roster_rows import RosterRow

GOOD = {"name": "龙全福", "document_number": "500241198707186519"}


@pytest.fixture(scope="module")
def reader() -> RosterReader:
    tables = Tables()
    people = PersonReader(tables, today=date(2026, 10, 20), mask_pattern="6+4")
    return RosterReader(people, places=places_of("500241"), categories=tables.codes("person_categories"))


def read(reader: RosterReader, **cells: Any) -> RosterRow:
    columns = ColumnMapping({field: number for number, field in enumerate(cells)})
    return reader.read(SheetRow(7, tuple(cells.values())), columns)


def test_a_sound_row(reader: RosterReader) -> None:
    row = read(
        reader, **GOOD, sex="男", education="大专", category="脱贫人口、残疾人", address="兰桥镇8组", note="备注"
    )
    assert (row.number, row.problems, row.mends) == (7, (), ())
    assert row.values["birth_date"] == date(1987, 7, 18)
    assert row.values["address"] == "兰桥镇8组"
    assert row.values["division"].startswith("500241")
    assert (row.categories, row.note) == (("C01", "C04"), "备注")


def test_a_number_with_lost_digits_comes_back_with_that_reason(reader: RosterReader) -> None:
    row = read(reader, name="单利", document_number=5.002411984072421e17)
    assert [(one.field, one.key) for one in row.problems] == [("document_number", "roster_rows.digits_lost")]
    assert row.problems[0].found == "5.00241198407242E+17"


def test_a_phone_kept_as_a_number_is_mended_and_said(reader: RosterReader) -> None:
    row = read(reader, **GOOD, phone=17908965718)
    assert row.values["phone"] == "17908965718"
    assert [(mend.field, mend.why) for mend in row.mends] == [("phone", "roster_rows.kept_as_number")]


def test_what_is_missing_is_said_once(reader: RosterReader) -> None:
    row = read(reader, name=None, document_number=None)
    assert [(one.field, one.key) for one in row.problems] == [
        ("name", "roster_rows.no_name"),
        ("document_number", "roster_rows.no_number"),
    ]


def test_a_birth_date_is_compared_as_far_as_it_goes(reader: RosterReader) -> None:
    for written in ("1987-07", "1987年7月18日", datetime(1987, 7, 18, 8), date(1987, 7, 18), 19870718):  # noqa: DTZ001
        assert read(reader, **GOOD, birth_date=written).problems == (), written
    for written in ("1987-08", "1899.1.1", date(1987, 7, 19)):
        keys = [one.key for one in read(reader, **GOOD, birth_date=written).problems]
        assert keys == ["person.birth_date_contradicts"], written


@pytest.mark.parametrize(("text", "codes"), [("是", ("C01",)), ("否", ()), ("", ()), ("监测户", ("A01",))])
def test_relief_status(reader: RosterReader, text: str, codes: tuple[str, ...]) -> None:
    assert read(reader, **GOOD, relief_status=text).categories == codes


def test_an_address_in_parts_is_put_together(reader: RosterReader) -> None:
    row = read(reader, **GOOD, township="兰桥镇", village="官舟村")
    assert row.values["address"] == "兰桥镇官舟村"


def test_a_text_that_looks_like_a_formula_is_a_text(reader: RosterReader) -> None:
    assert read(reader, **GOOD, note='=HYPERLINK("x")').note == '=HYPERLINK("x")'
