"""From what a desk stores to what the monthly report counts: which enrollment is a fact, and on which days.

A class counts from its first day once it was opened; an enrollment from its first day on the roll of such a class. Who came
by transfer from a class that had begun is counted there. Who neither completed nor left when the class ended has failed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from trainingdesk.domain.enrollment import SUCCEEDED, Status, Stint
from trainingdesk.domain.identity import Sex
from trainingdesk.domain.month_facts import Arrival, ClassFact, CutKey, Leaving, Profile, Together
from trainingdesk.domain.month_people import APART, WITHIN
from trainingdesk.domain.training_class import DELIVERY_CODES, ONLINE_MODES, ClassState, DeliveryMode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from trainingdesk.domain.month_people import People

#: States of a class that was opened.
OPENED: Final = frozenset(
    {
        ClassState.RUNNING,
        ClassState.SUSPENDED,
        ClassState.FINISHED,
        ClassState.ASSESSED,
        ClassState.COMPLETED,
        ClassState.TERMINATED,
        ClassState.CLOSED,
    }
)
#: Statuses of people who were on the roll of a class that was opened.
CAME: Final = frozenset(
    {
        Status.ATTENDING,
        Status.COMPLETED,
        Status.FAILED,
        Status.CERTIFIED,
        Status.TRANSFERRED,
        Status.DROPPED,
    }
)
#: How a transfer is told from another enrollment (``enrollment.source``).
BY_TRANSFER: Final = "transfer"
#: GB/T 3304: 01 is Han; 97 and 98 are no recognized minority.
_NO_MINORITY: Final = frozenset({"01", "97", "98"})
_HOW: Final[Mapping[str, Leaving]] = {
    Status.TRANSFERRED.value: Leaving.TRANSFERRED,
    Status.FAILED.value: Leaving.FAILED,
}
_SUCCEEDED: Final = frozenset(status.value for status in SUCCEEDED)
_SEXES: Final[Mapping[str, Sex]] = {sex.value: sex for sex in Sex}
_TOWNSHIP_DIGITS: Final = 9
_CODE_DIGITS: Final = 12


#: The first day, the first day off the roll, and the stints that came later.
_Days: TypeAlias = "tuple[date, date | None, tuple[Stint, ...]]"
#: When somebody completed, whether another class counts them, and the stints of who came more than once.
_Course: TypeAlias = "tuple[date | None, bool, tuple[Stint, ...] | None]"


class ClassSource(NamedTuple):
    """A class that was opened, with what its course and its events say."""

    id: str
    starts_on: date
    completed_on: date | None
    broken_off_on: date | None
    training_type: str
    level: str
    occupation: str | None
    digital: bool
    shortage: bool
    mode: str
    division: str | None
    institution_id: str


class EnrollmentSource(NamedTuple):
    """People who came into a class on one day and are there, or left it, alike.

    Their traits are category, sex and ethnic group as they are stored, between ``WITHIN``; empty where nothing is.
    """

    class_id: str
    status: str
    source: str
    joined_on: date
    left_on: date | None
    people: People


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What else happened to enrollments.

    ``completed`` says by class who completed on which day, the oldest first, with ids between spaces. It reaches back to
    ``since``: who succeeded and is not in it completed before. ``stints`` holds only those who came more than once.
    """

    since: date
    completed: Mapping[str, Sequence[tuple[date, str]]]
    stints: Mapping[str, tuple[Stint, ...]]


class _ClassTraits(NamedTuple):
    """What all enrollments of a class share."""

    source: ClassSource
    village: bool
    online: bool
    cut: CutKey
    ended_on: date | None
    profiles: dict[str, Profile]


def township(division: str | None) -> str | None:
    """The twelve-digit code of the township (乡镇, 街道) a division lies in; None where it names no township."""
    if division is None or len(division) < _TOWNSHIP_DIGITS or division[6:_TOWNSHIP_DIGITS] == "000":
        return None
    return division[:_TOWNSHIP_DIGITS].ljust(_CODE_DIGITS, "0")


def cut_of(source: ClassSource) -> CutKey:
    """What everything of a class is cut by."""
    mode = DELIVERY_CODES.get(source.mode, source.mode)
    return CutKey(township(source.division), source.institution_id, source.occupation or None, source.level, str(mode))


def class_facts(sources: Iterable[ClassSource], cuts: Mapping[str, CutKey]) -> list[ClassFact]:
    """The classes."""
    return [
        ClassFact(
            id=one.id,
            started_on=one.starts_on,
            completed_on=one.completed_on,
            broken_off_on=one.broken_off_on,
            cut=cuts[one.id],
        )
        for one in sources
    ]


def enrollment_facts(
    classes: Iterable[ClassSource],
    enrollments: Sequence[EnrollmentSource],
    happened: Happened,
    cuts: Mapping[str, CutKey],
) -> list[Together]:
    """The enrollments of these classes; who left before the class began never came and is left out.

    What people have in common is worked out once for all of them: for the days of those who came and left together, and for
    the profile of those who are alike in one class.
    """
    traits = {one.id: _traits(one, cuts[one.id]) for one in classes}
    moved = _moved(traits, enrollments, happened)
    return [
        group
        for one in enrollments
        for course, people in one.people.parted(_course_of(one, happened, moved)).items()
        if (group := _together(one, people, traits[one.class_id], *course)) is not None
    ]


def _moved(
    traits: Mapping[str, _ClassTraits], enrollments: Iterable[EnrollmentSource], happened: Happened
) -> frozenset[str]:
    """Who transferred away from a class that had begun."""
    return frozenset(
        person
        for source in enrollments
        if source.status == Status.TRANSFERRED
        for one, person, _traits in source.people.each()
        if _days(source, traits[source.class_id], happened.stints.get(one))
    )


def _course_of(source: EnrollmentSource, happened: Happened, moved: Collection[str]) -> Callable[..., _Course]:
    """How it went for each of the people of a source."""
    succeeded, came_over = source.status in _SUCCEEDED, source.source == BY_TRANSFER
    days = happened.completed.get(source.class_id, ()) if succeeded else ()
    completed = {one: day for day, ids in days for one in ids.split()}
    otherwise = happened.since if succeeded else None

    def course(one: str, person: str, _traits: str) -> _Course:
        return completed.get(one, otherwise), came_over and person in moved, happened.stints.get(one)

    return course


def _traits(source: ClassSource, cut: CutKey) -> _ClassTraits:
    mode = DELIVERY_CODES.get(source.mode, source.mode)
    ended = source.broken_off_on or source.completed_on
    return _ClassTraits(source, mode == DeliveryMode.IN_VILLAGE, mode in ONLINE_MODES, cut, ended, {})


def _together(
    source: EnrollmentSource,
    people: People,
    of_class: _ClassTraits,
    completed_on: date | None,
    transferred: bool,  # noqa: FBT001 -- part of a course
    stints: tuple[Stint, ...] | None,
) -> Together | None:
    """People with the days that they share; None for who never came."""
    days = _days(source, of_class, stints)
    if days is None:
        return None
    joined_on, left_on, later = days
    return Together(
        people=people,
        profiles=_profiles(people, of_class),
        class_id=source.class_id,
        started_on=None if transferred else joined_on,
        joined_on=joined_on,
        arrival=_arrival(joined_on, of_class.source.starts_on, came_by_transfer=transferred),
        completed_on=completed_on,
        left_on=left_on,
        left_how=_HOW.get(source.status, Leaving.DROPPED),
        later_stints=later,
        stayed=(source.left_on if stints is None else stints[-1].left_on) is None,
        cut=of_class.cut,
    )


def _profiles(people: People, of_class: _ClassTraits) -> Mapping[str, Profile]:
    """The profiles of a class, with those of these people."""
    known = of_class.profiles
    for traits in set(people.traits.split(APART)):
        if traits not in known:
            known[traits] = _profile(of_class, *traits.split(WITHIN))
    return known


def _profile(of_class: _ClassTraits, category: str, sex: str, ethnic_group: str) -> Profile:
    source = of_class.source
    return Profile(
        training_type=source.training_type,
        category=category or None,
        sex=_SEXES.get(sex),
        minority=bool(ethnic_group) and ethnic_group not in _NO_MINORITY,
        village=of_class.village,
        online=of_class.online,
        digital=source.digital,
        shortage=source.shortage,
    )


def _arrival(joined_on: date, begins: date, *, came_by_transfer: bool) -> Arrival:
    if came_by_transfer:
        return Arrival.TRANSFERRED
    return Arrival.LATER if joined_on > begins else Arrival.WITH_CLASS


def _days(source: EnrollmentSource, of_class: _ClassTraits, stints: tuple[Stint, ...] | None) -> _Days | None:
    """The days on the roll since the class began; an open stint ends with the class. None for who never came."""
    begins, ended_on = of_class.source.starts_on, of_class.ended_on
    if stints is None:
        if source.left_on is not None and source.left_on <= begins:
            return None
        return max(source.joined_on, begins), source.left_on or ended_on, ()
    since = [
        Stint(max(stint.joined_on, begins), stint.left_on or ended_on)
        for stint in stints
        if stint.left_on is None or stint.left_on > begins
    ]
    return (since[0].joined_on, since[0].left_on, tuple(since[1:])) if since else None
