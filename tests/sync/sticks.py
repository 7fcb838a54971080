"""Desks that exchange by files alone: what a stick is carried with, and a folder that stands for it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.sync.conftest import COUNTY, KEY, Desk, Direct
from trainingdesk.domain.access import Role
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage import sync_bundle
from trainingdesk.storage.database import Database
from trainingdesk.sync.stick import export_bundle, import_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.simulation.world import SimDesk
    from trainingdesk.server.bundles import Taken
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.sync.bundle import Brought


def work_of(desk: Desk | SimDesk, ledger: Ledger, folder: Path) -> Work:
    """A desk as its user works at it, with the keys of the centre as enrollment gave them."""
    signer, box = ledger.public_keys()
    author = desk.author()
    with desk.database.write(author) as session:
        sync_bundle.note_centre(session, signer=signer, box=box)
    worker = Worker(author.user_id, author.user_id, frozenset({Role.ADMINISTRATOR}))
    return Work(desk.database, DeskFolder(folder / author.user_id), COUNTY, worker, KEY, desk.clock)


def copy_of(desk: Desk, folder: Path) -> Desk:
    """A laptop's file as it is now, at work somewhere else: a copy, or the same laptop put back to this day."""
    connection = desk.database.connection()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(folder / f"{desk.user}.db", folder / "copy.db")
    centre = Direct(desk.centre.ledger, desk.centre.device)
    return Desk(Database(folder / "copy.db", KEY), centre, desk.clock, "copy")


@dataclass(slots=True)
class Stick:
    """The way of one desk to the centre and back by files."""

    desk: Desk
    folder: Path
    work: Work = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.work = work_of(self.desk, self.desk.centre.ledger, self.folder)

    def written(self) -> bytes:
        """A stick is written; what lies on it."""
        self.count += 1
        folder = self.folder / f"{self.desk.user}-stick{self.count}"
        folder.mkdir()
        (path,) = export_bundle(self.work, folder).files
        return path.read_bytes()

    def taken(self, body: bytes) -> Taken:
        """The stick is at the centre."""
        taken: Taken = self.desk.centre.ledger.take(body)
        return taken

    def brought(self, body: bytes | None) -> Brought:
        """The reply is back."""
        assert body is not None
        path = self.folder / "reply.tdsync"
        path.write_bytes(body)
        return import_bundle(self.work, path)

    def round_trip(self) -> Brought:
        """To the centre and back."""
        return self.brought(self.taken(self.written()).reply)
