"""Forgetting people who were erased: here, or at another desk of which the centre tells (FEATURES 17, ``wire/erasure.py``).

All of it is uncaptured. What travels is the erasing of the person itself (``person_purge``); everybody who hears of it does
this, so nothing else has to be sent, and a desk that was away for weeks comes to the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from trainingdesk.domain.person_name import name_key
from trainingdesk.storage import sync_attachment, sync_outbox
from trainingdesk.storage.settled import settled
from trainingdesk.storage.sync_values import plain, raw_rows
from trainingdesk.wire import schema
from trainingdesk.wire.erasure import ERASED_NAME, FOLLOWING, TELLING, hides_reasons, is_emptied, left, without
from trainingdesk.wire.ids import mark_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlmodel import Session

#: The ids of rows by table.
_Rows = dict[str, list[str]]
#: One side of a change; None where nothing is told of it.
_Values = dict[str, Any] | None

_THESE: Final = "(SELECT value FROM json_each(:ids))"
_OWNED: Final = {
    **{name: f'SELECT id FROM "{name}" WHERE person_id IN {_THESE}' for name in (*TELLING, "enrollment", "claim_line")},
    "person_alias": f"SELECT id FROM person_alias WHERE old_id IN {_THESE}",
}
_FOLLOWING: Final = {
    name: f'SELECT id FROM "{name}" WHERE enrollment_id IN {_THESE}' for name in FOLLOWING if name != "attendance_mark"
}
_LESSONS: Final = f"""
SELECT l.id, e.id FROM enrollment e JOIN lesson l ON l.class_id = e.class_id WHERE e.id IN {_THESE}"""
#: Of such a change set each row is somebody's: where one is about somebody else, its reason is theirs, too.
_TOLD_APART: Final = "({})".format(", ".join(f"'{name}'" for name in ("person", "enrollment", *FOLLOWING)))
_REASONS: Final = f"""
UPDATE change_set SET note = NULL WHERE note IS NOT NULL
AND id IN (SELECT change_set_id FROM history WHERE row_id IN {_THESE})
AND NOT EXISTS (SELECT 1 FROM history h WHERE h.change_set_id = change_set.id AND h.table_name IN {_TOLD_APART}
                AND (h.row_id NOT IN {_THESE} OR (h.table_name = 'person' AND h.new ->> 'name' = :erased)))"""
_REJECTED: Final = f"""
DELETE FROM sync_rejected WHERE change IN (SELECT s.op FROM sync_change s JOIN history h ON h.id = s.history_id
WHERE h.row_id IN {_THESE} AND h.new ->> 'name' IS NOT :erased)"""


def forget(session: Session, people: Collection[str]) -> frozenset[str]:
    """Leave nothing of these people but what stays of everybody who was erased, neither in rows nor in what is told of them.

    Answers the digests of attachments that nothing refers to any more: their files can go.
    """
    rows = _rows_about(session, people)
    emptied = [row_id for name, ids in rows.items() if is_emptied(name) for row_id in ids]
    reasoned = [row_id for name, ids in rows.items() if hides_reasons(name) or name == "enrollment" for row_id in ids]
    digests = _digests(session, rows["attachment"])
    with settled(session):
        for name, ids in rows.items():
            _empty(session, name, ids)
        _empty_conflicts(session, rows)
    for name, ids in rows.items():
        _forget_history(session, name, ids)
    session.connection().execute(text(_REASONS), {"ids": json.dumps(reasoned), "erased": ERASED_NAME})
    session.connection().execute(text(_REJECTED), {"ids": json.dumps(emptied), "erased": ERASED_NAME})
    sync_outbox.redact(session, {(name, row_id) for name, ids in rows.items() for row_id in ids})
    return let_go(session, digests)


def let_go(session: Session, digests: Collection[str]) -> frozenset[str]:
    """Those of these digests whose files can go; what was fetched of them goes at once."""
    gone = unnamed(session, digests)
    for digest in gone:
        sync_attachment.drop_pieces(session, digest)
    return gone


def unnamed(session: Session, digests: Collection[str]) -> frozenset[str]:
    """Those of these digests that no attachment names, removed ones included: a removal may be taken back."""
    asked = text(f"SELECT sha256 FROM attachment WHERE sha256 IN {_THESE}")
    return frozenset(digests).difference(
        session.connection().execute(asked, {"ids": json.dumps(sorted(digests))}).scalars()
    )


def _rows_about(session: Session, people: Collection[str]) -> _Rows:
    def ids(sql: str, of: Collection[str]) -> list[str]:
        return list(session.connection().execute(text(sql), {"ids": json.dumps(list(of))}).scalars())

    rows = {"person": list(people), **{name: ids(sql, people) for name, sql in _OWNED.items()}}
    owners = [*people, *(row_id for name in TELLING for row_id in rows[name])]
    enrolled = rows["enrollment"]
    lessons = session.connection().execute(text(_LESSONS), {"ids": json.dumps(enrolled)}).all()
    rows["attendance_mark"] = [mark_id(lesson, one) for lesson, one in lessons]
    rows |= {name: ids(sql, enrolled) for name, sql in _FOLLOWING.items()}
    return rows | {"attachment": ids(f"SELECT id FROM attachment WHERE owner_id IN {_THESE}", owners)}


def _empty(session: Session, name: str, ids: list[str]) -> None:
    fields = schema.table(name).fields
    for row_id, row in raw_rows(session, name, ids).items():
        values = left(name, {field: row[field] for field in fields})
        differing = {field: plain(value) for field, value in values.items() if plain(value) != row[field]}
        if name == "person" and "name" in differing:
            differing["name_key"] = name_key(ERASED_NAME)
        if differing:
            _set(session, name, row_id, differing)


def _set(session: Session, name: str, row_id: str, values: Mapping[str, Any]) -> None:
    sets = ", ".join(f'"{field}" = :{field}' for field in values)
    session.connection().execute(text(f'UPDATE "{name}" SET {sets} WHERE id = :row_id'), {**values, "row_id": row_id})


def _empty_conflicts(session: Session, rows: _Rows) -> None:
    """Both values of differences about these rows; where nothing of the row stays there is no difference left."""
    asked = text(f"SELECT id, about_table, kept, lost FROM conflict WHERE about_row IN {_THESE}")
    ids = json.dumps([row_id for some in rows.values() for row_id in some])
    for row in session.connection().execute(asked, {"ids": ids}).all():
        values = {side: without(row.about_table, getattr(row, side)) for side in ("kept", "lost")}
        gone = {"deleted": 1} if is_emptied(row.about_table) else {}
        _set(session, "conflict", row.id, {**values, **gone})
        told = text("UPDATE history SET old = NULL, new = NULL WHERE row_id = :row AND group_name IN ('kept', 'lost')")
        session.connection().execute(told, {"row": row.id})


def _forget_history(session: Session, name: str, ids: list[str]) -> None:
    """What was written before goes; what the erasing itself wrote stays, and still travels."""
    connection = session.connection()
    asked = text(f"SELECT id, old, new FROM history WHERE row_id IN {_THESE} AND table_name = :name")
    written = text("UPDATE history SET old = :old, new = :new WHERE id = :id")
    for row in connection.execute(asked, {"ids": json.dumps(ids), "name": name}).all():
        before = [json.loads(side) if side else None for side in (row.old, row.new)]
        after = _kept(name, *before)
        if after != before:
            old, new = map(_text, after)
            connection.execute(written, {"id": row.id, "old": old, "new": new})


def _kept(name: str, old: _Values, new: _Values) -> list[_Values]:
    """What a change may still tell."""
    emptied = [side and side | {one: plain(value) for one, value in left(name, side).items()} for side in (old, new)]
    return [None, new if new == emptied[1] else None] if is_emptied(name) else emptied


def _text(values: _Values) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=False)


def _digests(session: Session, ids: list[str]) -> frozenset[str]:
    asked = text(f"SELECT sha256 FROM attachment WHERE id IN {_THESE} AND sha256 <> ''")
    return frozenset(session.connection().execute(asked, {"ids": json.dumps(ids)}).scalars())
