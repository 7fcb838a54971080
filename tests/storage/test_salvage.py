"""A damaged file: what can be read is saved with counts, whatever page was hit; never an empty database."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.storage import btree, history, rows
from trainingdesk.storage.database import Author, Database
from trainingdesk.storage.files import copy_database
from trainingdesk.storage.opening import open_database
from trainingdesk.storage.pages import Pages, salt_of
from trainingdesk.storage.salvage import Salvage, TableSalvage, accept, salvage
from trainingdesk.storage.wreck import Wreck
from trainingdesk.wire.ids import new_id

from .conftest import NOW
from .damage import flip, overwrite, people

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.storage.vault import DataKey

MANY = 3000


def go_on(_done: int, _total: int) -> bool:
    return True


@pytest.fixture
def filled(database: Database, author: Author) -> tuple[Database, list[str]]:
    """People over three levels of pages, changes to them, an aliased and a categorized one, then at rest in one file."""
    ids = people(database, author, MANY)
    with database.write(Author("user-1", "edit_person", NOW)) as session:
        for row_id in ids[::10]:
            rows.change(session, "person", row_id, {"note": "记" * 900})  # more than a page holds: overflow
        values = {"person_id": ids[0], "category": "rural"}
        rows.add(session, "person_category", row_id=new_id(NOW), county_code="500241", values=values)
    with closing(database.connection()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return database, ids


def pages_of(path: Path, key: DataKey, table: str) -> tuple[list[int], list[int]]:
    """Numbers of the interior pages and of the leaves of a table."""
    with Pages(path, key) as pages:
        root = Wreck(pages, go_on).layouts[table].root
        assert root is not None
        seen: set[int] = set()
        btree.mark(root, pages.plain, seen)
        plain = {number: pages.plain(number) for number in seen}
        inner = [number for number, page in plain.items() if page is not None and btree.is_interior(number, page)]
    return [root, *sorted(set(inner) - {root})], sorted(seen - set(inner))


def saved(database: Database, key: DataKey, *backups: Path, salts: tuple[bytes, ...] = ()) -> Salvage:
    return salvage(database.path, key, backups=backups, salts=salts, now=NOW, watch=go_on)


def of_table(result: Salvage, name: str) -> TableSalvage:
    return next(table for table in result.tables if table.table == name)


def names_in(path: Path, key: DataKey) -> dict[str, str]:
    with closing(open_database(path, key)) as opened, opened.read() as session:
        person = rows.table("person")
        return {row.id: row.name for row in session.connection().execute(person.select())}


def test_from_a_sound_file_everything_is_carried_over(filled: tuple[Database, list[str]], key: DataKey) -> None:
    database, ids = filled
    before = contents(database.path, key)
    result = saved(database, key)
    assert result.unreadable == result.unplaced_pages == 0
    assert of_table(result, "person") == TableSalvage("person", MANY, 0, 0, 0)
    kept = accept(result, database.path, key, stamp="now")
    assert kept is not None
    assert kept.exists()
    assert contents(database.path, key) == before
    assert len(ids) == MANY


def test_what_only_a_program_of_before_says_of_a_desk_does_not_stop_it(
    filled: tuple[Database, list[str]], key: DataKey
) -> None:
    database, _ids = filled
    with closing(database.connection()) as connection:
        (device,) = connection.execute("SELECT device_id FROM sync_control").fetchone()
        connection.execute("ALTER TABLE sync_control ADD COLUMN purging BOOLEAN NOT NULL DEFAULT 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    accept(saved(database, key), database.path, key, stamp="now")
    assert contents(database.path, key)["sync_control"][0][1] == device


def contents(path: Path, key: DataKey) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, and the numbers given out; the search index numbers people anew."""
    with closing(open_database(path, key)) as opened, closing(opened.connection()) as connection:
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        names = [name for (name,) in listed if not name.startswith(("person_words", "person_key"))]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}  # noqa: S608


def test_a_lost_leaf_loses_its_rows_and_no_others(filled: tuple[Database, list[str]], key: DataKey) -> None:
    database, ids = filled
    _interior, leaves = pages_of(database.path, key, "person")
    overwrite(database.path, leaves[3])
    result = saved(database, key)
    person = of_table(result, "person")
    lost = MANY - person.recovered
    assert 0 < lost < 60
    assert abs(person.unreadable - lost) < 15
    accept(result, database.path, key, stamp="now")
    assert len(names_in(database.path, key)) == person.recovered
    assert set(names_in(database.path, key)) < set(ids)


def test_a_lost_way_to_the_leaves_loses_no_leaf(filled: tuple[Database, list[str]], key: DataKey) -> None:
    database, _ids = filled
    interior, leaves = pages_of(database.path, key, "person")
    assert len(interior) > 1
    for number in interior:
        overwrite(database.path, number)
    person = of_table(saved(database, key), "person")
    assert MANY - person.recovered <= len(leaves)  # interior pages of a table without rowid hold a row for each leaf


def test_the_first_page_is_rebuilt(filled: tuple[Database, list[str]], key: DataKey) -> None:
    database, ids = filled
    salt = salt_of(database.path)
    flip(database.path, 1, at=200)
    with pytest.raises(Unavailable) as caught:
        open_database(database.path, key)
    assert caught.value.key == "storage.damaged"
    result = saved(database, key)
    accept(result, database.path, key, stamp="now")
    assert sorted(names_in(database.path, key)) == sorted(ids)

    flip(database.path, 1, at=5)  # now the salt itself: only a backup knows it
    with pytest.raises(Unavailable) as caught:
        saved(database, key, salts=(salt,))
    assert caught.value.key == "salvage.nothing_readable"


def test_a_lost_salt_comes_from_a_backup(filled: tuple[Database, list[str]], key: DataKey) -> None:
    database, _ids = filled
    salt = salt_of(database.path)
    overwrite(database.path, 1)
    with pytest.raises(Unavailable):
        saved(database, key)
    assert of_table(saved(database, key, salts=(salt,)), "person").recovered == MANY


def test_a_lost_schema_page_loses_no_row(filled: tuple[Database, list[str]], key: DataKey) -> None:
    database, _ids = filled
    with Pages(database.path, key) as pages:
        first = pages.plain(1)
        assert first is not None
        schema_pages = btree.children(1, first)
    for number in schema_pages[:: len(schema_pages) // 4]:  # some of them: each takes two seconds
        intact = database.path.read_bytes()
        overwrite(database.path, number)
        result = saved(database, key)
        assert of_table(result, "person").recovered >= MANY - 60, (
            number
        )  # its root is not known then: leaves fit by type
        assert of_table(result, "history").recovered > MANY, number
        database.path.write_bytes(intact)


def test_holes_are_filled_from_a_backup(
    filled: tuple[Database, list[str]], key: DataKey, tmp_path: Path, author: Author
) -> None:
    database, ids = filled
    backup = tmp_path / "copy.db"
    copy_database(database.connection(), database.path, backup)
    with closing(open_database(backup, key)):
        pass
    reopened = open_database(database.path, key)
    with reopened.write(author) as session:
        rows.change(session, "person", ids[0], {"phone": "13800000009"})
        rows.change(session, "person", ids[-1], {"phone": "13800000009"})
    with closing(reopened.connection()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    reopened.close()
    _interior, leaves = pages_of(database.path, key, "person")
    overwrite(database.path, leaf_holding(database.path, key, leaves, ids[0]))
    result = saved(database, key, backup)
    person = of_table(result, "person")
    assert (person.recovered + person.from_backup, person.unreadable, person.left_out) == (MANY, 0, 0)
    assert of_table(result, "person_category").recovered == 1
    accept(result, database.path, key, stamp="now")
    with closing(open_database(database.path, key)) as opened, opened.read() as session:
        old, new = rows.find(session, "person", ids[0]), rows.find(session, "person", ids[-1])
        assert old is not None
        assert new is not None
        assert (old.phone, new.phone) == (None, "13800000009")  # the newer value of the lost row is gone with its page


def test_a_backup_made_after_the_damage_does_not_stop_it_and_an_older_one_fills_the_hole(
    filled: tuple[Database, list[str]], key: DataKey, tmp_path: Path
) -> None:
    database, ids = filled
    older, newer, rubbish = tmp_path / "older.db", tmp_path / "newer.db", tmp_path / "rubbish.db"
    older.write_bytes(database.path.read_bytes())
    _interior, leaves = pages_of(database.path, key, "person")
    overwrite(database.path, leaf_holding(database.path, key, leaves, ids[0]))
    newer.write_bytes(database.path.read_bytes())
    rubbish.write_bytes(b"rubbish" * 5000)
    alone = of_table(saved(database, key), "person")
    assert alone.unreadable > 0
    assert of_table(saved(database, key, newer), "person").recovered == alone.recovered
    person = of_table(saved(database, key, rubbish, tmp_path / "gone.db", newer, older), "person")
    assert (person.recovered + person.from_backup, person.unreadable, person.left_out) == (MANY, 0, 0)


def leaf_holding(path: Path, key: DataKey, leaves: list[int], row_id: str) -> int:
    with Pages(path, key) as pages:
        return next(number for number in leaves if row_id.encode() in (pages.plain(number) or b""))


def test_what_refers_to_a_lost_row_is_left_out_and_counted(filled: tuple[Database, list[str]], key: DataKey) -> None:
    database, ids = filled
    _interior, leaves = pages_of(database.path, key, "person")
    overwrite(database.path, leaf_holding(database.path, key, leaves, ids[0]))
    category = of_table(saved(database, key), "person_category")
    assert (category.recovered, category.left_out) == (1, 1)


def test_work_goes_on_in_the_salvaged_file(filled: tuple[Database, list[str]], key: DataKey) -> None:
    database, ids = filled
    _interior, leaves = pages_of(database.path, key, "person")
    overwrite(database.path, leaves[-1])
    accept(saved(database, key), database.path, key, stamp="now")
    alive = sorted(names_in(database.path, key))
    with closing(open_database(database.path, key)) as opened:
        with opened.write(Author("user-1", "edit_person", NOW)) as session:
            rows.change(session, "person", alive[0], {"phone": "13700000007"})
        with opened.read() as session:
            newest, *_older = history.changes_of(session, alive[0])
            assert newest.new["phone"] == "13700000007"
    assert set(alive) < set(ids)


@pytest.mark.parametrize(
    "destroy",
    [
        lambda path: path.write_bytes(b"\xa5" * path.stat().st_size),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(8176)),
    ],
    ids=["overwritten", "emptied", "another file"],
)
def test_nothing_readable_never_becomes_an_empty_database(
    filled: tuple[Database, list[str]], key: DataKey, destroy: Callable[[Path], object]
) -> None:
    database, _ids = filled
    destroy(database.path)
    content = database.path.read_bytes()
    with pytest.raises(Unavailable) as caught:
        saved(database, key)
    assert caught.value.key == "salvage.nothing_readable"
    assert [path.name for path in database.path.parent.iterdir()] == [database.path.name]
    assert database.path.read_bytes() == content


def test_salvage_can_be_stopped_and_leaves_nothing(filled: tuple[Database, list[str]], key: DataKey) -> None:
    database, _ids = filled
    with pytest.raises(Refused) as caught:
        salvage(database.path, key, backups=(), salts=(), now=NOW, watch=lambda _done, _total: False)
    assert caught.value.key == "salvage.stopped"
    assert [path.name for path in database.path.parent.iterdir()] == [database.path.name]


def test_changes_that_lie_in_the_log_only_are_saved_too(
    filled: tuple[Database, list[str]], key: DataKey, author: Author
) -> None:
    database, ids = filled
    reopened = open_database(database.path, key)
    with reopened.write(author) as session:
        rows.change(session, "person", ids[5], {"phone": "13600000006"})
    log = database.path.with_name(database.path.name + "-wal")
    kept_log, kept_file = log.read_bytes(), database.path.read_bytes()
    reopened.close()
    log.write_bytes(kept_log)
    database.path.write_bytes(kept_file)
    flip(database.path, 1, at=300)
    with pytest.raises(Unavailable):
        open_database(database.path, key)
    log.write_bytes(kept_log)
    accept(saved(database, key), database.path, key, stamp="now")
    with closing(open_database(database.path, key)) as opened, opened.read() as session:
        row = rows.find(session, "person", ids[5])
        assert row is not None
        assert row.phone == "13600000006"
    assert not log.exists()
