"""Keep a desk as this version writes it, for the test that every later version opens it.

``python build/make_released.py 0.1.0`` makes ``tests/released/0.1.0.db`` with its vault and the counts to be found again.
County 500241, everybody in it made up: two rows in every table that a desk has. Done once for each release; while a version
is not released yet, again after every change of the tables.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Date, Enum, Integer, Table, insert

from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.domain.access_log import Logged
from trainingdesk.services import audit
from trainingdesk.storage.database import Author, connect
from trainingdesk.storage.key_slot import Kdf
from trainingdesk.storage.tables import METADATA
from trainingdesk.storage.tables.base import Instant
from trainingdesk.wire import schema
from trainingdesk.wire.ids import fact_id, mark_id, new_id
from trainingdesk.wire.schema import IdRule

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

ROOT = Path(__file__).resolve().parents[1]
RELEASED = ROOT / "tests" / "released"
#: The test that opens the file knows them too.
USER, PASSWORD = "王主任", "a-password-for-a-released-desk"
ROWS = 2

_NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)
#: Written by the program itself, or in the shape that something reads.
_NOT_INVENTED = frozenset({"access_log", "change_set", "history", "sync_change", "sync_control", "person_key"})
_TEXTS = {
    "name": "田甲",
    "display_name": "田甲",
    "document_number": "500241199003070029",
    "phone": "13800000001",
    "payee_account": "6222020000000000000",
    "month": "2026-09",
    "about_month": "2026-09",
    "posted_month": "2026-10",
    "county_code": "500241",
    "value": "1",
    "mapping": "{}",
    "counts": "{}",
    "row_ids": "[]",
}


def clock() -> datetime:
    """The day on which everything was done."""
    return _NOW


def main(version: str) -> None:
    """Make the files of one version."""
    RELEASED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "desk"
        create_desk(
            root,
            county_code="500241",
            county_name="秀山县职业技能培训中心",
            admin_name=USER,
            password=PASSWORD,
            clock=clock,
            kdf=Kdf(memory_kib=64, passes=1, lanes=1),
        )
        with signed_in(root, user_name=USER, password=PASSWORD, clock=clock) as work:
            fill(work)
            connection = connect(work.folder.database, work.data_key)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            counts = {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 -- our own tables
                for name in METADATA.tables
            }
            connection.close()
            head = audit.verify_chain(work).head
        shutil.copyfile(root / "trainingdesk.db", RELEASED / f"{version}.db")
        shutil.copyfile(root / "vault.json", RELEASED / f"{version}.vault.json")
    expected = {"counts": dict(sorted(counts.items())), "audit_head": head}
    (RELEASED / f"{version}.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
    print(f"tests/released/{version}.db: {sum(counts.values())} rows")


def fill(work: Work) -> None:
    """Two rows in every table, each child with a parent, then a change and a deletion, so that there is history."""
    made: dict[str, list[str]] = {}
    with work.database.write(Author(work.worker.user_id, "import_roster", work.now())) as session:
        # Marks have no foreign keys (for speed) and need their lessons all the same.
        for table in sorted(METADATA.sorted_tables, key=lambda table: table.name == "attendance_mark"):
            if table.name not in _NOT_INVENTED:
                found = [_row(table, number, made) for number in range(ROWS)]
                made[table.name] = [str(row.get("id")) for row in found]
                session.connection().execute(insert(table), found)
        audit.log(work, session, Logged.EXPORTED, subject=("person", made["person"][0]), reason="上报")
    with work.database.write(Author(work.worker.user_id, "edit_person", work.now())) as session:
        person = METADATA.tables["person"]
        changed = person.update().where(person.c.id == made["person"][0]).values(phone="13900000002")
        session.connection().execute(changed)
        session.connection().execute(person.update().where(person.c.id == made["person"][1]).values(deleted=True))


def _row(table: Table, number: int, made: dict[str, list[str]]) -> dict[str, Any]:
    given = (column for column in table.c if column.name not in {"id", "sync_ver", "deleted"})
    values = {column.name: _value(column, number, made) for column in given}
    if "id" in table.c and "sync_ver" in table.c:
        values["id"] = _id(table.name, values, number, made)
    return values


def _id(name: str, values: dict[str, Any], number: int, made: dict[str, list[str]]) -> str:
    declared = schema.table(name)
    match declared.rule:
        case IdRule.FACT:
            return fact_id(name, *(str(values[key]) for key in declared.keys))
        case IdRule.MARK:
            values |= {"lesson_id": made["lesson"][number], "enrollment_id": made["enrollment"][number]}
            return mark_id(values["lesson_id"], values["enrollment_id"])
        case IdRule.SAME:
            return made["lesson"][number]
        case _:
            return new_id(_NOW + timedelta(milliseconds=number))


def _value(column: Column[Any], number: int, made: dict[str, list[str]]) -> Any:
    for reference in column.foreign_keys:
        parents = made.get(reference.column.table.name)
        return parents[number] if parents else None
    match column.type:
        case Enum():
            return list(column.type.enums)[number % len(column.type.enums)]
        case Boolean():
            return number % 2 == 0
        case Instant():
            return _NOW + timedelta(minutes=number)
        case Date():
            return date(2026, 9, 1 + number)
        case Integer():
            return None if column.primary_key else 1 + number
        case _:
            return _TEXTS.get(column.name, f"{column.name} {number}")


if __name__ == "__main__":
    main(sys.argv[1])
