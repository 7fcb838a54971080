"""Somebody is erased at one desk while others still write of them: afterwards nothing of it is anywhere (FEATURES 17)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from tests.sync.simulation.dawn import CLASSES, LESSONS
from trainingdesk.server.tables import BATCH, METADATA
from trainingdesk.storage import person_purge
from trainingdesk.wire.erasure import ERASED_NAME
from trainingdesk.wire.ids import enrollment_id_of, mark_id
from trainingdesk.wire.operation import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.sync.simulation.world import Place, SimDesk, World

_PERSON: Final = "00000000-0000-7000-8000-0000000002"
_CATEGORY: Final = "00000000-0000-7000-8000-0000000003"
_GONE: Final = "SELECT 1 FROM person WHERE id = ? AND name = ? AND deleted"
_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def arrive(world: World, desk: SimDesk) -> None:
    """Somebody of whom a name, a phone and a proof are on file."""
    number = f"{len(world.arrived):02x}"
    person_id, category_id = _PERSON + number, _CATEGORY + number
    name = world.word()
    world.arrived.append(person_id)
    world.make(desk, "person", person_id, name=name, name_key=name, phone=world.word())
    proof = {"person_id": person_id, "category": "rural", "proof_number": world.word()}
    world.make(desk, "person_category", category_id, **proof)


def erase(world: World, desk: SimDesk) -> None:
    """The time to keep somebody is over, as far as this desk knows."""
    here = [one for one in world.arrived if desk.has("person", one) and not is_gone(desk, one)]
    if here:
        person_id = world.random.choice(here)
        with desk.database.write(desk.author()) as session:
            person_purge.erase(session, [person_id])
        world.erased.add(person_id)
        world.taken["erased"] += 1


def is_gone(desk: SimDesk, person_id: str) -> bool:
    """Whether this desk knows that somebody was erased: its user finds nobody there to write of."""
    return bool(desk.ask(_GONE, person_id, ERASED_NAME))


def whose(world: World, place: Place) -> str | None:
    """Whom of those who may be erased a place is about."""
    _table, row_id, _group = place
    enrolled = {enrollment_id_of(one, person): person for one in CLASSES for person in world.arrived}
    enrolled |= {mark_id(LESSONS[one], enrollment_id_of(one, who)): who for one in CLASSES for who in world.arrived}
    about = row_id.replace(_CATEGORY, _PERSON)
    return about if about in world.arrived else enrolled.get(row_id)


def is_about_erased(world: World, place: Place) -> bool:
    """Whether a place is about somebody who was erased, at whichever desk."""
    return bool(world.erased) and whose(world, place) in world.erased


def judge_erased(world: World) -> None:
    """Last of all, for it clears the trail: what was ever written of the erased is in no file of the county."""
    if not world.erased:
        return
    for desk in (one for one in world.desks if not one.teaches):
        assert all(is_gone(desk, one) for one in world.erased), f"{desk.name} knows somebody who was erased"
    world.ledger.compact()
    words = {one.value for one in world.writes if is_about_erased(world, one.place)}
    for name, text in (*((desk.name, _of_desk(desk)) for desk in world.desks), ("the centre", _of_centre(world))):
        found = words & set(re.findall(r"\bw\d+\b", "\n".join(text)))
        assert not found, f"{name} still tells of the erased: {sorted(found)}"


def _said(row: Iterable[object]) -> str:
    """The words of a row; packed bytes hold letters by chance, and are read unpacked."""
    return " ".join(map(_word, row))


def _word(value: object) -> str:
    if isinstance(value, bytes):
        with suppress(UnicodeDecodeError):
            return value.decode()
        return ""
    return repr(value)


def _of_desk(desk: SimDesk) -> Iterator[str]:
    for (name,) in desk.ask(_TABLES):
        yield from map(_said, desk.ask(f'SELECT * FROM "{name}"'))  # noqa: S608 -- a name of the file itself
    yield from (opened(body).decode() for (body,) in desk.ask("SELECT body FROM sync_outbox"))


def _of_centre(world: World) -> Iterator[str]:
    with world.ledger.engine.begin() as connection:
        for table in METADATA.sorted_tables:
            yield from map(_said, connection.execute(select(table)))
        bodies = connection.scalars(select(BATCH.c.body).where(BATCH.c.body.is_not(None)))
        yield from (opened(body).decode() for body in bodies)
