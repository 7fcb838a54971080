"""The monthly report: figures that were published, balances, cuts, stock at a month's end, sums that always hold."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain import month_people
from tests.domain.month_people import alone, subsidy
from trainingdesk.domain.calendar import Month, local_day, month_of
from trainingdesk.domain.enrollment import Stint
from trainingdesk.domain.identity import Sex
from trainingdesk.domain.month import MonthReport, behind, report_of
from trainingdesk.domain.month_book import Past
from trainingdesk.domain.month_check import Check, Rule
from trainingdesk.domain.month_cut import Cut
from trainingdesk.domain.month_facts import (
    Arrival,
    CertificateFact,
    ClassFact,
    CutKey,
    Facts,
    InspectionFact,
    Leaving,
    ListingFact,
    MonthBasis,
    SubsidyFact,
    Together,
)
from trainingdesk.domain.month_rows import ROWS, Column, ReportRow, ReportTables, RowKind, Subject, Unit
from trainingdesk.domain.month_tally import MonthFlow, Tally
from trainingdesk.domain.rounding import percent

if TYPE_CHECKING:
    from pathlib import Path

OCTOBER = Month(2026, 10)


def trained(at: int, *, on: date = date(2026, 10, 8), **more: object) -> Together:
    """Somebody who was trained from a day on."""
    plain: dict[str, object] = {
        "id": f"e{at}",
        "person_id": f"p{at}",
        "training_type": "13",
        "category": "A04",
        "started_on": on,
        "joined_on": on,
    }
    return alone(**{**plain, **more})


def report(facts: Facts, month: Month = OCTOBER, **targets: int) -> MonthReport:
    tally = Tally(facts, ReportTables(), basis=MonthBasis.STARTED)
    return report_of(tally, month, targets=targets)


def year(facts: Facts, row: str, month: Month = OCTOBER) -> int:
    return report(facts, month).line(row).year


def failing(made: MonthReport) -> list[Check]:
    return list(made.failed)


# --- figures that were published ---------------------------------------------------------------------------------------


def test_completion_of_longnan() -> None:
    line = report(Facts(enrollments=[trained(at) for at in range(39_631)]), A1=36_000).line("A1")
    assert line.completion is not None
    assert f"{percent(line.completion, decimals=1)}" == "110.1"


def test_completion_of_zhanjiang() -> None:
    line = report(Facts(enrollments=[trained(at) for at in range(5_732)]), A1=5_000).line("A1")
    assert line.completion is not None
    assert f"{percent(line.completion, decimals=2)}" == "114.64"


def test_a_target_of_nothing_has_no_completion() -> None:
    facts = Facts(enrollments=[trained(1)])
    assert report(facts, A1=0).line("A1").completion is None
    assert report(facts).line("A1").completion is None
    assert report(facts, A1=2).line("A1").completion == Fraction(1, 2)


def test_the_yearbook_of_2006_balances_to_the_person(shared: Path) -> None:
    """Table 8-3: both groupings sum to those who finished, not to those who were trained."""
    example = json.loads((shared / "domain/codes/monthly_report_template.json").read_text())["verified_real_example"]
    finished, kinds, terms = example["结业"], list(example["按对象"].values()), list(example["按期限"].values())
    rows = (
        ReportRow("A1", RowKind.FLOW, Unit.PERSON_TIMES, Subject.ENROLLMENT),
        *(_part(f"A1.{at}", "type") for at in range(1, 5)),
        *(_part(f"B{at}", "category") for at in range(1, 4)),
        *(row for row in ROWS if row.id[0] not in "AB"),
    )
    parts = {f"A1.{at}": count for at, count in enumerate(kinds, start=1)}
    parts |= {f"B{at}": count for at, count in enumerate(terms, start=1)}
    made = _yearbook(rows, {"A1": finished, "T1": example["女性"], "E1": finished, **parts})
    assert made.line("A1").year == finished == 8_896_578
    assert {check.rule for check in made.failed} == set()
    trained_in_all = _yearbook(rows, {"A1": example["训练人数"], "T1": example["女性"], **parts})
    failed = {(check.left, check.right, check.of[0]) for check in trained_in_all.failed if check.rule is Rule.PARTS}
    assert failed == {(9_014_039, 8_896_578, "A1.1"), (9_014_039, 8_896_578, "B1")}


def _yearbook(rows: tuple[ReportRow, ...], values: dict[str, int]) -> MonthReport:
    """A report whose one frozen month states these values."""
    month = Month(2006, 1)
    flow = MonthFlow(month, {row: {"China": value} for row, value in values.items()}, {})
    tally = Tally(Facts(), replace(ReportTables(), rows=rows), basis=MonthBasis.FINISHED)
    return report_of(tally, month, past=Past({month: flow}), targets={})


def _part(row: str, split: str) -> ReportRow:
    return ReportRow(row, RowKind.FLOW, Unit.PERSON_TIMES, Subject.ENROLLMENT, "A1", split)


def test_the_rows_are_those_of_the_template(shared: Path) -> None:
    template = json.loads((shared / "domain/codes/monthly_report_template.json").read_text())
    ids = {row.id for row in ROWS}
    for section in template["sections"]:
        for title in section["rows"]:
            named = title.split(" ")[0]
            assert named.startswith("#") or named in ids, title
    assert len([row for row in ROWS if row.section == "T"]) == 6


# --- rows -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("13", {"A1", "A1.1"}),
        ("21", {"A1", "A1.2", "A1.2.1"}),
        ("24", {"A1", "A1.2", "A1.2.2"}),
        ("32", {"A1", "A1.3"}),
        ("41", {"A1", "A1.4"}),
    ],
)
def test_a_training_type_counts_in_its_row_and_in_those_above(code: str, rows: set[str]) -> None:
    made = report(Facts(enrollments=[trained(1, training_type=code)]))
    assert {line.row.id for line in made.lines if line.row.section == "A" and line.month} == rows
    assert failing(made) == []


def test_what_overlaps_is_counted_beside_the_parts() -> None:
    person = trained(1, sex=Sex.FEMALE, minority=True, village=True, online=True, digital=True, shortage=True)
    made = report(Facts(enrollments=[person, trained(2, sex=Sex.MALE)]))
    assert [made.line(f"T{at}").year for at in range(1, 7)] == [1] * 6
    assert made.line("A1").year == made.line("A1.1").year == made.line("B2").year == 2
    assert failing(made) == []


def test_a_code_without_a_row_is_named_and_the_balance_says_so() -> None:
    made = report(Facts(enrollments=[trained(1, category=None), trained(2, category="Q7"), trained(3)]))
    assert [(one.what, one.code, ids) for one, ids in made.unmapped.items()] == [
        ("category", "", ("e1",)),
        ("category", "Q7", ("e2",)),
    ]
    assert {(check.rule, check.row, check.left, check.right) for check in failing(made)} == {(Rule.PARTS, "A1", 3, 1)}


def test_a_code_that_counts_in_no_row_is_left_out_whole() -> None:
    tables = replace(ReportTables(), categories={**ReportTables().categories, "X01": None})
    facts = Facts(enrollments=[trained(1, category="X01", completed_on=date(2026, 10, 20)), trained(2)])
    made = report_of(Tally(facts, tables, basis=MonthBasis.STARTED), OCTOBER, targets={})
    assert made.line("A1").year == made.line("E1").year == 1
    assert made.line("D4").year == 0
    assert not made.unmapped


def certificate(at: int, kind: str, level: str, *, on: date = date(2026, 10, 30)) -> CertificateFact:
    return month_people.certificate(f"t{at}", kind=kind, level=level, issued_on=on)


def test_certificates_by_kind_and_level() -> None:
    papers = [
        certificate(1, "skill_level", "5"),
        certificate(2, "skill_level", "3"),
        certificate(3, "special_technician", "T"),
        certificate(4, "vocational_qualification", "2"),
        certificate(5, "special_ability", "Z"),
        certificate(6, "startup_training", "H"),
        certificate(7, "special_operation", "H"),
    ]
    made = report(Facts(certificates=papers))
    found = {line.row.id: line.year for line in made.lines if line.row.section == "C" and line.year}
    assert found == {
        "C1": 6, "C1.1": 1, "C1.2": 3, "C1.2.1": 1, "C1.2.3": 1, "C1.2.6": 1, "C1.3": 1, "C1.4": 1, "C2": 3,
    }  # fmt: skip
    assert failing(made) == []


def test_money_is_summed_in_fen_by_kind_and_by_fund() -> None:
    def paid(at: int, kind: str, fund: str | None, fen: int) -> SubsidyFact:
        return subsidy(f"s{at}", fen, kind=kind, fund=fund, paid_on=date(2026, 10, 9))

    lines = [
        paid(1, "training", "F02", 109_333),
        paid(2, "training", "F01", 109_333),
        paid(3, "assessment", "F02", 21_000),
        paid(4, "living_allowance", "F09", 50_000),
        paid(5, "training", "F02", -109_333),
    ]
    made = report(Facts(subsidies=lines))
    found = {line.row.id: line.year for line in made.lines if line.row.section == "F"}
    assert found == {
        "F1": 109_333, "F2": 21_000, "F3": 50_000, "F4": 180_333,
        "F4.1": 109_333, "F4.2": 21_000, "F4.3": 0, "F4.4": 50_000,
    }  # fmt: skip
    assert failing(made) == []


def test_a_line_without_a_fund_breaks_the_balance_of_funds_only() -> None:
    made = report(Facts(subsidies=[subsidy("s", 5, kind="training", fund=None, paid_on=date(2026, 10, 9))]))
    assert {(check.left, check.right, check.of[0]) for check in failing(made)} == {(5, 0, "F4.1")}
    assert [(one.what, one.code) for one in made.unmapped] == [("fund", "")]


def test_classes_inspections_and_the_catalogue() -> None:
    classes = [
        ClassFact(id="c1", started_on=date(2026, 9, 30), completed_on=date(2026, 10, 31)),
        ClassFact(id="c2", started_on=date(2026, 10, 1)),
        ClassFact(id="c3", started_on=date(2026, 10, 2), broken_off_on=date(2026, 10, 3)),
    ]
    visits = [
        InspectionFact(id="n1", class_id="c1", visited_on=date(2026, 10, 5), qualified=False),
        InspectionFact(id="n2", class_id="c1", visited_on=date(2026, 10, 6), qualified=None),
    ]
    schools = [
        ListingFact(id="i1", listed_on=date(2020, 1, 1)),
        ListingFact(id="i2", listed_on=date(2026, 10, 1), delisted_on=date(2026, 10, 31)),
    ]
    made = report(Facts(classes=classes, inspections=visits, institutions=schools, platforms=schools[:1]))
    found = {line.row.id: line.month for line in made.lines if line.row.section in "DG"}
    assert found == {
        "D1": 2, "D2": 1, "D3": 1, "D4": 0, "D5": 0, "D6": 2, "D7": 1,
        "G1": 1, "G2": 1, "G3": 0, "G4": 2, "G4.1": 1, "G4.2": 1,
    }  # fmt: skip
    assert failing(made) == []
    assert made.line("D3").last_year == 0
    assert made.line("G1").last_year == 1


def test_both_movements_of_one_institution_stand_behind_the_number() -> None:
    school = ListingFact(id="i", listed_on=date(2026, 10, 1), delisted_on=date(2026, 10, 9))
    tally = Tally(Facts(institutions=[school]), ReportTables(), basis=MonthBasis.STARTED)
    assert behind(tally, OCTOBER, row("G4"), Column.MONTH) == {"i": 2}


def row(wanted: str) -> ReportRow:
    return next(each for each in ROWS if each.id == wanted)


# --- people -----------------------------------------------------------------------------------------------------------


def test_a_person_counts_in_the_first_month_of_the_year_in_which_they_appear() -> None:
    twice = [trained(1, on=date(2026, 9, 1)), trained(2, on=date(2026, 10, 8), person_id="p1")]
    last_year = trained(3, on=date(2025, 12, 1), person_id="p1")
    facts = Facts(enrollments=[*twice[::-1], last_year])
    assert [report(facts, Month(2026, number)).line("E1").month for number in (8, 9, 10)] == [0, 1, 0]
    assert year(facts, "E1") == 1
    assert year(facts, "A1") == 2
    assert report(facts, Month(2025, 12)).line("E1").month == 1


def test_people_who_finished_and_who_found_work() -> None:
    done = trained(1, completed_on=date(2026, 10, 20))
    facts = Facts(enrollments=[done, trained(2)], employed={"e1": date(2026, 10, 25)})
    assert [year(facts, f"E{at}") for at in (1, 2, 3)] == [2, 1, 1]
    tally = Tally(facts, ReportTables(), basis=MonthBasis.STARTED)
    assert behind(tally, OCTOBER, row("E3"), Column.YEAR) == {"p1": 1}


# --- the basis --------------------------------------------------------------------------------------------------------


def test_the_basis_decides_the_month_of_a_person_time() -> None:
    one = trained(1, on=date(2026, 8, 1), completed_on=date(2026, 9, 1))
    facts = Facts(enrollments=[one], paid={"e1": date(2026, 10, 1)})
    for basis, number in ((MonthBasis.STARTED, 8), (MonthBasis.FINISHED, 9), (MonthBasis.PAID, 10)):
        tally = Tally(facts, ReportTables(), basis=basis)
        months = [report_of(tally, Month(2026, each), targets={}).line("A1").month for each in range(7, 12)]
        assert months.index(1) == number - 7
        assert sum(months) == 1


@pytest.mark.parametrize(
    ("instant", "day", "month"),
    [
        (datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), date(2026, 9, 30), Month(2026, 9)),
        (datetime(2026, 9, 30, 16, 0, 0, tzinfo=UTC), date(2026, 10, 1), Month(2026, 10)),
        (datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC), date(2026, 1, 1), Month(2026, 1)),
        (datetime(2024, 2, 29, 15, 59, 59, tzinfo=UTC), date(2024, 2, 29), Month(2024, 2)),
    ],
)
def test_a_month_begins_at_midnight_in_shanghai(instant: datetime, day: date, month: Month) -> None:
    assert local_day(instant) == day
    assert month_of(instant) == month
    made = report(Facts(classes=[ClassFact(id="c", started_on=day)]), month)
    assert made.line("D1").month == 1
    assert report(Facts(classes=[ClassFact(id="c", started_on=day)]), month.next).line("D1").month == 0


# --- who is in training -----------------------------------------------------------------------------------------------


def test_the_balance_of_people_in_training_names_every_movement() -> None:
    people = [
        trained(1, on=date(2026, 9, 1)),
        trained(2),
        trained(3, on=date(2026, 10, 10), arrival=Arrival.LATER),
        trained(4, on=date(2026, 10, 12), arrival=Arrival.TRANSFERRED, started_on=None),
        trained(5, left_on=date(2026, 10, 12), left_how=Leaving.TRANSFERRED),
        trained(6, left_on=date(2026, 10, 15)),
        trained(7, completed_on=date(2026, 10, 31)),
        trained(
            8, on=date(2026, 10, 1), left_on=date(2026, 10, 20), completed_on=date(2026, 11, 2), left_how=Leaving.FAILED
        ),
    ]
    made = report(Facts(enrollments=people))
    balance = made.balances[Column.MONTH]
    assert (balance.opening, balance.started, balance.later) == (1, 5, 1)
    assert (balance.transferred_in, balance.transferred_out) == (1, 1)
    assert (balance.completed, balance.left, balance.closing) == (1, 1, 5)
    assert balance.expected == balance.closing == made.line("D5").month
    assert made.line("A1").month == 6
    assert failing(made) == []


def test_who_comes_back_comes_later() -> None:
    back = trained(1, on=date(2026, 9, 1), left_on=date(2026, 9, 20), later_stints=(Stint(date(2026, 10, 5)),))
    september, october = (report(Facts(enrollments=[back]), Month(2026, number)) for number in (9, 10))
    assert (september.line("D5").month, october.line("D5").month) == (0, 1)
    assert october.balances[Column.MONTH].later == 1
    assert october.balances[Column.YEAR].left == 1
    assert failing(september) == failing(october) == []


# --- cuts -------------------------------------------------------------------------------------------------------------


def test_cuts_sum_to_the_rows_and_what_was_not_entered_comes_last() -> None:
    east, west = CutKey("500241101000", "i1", "6-18-02-04", "5", "in_village"), CutKey(None, "i1", None, "5", "online")
    facts = Facts(
        enrollments=[trained(1, cut=east), trained(2, cut=west), trained(3, on=date(2026, 3, 1), cut=west)],
        classes=[ClassFact(id="c1", started_on=date(2026, 10, 8), cut=east)],
    )
    made = report(facts)
    by_township = next(table for table in made.cuts if table.cut is Cut.TOWNSHIP)
    assert [(line.key, line.month["A1"], line.year["A1"], line.year["D1"]) for line in by_township.lines] == [
        ("500241101000", 1, 1, 1),
        (None, 1, 2, 0),
    ]
    by_institution = next(table for table in made.cuts if table.cut is Cut.INSTITUTION)
    assert [(line.key, line.year["A1"]) for line in by_institution.lines] == [("i1", 3)]
    assert failing(made) == []


# --- what always holds ------------------------------------------------------------------------------------------------

days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@st.composite
def people(draw: st.DrawFn) -> Together:
    joined = draw(days)
    ends = draw(st.none() | days.filter(lambda day: day >= joined))
    completed = draw(st.booleans()) and ends is not None
    transferred = draw(st.integers(0, 9)) == 0
    return alone(
        id=str(draw(st.uuids())),
        person_id=f"p{draw(st.integers(0, 9))}",
        training_type=draw(st.sampled_from(["13", "21", "24", "22", "32", "90"])),
        category=draw(st.sampled_from(["A04", "B01", "A05", "C99", "C03"])),
        sex=draw(st.sampled_from(list(Sex))),
        minority=draw(st.booleans()),
        started_on=None if transferred else joined,
        joined_on=joined,
        arrival=Arrival.TRANSFERRED if transferred else draw(st.sampled_from([Arrival.WITH_CLASS, Arrival.LATER])),
        completed_on=ends if completed else None,
        left_on=None if completed else ends,
        left_how=draw(st.sampled_from(list(Leaving))),
        cut=CutKey(draw(st.sampled_from(["500241101000", None])), "i1", None, "5", "online"),
    )


@st.composite
def papers(draw: st.DrawFn) -> CertificateFact:
    kind = draw(st.sampled_from(["skill_level", "vocational_qualification", "special_ability", "training_qualified"]))
    paper = {"kind": kind, "level": draw(st.sampled_from("54321T")), "issued_on": draw(days)}
    return month_people.certificate(str(draw(st.uuids())), **paper)


@st.composite
def money(draw: st.DrawFn) -> SubsidyFact:
    return subsidy(
        str(draw(st.uuids())),
        draw(st.integers(-500_000, 5_000_000)),
        kind=draw(st.sampled_from(["training", "assessment", "living_allowance"])),
        fund=draw(st.sampled_from(["F01", "F02", "F03", "F09"])),
        paid_on=draw(days),
    )


counties = st.builds(
    Facts,
    enrollments=st.lists(people(), max_size=25),
    certificates=st.lists(papers(), max_size=10),
    subsidies=st.lists(money(), max_size=10),
)


@given(counties, st.integers(1, 12))
def test_every_balance_holds_for_any_county(facts: Facts, number: int) -> None:
    assert failing(report(facts, Month(2026, number))) == []


@given(counties)
def test_the_year_is_the_running_sum_of_its_months(facts: Facts) -> None:
    sums = dict.fromkeys((row.id for row in ROWS), 0)
    for month in Month(2026, 12).year_to_date:
        for line in report(facts, month).lines:
            if line.row.adds_up:
                sums[line.row.id] += line.month
                assert line.year == sums[line.row.id], line.row.id


@given(counties, st.integers(1, 12))
def test_every_number_is_the_sum_of_the_rows_behind_it(facts: Facts, number: int) -> None:
    month = Month(2026, number)
    tally = Tally(facts, ReportTables(), basis=MonthBasis.STARTED)
    made = report_of(tally, month, targets={})
    for line in made.lines:
        if line.row.kind is RowKind.RATE:
            continue
        for column in (Column.MONTH, Column.YEAR, Column.LAST_YEAR):
            ids = behind(tally, month, line.row, column)
            assert sum(ids.values()) == line.value(column), (line.row.id, column)


def test_nothing_stands_behind_a_target_nor_behind_a_rate() -> None:
    with pytest.raises(ValueError, match="target"):
        behind(Tally(Facts(), ReportTables(), basis=MonthBasis.STARTED), OCTOBER, row("A1"), Column.TARGET)
    with pytest.raises(ValueError, match="month"):
        behind(Tally(Facts(), ReportTables(), basis=MonthBasis.STARTED), OCTOBER, row("H4"), Column.MONTH)
