"""The figures of a month from the rows of a desk, the rows behind each number, and what the report does not include."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.services.month_county import (
    ALLOWANCE,
    ASSESSMENT,
    KINDS,
    TRAINING,
    CountyMaker,
    late_enrollment,
    make_county,
)
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month_cut import Cut
from trainingdesk.domain.month_rows import Column, RowKind
from trainingdesk.services import month as service
from trainingdesk.services.setting import set_setting
from trainingdesk.services.target import list_targets, read_value, set_target
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.declared import MONTH_BASIS
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id, mark_id

if TYPE_CHECKING:
    from tests.services.conftest import Clock

OCTOBER = Month(2026, 10)
PEOPLE = sum(len(kind.categories) for kind in KINDS)


@pytest.fixture
def county(work: Work, clock: Clock) -> Work:
    clock.now = datetime(2026, 11, 3, 1, tzinfo=UTC)
    make_county(work)
    return work


def values(work: Work, column: Column = Column.MONTH, month: Month = OCTOBER) -> dict[str, object]:
    return {line.row.id: line.value(column) for line in service.figures(work, month).report.lines}


def test_every_row_of_the_report_has_its_figure(county: Work) -> None:
    assert values(county) == {
        "A1": 26, "A1.1": 8, "A1.2": 12, "A1.2.1": 2, "A1.2.2": 3, "A1.3": 3, "A1.4": 3,
        "B1": 8, "B2": 6, "B3": 2, "B4": 2, "B5": 1, "B6": 2, "B7": 1, "B8": 2, "B9": 1, "B10": 1,
        "T1": 13, "T2": 8, "T3": 11, "T4": 5, "T5": 2, "T6": 2,
        "C1": 22, "C1.1": 3, "C1.2": 13, "C1.2.1": 4, "C1.2.2": 2, "C1.2.3": 2, "C1.2.4": 2, "C1.2.5": 2,
        "C1.2.6": 1, "C1.3": 3, "C1.4": 3, "C2": 7,
        "D1": 10, "D2": 9, "D3": 1, "D4": 22, "D5": 3, "D6": 2, "D7": 1,
        "E1": 26, "E2": 22, "E3": 22,
        "F1": 22 * TRAINING, "F2": 22 * ASSESSMENT, "F3": 9 * ALLOWANCE,
        "F4": 22 * (TRAINING + ASSESSMENT) + 9 * ALLOWANCE,
        "F4.1": 5 * (TRAINING + ASSESSMENT) + 3 * ALLOWANCE, "F4.2": 9 * (TRAINING + ASSESSMENT) + 3 * ALLOWANCE,
        "F4.3": 5 * (TRAINING + ASSESSMENT) + 2 * ALLOWANCE, "F4.4": 3 * (TRAINING + ASSESSMENT) + ALLOWANCE,
        "G1": 2, "G2": 1, "G3": 1, "G4": 2, "G4.1": 1, "G4.2": 1,
        "H1": 4 * 4, "H1.1": (3 + 3 + 4 + 4) * 4, "H1.2": (1 + 1 + 2 + 2) * 4, "H1.3": Fraction(3, 7),
        "H2": 2, "H3": 1, "H4": Fraction(1, 2),
    }  # fmt: skip


def test_every_balance_holds(county: Work) -> None:
    report = service.figures(county, OCTOBER).report
    assert report.failed == ()
    balance = report.balances[Column.MONTH]
    assert (balance.started, balance.later, balance.completed, balance.left, balance.closing) == (25, 1, 22, 1, 3)


def test_the_months_before_and_after(county: Work) -> None:
    assert values(county, month=Month(2026, 9))["A1"] == 0
    november = values(county, Column.YEAR, Month(2026, 11))
    assert november["A1"] == 26
    assert november["D5"] == 3


def test_the_year_before_stands_beside_the_year(county: Work) -> None:
    make_county(county, 2025)
    lines = service.figures(county, OCTOBER).report.lines
    for line in lines:
        if line.row.kind is not RowKind.STOCK and line.row.section != "G":
            assert line.last_year == line.year, line.row.id
            assert line.change == 0


def test_the_basis_is_the_countys(county: Work) -> None:
    set_setting(county, MONTH_BASIS, "finished")
    assert values(county)["A1"] == PEOPLE
    set_setting(county, MONTH_BASIS, "paid")
    assert values(county)["A1"] == PEOPLE


def test_a_target_is_compared_with_the_year(county: Work) -> None:
    set_target(county, 2026, "a1", 52)
    set_target(county, 2026, "F4", read_value("F4", "1,000"))
    found = service.figures(county, OCTOBER).report
    assert found.line("A1").completion == Fraction(1, 2)
    assert found.line("F4").target == 1_000_000_000
    assert found.line("B1").completion is None
    assert [(one.row.id, one.value) for one in list_targets(county, 2026)] == [("A1", 52), ("F4", 1_000_000_000)]


@pytest.mark.parametrize(("measure", "written"), [("A1", "1.5"), ("A1", "viele"), ("F4", "0.0000001"), ("A1", "NaN")])
def test_what_is_no_target_is_refused(measure: str, written: str) -> None:
    with pytest.raises(Refused, match=r"target\.no_number"):
        read_value(measure, written)


def test_a_row_that_is_not_there_has_no_target(county: Work) -> None:
    with pytest.raises(Refused, match=r"target\.no_such_row"):
        set_target(county, 2026, "X1", 1)
    with pytest.raises(Refused, match=r"target\.no_such_row"):
        set_target(county, 2026, "H4", 1)
    with pytest.raises(Refused, match=r"target\.below_zero"):
        set_target(county, 2026, "A1", -1)


def test_every_number_is_the_sum_of_the_rows_behind_it(county: Work) -> None:
    make_county(county, 2025)
    for line in service.figures(county, OCTOBER).report.lines:
        if line.row.kind is RowKind.RATE:
            continue
        for column in (Column.MONTH, Column.YEAR, Column.LAST_YEAR):
            found = service.behind(county, OCTOBER, line.row.id, column)
            assert found.value == line.value(column), (line.row.id, column)
            assert sum(one.amount for one in found.lines) == found.value
            assert all(one.words for one in found.lines)


def test_the_rows_behind_a_number_can_be_read(county: Work) -> None:
    (one,) = service.behind(county, OCTOBER, "c1.2.6", Column.MONTH).lines
    assert one.words["person"] == "学员8-0"
    assert one.words["document"] == "500241********0010"
    assert service.behind(county, OCTOBER, "D7", Column.MONTH).lines[0].words["inspectors"] == "甲、乙"
    with pytest.raises(Refused, match="nothing_behind"):
        service.behind(county, OCTOBER, "A1", Column.COMPLETION)
    with pytest.raises(Refused, match="nothing_behind"):
        service.behind(county, OCTOBER, "H4", Column.MONTH)
    lesson = service.behind(county, OCTOBER, "H1", Column.MONTH).lines[0]
    assert (lesson.amount, lesson.words["begins"], lesson.words["periods"]) == (4, "08:30", 4)
    assert service.behind(county, OCTOBER, "H3", Column.MONTH).lines[0].words["round"] == 1


def test_an_auditor_counts_a_sensitive_category_and_does_not_see_whose_it_is(county: Work) -> None:
    auditor = replace(county, worker=Worker("auditor", "auditor", frozenset({Role.AUDITOR})))
    assert values(auditor)["B9"] == 1
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        service.behind(auditor, OCTOBER, "B9", Column.MONTH)
    assert service.behind(auditor, OCTOBER, "B2", Column.MONTH).value == 6
    assert [line.amount for line in service.behind(county, OCTOBER, "B9", Column.MONTH).lines] == [1]


def test_cuts_are_named(county: Work) -> None:
    found = service.figures(county, OCTOBER)
    by_cut = {table.cut: table for table in found.report.cuts}
    names = found.names[Cut.TOWNSHIP]
    assert {names[line.key or ""] for line in by_cut[Cut.TOWNSHIP].lines} <= set(names.values())
    institutions = by_cut[Cut.INSTITUTION].lines
    assert [found.names[Cut.INSTITUTION][line.key or ""] for line in institutions] == ["民生职业培训学校"]
    assert [line.key for line in by_cut[Cut.OCCUPATION].lines][-1] is None
    assert {found.names[Cut.MODE][line.key or ""] for line in by_cut[Cut.MODE].lines} == {
        "线下集中", "线上线下相结合", "全线上", "送培下乡/送培上门",
    }  # fmt: skip


def said(work: Work, month: Month = OCTOBER) -> dict[str, dict[str, object]]:
    return {one.key: dict(one.values) for one in service.figures(work, month).omitted}


def test_the_report_says_what_it_does_not_include(county: Work) -> None:
    with county.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "enrollment", "e0-0", {"paid_category": None})
        rows.change(session, "enrollment", "e0-1", {"paid_category": "Q7"})
        rows.change(session, "training_class", "c1", {"division": None})
        rows.change(session, "training_class", "c2", {"state": "approved"})
    found = said(county)
    assert found["month.without_category"] == {"month": "2026-10", "count": 1}
    assert found["month.unmapped_category"] == {"month": "2026-10", "code": "Q7", "count": 1}
    assert found["month.without_township"]["count"] == 1
    assert found["month.not_opened"]["numbers"] == "500241-2026-002"
    assert found["month.provisional"]["count"] == 1
    assert "month.desk_alone" in found
    assert found["month.side_differs"]["count"] == 2


def test_lessons_without_a_closed_register_are_counted(county: Work, clock: Clock) -> None:
    with county.writing(Action.PLAN_LESSONS) as session:
        for at, (day, state) in enumerate([(13, "planned"), (14, "held"), (15, "held"), (16, "cancelled")]):
            values = {"planned_day": OCTOBER.first_day.replace(day=day), "planned_slot": "am", "slot": "am"}
            values |= {"class_id": f"c{len(KINDS)}", "day": values["planned_day"], "starts_at": 510, "ends_at": 690}
            lesson = {**values, "periods": 4, "part": "theory", "state": state}
            rows.add(session, "lesson", row_id=f"q{at}", county_code=county.county_code, values=lesson)
        register = {"class_id": f"c{len(KINDS)}", "closed_at": county.now()}
        rows.add(session, "register", row_id="q1", county_code=county.county_code, values=register)
    assert said(county)["month.no_register"] == {"count": 2, "classes": 1, "numbers": "500241-2026-009"}
    clock.now = datetime(2026, 10, 14, 1, tzinfo=UTC)
    assert said(county)["month.no_register"]["count"] == 1
    assert said(county)["month.still_runs"] == {"until": OCTOBER.last_day}


def test_only_lessons_that_were_held_and_registered_to_the_end_count(county: Work) -> None:
    assert values(county)["H1"] == 4 * 4
    first, second, third, fourth = (line.id for line in service.behind(county, OCTOBER, "H1", Column.MONTH).lines)
    with county.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", first, {"periods": 3})
        rows.change(session, "lesson", second, {"state": "cancelled"})
        rows.change(session, "register", third, {"closed_at": None})
        rows.change(session, "lesson", fourth, {"day": OCTOBER.first_day.replace(month=11, day=2)})
    assert values(county)["H1"] == 3
    assert values(county, month=Month(2026, 11))["H1"] == 4


def test_who_is_due_is_on_the_roll_and_who_is_not_counts_nowhere(county: Work) -> None:
    """Somebody provisional was there too; then somebody is taken off the roll from the last two lessons on."""
    with county.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", f"e{len(KINDS)}-0", {"left_on": date(2026, 10, 15), "status": "dropped"})
    found = values(county)
    assert (found["H1.1"], found["H1.2"]) == ((3 + 3 + 3 + 3) * 4, (1 + 1 + 1 + 1) * 4)


def test_two_files_of_one_person_are_due_once_and_come_once(county: Work) -> None:
    """The file that lives on says absent; what the other register says counts where that one says nothing."""
    before, running = values(county), len(KINDS)
    with county.writing(Action.ENROLL) as session:
        maker = CountyMaker(county, session, 2026)
        other = maker.person("twin", female=False, ethnic_group="01")
        came = {"paid_category": "A04", "joined_on": date(2026, 10, 12)}
        again = maker.enrollment("twin", f"c{running}", other, "attending", **came)
        merged = {"canonical_id": f"p{running}-1", "reason": "x"}
        rows.add(
            session, "person_alias", row_id=other, county_code=county.county_code, values={"old_id": other, **merged}
        )
        for day in (13, 14):
            lesson = fact_id("lesson", f"c{running}", f"2026-10-{day}", "morning")
            maker.mark_in(lesson, f"c{running}", again, "present", date(2026, 10, day))
        rows.remove(session, "attendance_mark", mark_id(lesson, f"e{running}-1"))
    found = values(county)
    assert found["H1.1"] == before["H1.1"]
    assert found["H1.2"] == (before["H1.2"] or 0) + 4


def test_somebody_entered_at_the_door_counts_once_their_file_is_complete(county: Work) -> None:
    """The provisional file is put away for a complete one (FEATURES 120); the enrollment stays as it was made."""
    before, running = values(county), len(KINDS)
    with county.writing(Action.ENROLL) as session:
        maker = CountyMaker(county, session, 2026)
        whole = maker.person("whole", female=True, ethnic_group="15")
        merged = {"old_id": f"p{running}-9", "canonical_id": whole, "reason": "x"}
        rows.add(session, "person_alias", row_id="merged", county_code=county.county_code, values=merged)
    found = values(county)
    changed = {row: (value or 0) - (before[row] or 0) for row, value in found.items() if value != before[row]}
    assert changed == {
        "A1": 1, "A1.1": 1, "B2": 1, "T1": 1, "T2": 1, "T3": 1, "D5": 1, "E1": 1, "H1.1": 4 * 4, "H1.2": 4 * 4,
        "H1.3": Fraction(10, 18) - Fraction(6, 14),
    }  # fmt: skip
    figures = service.figures(county, OCTOBER)
    assert figures.report.failed == ()
    assert "month.provisional" not in {one.key for one in figures.omitted}
    lines = service.behind(county, OCTOBER, "A1", Column.MONTH).lines
    assert f"学员{running}-9" not in {line.words["person"] for line in lines}
    assert "学员whole" in {line.words["person"] for line in lines}


def test_whether_who_was_late_came_is_the_policys_to_say(county: Work) -> None:
    """The sample policy lets lateness count, and leave not."""
    assert values(county)["H1.2"] == 6 * 4
    with county.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", f"c{len(KINDS)}", {"policy": "sample", "policy_version": "1"})
    assert values(county)["H1.2"] == (6 + 4) * 4


def test_a_make_up_assessment_is_sat_anew_and_who_was_absent_sat_none(county: Work) -> None:
    running = f"c{len(KINDS)}"
    with county.writing(Action.RECORD_ASSESSMENT) as session:
        held = {"class_id": running, "round": 2, "kind": "completion", "held_on": OCTOBER.last_day}
        rows.add(session, "assessment", row_id="make-up", county_code=county.county_code, values=held)
        for seat, result in ((1, "passed"), (2, "absent")):
            score = {"assessment_id": "make-up", "enrollment_id": f"e{len(KINDS)}-{seat}", "class_id": running}
            score |= {"theory": 700 if result == "passed" else None, "absent": result == "absent", "result": result}
            rows.add(session, "score", row_id=f"again{seat}", county_code=county.county_code, values=score)
    found = values(county)
    assert (found["H2"], found["H3"], found["H4"]) == (3, 2, Fraction(2, 3))


def test_money_that_came_back_and_money_the_bank_returned(county: Work) -> None:
    with county.writing(Action.RECORD_PAYMENT) as session:
        back = {"claim_line_id": "l0-0-training", "amount_fen": TRAINING, "decided_on": OCTOBER.last_day, "reason": "x"}
        back["recovered_on"] = OCTOBER.last_day
        rows.add(session, "recovery", row_id="b0", county_code=county.county_code, values=back)
        rows.change(session, "claim", "m1", {"state": "bounced"})
    found = values(county)
    assert found["F1"] == 19 * TRAINING
    assert found["F4.1"] == 3 * (TRAINING + ASSESSMENT) + 2 * ALLOWANCE
    assert service.behind(county, OCTOBER, "F1", Column.MONTH).value == found["F1"]


def test_a_transfer_counts_once(county: Work) -> None:
    """From the finished class 0 into the running one on 20 October."""
    running = f"c{len(KINDS)}"
    with county.writing(Action.ENROLL) as session:
        day = OCTOBER.first_day.replace(day=20)
        rows.change(session, "enrollment", "e0-0", {"status": "transferred", "left_on": day})
        new = {"class_id": running, "person_id": "p0-0", "number": "9", "status": "attending", "source": "transfer"}
        new |= {"joined_on": day, "paid_category": "A04"}
        rows.add(session, "enrollment", row_id="moved", county_code=county.county_code, values=new)
    report = service.figures(county, OCTOBER).report
    assert report.line("A1").month == 26
    balance = report.balances[Column.MONTH]
    assert (balance.transferred_in, balance.transferred_out) == (1, 1)
    assert report.failed == ()


def test_who_left_before_the_class_began_never_came(county: Work) -> None:
    with county.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", "e9-3", {"left_on": OCTOBER.first_day.replace(day=12)})
    assert values(county)["A1"] == 25


def test_a_late_entry_shows_at_once_while_nothing_is_frozen(county: Work) -> None:
    late_enrollment(county)
    assert values(county)["A1"] == 27


def test_an_instructor_sees_no_report(county: Work) -> None:
    instructor = Worker("u9", "李老师", frozenset({Role.INSTRUCTOR}))
    theirs = Work(county.database, county.folder, county.county_code, instructor, county.data_key, county.clock)
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        service.figures(theirs, OCTOBER)


def test_a_code_of_the_county_counts_where_the_shipped_code_of_its_meaning_counts(county: Work) -> None:
    with county.writing(Action.EDIT_CATALOGUE) as session:
        own = {"name": "县自设就业培训", "position": 99, "active": True}
        kind = {"list_name": "training_types", "code": "18", "core": "employment", **own}
        rows.add(session, "code_item", row_id="own-type", county_code=county.county_code, values=kind)
        fund = {"code": "F77", "name": "县财政", "core": "other", "active": True}
        rows.add(session, "fund", row_id="own-fund", county_code=county.county_code, values=fund)
        rows.change(session, "course", "k3", {"training_type": "18"})
        rows.change(session, "claim_line", "l0-0-training", {"fund": "F77"})
    report = service.figures(county, OCTOBER).report
    assert (report.line("A1.1").month, report.line("A1.3").month) == (11, 0)
    assert report.line("F4.4").month == 3 * (TRAINING + ASSESSMENT) + ALLOWANCE + TRAINING
    assert report.failed == ()
    assert not report.unmapped
