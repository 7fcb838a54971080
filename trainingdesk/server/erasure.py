"""Whose attachments are those of an erased person: a desk takes the rows away, and the centre hears of the person alone.

An erased person's row stays, deleted and put away, so that enrollments keep pointing somewhere (FEATURES 17).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.server.records import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from trainingdesk.server.records import Key, Record

#: Rows that tell about a person, and may have attachments of their own.
_TELLING: Final = ("person_category", "consent")


def of_erased(connection: Connection, county: str, attachments: Iterable[Record]) -> frozenset[str]:
    """The ids of those attachments that belong to somebody who was erased."""
    owners = {one.row_id: (str(one.data.get("owner_table")), str(one.data.get("owner_id"))) for one in attachments}
    telling = load(connection, county, {key for key in owners.values() if key[0] in _TELLING})
    people = {row_id: _person(key, telling) for row_id, key in owners.items()}
    known = load(connection, county, {key for key in people.values() if key[0] == "person"})
    erased = {key for key, person in known.items() if person.data.get("deleted") and person.data.get("archived")}
    return frozenset(row_id for row_id, key in people.items() if key in erased)


def _person(owner: Key, telling: dict[Key, Record]) -> Key:
    """The person that an owner tells about; the owner itself where it is none of those tables."""
    return ("person", str(telling[owner].data.get("person_id"))) if owner in telling else owner
