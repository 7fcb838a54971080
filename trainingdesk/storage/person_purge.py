"""Erasing a person after the retention time: identity and contents go, anonymous enrollments stay for the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text, update

from trainingdesk.storage.rows import table

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlmodel import Session

#: Tables whose rows tell about a person and count in no figure.
_TELLING = ("person_category", "former_identity", "consent")
_KEPT = frozenset({"id", "county_code", "sync_ver", "provisional"})


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
    """Empty these people, remove what tells about them, and take their contents out of the record of changes.

    The rows stay, marked deleted, so that enrollments keep pointing somewhere; ``put_in_place`` is their name from now on.
    Answers the hashes of attachments that nothing refers to any more: their files can go.
    """
    wanted = list(people)
    telling = {name: _rows_about(session, name, wanted) for name in _TELLING}
    owners = [*wanted, *(row for ids in telling.values() for row in ids)]
    digests = _attached(session, owners)
    others = _empty_others(session, wanted)
    _forget(session, owners)
    _empty(session, "person", wanted, _emptied(put_in_place))
    _delete(session, telling, owners)
    _forget_old(session, [*wanted, *others])
    return digests - _still_attached(session, digests)


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


def _forget_old(session: Session, row_ids: Collection[str]) -> None:
    """The erasing itself was recorded with the old values: only what is there now may stay."""
    for row in row_ids:
        session.connection().execute(text("UPDATE history SET old = NULL WHERE row_id = :row"), {"row": row})
