"""A backup of the centre: whole or refused, into either kind of database, and another life afterwards."""

from __future__ import annotations

import hashlib
import stat
import struct
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import zstandard
from sqlalchemy import select

from trainingdesk.domain.errors import Refused
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.tables import CODE, CURSOR, FEED, METADATA, NONCE, SNAPSHOT, SNAPSHOT_PART, TOKEN
from trainingdesk.wire.clock import milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.server.conftest import Clock, Device

PASSING = (CODE, TOKEN, NONCE, CURSOR, SNAPSHOT, SNAPSHOT_PART)


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.begin() as connection:
        kept = [table for table in METADATA.sorted_tables if table not in PASSING and table.name != "centre"]
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in kept}


def test_it_goes_into_another_database_whole(
    engine: Engine, ledger: Ledger, one: Device, two: Device, clock: Clock, tmp_path: Path
) -> None:
    row = one.make("venue", name="一号教室")
    one.push(row)
    version = two.rows()[row.row_id].version
    two.push(two.change("venue", row.row_id, "venue", version, name="二号教室"))
    one.push(one.change("venue", row.row_id, "venue", version, name="三号教室"))
    made = write_backup(engine, tmp_path / "centre.backup")
    assert stat.S_IMODE((tmp_path / "centre.backup").stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    before = Ledger(other, clock).epoch()
    assert restore_backup(tmp_path / "centre.backup", other, now_ms=milliseconds(ledger.clock())) == made
    there, here = contents(other), contents(engine)
    assert [name for name in here if there[name] != here[name]] == ["counter"]
    assert there["counter"][0][1] > here["counter"][0][1]  # no version of the former life is given again
    assert Ledger(other, clock).epoch() not in {before, ledger.epoch()}
    with pytest.raises(Refused) as refused:
        restore_backup(tmp_path / "centre.backup", other, now_ms=milliseconds(ledger.clock()))
    assert refused.value.key == "centre.not_empty"
    other.dispose()


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "foreign"])
def test_a_damaged_file_leaves_the_centre_empty(
    engine: Engine, one: Device, tmp_path: Path, damage: str, clock: Clock
) -> None:
    one.push(*(one.make("venue", name=f"教室{number}") for number in range(50)))
    path = tmp_path / "centre.backup"
    write_backup(engine, path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 0x10]) + whole[middle + 1 :]
    path.write_bytes({"cut": whole[:-20], "flipped": flipped, "empty": b"", "foreign": b"PK\\x03\\x04"}[damage])
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    epoch = Ledger(other, clock).epoch()
    with pytest.raises(Refused) as refused:
        restore_backup(path, other, now_ms=milliseconds(clock()))
    assert refused.value.key == "centre.backup_damaged"
    assert Ledger(other, clock).epoch() == epoch
    assert [name for name, rows in contents(other).items() if rows] == ["centre_key"]  # its own, as before
    other.dispose()


def test_no_flipped_byte_looks_like_anything_else(engine: Engine, one: Device, tmp_path: Path, clock: Clock) -> None:
    one.push(*(one.make("venue", name=f"教室{number}") for number in range(50)))
    path = tmp_path / "centre.backup"
    write_backup(engine, path)
    whole, said, same = path.read_bytes(), [], 0
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    for place in range(0, len(whole), 23):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            restore_backup(path, other, now_ms=milliseconds(clock()))
        except Refused as damaged:
            said.append(damaged.key)
        else:  # packed bytes that say the same in another way
            same += 1
            assert contents(other)["record"] == contents(engine)["record"]
            other.dispose()
            other = open_engine(f"sqlite:///{tmp_path / f'other{same}.sqlite'}")
    other.dispose()
    assert set(said) == {"centre.backup_damaged"}
    assert len(said) > same * 20


def rewritten(path: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """The same backup with every part that holds rows as another program would have written it."""
    length, old = struct.Struct(">I"), zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()
    parts, at = [], 0
    while at < len(old):
        (size,) = length.unpack_from(old, at)
        parts.append(msgspec.msgpack.decode(old[at + length.size : at + length.size + size]))
        at += length.size + size
    first, *rows, last = parts
    bodies = [msgspec.msgpack.encode(part) for part in (first, *map(change, rows))]
    digest = hashlib.sha256(b"".join(bodies)).hexdigest()
    bodies.append(msgspec.msgpack.encode(last | {"sha256": digest}))
    path.write_bytes(zstandard.compress(b"".join(length.pack(len(body)) + body for body in bodies)))


def test_no_two_lives_from_one_backup_give_the_same_version(
    engine: Engine, one: Device, tmp_path: Path, clock: Clock
) -> None:
    one.push(one.make("venue", name="一号教室"))
    write_backup(engine, tmp_path / "centre.backup")
    now_ms, begins = milliseconds(clock()), list[int]()
    for moment in (now_ms, now_ms + 1, 0):
        other = open_engine(f"sqlite:///{tmp_path / f'{moment}.sqlite'}")
        restore_backup(tmp_path / "centre.backup", other, now_ms=moment)
        begins.append(contents(other)["counter"][0][1])
        other.dispose()
    first, second, put_back = begins
    assert second - first > 1000  # versions that the life between them may have given
    assert put_back > contents(engine)["counter"][0][1] + 1000


def test_a_backup_from_before_a_column_was_added_is_restored(
    engine: Engine, one: Device, tmp_path: Path, clock: Clock
) -> None:
    row = one.make("venue", name="一号教室")
    one.push(row)
    path = tmp_path / "centre.backup"
    write_backup(engine, path)

    def as_before(part: dict[str, Any]) -> dict[str, Any]:
        rows = [one[:-1] for one in part["rows"]] if part["table"] == FEED.name else part["rows"]
        return {"table": part["table"], "rows": rows}

    rewritten(path, as_before)
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(path, other, now_ms=milliseconds(clock()))
    page = Ledger(other, clock).pull(one.id, bucket="c", after=0, own=False)
    assert [came.row_id for came in page.rows] == [row.row_id]
    other.dispose()


@pytest.mark.parametrize("newer", ["table", "column"])
def test_a_backup_of_a_newer_program_is_refused_as_such(
    engine: Engine, one: Device, tmp_path: Path, clock: Clock, newer: str
) -> None:
    one.push(one.make("venue", name="一号教室"))
    path = tmp_path / "centre.backup"
    write_backup(engine, path)

    def of_tomorrow(part: dict[str, Any]) -> dict[str, Any]:
        if newer == "table":
            return part | {"table": "of_tomorrow"}
        return part | {"columns": [*part["columns"], "of_tomorrow"], "rows": [[*one, 1] for one in part["rows"]]}

    rewritten(path, of_tomorrow)
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    epoch = Ledger(other, clock).epoch()
    with pytest.raises(Refused) as refused:
        restore_backup(path, other, now_ms=milliseconds(clock()))
    assert refused.value.key == "centre.backup_newer"
    assert Ledger(other, clock).epoch() == epoch
    other.dispose()
