"""Change capture by SQLite triggers, generated from ``wire/schema.py`` (SYNC 2.4).

A trigger is atomic with the write it records and sees every writer: ORM, Core, plain SQL, another connection. An insert
leaves one history row without values (the row is the record); an update leaves one per changed group with all its members,
old and new. Each history row of this desk takes the next operation number. Two traps, each with its test: INSERT OR REPLACE
would hide an update (refused by the delete trigger, with ``recursive_triggers`` on), and a table that is rebuilt by a
migration loses its triggers (``matches`` compares them with the generated text before the database is used).
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.wire.schema import SYNCED, Group, Merge, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

_CAPTURING = "(SELECT applying FROM sync_control) = 0"
_CHANGE_SET = "(SELECT change_set_id FROM sync_control)"


def _json(group: Group, side: str) -> str:
    return "json_object(" + ", ".join(f"'{field}', {side}.\"{field}\"" for field in group.fields) + ")"


def _differs(group: Group) -> str:
    return " OR ".join(f'NEW."{field}" IS NOT OLD."{field}"' for field in group.fields)


def _numbered() -> str:
    return """CREATE TRIGGER capture_operation AFTER INSERT ON history WHEN (SELECT applying FROM sync_control) = 0
BEGIN INSERT INTO sync_change (history_id, acked) VALUES (NEW.id, 0); END"""


def _on_insert(table: Table) -> str:
    return f"""CREATE TRIGGER capture_{table.name}_insert AFTER INSERT ON "{table.name}" WHEN {_CAPTURING}
BEGIN INSERT INTO history (change_set_id, table_name, row_id) VALUES ({_CHANGE_SET}, '{table.name}', NEW.id); END"""


def _on_update(table: Table) -> str:
    inserts = "\n".join(
        f"INSERT INTO history (change_set_id, table_name, row_id, group_name, old, new, base_ver) "
        f"SELECT {_CHANGE_SET}, '{table.name}', NEW.id, '{group.name}', {_json(group, 'OLD')}, {_json(group, 'NEW')}, "
        f"OLD.sync_ver WHERE {_differs(group)};"
        for group in table.groups
        if group.merge is not Merge.APPEND
    )
    return f"""CREATE TRIGGER capture_{table.name}_update AFTER UPDATE ON "{table.name}" WHEN {_CAPTURING}
BEGIN
{inserts}
END"""


def _fixed(table: Table) -> Iterator[str]:
    """Fields that are written once: ids, keys and events."""
    written_once = ["id", *(f for g in table.groups if g.merge is Merge.APPEND for f in g.fields)]
    changed = " OR ".join(f'NEW."{field}" IS NOT OLD."{field}"' for field in written_once)
    yield f"""CREATE TRIGGER keep_{table.name} BEFORE UPDATE ON "{table.name}" WHEN ({changed}) AND {_CAPTURING}
BEGIN SELECT RAISE(ABORT, '{table.name}: a field that is written once was changed'); END"""


def _on_delete(table: Table) -> str:
    return f"""CREATE TRIGGER keep_{table.name}_row BEFORE DELETE ON "{table.name}"
WHEN {_CAPTURING}
BEGIN SELECT RAISE(ABORT, '{table.name}: rows are marked deleted, never removed or replaced'); END"""


@cache
def triggers() -> Mapping[str, str]:
    """Name and text of every capture trigger."""
    texts = [_numbered()]
    for table in SYNCED:
        texts += [_on_insert(table), _on_update(table), *_fixed(table), _on_delete(table)]
    return MappingProxyType({sql.split()[2]: sql for sql in texts})


def install(connection: Connection) -> None:
    """Drop and make all capture triggers anew; after every migration."""
    for name in _installed(connection):
        connection.execute(text(f'DROP TRIGGER "{name}"'))
    for sql in triggers().values():
        connection.exec_driver_sql(sql)


def matches(connection: Connection) -> bool:
    """Whether the triggers in the file are exactly the generated ones."""
    return _installed(connection) == triggers()


def _installed(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (name LIKE 'capture%' OR name LIKE 'keep%')"
        )
    )
    return {row.name: row.sql for row in rows}
