"""A class is given to another instructor and back, while the one who taught it goes on marking (SYNC 2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.sync.simulation.dawn import CLASSES, INSTRUCTORS, TEACHER
from tests.sync.simulation.people import aliases
from trainingdesk.domain.same_person import end_of
from trainingdesk.server.trail import received
from trainingdesk.storage import rows
from trainingdesk.storage.sync_parents import references
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import Fate
from trainingdesk.wire.schema import CATALOGUE, SYNCED

if TYPE_CHECKING:
    from tests.sync.simulation.world import SimDesk, World

Key = tuple[str, str]
_FOR_EVERYBODY: Final = frozenset(table.name for table in CATALOGUE)
_TAUGHT: Final = """
SELECT c.id FROM training_class c JOIN instructor i ON i.id = c.instructor_id
WHERE i.user_id = ? AND NOT c.deleted AND NOT i.deleted"""
_SENT_BACK: Final = """
SELECT s.op, h.table_name, h.row_id FROM sync_rejected r JOIN sync_change s ON s.op = r.change
JOIN history h ON h.id = s.history_id WHERE r.state = 'open'"""


def give(world: World, desk: SimDesk) -> None:
    """A clerk gives a class to the other instructor."""
    class_id = world.random.choice(CLASSES)
    teaches = desk.ask("SELECT instructor_id FROM training_class WHERE id = ?", class_id)
    other = INSTRUCTORS[teaches == [(INSTRUCTORS[0],)]]
    with desk.database.write(desk.author()) as session:
        rows.change(session, "training_class", class_id, {"instructor_id": other})


def quarantined(world: World) -> list[tuple[str, str, str | None, dict[str, Any]]]:
    """What the centre put aside of a desk: the device, the table, the group and the values of each operation."""
    with world.ledger.engine.begin() as connection:
        return [
            (row.device, operation.table, operation.group, operation.values)
            for row, operation, outcome in received(connection)
            if outcome.fate is Fate.QUARANTINED
        ]


def judge_scopes(world: World) -> None:
    """The desk of an instructor holds what stands in its classes, all of it, and nothing else but what was sent back."""
    for desk in world.desks:
        if desk.teaches:
            aside = [one for one in quarantined(world) if one[0] == desk.line.device]
            back = desk.ask(_SENT_BACK)
            assert len(back) == len(aside), "something was put aside that nobody is told of"
            world.taken["aside"] += len(aside)
            _holds_its_classes(world.desks[0], desk, {(table, row_id) for _op, table, row_id in back})


def _holds_its_classes(whole: SimDesk, desk: SimDesk, sent_back: set[Key]) -> None:
    inside, here = _inside(whole), _rows(desk)
    assert inside <= here, f"missing: {inside - here}"
    assert here - inside <= _with_parents(desk, sent_back), f"outside: {here - inside}"


def _inside(whole: SimDesk) -> set[Key]:
    """What stands in the classes of the instructor, and what everybody has."""
    found = {key for key in _rows(whole) if key[0] in _FOR_EVERYBODY}
    taught = {class_id for (class_id,) in whole.ask(_TAUGHT, TEACHER)}
    for table in SYNCED:
        if "class_id" in table.fields and table.name not in _FOR_EVERYBODY:
            asked = whole.ask(f'SELECT id, class_id FROM "{table.name}"')  # noqa: S608 -- a name of the declaration
            found |= {(table.name, row_id) for row_id, class_id in asked if class_id in taught}
    enrolled = whole.ask("SELECT person_id, class_id FROM enrollment")
    people = {person_id for person_id, class_id in enrolled if class_id in taught}
    return found | _files_of(whole, people) | {("training_class", class_id) for class_id in taught}


def _files_of(whole: SimDesk, people: set[str]) -> set[Key]:
    """All files of these people, and what says that they are one (SYNC 2.8)."""
    merged = aliases(whole)
    ends = {end_of(merged, one) for one in people}
    old = {one for one in merged if end_of(merged, one) in ends}
    return {("person_alias", fact_id("person_alias", one)) for one in old} | {
        ("person", one) for one in people | ends | old
    }


def _rows(desk: SimDesk) -> set[Key]:
    every = " UNION ALL ".join(f"SELECT '{table.name}', id FROM \"{table.name}\"" for table in SYNCED)  # noqa: S608
    return {(table, row_id) for table, row_id in desk.ask(every)}


def _with_parents(desk: SimDesk, keys: set[Key]) -> set[Key]:
    """Rows with all that they refer to."""
    found, more = set[Key](), keys
    while more:
        found |= more
        wanted = {(table, row_id, *one) for table, row_id in more for one in references(table)}
        parents = (
            (parent, value)
            for table, row_id, field, parent in wanted
            for (value,) in desk.ask(f'SELECT "{field}" FROM "{table}" WHERE id = ?', row_id)  # noqa: S608
        )
        more = {one for one in parents if one[1] is not None} - found
    return found
