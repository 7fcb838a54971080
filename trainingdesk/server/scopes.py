"""Which buckets a row stands in, which buckets a device may ask for, and what an instructor's desk is shown (SYNC 2.10).

``c`` is the whole county, ``k:<class>`` one class with its people, ``g`` the catalogue. An instructor has ``g`` and the
classes he teaches; document number and account never leave the centre for his desk, and the phone only as a mask.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.server.bulk import among, put
from trainingdesk.server.records import EVERYBODY, WHOLE_COUNTY, of_class
from trainingdesk.server.tables import FEED, RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Key, Record


class Place(NamedTuple):
    """Where a row stands in a bucket, or that it left it, with its number in the order of the county."""

    bucket: str
    key: Key
    seq: int
    stands: bool
    #: The device that has the row as it stands.
    known_to: str | None = None


_HIDDEN = ("document_number", "payee_account", "payee_bank", "social_security_card")


def places(connection: Connection, county: str, touched: list[Record], bench: Bench) -> list[Place]:
    """The places of touched rows in all buckets they stand in or just left, and of people whom an enrollment brought in."""
    here = {(r.table, r.row_id): r.buckets() for r in touched}
    people = [record.row_id for record in touched if record.table == "person"]
    for person_id, class_id in _classes_of(connection, county, people):
        here["person", person_id].add(of_class(class_id))
    found = []
    for record in touched:
        key = record.table, record.row_id
        known_to = bench.author.device_id if bench.stands_as_sent(record) else None
        found += [Place(bucket, key, record.version, stands=True, known_to=known_to) for bucket in sorted(here[key])]
        left = sorted(record.stood_in - here[key])
        found += [Place(bucket, key, record.version, stands=False) for bucket in left]
    return found + _brought_in(touched, here, bench)


def _brought_in(touched: list[Record], here: dict[Key, set[str]], bench: Bench) -> list[Place]:
    """People enter the bucket of a class with their enrollment, at a place of their own."""
    found: dict[tuple[str, str], Place] = {}
    for record in touched:
        person_id = record.data.get("person_id")
        if record.table != "enrollment" or not person_id or not record.class_id:
            continue
        bucket = of_class(record.class_id)
        if bucket not in here.get(("person", person_id), ()):
            bench.number += 1
            found[bucket, person_id] = Place(bucket, ("person", person_id), bench.number, stands=True)
    return list(found.values())


def _classes_of(connection: Connection, county: str, people: list[str]) -> Iterable[tuple[str, str]]:
    if not people:
        return []
    asked = select(RECORD.c.person_id, RECORD.c.class_id).where(
        RECORD.c.county == county, RECORD.c.tbl == "enrollment", RECORD.c.class_id.is_not(None)
    )
    found = connection.execute(asked.where(among(connection, RECORD.c.person_id, people)))
    return [(row.person_id, row.class_id) for row in found]


def enter(connection: Connection, county: str, places: list[Place]) -> None:
    """Put rows into buckets, or note that they left."""
    made = []
    for bucket, (table, row_id), seq, stands, known_to in places:
        key = {"county": county, "bucket": bucket, "tbl": table, "row_id": row_id}
        made.append({**key, "seq": seq, "stands": stands, "known_to": known_to})
    put(connection, FEED, made)


def granted(connection: Connection, *, county: str, user: str, role: Role) -> tuple[str, ...]:
    """The buckets that a device of this user and role may ask for."""
    if may((role,), Action.SEE_EVERYTHING):
        return (WHOLE_COUNTY,)
    mine = {row_id for row_id, data in _all(connection, county, "instructor") if data.get("user_id") == user}
    classes = [
        row_id for row_id, data in _all(connection, county, "training_class") if data.get("instructor_id") in mine
    ]
    return (EVERYBODY, *(of_class(class_id) for class_id in sorted(classes)))


def _all(connection: Connection, county: str, table: str) -> Iterable[tuple[str, dict[str, Any]]]:
    asked = select(RECORD.c.id, RECORD.c.data).where(RECORD.c.county == county, RECORD.c.tbl == table)
    return [(row.id, row.data) for row in connection.execute(asked) if not row.data.get("deleted")]


@cache
def _sees_sensitive(role: Role) -> bool:
    return may((role,), Action.SEE_SENSITIVE)


def shown(role: Role, table: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a desk of this role receives of a row."""
    if table not in ("person", "former_identity", "claim_line") or _sees_sensitive(role):
        return data
    seen = {name: value for name, value in data.items() if name not in _HIDDEN}
    phone = seen.get("phone")
    return seen | {"phone": f"{phone[:3]}****{phone[-4:]}"} if isinstance(phone, str) and phone else seen
