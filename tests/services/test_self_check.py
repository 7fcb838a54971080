"""The self-check finds in a class what an inspection would ask about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tests.services import finished_class
from trainingdesk.domain.access import Action
from trainingdesk.services import self_check
from trainingdesk.storage import attendance, rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def keys(work: Work, class_id: str) -> list[str]:
    return [one.key for one in self_check.check_class(work, class_id)]


def test_an_ordinary_class_is_left_in_peace(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock)
    with work.writing(Action.CORRECT_MARK) as session:
        for lesson_id in made.lessons:
            for one in attendance.marks(session, lesson_id).values():
                rows.change(session, "attendance_mark", one.id, {"typed_at": datetime(2026, 10, 19, 4, tzinfo=UTC)})
    assert keys(work, made.class_id) == []


def test_one_person_in_two_classes_at_one_time_is_found(work: Work, clock: Clock) -> None:
    first = finished_class.make(work, clock, people=1)
    second = finished_class.make(work, clock, people=1, number="500241-2026-008", known=first.people)
    twice = [one for one in self_check.check_class(work, second.class_id) if one.key == "self_check.trainee_twice"]
    assert len(twice) == 10
    assert {twice[0].values["number"], twice[0].values["other"]} == {first.number, second.number}


def test_an_instructor_in_two_classes_at_one_time_is_found(work: Work, clock: Clock) -> None:
    first = finished_class.make(work, clock, people=0)
    second = finished_class.make(work, clock, people=0, number="500241-2026-008")
    with work.writing(Action.EDIT_CATALOGUE) as session:
        values = {"name": "田老师", "employment": "full_time", "status": "active"}
        teacher = rows.add(session, "instructor", row_id=work.new_id(), county_code=work.county_code, values=values)
        rows.change(session, "lesson", first.lessons[0], {"instructor_id": teacher})
        rows.change(session, "lesson", second.lessons[0], {"substitute_id": teacher})
    assert keys(work, first.class_id) == ["self_check.instructor_twice"]


def test_marks_typed_days_later_and_equal_phones_are_found(work: Work, clock: Clock) -> None:
    """All marks of the class were typed on the 24th; lessons up to the 21st are three days before that."""
    made = finished_class.make(work, clock, people=2)
    with work.writing(Action.EDIT_PERSON) as session:
        for one in made.people:
            rows.change(session, "person", one, {"phone": "13811112222"})
    found = self_check.check_class(work, made.class_id)
    late = [one for one in found if one.key == "self_check.typed_late"]
    assert [one.values["day"] for one in late] == [date(2026, 10, day) for day in (19, 19, 20, 20, 21, 21)]
    (phones,) = [one for one in found if one.key == "self_check.same_phone"]
    assert set(phones.rows) == set(made.enrollments)


def test_a_class_that_never_missed_anything_is_found(work: Work, clock: Clock) -> None:
    perfect = finished_class.make(work, clock, people=12)
    human = finished_class.make(work, clock, people=12, number="500241-2026-008", absent={0: 1})
    assert "self_check.too_perfect" in keys(work, perfect.class_id)
    assert "self_check.too_perfect" not in keys(work, human.class_id)


def test_who_had_retired_is_found(work: Work, clock: Clock) -> None:
    retirement = finished_class.row(
        "person.retirement",
        sex='"male"',
        from_age="60",
        to_age="63",
        months_per_month="4",
        starts="2025-01-01",
    )
    made = finished_class.make(work, clock, people=2, pack=finished_class.PACK + retirement)
    with work.writing(Action.EDIT_PERSON) as session:
        rows.change(session, "person", made.people[0], {"birth_date": date(1960, 1, 1)})
    (found,) = [one for one in self_check.check_class(work, made.class_id) if one.key == "self_check.past_retirement"]
    assert found.rows == (made.enrollments[0],)


def test_every_open_class_is_checked_and_each_finding_leads_to_its_rows(work: Work, clock: Clock) -> None:
    first = finished_class.make(work, clock, people=1)
    second = finished_class.make(work, clock, people=1, number="500241-2026-008", known=first.people)
    asked: list[tuple[int, int]] = []
    found = self_check.check_classes(work, watch=lambda done, total: bool(asked.append((done, total)) or True))
    assert asked == [(0, 2), (1, 2)]
    assert {one.class_number for one in found} == {first.number, second.number}
    behind = {
        one.finding.key: self_check.rows_behind(work, one.finding) for one in found if one.class_id == second.class_id
    }
    there = behind["self_check.trainee_twice"]
    assert {row.class_number for row in there} == {first.number, second.number}
    assert {row.person_id for row in there} == {first.people[0]}
    assert {row.day for row in there} == {there[0].day}
    (late,) = behind["self_check.typed_late"]
    assert (late.lesson_id in second.lessons, late.person_id) == (True, None)
    assert self_check.check_classes(work, watch=lambda *_: False) == ()
    assert {one.class_id for one in self_check.check_classes(work, [first.class_id])} == {first.class_id}


def test_people_behind_a_finding_are_named(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=12)
    (perfect,) = [one for one in self_check.check_class(work, made.class_id) if one.key == "self_check.too_perfect"]
    behind = self_check.rows_behind(work, perfect)
    assert [row.person_id for row in behind] == list(made.people)
    assert behind[0].number == f"{made.number}-001"
