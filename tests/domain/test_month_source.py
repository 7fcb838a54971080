"""Which enrollments are facts of the monthly report, and on which days."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from types import SimpleNamespace

import pytest

from trainingdesk.domain.enrollment import Stint
from trainingdesk.domain.month_facts import Arrival, Leaving
from trainingdesk.domain.month_people import WITHIN, People
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


def traits(*, category: str | None = "A04", sex: str | None = "female", ethnic_group: str | None = "01") -> str:
    return WITHIN.join(one or "" for one in (category, sex, ethnic_group))


def someone(name: str = "e", *, person: str = "p", of: str = "", **more: object) -> EnrollmentSource:
    """One enrollment; ``of`` are traits."""
    plain = EnrollmentSource("c", "attending", "single", BEGAN, None, People.of([(name, person, of or traits())]))
    return plain._replace(**more)


def happened(**more: object) -> Happened:
    plain: dict[str, object] = {"since": SINCE, "completed": {}, "stints": {}}
    return Happened(**{**plain, **more})  # type: ignore[arg-type]


def facts(
    *people: EnrollmentSource, classes: tuple[ClassSource, ...] = (a_class(),), also: Happened | None = None
) -> list[SimpleNamespace]:
    """What is known of everybody: their profile and their days."""
    cuts = {one.id: cut_of(one) for one in classes}
    return [
        SimpleNamespace(
            **group.profiles[of]._asdict(),
            **{field.name: getattr(group, field.name) for field in fields(group)},
        )
        for group in enrollment_facts(classes, people, also or happened(), cuts)
        for _enrollment, _person, of in group.people.each()
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
    also = happened(completed={"c": [(ENDED, "e f"), (date(2026, 11, 2), "e")]})
    late, old = facts(someone(status="certified"), someone("old", status="completed"), also=also)
    assert late.completed_on == date(2026, 11, 2)
    assert old.completed_on == SINCE


def test_a_status_that_was_taken_back_completes_nothing() -> None:
    (fact,) = facts(someone(status="attending"), also=happened(completed={"c": [(ENDED, "e")]}))
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
    stints = (
        Stint(date(2026, 9, 1), date(2026, 9, 20)),
        Stint(date(2026, 10, 1), date(2026, 10, 12)),
        Stint(date(2026, 10, 15)),
    )
    (fact,) = facts(someone(), also=happened(stints={"e": stints}))
    assert (fact.joined_on, fact.left_on) == (BEGAN, date(2026, 10, 12))
    assert fact.later_stints == (Stint(date(2026, 10, 15), ENDED),)
    assert facts(someone(), also=happened(stints={"e": stints[:1]})) == []


@pytest.mark.parametrize(
    ("group", "minority"), [("01", False), ("06", True), ("97", False), ("98", False), (None, False)]
)
def test_a_minority_is_one_of_the_55(group: str | None, minority: bool) -> None:
    (fact,) = facts(someone(of=traits(ethnic_group=group)))
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
    there = [("e", "p", traits()), ("f", "q", traits()), ("g", "r", traits(category="B01"))]
    classes = (a_class(), a_class("next"))
    sources = [someone()._replace(people=People.of(there)), someone("h", class_id="next")]
    first, second = enrollment_facts(classes, sources, happened(), {one.id: cut_of(one) for one in classes})
    assert (first.people.ids, second.people.ids) == ("e f g", "h")
    assert first.people.alike().keys() == first.profiles.keys() == {traits(), traits(category="B01")}
    assert first.profiles[traits(category="B01")] == first.profiles[traits()]._replace(category="B01")


def test_who_completed_on_another_day_or_came_again_stands_apart() -> None:
    there = [(name, f"person-of-{name}", traits()) for name in "efgh"]
    again = (Stint(BEGAN, date(2026, 10, 12)), Stint(date(2026, 10, 15), None))
    also = happened(completed={"c": [(ENDED, "e f h"), (date(2026, 11, 2), "g")]}, stints={"h": again})
    source = someone(status="completed")._replace(people=People.of(there))
    found = enrollment_facts([a_class()], [source], also, {"c": cut_of(a_class())})
    assert [(one.people.ids, one.completed_on, len(one.later_stints)) for one in found] == [
        ("e f", ENDED, 0),
        ("g", date(2026, 11, 2), 0),
        ("h", ENDED, 1),
    ]


def test_only_who_transferred_counts_in_the_class_they_came_from() -> None:
    classes = (a_class(), a_class("next"))
    gone = someone(status="transferred", left_on=date(2026, 10, 12))
    there = People.of([("f", "p", traits()), ("g", "q", traits())])
    come = someone(class_id="next", source="transfer", joined_on=date(2026, 10, 12))._replace(people=there)
    _left, came, other = enrollment_facts(classes, [gone, come], happened(), {one.id: cut_of(one) for one in classes})
    assert (came.people.ids, came.arrival) == ("f", Arrival.TRANSFERRED)
    assert (other.people.ids, other.arrival) == ("g", Arrival.LATER)
