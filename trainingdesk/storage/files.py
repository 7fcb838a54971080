"""Files of a database: a consistent copy of one that is in use, and names that are on disk for good."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` durable."""
    if os.name == "nt":  # a folder cannot be opened there, and a rename is durable with the file system's journal
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a file's content durable."""
    with path.open("r+b") as file:  # Windows flushes only what was opened for writing
        os.fsync(file.fileno())


def copy_database(connection: Any, path: Path, target: Path) -> None:
    """Copy the (encrypted) database at ``path`` to ``target`` while others read and write; closes ``connection``.

    An open read transaction keeps the write-ahead log from being reset. The main file is copied first, then the log: any
    page that a checkpoint changed meanwhile stands in the log too, so that the pair is the state of one moment. The log is
    then folded into the copy by whoever opens it.
    """
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        shutil.copyfile(path, target)
        log, target_log = path.with_name(path.name + "-wal"), target.with_name(target.name + "-wal")
        if log.exists():
            shutil.copyfile(log, target_log)
            sync_file(target_log)
        sync_file(target)
        connection.execute("COMMIT")
    finally:
        connection.close()
