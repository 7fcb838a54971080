"""Somebody registers at several desks with one document number; the centre makes one person of it, and a clerk two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.services.people import number
from tests.sync.conftest import COUNTY
from trainingdesk.storage import rows
from trainingdesk.storage.person import canonical_id
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from tests.sync.simulation.world import Place, SimDesk, World

NUMBER: Final = number(2)
_LIVING = "SELECT id FROM person WHERE document_number = ? AND deleted = 0 ORDER BY id"
_ALIASES = "SELECT old_id, canonical_id FROM person_alias WHERE deleted = 0 ORDER BY old_id"


def register(world: World, desk: SimDesk) -> None:
    """A new file, where nobody of this number is known at this desk."""
    if living(desk):
        return
    row_id = f"00000000-0000-7000-8000-0000000001{len(world.people):02x}"
    world.people.append(row_id)
    known = {"name": "王芳", "name_key": "王芳", "document_kind": "resident", "document_number": NUMBER}
    phone = world.word()
    with desk.database.write(desk.author()) as session:
        rows.add(session, "person", row_id=row_id, county_code=COUNTY, values={**known, "phone": phone})
    place = ("person", row_id, "phone")
    world.places.append(place)
    world.wrote(desk, place, phone, None)


def take_apart(world: World, desk: SimDesk) -> None:
    """A clerk says that the two are two."""
    merged = aliases(desk)
    if merged:
        old = world.random.choice(sorted(merged))
        with desk.database.write(desk.author()) as session:
            rows.remove(session, "person_alias", fact_id("person_alias", old))
            rows.revive(session, "person", old)
        world.taken["split"] += 1


def place_of(world: World, desk: SimDesk, place: Place) -> Place | None:
    """Where this desk writes what is entered for a file: at the one that lives on, if it is there."""
    table, row_id, group = place
    if row_id not in world.people:
        return place
    with desk.database.read() as session:
        row_id = canonical_id(session, row_id)
    return (table, row_id, group) if row_id in living(desk) else None


def living(desk: SimDesk) -> list[str]:
    return [row_id for (row_id,) in desk.ask(_LIVING, NUMBER)]


def aliases(desk: SimDesk) -> dict[str, str]:
    return dict(desk.ask(_ALIASES))


def judge_people(world: World) -> None:
    """Every desk knows the same files as the same people, and only those are two that somebody took apart."""
    whole = [desk for desk in world.desks if not desk.teaches]
    told = {(tuple(living(desk)), tuple(sorted(aliases(desk).items()))) for desk in whole}
    assert len(told) == 1, told
    alive, merged = living(world.desks[0]), aliases(world.desks[0])
    world.taken["alias"] += len(merged)
    assert {*alive, *merged} == set(world.people), "a file is neither somebody's nor put away"
    assert world.taken["split"] or len(alive) == bool(world.people), alive
