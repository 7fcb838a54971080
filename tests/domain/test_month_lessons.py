"""Who was due in a lesson and who came: by the roll of the day, the register, and what the policy lets count."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.month_people import alone
from trainingdesk.domain.attendance import AttendanceRules, Mark, class_days
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.enrollment import Stint
from trainingdesk.domain.limit import Limit
from trainingdesk.domain.month_facts import CutKey, Together
from trainingdesk.domain.month_lessons import AlikeMarks, EachMark, LessonSource, Roll, lesson_facts, to_be_read

BEGAN, ENDED = date(2026, 10, 8), date(2026, 10, 23)
DAY = date(2026, 10, 12)
CUTS = {"c": CutKey(institution="i1")}
#: Two present, one left early, one on leave, one late by 10 minutes, one by 40, one by nobody knows how many; one absent.
MARKS = (
    AlikeMarks(Mark.PRESENT, None, 2),
    AlikeMarks(Mark.LEFT_EARLY, 15, 1),
    AlikeMarks(Mark.SICK_LEAVE, None, 1),
    *(AlikeMarks(Mark.LATE, minutes, 1) for minutes in (10, 40, None)),
    AlikeMarks(Mark.ABSENT, None, 1),
)


def person(name: str, joined: date = BEGAN, left: date | None = None, *later: Stint, stayed: bool = False) -> Together:
    return alone(id=name, person_id=name, training_type="13", category="A04", class_id="c", joined_on=joined,
                 left_on=left, later_stints=later, stayed=stayed)  # fmt: skip


def lesson(*marks: AlikeMarks, day: date = DAY, of: str = "c") -> LessonSource:
    return LessonSource("l", of, day, 4, sum(one.people for one in marks), marks)


def counted(
    held: LessonSource,
    people: list[Together],
    rules: AttendanceRules | None = None,
    read: tuple[EachMark, ...] | None = None,
) -> tuple[int, int]:
    """Class periods due and attended, of one lesson."""
    known = {} if read is None else {held.id: read}
    (fact,) = lesson_facts([held], Roll(people), known, {} if rules is None else {"c": rules}, CUTS)
    assert fact.periods.total == 4
    return fact.due.total, fact.attended.total


@pytest.mark.parametrize(
    ("rules", "came"),
    [
        (None, 2),
        (AttendanceRules(), 2),
        (AttendanceRules(late_counts=True), 5),
        (AttendanceRules(late_counts=True, late_minutes_as_absent=Limit(30, "第20条")), 4),
        (AttendanceRules(late_counts=False, left_early_counts=True), 3),
        (AttendanceRules(late_counts=True, left_early_counts=True, leave_counts=True), 7),
    ],
)
def test_who_came_is_the_policys_to_say(rules: AttendanceRules | None, came: int) -> None:
    everybody = [person(str(at)) for at in range(8)]
    assert counted(lesson(*MARKS), everybody, rules) == (8 * 4, came * 4)


@pytest.mark.parametrize(
    ("one", "due"),
    [
        (person("e"), 1),
        (person("e", DAY), 1),
        (person("e", DAY + timedelta(1)), 0),
        (person("e", BEGAN, DAY), 0),
        (person("e", BEGAN, DAY, stayed=True), 1),
        (person("e", BEGAN, DAY + timedelta(1)), 1),
        (person("e", BEGAN, date(2026, 10, 9), Stint(DAY, None)), 1),
        (person("e", BEGAN, date(2026, 10, 9), Stint(DAY, DAY)), 0),
        (person("e", BEGAN, date(2026, 10, 9), Stint(DAY, DAY), stayed=True), 1),
        (person("e", BEGAN, date(2026, 10, 9), Stint(date(2026, 10, 14), None)), 0),
    ],
)
def test_who_is_on_the_roll_of_the_day_is_due(one: Together, due: int) -> None:
    assert counted(lesson(), [one]) == (4 * due, 0)
    assert len(Roll([one]).people("c", DAY)) == due


def test_a_register_that_marks_others_than_are_due_is_read_mark_by_mark() -> None:
    roll, present = Roll([person("a"), person("b")]), AlikeMarks(Mark.PRESENT, None, 1)
    one, two, three = (lesson(present._replace(people=many))._replace(id=str(many)) for many in (1, 2, 3))
    assert to_be_read([one, two, three], roll, set()) == ["1", "3"]
    assert to_be_read([one, two, three], roll, {"c"}) == ["1", "2", "3"]
    unmarked = lesson()
    assert to_be_read([unmarked], roll, set()) == ["l"]


def test_who_is_not_on_the_roll_does_not_come() -> None:
    marks = tuple(EachMark(name, mark, None) for name, mark in (("a", Mark.PRESENT), ("x", Mark.PRESENT)))
    assert counted(lesson(AlikeMarks(Mark.PRESENT, None, 2)), [person("a"), person("b")], read=marks) == (8, 4)


def test_a_lesson_of_a_class_that_was_never_opened_counts_nowhere() -> None:
    assert list(lesson_facts([lesson(of="draft")], Roll([]), {}, {}, CUTS)) == []


def test_lessons_of_a_class_and_a_month_stand_together() -> None:
    held = [lesson(day=day)._replace(id=day.isoformat()) for day in (DAY, ENDED, date(2026, 11, 2))]
    facts = list(lesson_facts(held, Roll([person("a")]), {}, {}, CUTS))
    assert [(fact.ordinal, dict(fact.due)) for fact in facts] == [
        (Month(2026, 10).ordinal, {"2026-10-12": 4, "2026-10-23": 4}),
        (Month(2026, 11).ordinal, {"2026-11-02": 4}),
    ]


class Held(NamedTuple):
    id: str
    day: date
    periods: int


class Given(NamedTuple):
    mark: Mark
    minutes: int | None


flags = st.sampled_from([True, False, None])
policies = st.builds(
    AttendanceRules,
    late_counts=flags,
    left_early_counts=flags,
    leave_counts=flags,
    late_minutes_as_absent=st.one_of(st.none(), st.builds(Limit, st.integers(0, 60), st.just("x"))),
)
days = st.dates(BEGAN, ENDED)


@st.composite
def classes(draw: st.DrawFn) -> tuple[list[Together], list[tuple[date, dict[str, tuple[Mark, int | None]]]]]:
    """People who come and go, and lessons whose registers mark any of them, and strangers."""
    people = []
    for at in range(draw(st.integers(0, 4))):
        joined = draw(days)
        left = draw(st.one_of(st.none(), st.dates(joined, ENDED)))
        people.append(person(str(at), joined, left))
    marks = st.tuples(st.sampled_from(Mark), st.one_of(st.none(), st.integers(0, 90)))
    registers = st.dictionaries(st.sampled_from([str(at) for at in range(6)]), marks, max_size=6)
    return people, draw(st.lists(st.tuples(days, registers), max_size=5))


@given(classes(), policies)
def test_the_report_counts_what_the_page_of_the_class_counts(
    made: tuple[list[Together], list[tuple[date, dict[str, tuple[Mark, int | None]]]]], rules: AttendanceRules
) -> None:
    """Where a register marks exactly as many as are due, only if they are those; else whoever it marks."""
    people, registers = made
    roll = Roll(people)
    held = []
    for at, (day, marks) in enumerate(registers):
        alike = [AlikeMarks(mark, minutes, many) for (mark, minutes), many in Counter(marks.values()).items()]
        held.append(lesson(*alike, day=day)._replace(id=str(at)))
    alike_many = [(set(marks), roll.people("c", day)) for day, marks in registers if len(marks) == roll.due("c", day)]
    strange = {"c"} if any(marked != due for marked, due in alike_many) else set()
    each = {
        str(at): [EachMark(who, *mark) for who, mark in marks.items()] for at, (_day, marks) in enumerate(registers)
    }
    facts = list(
        lesson_facts(held, roll, {one: each[one] for one in to_be_read(held, roll, strange)}, {"c": rules}, CUTS)
    )
    stints = {one.people.ids: [Stint(one.joined_on or BEGAN, one.left_on)] for one in people}
    of_page = class_days(
        [Held(one.id, one.held_on, one.periods) for one in held],
        {(who, str(at)): Given(*mark) for at, (_day, marks) in enumerate(registers) for who, mark in marks.items()},
        stints,
        rules,
    )
    assert sum(fact.due.total for fact in facts) == sum(rate.held for rate in of_page.values())
    assert sum(fact.attended.total for fact in facts) == sum(rate.attended for rate in of_page.values())
