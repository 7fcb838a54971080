"""Which enrollments are facts of the monthly report, and on which days."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from types import SimpleNamespace

import pytest

from trainingdesk.domain.enrollment import Stint
from trainingdesk.domain.month_facts import Arrival, Leaving
from trainingdesk.domain.month_source import (
    ClassSource,
    EnrollmentSource,
    Happened,
    class_facts,
    cut_of,
    enrollment_facts,
    township,
)

BEGAN, ENDED = date(2026, 10, 8), date(2026, 10, 28)
SINCE = date(2024, 12, 31)


def a_class(name: str = "c", **more: object) -> ClassSource:
    plain = ClassSource(
        name, BEGAN, ENDED, None, "13", "5", "6-18-02-04", digital=False, shortage=False, mode="F2F", division=None,
        institution_id="i",
    )  # fmt: skip
    return plain._replace(**more)


def someone(name: str = "e", **more: object) -> EnrollmentSource:
    plain = EnrollmentSource(name, "c", "p", "A04", "attending", "single", BEGAN, None, "female", "01")
    return plain._replace(**more)


def happened(**more: object) -> Happened:
    plain: dict[str, object] = {"since": SINCE, "completed": {}, "stints": {}, "paid": {}, "employed": {}}
    return Happened(**{**plain, **more})  # type: ignore[arg-type]


def facts(
    *people: EnrollmentSource, classes: tuple[ClassSource, ...] = (a_class(),), also: Happened | None = None
) -> list[SimpleNamespace]:
    """What is known of everybody: their own, their profile and their days."""
    cuts = {one.id: cut_of(one) for one in classes}
    return [
        SimpleNamespace(
            **fact._asdict(),
            **fact.profile._asdict(),
            **{field.name: getattr(group, field.name) for field in fields(group)},
        )
        for group in enrollment_facts(classes, people, also or happened(), cuts)
        for fact in group.people
    ]


def test_who_came_with_the_class_counts_from_its_first_day() -> None:
    (fact,) = facts(someone(joined_on=date(2026, 9, 30)))
    assert (fact.started_on, fact.joined_on, fact.arrival) == (BEGAN, BEGAN, Arrival.WITH_CLASS)


def test_who_came_later_counts_from_their_own_first_day() -> None:
    (fact,) = facts(someone(joined_on=date(2026, 10, 12)))
    assert (fact.started_on, fact.arrival) == (date(2026, 10, 12), Arrival.LATER)


@pytest.mark.parametrize("left", [date(2026, 10, 1), BEGAN])
def test_who_left_before_the_first_lesson_never_came(left: date) -> None:
    assert facts(someone(status="dropped", left_on=left)) == []


@pytest.mark.parametrize(("status", "how"), [("attending", Leaving.DROPPED), ("failed", Leaving.FAILED)])
def test_who_did_not_succeed_leaves_with_the_class(status: str, how: Leaving) -> None:
    (fact,) = facts(someone(status=status))
    assert (fact.left_on, fact.left_how, fact.completed_on) == (ENDED, how, None)


def test_a_class_that_was_broken_off_lets_everybody_go() -> None:
    broken = a_class(completed_on=None, broken_off_on=date(2026, 10, 15))
    (fact,) = facts(someone(), classes=(broken,))
    assert fact.left_on == date(2026, 10, 15)
    (one,) = class_facts([broken], {"c": cut_of(broken)})
    assert (one.completed_on, one.broken_off_on) == (None, date(2026, 10, 15))


def test_who_completed_did_so_on_the_day_of_the_event_or_long_ago() -> None:
    also = happened(completed={"e": date(2026, 11, 2)})
    late, old = facts(someone(status="certified"), someone("old", status="completed"), also=also)
    assert late.completed_on == date(2026, 11, 2)
    assert old.completed_on == SINCE


def test_a_status_that_was_taken_back_completes_nothing() -> None:
    (fact,) = facts(someone(status="attending"), also=happened(completed={"e": ENDED}))
    assert fact.completed_on is None


def test_a_transfer_counts_in_the_class_it_came_from() -> None:
    classes = (a_class(), a_class("next"))
    gone = someone(status="transferred", left_on=date(2026, 10, 12))
    come = someone("f", class_id="next", source="transfer", joined_on=date(2026, 10, 12))
    left, came = facts(gone, come, classes=classes)
    assert (left.started_on, left.left_how) == (BEGAN, Leaving.TRANSFERRED)
    assert (came.started_on, came.arrival) == (None, Arrival.TRANSFERRED)


def test_a_transfer_before_the_first_class_began_counts_where_it_went() -> None:
    classes = (a_class(), a_class("next"))
    gone = someone(status="transferred", left_on=date(2026, 10, 2))
    come = someone("f", class_id="next", source="transfer", joined_on=date(2026, 10, 2))
    (came,) = facts(gone, come, classes=classes)
    assert (came.started_on, came.arrival) == (BEGAN, Arrival.WITH_CLASS)


def test_stints_before_the_class_are_left_out_and_an_open_one_ends_with_it() -> None:
    stints = [
        Stint(date(2026, 9, 1), date(2026, 9, 20)),
        Stint(date(2026, 10, 1), date(2026, 10, 12)),
        Stint(date(2026, 10, 15)),
    ]
    (fact,) = facts(someone(), also=happened(stints={"e": stints}))
    assert (fact.joined_on, fact.left_on) == (BEGAN, date(2026, 10, 12))
    assert fact.later_stints == (Stint(date(2026, 10, 15), ENDED),)
    assert facts(someone(), also=happened(stints={"e": stints[:1]})) == []


@pytest.mark.parametrize(
    ("group", "minority"), [("01", False), ("06", True), ("97", False), ("98", False), (None, False)]
)
def test_a_minority_is_one_of_the_55(group: str | None, minority: bool) -> None:
    (fact,) = facts(someone(ethnic_group=group))
    assert fact.minority is minority


@pytest.mark.parametrize(
    ("mode", "village", "online"),
    [
        ("VIL", True, False),
        ("in_village", True, False),
        ("ONL", False, True),
        ("OMO", False, True),
        ("F2F", False, False),
    ],
)
def test_the_mode_says_village_and_online(mode: str, village: bool, online: bool) -> None:
    (fact,) = facts(someone(), classes=(a_class(mode=mode),))
    assert (fact.village, fact.online) == (village, online)


@pytest.mark.parametrize(
    ("division", "code"),
    [
        ("500241001200", "500241001000"),
        ("500241001", "500241001000"),
        ("500241000000", None),
        ("500241", None),
        (None, None),
    ],
)
def test_a_division_lies_in_a_township(division: str | None, code: str | None) -> None:
    assert township(division) == code


def test_people_with_the_same_days_stand_together_and_the_alike_share_a_profile() -> None:
    classes = (a_class(), a_class("next"))
    there = [someone(), someone("f", person_id="q"), someone("g", category="B01"), someone("h", class_id="next")]
    later = someone("i", joined_on=date(2026, 10, 12))
    cuts = {one.id: cut_of(one) for one in classes}
    found = enrollment_facts(classes, [*there, later], happened(), cuts)
    assert [[fact.id for fact in group.people] for group in found] == [["e", "f", "g"], ["h"], ["i"]]
    first, second, third = found[0].people
    assert first.profile is second.profile
    assert third.profile == first.profile._replace(category="B01")


def test_what_was_paid_and_found_stands_with_everybody_alone() -> None:
    also = happened(paid={"e": date(2026, 11, 2)}, employed={"f": date(2026, 11, 5)})
    paid, found_work = facts(someone(), someone("f", person_id="q"), also=also)
    assert (paid.paid_on, paid.employed_on) == (date(2026, 11, 2), None)
    assert (found_work.paid_on, found_work.employed_on) == (None, date(2026, 11, 5))
