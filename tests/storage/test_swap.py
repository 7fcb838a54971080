"""Two files are exchanged in one step, each with the log that belongs to it, and a busy one not at all."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage.database import connect
from trainingdesk.storage.swap import clear, swap

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.storage.key_slot import DataKey


def make(path: Path, key: DataKey, word: str) -> None:
    with closing(connect(path, key)) as connection:
        connection.execute("CREATE TABLE said (word TEXT)")
        connection.execute("INSERT INTO said VALUES (?)", (word,))


def word(path: Path, key: DataKey) -> str:
    with closing(connect(path, key)) as connection:
        found: str = connection.execute("SELECT word FROM said").fetchone()[0]
        return found


@pytest.fixture
def pair(tmp_path: Path, key: DataKey) -> tuple[Path, Path]:
    present, prepared = tmp_path / "trainingdesk.db", tmp_path / "trainingdesk.restored.db"
    make(present, key, "present")
    make(prepared, key, "prepared")
    return present, prepared


def test_the_prepared_one_takes_the_place_and_the_present_one_is_kept(pair: tuple[Path, Path], key: DataKey) -> None:
    present, prepared = pair
    kept = swap(prepared, present, key, suffix="before-restore-1")
    assert kept is not None
    assert kept.name == "trainingdesk.before-restore-1.db"
    assert (word(present, key), word(kept, key)) == ("prepared", "present")
    assert not prepared.exists()


def test_what_is_kept_is_never_overwritten(pair: tuple[Path, Path], key: DataKey) -> None:
    present, prepared = pair
    first = swap(prepared, present, key, suffix="before")
    make(prepared, key, "again")
    second = swap(prepared, present, key, suffix="before")
    assert first is not None
    assert second is not None
    assert [word(path, key) for path in (first, second, present)] == ["present", "prepared", "again"]


def test_a_log_left_by_a_crash_goes_into_its_own_file(pair: tuple[Path, Path], key: DataKey) -> None:
    """The last commit stands in the write-ahead log only; it must reach the kept file and never the new one."""
    present, prepared = pair
    connection = connect(present, key)
    connection.execute("UPDATE said SET word = 'in the log'")
    copies = {path.name: path.read_bytes() for path in present.parent.glob("trainingdesk.db*")}
    connection.close()
    for name, content in copies.items():
        if not name.endswith("-shm"):
            (present.parent / name).write_bytes(content)
    kept = swap(prepared, present, key, suffix="before")
    assert kept is not None
    assert (word(present, key), word(kept, key)) == ("prepared", "in the log")


def test_a_damaged_file_is_moved_as_it_is_with_its_log(pair: tuple[Path, Path], key: DataKey) -> None:
    present, prepared = pair
    present.write_bytes(b"damaged" * 2000)
    present.with_name("trainingdesk.db-wal").write_bytes(b"its log")
    kept = swap(prepared, present, key, suffix="damaged")
    assert kept is not None
    assert kept.read_bytes() == b"damaged" * 2000
    assert word(present, key) == "prepared"


def test_a_log_without_its_file_is_not_played_into_the_new_one(pair: tuple[Path, Path], key: DataKey) -> None:
    present, prepared = pair
    present.unlink()
    present.with_name("trainingdesk.db-wal").write_bytes(b"of a file that is gone")
    assert swap(prepared, present, key, suffix="before") is None
    assert word(present, key) == "prepared"
    assert present.with_name("trainingdesk.before.db-wal").read_bytes() == b"of a file that is gone"


def test_a_file_in_use_stays(pair: tuple[Path, Path], key: DataKey) -> None:
    present, prepared = pair
    with closing(connect(present, key)) as other:
        other.execute("SELECT * FROM said").fetchall()
        with pytest.raises(Unavailable) as caught:
            swap(prepared, present, key, suffix="before")
    assert caught.value.key == "storage.busy"
    assert (word(present, key), word(prepared, key)) == ("present", "prepared")


def test_clearing_takes_what_belongs_to_a_file_and_nothing_else(pair: tuple[Path, Path]) -> None:
    present, prepared = pair
    for ending in ("-wal", "-shm", "-journal"):
        prepared.with_name(prepared.name + ending).write_bytes(b"")
    clear(prepared)
    assert [path.name for path in present.parent.iterdir()] == ["trainingdesk.db"]
    clear(prepared)
