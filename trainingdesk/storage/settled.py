"""Rows that come settled: as if the centre had sent them long ago, without history and without operations of this desk.

A settled row is its own record (DESIGN, "Data of a desk"): a sample county of 6.5 million marks would otherwise begin
with as many operations to send.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.storage.database import translated

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlmodel import Session

    from trainingdesk.storage.database import Database


@contextmanager
def settled(session: Session) -> Generator[None]:
    """Within it the capture triggers of this transaction are silent; no other connection sees it, a crash undoes it."""
    with _applying(session, silent=True):
        yield


@contextmanager
def captured(session: Session) -> Generator[None]:
    """Within it, inside of ``settled``, this desk itself writes: what is changed goes to the centre."""
    with _applying(session, silent=False):
        yield


@contextmanager
def _applying(session: Session, *, silent: bool) -> Generator[None]:
    connection = session.connection()
    before = connection.execute(text("SELECT applying FROM sync_control")).scalar_one()
    connection.execute(text("UPDATE sync_control SET applying = :silent"), {"silent": silent})
    try:
        yield
    finally:
        connection.execute(text("UPDATE sync_control SET applying = :before"), {"before": before})


def pack(database: Database) -> None:
    """Write the file anew with full pages, after much was written in no order; nobody else may be at work on it."""
    with translated():
        connection = database.connection()
        try:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
