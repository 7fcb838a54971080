"""One explicit transaction per write, durable, never shared between threads."""

from __future__ import annotations

import ctypes
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlcipher3._sqlite3 as sqlcipher_driver
from sqlalchemy import func, select, text
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.exc import IntegrityError, OperationalError

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.storage import rows
from trainingdesk.storage.database import Author
from trainingdesk.storage.opening import create_database, open_database
from trainingdesk.storage.tables import METADATA
from trainingdesk.storage.vault import DataKey

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.storage.database import Database


def pragma(session: Session, name: str) -> object:
    return session.connection().execute(text(f"PRAGMA {name}")).scalar_one()


def test_what_a_user_writes_is_durable(database: Database, author: Author) -> None:
    with database.write(author) as session:
        assert pragma(session, "synchronous") == 2  # FULL (sqlite.org/pragma.html#pragma_synchronous)
        assert pragma(session, "journal_mode") == "wal"
        assert pragma(session, "foreign_keys") == 1
        assert pragma(session, "recursive_triggers") == 1
        assert pragma(session, "temp_store") == 2  # MEMORY: what is sorted never reaches a disk in the clear


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Unavailable), database.read() as session:
        rows.add(session, "fund", row_id="x", county_code="500241", values={"code": "1", "name": "n", "active": True})


def test_an_exception_undoes_everything(database: Database, author: Author) -> None:
    values = {"code": "1", "name": "就业补助资金", "active": True}
    with pytest.raises(RuntimeError), database.write(author) as session:  # noqa: PT012 -- the block is one use case
        rows.add(session, "fund", row_id="x", county_code="500241", values=values)
        raise RuntimeError("the use case failed")
    with database.read() as session:
        assert rows.find(session, "fund", "x") is None


def test_a_session_in_another_thread_is_refused(database: Database) -> None:
    caught: list[BaseException] = []

    def misuse(session: Session) -> None:
        try:
            pragma(session, "user_version")
        except RuntimeError as error:
            caught.append(error)

    with database.read() as session:
        pragma(session, "user_version")
        thread = threading.Thread(target=misuse, args=(session,))
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_a_write_inside_a_write_is_refused(database: Database, author: Author) -> None:
    with pytest.raises(OperationalError), database.write(author), database.write(author):
        pass


def test_two_writers_lose_no_update(database: Database, author: Author) -> None:
    with database.write(author) as session:
        values = {"year": 2026, "measure": "A1", "value": 0}
        rows.add(session, "target", row_id="t", county_code="500241", values=values)

    def add_one() -> None:
        for _ in range(20):
            with database.write(author) as session:
                row = rows.find(session, "target", "t")
                assert row is not None
                rows.change(session, "target", "t", {"value": row.value + 1})

    threads = [threading.Thread(target=add_one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        row = rows.find(session, "target", "t")
        assert row is not None
        assert row.value == 60


def test_an_orphan_is_refused(database: Database, author: Author) -> None:
    values = {"institution_id": "nobody", "action": "约谈", "decided_on": NOW.date()}
    with pytest.raises(Exception, match="FOREIGN KEY"), database.write(author) as session:
        rows.add(session, "sanction", row_id="s", county_code="500241", values=values)


def test_the_wrong_key_says_damaged_and_never_starts_empty(database: Database) -> None:
    database.close()
    size = database.path.stat().st_size
    with pytest.raises(Unavailable) as caught:
        open_database(database.path, DataKey(bytes(32)))
    assert caught.value.key == "storage.damaged"
    assert database.path.stat().st_size == size


def test_a_missing_file_is_not_made_anew(tmp_path: Path, key: DataKey) -> None:
    with pytest.raises(Unavailable) as caught:
        open_database(tmp_path / "trainingdesk.db", key)
    assert caught.value.key == "storage.missing"
    assert not list(tmp_path.iterdir())


def test_an_existing_file_is_never_overwritten(database: Database, key: DataKey) -> None:
    with pytest.raises(Refused):
        create_database(database.path, key, county_code="500241", now=NOW)


def test_nothing_in_the_file_can_be_read_without_the_key(database: Database, author: Author) -> None:
    with database.write(author) as session:
        rows.add(
            session,
            "fund",
            row_id="x",
            county_code="500241",
            values={"code": "1", "name": "就业补助资金", "active": True},
        )
    for path in database.path.parent.iterdir():
        content = path.read_bytes()
        assert "就业补助资金".encode() not in content
        assert b"SQLite format 3" not in content


def test_no_exception_carries_what_was_bound(database: Database, author: Author) -> None:
    with pytest.raises(IntegrityError) as failed, database.write(author) as session:  # noqa: PT012 -- one use case
        for _ in range(2):
            values = {"name": "王五", "name_key": "王五", "document_number": "11010519491231002X"}
            rows.add(session, "person", row_id="same", county_code="500241", values=values)
    assert "11010519491231002X" not in str(failed.value)
    assert "王五" not in str(failed.value)


def test_a_large_change_set_gives_its_pages_back(database: Database, author: Author) -> None:
    held = ctypes.CDLL(sqlcipher_driver.__file__).sqlite3_memory_used
    held.restype = ctypes.c_int64
    with database.write(author) as session:
        for at in range(1500):
            values = {"code": f"{at}", "name": "就业补助资金" * 200, "active": True}
            rows.add(session, "fund", row_id=f"{at}", county_code="500241", values=values)
        session.flush()
        while_writing = held()
    assert held() < while_writing - 3_000_000


def test_a_statement_is_compiled_once_for_all_files(tmp_path: Path, key: DataKey) -> None:
    asked = select(func.count()).select_from(METADATA.tables["fund"]).limit(41)  # asked by nobody else
    hits = []
    for name in ("one.db", "two.db"):
        with closing(create_database(tmp_path / name, key, county_code="500241", now=NOW)) as made:
            with made.read() as session:
                hits.append(session.connection().execute(asked).context.cache_hit)
            with made.write(Author("user-1", "edit_person", NOW)) as session:
                hits.append(session.connection().execute(asked).context.cache_hit)
    assert hits == [CacheStats.CACHE_MISS, *[CacheStats.CACHE_HIT] * 3]
