"""Which buckets a row stands in, which buckets a device may ask for, and what an instructor's desk is shown (SYNC 2.10).

``c`` is the whole county, ``k:<class>`` one class with its people, ``g`` the catalogue. An instructor has ``g`` and the
classes he teaches; document number and account never leave the centre for his desk, and the phone only as a mask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.server.records import EVERYBODY, WHOLE_COUNTY, of_class
from trainingdesk.server.tables import FEED, RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Key, Record

_HIDDEN = ("document_number", "payee_account", "payee_bank", "social_security_card")


def places(
    connection: Connection, county: str, touched: list[Record], bench: Bench
) -> list[tuple[str, Key, int, bool]]:
    """The places of touched rows in all buckets they stand in or just left, and of people whom an enrollment brought in."""
    here = {(r.table, r.row_id): r.buckets() for r in touched}
    people = [record.row_id for record in touched if record.table == "person"]
    for person_id, class_id in _classes_of(connection, county, people):
        here["person", person_id].add(of_class(class_id))
    found = []
    before = _before(connection, county, [r.row_id for r in touched])
    for record in touched:
        key = record.table, record.row_id
        found += [(bucket, key, record.version, True) for bucket in sorted(here[key])]
        left = sorted(before.get(key, set()) - here[key])
        found += [(bucket, key, record.version, False) for bucket in left]
    return found + _brought_in(touched, here, bench)


def _brought_in(touched: list[Record], here: dict[Key, set[str]], bench: Bench) -> list[tuple[str, Key, int, bool]]:
    """People enter the bucket of a class with their enrollment, at a place of their own."""
    found: dict[tuple[str, str], tuple[str, Key, int, bool]] = {}
    for record in touched:
        person_id = record.data.get("person_id")
        if record.table != "enrollment" or not person_id or not record.class_id:
            continue
        bucket = of_class(record.class_id)
        if bucket not in here.get(("person", person_id), ()):
            bench.number += 1
            found[bucket, person_id] = (bucket, ("person", person_id), bench.number, True)
    return list(found.values())


def _classes_of(connection: Connection, county: str, people: list[str]) -> Iterable[tuple[str, str]]:
    asked = select(RECORD.c.person_id, RECORD.c.class_id).where(
        RECORD.c.county == county, RECORD.c.tbl == "enrollment", RECORD.c.class_id.is_not(None)
    )
    for start in range(0, len(people), 5000):
        for row in connection.execute(asked.where(RECORD.c.person_id.in_(people[start : start + 5000]))):
            yield row.person_id, row.class_id


def _before(connection: Connection, county: str, ids: list[str]) -> dict[Key, set[str]]:
    found: dict[Key, set[str]] = {}
    asked = select(FEED.c.bucket, FEED.c.tbl, FEED.c.row_id).where(FEED.c.county == county, FEED.c.stands)
    for start in range(0, len(ids), 5000):
        for row in connection.execute(asked.where(FEED.c.row_id.in_(ids[start : start + 5000]))):
            found.setdefault((row.tbl, row.row_id), set()).add(row.bucket)
    return found


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


def shown(role: Role, table: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a desk of this role receives of a row."""
    if table not in ("person", "former_identity", "claim_line") or may((role,), Action.SEE_SENSITIVE):
        return data
    seen = {name: value for name, value in data.items() if name not in _HIDDEN}
    phone = seen.get("phone")
    return seen | {"phone": f"{phone[:3]}****{phone[-4:]}"} if isinstance(phone, str) and phone else seen
