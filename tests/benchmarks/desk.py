"""The desk itself: opened, backed up, verified, and how large it is."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tests.benchmarks.measure import Figure, median, seconds
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.backup import Why
from trainingdesk.sample.size import SizeName
from trainingdesk.services import backup, person

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.services.work import Work

_MEGABYTE = 1_000_000


def opened(root: Path, name: str, password: str, clock: Callable[[], datetime]) -> Figure:
    """From the password to a desk that can be asked: key derivation, database, roles, the line in the access log."""

    def once() -> None:
        with signed_in(root, user_name=name, password=password, clock=clock):
            pass

    return Figure("password to open desk", median(once, times=3))


def measured(work: Work, size: SizeName, scratch: Path) -> list[Figure]:
    """The floor of a backup is the copy of the file, that of its verification SQLite's own check."""
    large = size is SizeName.L
    database = work.folder.database
    copy = seconds(lambda: _copied(database, scratch / "copy.db"))
    made: list[str] = []
    whole = seconds(lambda: made.append(backup.back_up(work).name))
    person.add_provisional(work, name="王备份")
    took = seconds(lambda: backup.back_up_if_due(work, Why.BEFORE_IMPORT))
    check = seconds(lambda: work.database.connection().execute("PRAGMA integrity_check").fetchone())
    verify = seconds(lambda: backup.verify_backup(work, made[0], lambda *_: True))
    return [
        Figure("whole backup", whole, copy, of="once"),
        Figure("hourly backup", took, copy, 5.0 if large else 1.0, of="once"),
        Figure("full verification of a backup", verify, check, 240.0 if large else 30.0, of="once"),
    ]


def size_of(work: Work, size: SizeName) -> Figure:
    """The file as the county was made, before anything is measured on it."""
    budget = 3000 if size is SizeName.L else 300
    return Figure("database", work.folder.database.stat().st_size / _MEGABYTE, None, budget, "MB", "size")


def _copied(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    target.unlink()
