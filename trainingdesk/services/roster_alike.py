"""Rows of a roster (花名册) that may be somebody else's: same phone, same name and birth date, a person at the door.

Two numbers are two people until somebody looks (FEATURES 10), so nothing of this keeps a row out: it goes in and is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.services.person_values import Problem
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.storage import roster as bulk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlmodel import Session

    from trainingdesk.services.roster_match import Matched
    from trainingdesk.storage.roster import AlikeRow

#: How many people one sentence names.
_NAMED: Final = 3


@dataclass(slots=True)
class _Known:
    """People by what they may be confused by: those of the desk, and the earlier rows of the file."""

    by_name: dict[str, list[AlikeRow]] = field(default_factory=dict)
    by_phone: dict[str, list[AlikeRow]] = field(default_factory=dict)
    rows_by_phone: dict[str, Matched] = field(default_factory=dict)
    rows_by_birth: dict[tuple[str, object], Matched] = field(default_factory=dict)


def with_doubts(session: Session, matched: Sequence[Matched], *, in_class: Collection[str]) -> list[Matched]:
    """The same rows, each with whom it may be confused with; ``in_class`` are the ids of the people of the class."""
    sound = [one for one in matched if not one.problems]
    known = _known(session, [one for one in sound if one.person is None])
    return [
        one if one.problems else replace(one, doubts=(*one.doubts, *_doubts(one, known, in_class))) for one in matched
    ]


def _known(session: Session, new: Sequence[Matched]) -> _Known:
    known = _Known()
    names = {name for one in new if (name := one.read.row.values.get("name_key"))}
    phones = {phone for one in new if (phone := one.read.row.values.get("phone"))}
    for row in bulk.people_named(session, names):
        known.by_name.setdefault(row.name_key, []).append(row)
    for row in bulk.people_phoned(session, phones):
        known.by_phone.setdefault(row.phone or "", []).append(row)
    return known


def _doubts(one: Matched, known: _Known, in_class: Collection[str]) -> Iterable[Problem]:
    values = one.read.row.values
    yield from _in_file(one, values, known)
    if one.person is None:
        yield from _in_desk(values, known, in_class)


def _in_file(one: Matched, values: Mapping[str, Any], known: _Known) -> Iterable[Problem]:
    """Earlier rows with the same phone, or with the same name and birth date; the row is remembered for those below."""
    phone, birth = values.get("phone"), values.get("birth_date")
    if phone:
        earlier = known.rows_by_phone.setdefault(phone, one)
        if earlier is not one:
            yield Problem(RosterField.PHONE, "", "roster.same_phone_as_row", _row(earlier))
    if birth:
        earlier = known.rows_by_birth.setdefault((values.get("name_key", ""), birth), one)
        if earlier is not one:
            yield Problem(RosterField.NAME, one.read.row.name, "roster.like_row", _row(earlier))


def _in_desk(values: Mapping[str, Any], known: _Known, in_class: Collection[str]) -> Iterable[Problem]:
    """People of the desk: who came to the door of this class without a document comes first."""
    named = known.by_name.get(values.get("name_key", ""), [])
    phoned = known.by_phone.get(values.get("phone") or "", [])
    told: set[str] = set()
    for key, found in (
        ("roster.from_the_door", [row for row in named if row.provisional and row.id in in_class]),
        ("roster.like_known", [row for row in named if row.birth_date and row.birth_date == values.get("birth_date")]),
    ):
        told |= {row.id for row in found}
        if found:
            yield Problem(RosterField.NAME, str(values.get("name", "")), key, _people(found))
    others = [row for row in phoned if row.id not in told]
    if others:
        yield Problem(RosterField.PHONE, "", "roster.same_phone_as_known", _people(others))


def _row(earlier: Matched) -> dict[str, object]:
    return {"row": earlier.read.row.number, "name": earlier.read.row.name}


def _people(found: Sequence[AlikeRow]) -> dict[str, object]:
    return {"people": tuple(f"{row.name} {row.id_mask or ''}".strip() for row in found[:_NAMED])}
