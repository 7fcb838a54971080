"""From what a desk stores to what the monthly report counts: which enrollment is a fact, and on which days.

A class counts from its first day once it was opened; an enrollment from its first day on the roll of such a class. Who came
by transfer from a class that had begun is counted there. Who neither completed nor left when the class ended has failed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from trainingdesk.domain.enrollment import SUCCEEDED, Status, Stint
from trainingdesk.domain.identity import Sex
from trainingdesk.domain.month_facts import Arrival, ClassFact, CutKey, EnrollmentFact, Leaving, Profile, Together
from trainingdesk.domain.training_class import DELIVERY_CODES, ONLINE_MODES, ClassState, DeliveryMode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

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
    """An enrollment of somebody who came; ``sex`` and ``ethnic_group`` as they are stored."""

    id: str
    class_id: str
    person_id: str
    category: str | None
    status: str
    source: str
    joined_on: date
    left_on: date | None
    sex: str | None
    ethnic_group: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What else happened to enrollments, by enrollment.

    ``completed`` reaches back to ``since``: who succeeded and is not in it completed before. ``stints`` holds only those who
    came more than once.
    """

    since: date
    completed: Mapping[str, date]
    stints: Mapping[str, Sequence[Stint]]
    paid: Mapping[str, date]
    employed: Mapping[str, date]


class _ClassTraits(NamedTuple):
    """What all enrollments of a class share."""

    source: ClassSource
    village: bool
    online: bool
    cut: CutKey
    ended_on: date | None
    profiles: dict[tuple[str | None, ...], Profile]


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
    paid, employed = happened.paid.get, happened.employed.get
    together: dict[object, tuple[Together, list[EnrollmentFact]] | None] = {}
    for one in enrollments:
        transferred = one.source == BY_TRANSFER and one.person_id in moved
        key = _shared(one, happened, transferred=transferred)
        if key not in together:
            together[key] = _together(one, traits[one.class_id], happened, transferred=transferred)
        group = together[key]
        if group is not None:
            profile = _profile(one, traits[one.class_id])
            group[1].append(EnrollmentFact(one.id, one.person_id, profile, paid(one.id), employed(one.id)))
    return [group[0] for group in together.values() if group is not None]


def _moved(
    traits: Mapping[str, _ClassTraits], enrollments: Iterable[EnrollmentSource], happened: Happened
) -> frozenset[str]:
    """Who transferred away from a class that had begun."""
    left = (one for one in enrollments if one.status == Status.TRANSFERRED)
    return frozenset(one.person_id for one in left if _days(one, traits[one.class_id], happened))


def _shared(one: EnrollmentSource, happened: Happened, *, transferred: bool) -> object:
    """What decides the days of an enrollment; who came more than once shares them with nobody."""
    if one.id in happened.stints:
        return one.id
    return one.class_id, one.joined_on, one.left_on, one.status, happened.completed.get(one.id), transferred


def _traits(source: ClassSource, cut: CutKey) -> _ClassTraits:
    mode = DELIVERY_CODES.get(source.mode, source.mode)
    ended = source.broken_off_on or source.completed_on
    return _ClassTraits(source, mode == DeliveryMode.IN_VILLAGE, mode in ONLINE_MODES, cut, ended, {})


def _together(
    one: EnrollmentSource, of_class: _ClassTraits, happened: Happened, *, transferred: bool
) -> tuple[Together, list[EnrollmentFact]] | None:
    """The days of an enrollment, with the list of everybody who will share them; None for who never came."""
    days = _days(one, of_class, happened)
    if days is None:
        return None
    joined_on, left_on, later = days
    people: list[EnrollmentFact] = []
    shared = Together(
        people=people,
        class_id=one.class_id,
        started_on=None if transferred else joined_on,
        joined_on=joined_on,
        arrival=_arrival(joined_on, of_class.source.starts_on, came_by_transfer=transferred),
        completed_on=happened.completed.get(one.id, happened.since) if one.status in _SUCCEEDED else None,
        left_on=left_on,
        left_how=_HOW.get(one.status, Leaving.DROPPED),
        later_stints=later,
        stayed=_stayed(one, happened),
        cut=of_class.cut,
    )
    return shared, people


def _stayed(one: EnrollmentSource, happened: Happened) -> bool:
    """Whether nobody took them off the roll."""
    stints = happened.stints.get(one.id)
    return (one.left_on if stints is None else stints[-1].left_on) is None


def _profile(one: EnrollmentSource, of_class: _ClassTraits) -> Profile:
    key = one.category, one.sex, one.ethnic_group
    found = of_class.profiles.get(key)
    if found is None:
        source = of_class.source
        found = of_class.profiles[key] = Profile(
            training_type=source.training_type,
            category=one.category,
            sex=None if one.sex is None else _SEXES[one.sex],
            minority=one.ethnic_group is not None and one.ethnic_group not in _NO_MINORITY,
            village=of_class.village,
            online=of_class.online,
            digital=source.digital,
            shortage=source.shortage,
        )
    return found


def _arrival(joined_on: date, begins: date, *, came_by_transfer: bool) -> Arrival:
    if came_by_transfer:
        return Arrival.TRANSFERRED
    return Arrival.LATER if joined_on > begins else Arrival.WITH_CLASS


def _days(one: EnrollmentSource, of_class: _ClassTraits, happened: Happened) -> _Days | None:
    """The days on the roll since the class began; an open stint ends with the class. None for who never came."""
    begins, ended_on = of_class.source.starts_on, of_class.ended_on
    if one.id not in happened.stints:
        if one.left_on is not None and one.left_on <= begins:
            return None
        return max(one.joined_on, begins), one.left_on or ended_on, ()
    stints = [
        Stint(max(stint.joined_on, begins), stint.left_on or ended_on)
        for stint in happened.stints[one.id]
        if stint.left_on is None or stint.left_on > begins
    ]
    return (stints[0].joined_on, stints[0].left_on, tuple(stints[1:])) if stints else None
