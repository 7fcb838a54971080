"""Single pages of an encrypted file: sound ones are told from others exactly as SQLCipher tells them."""

from __future__ import annotations

import random
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from trainingdesk.storage.checking import open_unchanging
from trainingdesk.storage.pages import PAGE, Pages, salt_of, unsound_pages
from trainingdesk.storage.vault import DataKey

from .damage import flip, people

if TYPE_CHECKING:
    from trainingdesk.storage.database import Author, Database


def go_on(_done: int, _total: int) -> bool:
    return True


def test_a_sound_file_has_only_sound_pages(database: Database, author: Author, key: DataKey) -> None:
    people(database, author, 50)
    assert list(unsound_pages(database.path, key, go_on)) == []


@pytest.mark.parametrize("seed", range(5))
def test_the_same_pages_are_unsound_as_for_sqlcipher(
    database: Database, author: Author, key: DataKey, seed: int
) -> None:
    people(database, author, 200)
    database.close()
    chance = random.Random(seed)  # noqa: S311 -- pages, not secrets
    count = database.path.stat().st_size // PAGE
    for number in chance.sample(range(2, count + 1), 3):
        flip(database.path, number, at=chance.randrange(PAGE))
    with closing(open_unchanging(database.path, key)) as connection:
        told = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
    ours = list(unsound_pages(database.path, key, go_on))
    assert len(ours) == 3
    assert [f"HMAC verification failed for page {number}" for number in ours] == told


def test_every_byte_of_a_page_counts(database: Database, key: DataKey) -> None:
    database.close()
    for at in (0, 1, 15, 16, 2000, PAGE - 81, PAGE - 80, PAGE - 64, PAGE - 1):
        flip(database.path, 2, at=at)
        assert list(unsound_pages(database.path, key, go_on)) == [2], at
        flip(database.path, 2, at=at)
    assert list(unsound_pages(database.path, key, go_on)) == []


def test_what_is_only_in_the_log_is_read(database: Database, author: Author, key: DataKey) -> None:
    people(database, author, 20)
    log = database.path.with_name(database.path.name + "-wal")
    assert log.stat().st_size > 0
    with Pages(database.path, key) as pages:
        plain = b"".join(pages.plain(number) or b"" for number in range(1, pages.count + 1))
    assert plain.startswith(b"SQLite format 3\0")
    assert plain.count("王秀英0019".encode()) >= 1


def test_an_uncommitted_write_is_not_read(database: Database, author: Author, key: DataKey) -> None:
    connection = database.connection()
    connection.execute("PRAGMA cache_size = 1")  # spills into the log before the commit
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO setting (key, value) VALUES (?, ?)", ((f"uncommitted{number}", "x" * 500) for number in range(200))
    )
    with Pages(database.path, key) as pages:
        plain = b"".join(pages.plain(number) or b"" for number in range(1, pages.count + 1))
    connection.execute("ROLLBACK")
    connection.close()
    assert b"uncommitted" not in plain


def test_another_key_fits_no_page(database: Database) -> None:
    database.close()
    with Pages(database.path, DataKey(bytes(32))) as pages:
        assert not pages.verifies
        assert pages.plain(2) is None


def test_a_lost_salt_is_replaced_by_that_of_a_copy(database: Database, key: DataKey) -> None:
    database.close()
    salt = salt_of(database.path)
    flip(database.path, 1, at=3)
    with Pages(database.path, key) as pages:
        assert not pages.verifies
    with Pages(database.path, key, salts=[bytes(16), salt]) as pages:
        assert pages.verifies
        assert pages.is_sound(2)


def test_a_check_can_be_stopped(database: Database, author: Author, key: DataKey) -> None:
    people(database, author, 2000)
    database.close()
    heard: list[int] = []

    def stop_soon(done: int, _total: int) -> bool:
        heard.append(done)
        return len(heard) < 2

    assert list(unsound_pages(database.path, key, stop_soon)) == []
    assert heard == [0, 256]


def test_a_truncated_file_lacks_its_last_pages(database: Database, author: Author, key: DataKey) -> None:
    people(database, author, 200)
    database.close()
    with database.path.open("r+b") as file:
        file.truncate(database.path.stat().st_size - 100)
    with Pages(database.path, key) as pages:
        assert pages.plain(pages.count) is not None
        assert pages.plain(pages.count + 1) is None
