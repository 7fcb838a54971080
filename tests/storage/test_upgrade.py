"""The migration scripts make exactly the tables of this program; an upgrade works on a copy and never loses the old file."""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Enum, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.storage import capture, rows, upgrade
from trainingdesk.storage.database import connect
from trainingdesk.storage.opening import create_database, open_database
from trainingdesk.storage.tables import METADATA
from trainingdesk.wire.ids import new_id

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.storage.database import Author, Database
    from trainingdesk.storage.key_slot import DataKey

REMEDY = (
    'the tables changed: run  python build/make_migration.py 0001 "first version" --again  (or make a new revision)'
)


def parts(sql: str) -> tuple[str, frozenset[str], str]:
    """Head, columns and constraints in any order, tail of a CREATE TABLE."""
    flat = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    head, body, tail = (
        flat[: flat.index("(")],
        flat[flat.index("(") + 1 : flat.rindex(")")],
        flat[flat.rindex(")") + 1 :],
    )
    return head.strip(), frozenset(piece.strip() for piece in re.split(r", (?![^(]*\))", body)), tail.strip()


def schema_of(path: Path, key: DataKey) -> dict[str, str]:
    with closing(connect(path, key)) as connection:
        return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def test_the_scripts_make_the_tables_of_this_program(database: Database, key: DataKey) -> None:
    found = schema_of(database.path, key)
    for table in METADATA.sorted_tables:
        wanted = str(CreateTable(table).compile(dialect=sqlite.dialect()))
        assert table.name in found, REMEDY
        assert parts(found[table.name]) == parts(wanted), f"{table.name}: {REMEDY}"


def test_the_scripts_make_the_indexes_of_this_program(database: Database, key: DataKey) -> None:
    with closing(connect(database.path, key)) as connection:
        found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
    wanted = {
        str(index.name): str(CreateIndex(index).compile(dialect=sqlite.dialect()))
        for table in METADATA.sorted_tables
        for index in table.indexes
    }
    assert {name: parts(sql) for name, sql in found.items()} == {name: parts(sql) for name, sql in wanted.items()}, (
        REMEDY
    )


def test_no_table_is_made_that_no_program_knows(database: Database, key: DataKey) -> None:
    with closing(connect(database.path, key)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    ours = {name for name in names if not name.startswith(("person_words", "sqlite_")) and name != "alembic_version"}
    assert ours == METADATA.tables.keys()


def test_rows_are_kept_by_their_ids(database: Database, key: DataKey) -> None:
    found = schema_of(database.path, key)
    assert all("WITHOUT ROWID" in found[name] for name, table in METADATA.tables.items() if "sync_ver" in table.c)


def test_every_constraint_has_its_name() -> None:
    """A later migration finds a constraint by its name only."""
    nameless = [
        (table.name, constraint)
        for table in METADATA.sorted_tables
        for constraint in table.constraints
        if constraint.name is None and (not isinstance(constraint, CheckConstraint) or str(constraint.sqltext))
    ]
    assert nameless == []


def enumerations() -> list[tuple[Table, str, Enum]]:
    return [
        (table, column.name, column.type)
        for table in METADATA.sorted_tables
        for column in table.c
        if isinstance(column.type, Enum)
    ]


@pytest.mark.parametrize(("table", "column", "kind"), enumerations(), ids=lambda one: str(getattr(one, "name", one)))
def test_the_file_refuses_what_is_no_member(
    database: Database, key: DataKey, table: Table, column: str, kind: Enum
) -> None:
    """The CHECK of every enumeration, asked of SQLite itself; every member passes it."""
    with closing(connect(database.path, key)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE sync_control SET applying = 1")
        for member in (*kind.enums, "no member"):
            connection.execute("BEGIN")
            filled = {**invented(table), column: member}
            names, marks = ", ".join(f'"{name}"' for name in filled), ", ".join("?" * len(filled))
            statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 -- our own tables
            if member in kind.enums:
                connection.execute(statement, tuple(filled.values()))
            else:
                with pytest.raises(Exception, match="CHECK constraint failed"):
                    connection.execute(statement, tuple(filled.values()))
            connection.execute("ROLLBACK")


def invented(table: Table) -> dict[str, Any]:
    """A value for every column that must have one."""
    return {
        column.name: column.type.enums[0] if isinstance(column.type, Enum) else "1"
        for column in table.c
        if not column.nullable and column.name != "deleted"
    }


def test_head_is_the_newest_script() -> None:
    scripts = ScriptDirectory(str(upgrade.SCRIPTS))
    assert scripts.get_heads() == [upgrade.HEAD]


def test_scripts_are_plain_files_of_the_package() -> None:
    """Alembic reads them as files: a wheel and a frozen build carry them as they are."""
    found = sorted(path.relative_to(upgrade.SCRIPTS).as_posix() for path in upgrade.SCRIPTS.rglob("*.py"))
    assert found[:2] == ["__init__.py", "env.py"]
    assert all(name.startswith("versions/") for name in found[2:])
    assert len(found) > 2


@pytest.fixture
def older(database: Database, author: Author, key: DataKey, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of today, and a program that knows one more revision, which rebuilds the table of employers."""
    with database.write(author) as session:
        for name in ("一厂", "二厂"):
            values = {"name": name}
            rows.add(session, "employer", row_id=new_id(NOW), county_code="500241", values=values)
    database.close()
    scripts = database.path.parent / "scripts"
    shutil.copytree(upgrade.SCRIPTS, scripts)
    (scripts / "versions" / "9999_later.py").write_text(LATER, encoding="utf-8")
    monkeypatch.setattr(upgrade, "SCRIPTS", scripts)
    monkeypatch.setattr(upgrade, "HEAD", "9999")
    return database.path


LATER = f'''"""Later."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{upgrade.HEAD}", None, None


def upgrade() -> None:
    with op.batch_alter_table("employer", recreate="always") as batch:
        batch.alter_column("name", existing_type=sa.String(), type_=sa.String(200), existing_nullable=False)
'''


def test_an_upgrade_keeps_rows_triggers_and_the_old_file(older: Path, key: DataKey) -> None:
    kept = upgrade.upgrade(older, lambda path: connect(path, key))
    assert kept is not None
    with closing(connect(kept, key)) as connection:
        assert connection.execute("SELECT count(*) FROM employer").fetchone() == (2,)
        assert upgrade.revision_of(connection) != "9999"
    with closing(connect(older, key)) as connection:
        assert connection.execute("SELECT count(*) FROM employer").fetchone() == (2,)
        assert upgrade.revision_of(connection) == "9999"
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'employer'"
        assert {row[0] for row in connection.execute(sql)} == {
            name
            for name in capture.triggers()
            if name.removesuffix("_row").endswith(("employer", "employer_insert", "employer_update"))
        }
    assert upgrade.upgrade(older, lambda path: connect(path, key)) is None


def test_a_table_rebuilt_by_hand_has_lost_its_triggers_and_is_noticed(database: Database, key: DataKey) -> None:
    """The second trap of SYNC 2.4: what Alembic's batch mode does to a table."""
    database.close()
    with closing(connect(database.path, key)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'fund'").fetchone()[0]
        connection.execute(sql.replace("fund", "rebuilt", 1))
        connection.execute("DROP TABLE fund")
        connection.execute("ALTER TABLE rebuilt RENAME TO fund")
    with pytest.raises(Unavailable) as caught:
        open_database(database.path, key)
    assert caught.value.key == "storage.triggers_missing"


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(older: Path, key: DataKey) -> None:
    script = next((upgrade.SCRIPTS / "versions").glob("9999_*.py"))
    script.write_text(LATER + '    op.execute("DELETE FROM sync_control")\n', encoding="utf-8")  # noqa: S608
    before = older.read_bytes()
    with pytest.raises(Unavailable) as caught:
        upgrade.upgrade(older, lambda path: connect(path, key))
    assert caught.value.key == "storage.upgrade_failed"
    assert older.read_bytes() == before
    assert not [path.name for path in older.parent.iterdir() if "upgrading" in path.name]


def test_a_file_that_somebody_has_open_is_not_exchanged(older: Path, key: DataKey) -> None:
    with closing(connect(older, key)) as other:
        other.execute("SELECT count(*) FROM employer").fetchone()
        with pytest.raises(Unavailable) as caught:
            upgrade.upgrade(older, lambda path: connect(path, key))
    assert caught.value.key == "storage.busy"
    with closing(connect(older, key)) as connection:
        assert upgrade.revision_of(connection) != "9999"


def test_the_leftovers_of_a_power_cut_do_not_reach_the_next_upgrade(older: Path, key: DataKey) -> None:
    """Above all the log of the copy that was cut short: SQLite would play it into the new copy."""
    copy = older.with_suffix(".upgrading")
    with closing(connect(copy, key)) as connection:
        connection.execute("CREATE TABLE left_over (word TEXT)")
        log = copy.with_name(copy.name + "-wal").read_bytes()
    copy.with_name(copy.name + "-wal").write_bytes(log)
    assert upgrade.upgrade(older, lambda path: connect(path, key)) is not None
    with closing(connect(older, key)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'left_over'").fetchone() == (0,)


def test_a_file_without_tables_is_no_older_desk(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "trainingdesk.db"
    with closing(connect(path, key)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(Unavailable) as caught:
        open_database(path, key)
    assert caught.value.key == "storage.damaged"
    assert list(schema_of(path, key)) == []


def test_the_file_of_a_later_program_is_refused(database: Database, key: DataKey) -> None:
    database.close()
    with closing(connect(database.path, key)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9998'")
    with pytest.raises(Refused) as caught:
        open_database(database.path, key)
    assert caught.value.key == "storage.newer_than_program"


def test_a_file_that_was_cut_off_while_being_made_is_no_desk(tmp_path: Path, key: DataKey) -> None:
    """Half a file never has the name of the database; the next try makes it anew."""
    part = tmp_path / "trainingdesk.db.part"
    part.write_bytes(b"half")
    create_database(tmp_path / "trainingdesk.db", key, county_code="500241", now=NOW).close()
    assert not part.exists()
