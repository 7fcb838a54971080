"""Backups of a desk: made by hand and by themselves, listed, verified, thinned, carried elsewhere, restored."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.backup import Why, due, superfluous
from trainingdesk.services import audit, rescue
from trainingdesk.services.rescue import ClosedDesk
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import BACKUP_EVERY_MINUTES, BACKUP_SECOND_FOLDER
from trainingdesk.storage import backup as stored
from trainingdesk.storage import backup_list, checking

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.services.work import Work
    from trainingdesk.storage.backup_list import Backup
    from trainingdesk.storage.backup_restore import Preview
    from trainingdesk.storage.checking import Check


def back_up(work: Work) -> Backup:
    """Make a backup by hand; it is verified. Raises Unavailable where there is no room or the copy is not sound."""
    with work.writing(Action.BACK_UP) as session:
        audit.log(work, session, Logged.BACKED_UP)
    return _make(work, Why.BY_HAND)


def back_up_if_due(work: Work, why: Why) -> Backup | None:
    """Make a backup where something changed since the last one and, hourly, enough time went by; anybody's work counts.

    To be called on exit, before an import, and every few minutes while people work.
    """
    newest = _newest(work)
    last = None if newest is None else newest.manifest
    with work.database.read() as session:
        changed = last is None or stored.changed_since(session, last)
        every = timedelta(minutes=value_of(session, BACKUP_EVERY_MINUTES)) if why is Why.HOURLY else timedelta(0)
    if not due(None if last is None else last.made_at, work.now(), changed=changed, every=every):
        return None
    return _make(work, why)


def back_up_on_exit(work: Work) -> Backup | None:
    """Back up what changed, and carry the newest backup to the second place, where one is set.

    Raises Unavailable ``backup.second_place_missing`` where that place is not there (the stick was not plugged in): the
    backup on this disk was made nevertheless.
    """
    made = back_up_if_due(work, Why.ON_EXIT)
    with work.database.read() as session:
        second = value_of(session, BACKUP_SECOND_FOLDER)
    newest = _newest(work)
    if second and newest is not None:
        _carry(work, newest, Path(second))
    return made


def copy_backup(work: Work, name: str, place: Path) -> Backup:
    """Carry a backup, with the attachments it lists, to another disk; raises Unavailable where the place is missing."""
    with work.writing(Action.BACK_UP) as session:
        audit.log(work, session, Logged.BACKED_UP, reason=name)
    return _carry(work, backup_list.find(work.folder.backups, name), place)


def list_backups(work: Work, place: Path | None = None) -> tuple[Backup, ...]:
    """The backups of this desk, newest first; ``place`` is another folder that holds some."""
    work.require(Action.BACK_UP)
    return backup_list.list_backups(place or work.folder.backups)


def verify_backup(work: Work, name: str, watch: Callable[[int, int], bool], *, place: Path | None = None) -> Check:
    """Check every page, the structure and the references of a backup; ``watch`` hears done and total, and may end it."""
    work.require(Action.BACK_UP)
    return stored.verify(backup_list.find(place or work.folder.backups, name), work.data_key, watch)


def verify_database(work: Work, watch: Callable[[int, int], bool]) -> Check:
    """The same for the database at work; daily, when nobody is typing."""
    connection = work.database.connection()
    return checking.check(work.folder.database, work.data_key, connection, watch)


def restore_preview(work: Work, name: str, *, place: Path | None = None) -> Preview:
    """What would be lost, and regained, by going back to a backup."""
    work.require(Action.RESTORE)
    return rescue.restore_preview(_closed(work), name, place=place)


def restore(work: Work, name: str, *, place: Path | None = None) -> Path | None:
    """Go back to a backup; answers where the present file was kept. Everybody has to sign in again.

    Raises Unavailable ``storage.busy`` where another program has the database open.
    """
    work.require(Action.RESTORE)
    work.database.close()
    return rescue.restore(_closed(work), name, place=place)


def _newest(work: Work) -> Backup | None:
    """The newest backup to count on: sound, and under the data key of today."""
    found = backup_list.list_backups(work.folder.backups)
    return next((backup for backup in found if backup.sound and stored.fits(backup, work.data_key)), None)


def _make(work: Work, why: Why) -> Backup:
    made = stored.make(work.folder, work.data_key, why=why, now=work.now())
    _thin(work, work.folder.backups)
    return made


def _carry(work: Work, backup: Backup, place: Path) -> Backup:
    target = stored.place_on(place, backup)
    copy = stored.copy_elsewhere(backup, work.data_key, target, work.folder.attachments)
    _thin(work, target)
    return copy


def _thin(work: Work, place: Path) -> None:
    now = work.now()
    backup_list.remove(place, superfluous((backup.made for backup in backup_list.list_backups(place)), now))
    backup_list.remove_leftovers(place, now)


def _closed(work: Work) -> ClosedDesk:
    return ClosedDesk(work.folder, work.data_key, work.worker.user_id, work.clock)
