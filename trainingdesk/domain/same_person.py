"""What two files of one person come to: whether they surely are one, and which enrollment in a class stands (SYNC 2.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.enrollment import LEFT, Status, Stint
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.identity import NUMBERED, DocumentKind, read_document
from trainingdesk.domain.person_name import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Twin:
    """One of several enrollments that a person has in a class since two files became one; ``since`` orders them."""

    id: str
    status: Status
    since: int


def surely_one(one: Mapping[str, Any], other: Mapping[str, Any], *, today: date) -> bool:
    """Whether two identities have one number whose check digit holds, and one name in whatever writing."""
    numbers = {_sure_number(identity, today=today) for identity in (one, other)}
    names = {name_key(str(identity.get("name") or "")) for identity in (one, other)}
    return len(numbers) == 1 and None not in numbers and len(names) == 1 and "" not in names


def standing(twins: Iterable[Twin]) -> Twin:
    """The one that counts: the earliest of those that were not given up, else the earliest."""
    return min(twins, key=lambda twin: (twin.status in LEFT, twin.since, twin.id))


def days_together(stints: Iterable[Stint]) -> tuple[Stint, ...]:
    """The days that at least one of these stints covers, oldest first."""
    days: list[Stint] = []
    for stint in sorted(stints, key=lambda one: one.joined_on):
        last = days[-1] if days else None
        if last is None or (last.left_on is not None and last.left_on < stint.joined_on):
            days.append(stint)
        elif last.left_on is not None and (stint.left_on is None or last.left_on < stint.left_on):
            days[-1] = Stint(last.joined_on, stint.left_on, stint.reason)
    return tuple(days)


def end_of(direct: Mapping[str, str], person_id: str) -> str:
    """The id that lives on after merges; in a circle (two desks merged the other way round) its first id."""
    passed = [person_id]
    while (following := direct.get(passed[-1])) is not None:
        if following in passed:
            return min(passed[passed.index(following) :])
        passed.append(following)
    return passed[-1]


def _sure_number(identity: Mapping[str, Any], *, today: date) -> str | None:
    """The number, where it is written as it should be and tells by itself that it is one."""
    number = identity.get("document_number")
    if not isinstance(number, str):
        return None
    written = number.strip().upper()
    try:
        read = read_document(written, kind=None, today=today)
    except Refused:
        return None
    kind = identity.get("document_kind")
    sure = read.value.kind in NUMBERED and DocumentKind(read.value.kind) == kind and not read.mends
    return read.value.number if sure else None
