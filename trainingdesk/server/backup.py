"""A backup of the centre in one file, from either kind of database into either kind (SYNC 1, 2).

What is restored is another life of the centre: it gets a new epoch, by which desks see that their cursors mean nothing and
offer again what the backup does not hold. Codes, tokens and nonces stay behind: whoever had one asks anew.
"""

from __future__ import annotations

import hashlib
import os
import struct
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import msgspec
import zstandard
from sqlalchemy import BigInteger, LargeBinary, case, func, insert, literal, select, update

from trainingdesk.domain.errors import Refused
from trainingdesk.server.engine import one_moment
from trainingdesk.server.keys import make_keys
from trainingdesk.server.tables import (
    CENTRE,
    CENTRE_KEY,
    CODE,
    COUNTER,
    CURSOR,
    METADATA,
    NONCE,
    SNAPSHOT,
    SNAPSHOT_PART,
    TOKEN,
    UPLOAD,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from sqlalchemy import ColumnElement, Connection, Engine, Table

FORMAT: Final = "trainingdesk centre 1"
#: What holds for minutes or a day is not kept, nor what follows from the rest or means nothing in another life.
_PASSING: Final = frozenset(one.name for one in (CODE, TOKEN, NONCE, CURSOR, SNAPSHOT, SNAPSHOT_PART, UPLOAD))
#: What a centre has from its first opening on.
_MADE_ALONE: Final = (CENTRE, CENTRE_KEY)
_ROWS_OF_A_PART: Final = 500
#: Of what may be long: a whole batch of a desk, or a reply.
_LONG_ROWS_OF_A_PART: Final = 10
_LENGTH: Final = struct.Struct(">I")
#: No part may be longer, whatever its head says.
_LONGEST: Final = 256 << 20
#: Versions of a new life begin beyond those of every life before, also of one that came from the same backup: a desk that
#: saw version 7 of what was forgotten must not seem to have seen the 7 that is given next. Nobody gives so many in a
#: millisecond; where the clock was put back, they begin further beyond the backup than any county comes in one life.
_OF_A_MILLISECOND: Final = 1 << 10
_BEYOND: Final = 1 << 32


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the file: its first one names the format, the last one counts the rows and digests all before it.

    ``columns`` are those of its rows; an older program did not name them, and had the first ones of today.
    """

    table: str = ""
    columns: list[str] = []
    rows: list[list[Any]] = []
    format: str = ""
    count: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Copied:
    """How much a backup holds."""

    tables: int
    rows: int


def write_backup(engine: Engine, path: Path) -> Copied:
    """Write the whole centre as it is at one moment; the file is for its owner alone, and is there whole or not at all.

    Raises OSError where the disk does not take it.
    """
    part = path.with_name(path.name + ".part")
    kept = [table for table in METADATA.sorted_tables if table.name not in _PASSING]
    count = 0
    with _private(part) as file, zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False) as out:
        digest = hashlib.sha256()
        _put(out, digest, _Part(format=FORMAT))
        with one_moment(engine) as connection:
            for table in kept:
                for rows in _parts(connection, table):
                    _put(out, digest, _Part(table=str(table.name), columns=list(map(str, table.c.keys())), rows=rows))
                    count += len(rows)
        _put(out, digest, _Part(count=count, sha256=digest.hexdigest()))
    part.replace(path)
    return Copied(len(kept), count)


def restore_backup(path: Path, engine: Engine, *, now_ms: int) -> Copied:
    """Fill an empty centre from a backup and begin another life of it at this moment.

    Raises Refused where the file is damaged, no backup or one of a newer program, and where the centre is not empty:
    nothing is ever written over.
    """
    tables = {table.name: table for table in METADATA.sorted_tables if table.name not in _PASSING}
    _require_whole(path)
    with engine.begin() as connection:
        if any(
            connection.scalar(select(func.count()).select_from(one))
            for one in tables.values()
            if one not in _MADE_ALONE
        ):
            raise Refused("centre.not_empty")
        for made in _MADE_ALONE:
            connection.execute(made.delete())
        count = 0
        for part in _read(path):
            table = tables.get(part.table)
            if table is None or not set(part.columns) <= set(table.c.keys()):
                raise Refused("centre.backup_newer", name=path.name)
            columns = part.columns or table.c.keys()
            connection.execute(insert(table), [dict(zip(columns, row, strict=False)) for row in part.rows])
            count += len(part.rows)
        connection.execute(update(CENTRE).values(epoch=str(uuid4())))
        make_keys(connection)  # a backup of an older program brings none
        connection.execute(update(COUNTER).values(n=_first_version(COUNTER.c.n, now_ms)))
    return Copied(len(tables), count)


def _first_version(reached: ColumnElement[int], now_ms: int) -> ColumnElement[int]:
    """Behind which version of a county its new life begins."""
    by_clock = now_ms * _OF_A_MILLISECOND
    return case((reached < by_clock, literal(by_clock, BigInteger)), else_=reached + _BEYOND)


@contextmanager
def _private(part: Path) -> Generator[BinaryIO]:
    """A new file that only its owner reads, on the disk before it gets its name."""
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _parts(connection: Connection, table: Table) -> Iterator[list[list[Any]]]:
    is_long = any(isinstance(column.type, LargeBinary) for column in table.c)
    most = _LONG_ROWS_OF_A_PART if is_long else _ROWS_OF_A_PART
    found = connection.execution_options(yield_per=most).execute(select(table))
    for rows in found.partitions(most):
        yield [list(row) for row in rows]


def _put(out: zstandard.ZstdCompressionWriter, digest: Any, part: _Part) -> None:
    body = msgspec.msgpack.encode(part)
    digest.update(body)
    out.write(_LENGTH.pack(len(body)) + body)


def _require_whole(path: Path) -> None:
    """Read everything once before anything of it is believed: what is damaged may look like rows to the end."""
    for _part in _read(path):
        pass


def _read(path: Path) -> Iterator[_Part]:
    """The parts between the first and the last one; raises Refused unless the file is whole."""
    damaged = Refused("centre.backup_damaged", name=path.name)
    digest, count = hashlib.sha256(), 0
    try:
        with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as content:
            first = _next(content, digest)
            if first is None or first.format != FORMAT:
                raise damaged
            while True:
                before = digest.hexdigest()
                part = _next(content, digest)
                if part is None:
                    raise damaged
                if part.sha256:
                    break
                count += len(part.rows)
                yield part
            if (part.sha256, part.count) != (before, count) or content.read(1):
                raise damaged
    except (zstandard.ZstdError, msgspec.MsgspecError, ValueError) as error:
        raise damaged from error


def _next(content: Any, digest: Any) -> _Part | None:
    head = content.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        return None
    body = content.read(length)
    if len(body) < length:
        return None
    digest.update(body)
    return msgspec.msgpack.decode(body, type=_Part)
