"""Erasing a person after the retention time: identity and contents go, anonymous enrollments stay for the figures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text, update

from trainingdesk.storage import sync_attachment
from trainingdesk.storage.person_merge import aliases
from trainingdesk.storage.rows import live, table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlmodel import Session

#: Tables whose rows tell about a person and count in no figure.
_TELLING = ("person_category", "former_identity", "consent")
#: Bound values in one statement.
_AT_ONCE = 1000
_KEPT = frozenset({"id", "county_code", "sync_ver", "provisional"})


@dataclass(frozen=True, slots=True)
class PastPerson:
    """Somebody whose last class is long ago; ``last`` is its last day, None where there was none."""

    id: str
    name: str
    id_mask: str | None
    archived: bool
    last: date | None


def past_people(session: Session, *, until: date, most: int) -> tuple[PastPerson, ...]:
    """People whose last class ended by a day, and those without a class who are archived: the earliest first."""
    last = _last_days(session)
    person = table("person")
    columns = (person.c.id, person.c.name, person.c.id_mask, person.c.archived)
    query = select(*columns).where(live("person"))
    wanted = sorted((day, owner) for owner, day in last.items() if day <= until)[:most]
    found = [PastPerson(*row, None) for row in session.connection().execute(query.where(person.c.archived))]
    past = [one for one in found if one.id not in last]
    for chunk in _in_chunks([owner for _day, owner in wanted]):
        rows = session.connection().execute(query.where(person.c.id.in_(chunk)))
        past += [PastPerson(*row, last[row.id]) for row in rows]
    return tuple(sorted(past, key=lambda one: (one.last or date.min, one.name, one.id))[:most])


def _last_days(session: Session) -> dict[str, date]:
    """The last day of the last class of everybody who was in one; what was merged counts for the one that lives on."""
    enrollment, course = table("enrollment"), table("training_class")
    query = (
        select(enrollment.c.person_id, func.max(course.c.ends_on))
        .join(course, course.c.id == enrollment.c.class_id)
        .group_by(enrollment.c.person_id)
    )
    merged, last = aliases(session), dict[str, date]()
    for person_id, day in session.connection().execute(query):
        owner = merged.get(person_id, person_id)
        last[owner] = max(day, last.get(owner, day))
    return last


def _in_chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]


def last_class_day(session: Session, people: Collection[str]) -> date | None:
    """The last day of the last class that any of these ids was enrolled in, deleted enrollments too."""
    enrollment, course = table("enrollment"), table("training_class")
    query = (
        select(func.max(course.c.ends_on))
        .join(enrollment, enrollment.c.class_id == course.c.id)
        .where(enrollment.c.person_id.in_(list(people)))
    )
    found: date | None = session.connection().execute(query).scalar()
    return found


def erase(session: Session, people: Collection[str], *, put_in_place: str) -> frozenset[str]:
    """Empty these people, remove what tells about them, and take contents and reasons out of the record of changes.

    The rows stay, marked deleted, so that enrollments keep pointing somewhere; ``put_in_place`` is their name from now on.
    Answers the hashes of attachments that nothing refers to any more: their files can go.
    """
    wanted = list(people)
    telling = {name: _rows_about(session, name, wanted) for name in _TELLING}
    owners = [*wanted, *(row for ids in telling.values() for row in ids)]
    digests = _attached(session, owners)
    others = _empty_others(session, wanted)
    _forget(session, owners)
    _forget_reasons(session, owners)
    _empty(session, "person", wanted, _emptied(put_in_place))
    _delete(session, telling, owners)
    _forget_old(session, [*wanted, *others])
    gone = digests - _still_attached(session, digests)
    for digest in gone:
        sync_attachment.drop_pieces(session, digest)
    return gone


def _emptied(name: str) -> dict[str, object]:
    values = {column.name: None for column in table("person").c if column.name not in _KEPT}
    return {**values, "verified": "none", "name": name, "name_key": name, "archived": True, "deleted": True}


def _rows_about(session: Session, name: str, people: list[str]) -> list[str]:
    target = table(name)
    return list(session.connection().execute(select(target.c.id).where(target.c.person_id.in_(people))).scalars())


def _attached(session: Session, owners: list[str]) -> frozenset[str]:
    target = table("attachment")
    query = select(target.c.sha256).where(target.c.owner_id.in_(owners))
    return frozenset(session.connection().execute(query).scalars())


def _still_attached(session: Session, digests: frozenset[str]) -> frozenset[str]:
    target = table("attachment")
    query = select(target.c.sha256).where(target.c.sha256.in_(sorted(digests)))
    return frozenset(session.connection().execute(query).scalars())


def _empty_others(session: Session, people: list[str]) -> list[str]:
    """Remarks on enrollments and the person as payee; the figures need neither."""
    enrollment, line = table("enrollment"), table("claim_line")
    noted = select(enrollment.c.id).where(enrollment.c.person_id.in_(people), enrollment.c.note.is_not(None))
    paid = select(line.c.id).where(line.c.person_id.in_(people), line.c.payee_kind == "person")
    noted_ids = list(session.connection().execute(noted).scalars())
    paid_ids = list(session.connection().execute(paid).scalars())
    _empty(session, "enrollment", noted_ids, {"note": None})
    _empty(session, "claim_line", paid_ids, {"payee_name": None})
    return [*noted_ids, *paid_ids]


def _empty(session: Session, name: str, ids: list[str], values: dict[str, object]) -> None:
    target = table(name)
    session.connection().execute(update(target).where(target.c.id.in_(ids)).values(**values))


def _delete(session: Session, telling: dict[str, list[str]], owners: list[str]) -> None:
    connection = session.connection()
    connection.execute(text("UPDATE sync_control SET purging = 1"))
    for name, ids in telling.items():
        target = table(name)
        connection.execute(target.delete().where(target.c.id.in_(ids)))
    attachment = table("attachment")
    connection.execute(attachment.delete().where(attachment.c.owner_id.in_(owners)))
    connection.execute(text("UPDATE sync_control SET purging = 0"))


def _forget(session: Session, row_ids: Collection[str]) -> None:
    for row in row_ids:
        session.connection().execute(
            text("UPDATE history SET old = NULL, new = NULL WHERE row_id = :row"), {"row": row}
        )


def _forget_reasons(session: Session, row_ids: Collection[str]) -> None:
    """Why these rows were changed, where the same step changed no other person; why they are erased stays."""
    session.connection().execute(
        text(
            "UPDATE change_set SET note = NULL WHERE note IS NOT NULL AND id <> :own AND id IN "
            "(SELECT change_set_id FROM history WHERE row_id IN (SELECT value FROM json_each(:ids))) "
            "AND NOT EXISTS (SELECT 1 FROM history h WHERE h.change_set_id = change_set.id AND h.table_name = 'person' "
            "AND h.row_id NOT IN (SELECT value FROM json_each(:ids)))"
        ),
        {"own": session.info["change_set"], "ids": json.dumps(list(row_ids))},
    )


def _forget_old(session: Session, row_ids: Collection[str]) -> None:
    """The erasing itself was recorded with the old values: only what is there now may stay."""
    for row in row_ids:
        session.connection().execute(text("UPDATE history SET old = NULL WHERE row_id = :row"), {"row": row})
