"""Exchange the present database for another one that was made ready; the present one is kept under another name."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage.database import connect, translated
from trainingdesk.storage.disk import on_disk
from trainingdesk.storage.files import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.storage.vault import DataKey


def swap(prepared: Path, present: Path, key: DataKey, *, suffix: str) -> Path | None:
    """Exchange two files under one key, see ``exchange``."""
    return exchange(prepared, present, lambda path: connect(path, key), suffix=suffix)


def exchange(prepared: Path, present: Path, open_file: Callable[[Path], Any], *, suffix: str) -> Path | None:
    """Give ``prepared`` the name of ``present``, which is kept; a crash leaves one of the two under that name.

    Answers where the present file was kept. A write-ahead log belongs to its database: it is folded in, or, where the file
    is damaged, it goes along with it. Left behind it would be played into the new file.
    """
    with translated(), on_disk():
        kept = _keep(present, open_file, suffix) if present.exists() else None
        if kept is None:
            _move_log(present, _free_name(present, suffix))
        prepared.replace(present)
        sync_folder(present.parent)
    return kept


def clear(database: Path) -> None:
    """Remove a file of our own making and what belongs to it."""
    with on_disk():
        for path in (database, *_companions(database)):
            path.unlink(missing_ok=True)


def _keep(present: Path, open_file: Callable[[Path], Any], suffix: str) -> Path:
    kept = _free_name(present, suffix)
    fold(present, open_file)
    try:
        os.link(present, kept)  # the present file keeps its name until the new one takes it in one step
    except OSError:
        present.replace(kept)  # a file system without hard links
    _move_log(present, kept)
    return kept


def _free_name(present: Path, suffix: str) -> Path:
    names = (f"{present.stem}.{suffix}{more}.db" for more in ("", *(f"-{number}" for number in range(2, 100))))
    return next(path for path in map(present.with_name, names) if not path.exists())


def fold(present: Path, open_file: Callable[[Path], Any]) -> None:
    """Make the present file one file, if it is sound enough; raises Unavailable where somebody else has it open."""
    try:
        with closing(open_file(present)) as connection:
            if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
                raise Unavailable("storage.busy")
    except sqlcipher.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED}:
            raise Unavailable("storage.busy") from error


def _move_log(present: Path, kept: Path) -> None:
    for old, new in zip(_companions(present), _companions(kept), strict=True):
        if old.exists():
            old.replace(new)


def _companions(database: Path) -> tuple[Path, ...]:
    return tuple(database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal"))
