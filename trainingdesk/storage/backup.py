"""Backups of a desk: a folder each, with the encrypted database, the vault that opens it, and a list of what is in it.

The list (``manifest.json``) holds counts, file names of attachments (hashes) and when and why; nothing about anybody. A
backup is made while others read and write, looked into before it gets its name, and never changed afterwards.

What is made while people work holds only the pages that changed since the newest whole backup (``backup_delta``): a county
of 3 GB would otherwise wait for it every hour, and fill the disk in a day.
"""

from __future__ import annotations

import filecmp
import shutil
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import text

from trainingdesk.domain.backup import Why, name_of
from trainingdesk.domain.errors import Unavailable
from trainingdesk.settings.folders import DATABASE, VAULT
from trainingdesk.storage import checking, vault
from trainingdesk.storage.backup_delta import DELTA, changed_pages, put_together, require_sound, write_delta
from trainingdesk.storage.backup_list import MANIFEST, Backup, Manifest, backup_in, is_part, is_plain, list_backups
from trainingdesk.storage.database import connect, translated
from trainingdesk.storage.disk import copy_whole, free_bytes, on_disk, whole_folder, write_whole
from trainingdesk.storage.files import copy_database, sync_file
from trainingdesk.storage.pages import PAGE, salt_of

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.settings.folders import DeskFolder
    from trainingdesk.storage.checking import Check, Look
    from trainingdesk.storage.pages import Watch
    from trainingdesk.storage.vault import DataKey

ATTACHMENTS = "attachments"

#: Backups that somebody would wait for.
_WHILE_WORKING = frozenset({Why.HOURLY, Why.BEFORE_IMPORT})
#: Only what is at most this share of the whole is worth keeping apart from it (one in ...).
_WORTH = 4
#: Room that is left for the work itself.
_SPARE = 64 * 1024 * 1024


def make(folder: DeskFolder, key: DataKey, *, why: Why, now: datetime) -> Backup:
    """Back up the database of a desk while it is used; answers a backup that was opened and looked into.

    Raises Unavailable where there is no room, the disk fails or the copy is not sound; nothing is left behind then.
    """
    base = _base_of(folder, key) if why in _WHILE_WORKING else None
    target = _free_name(folder.backups, now, why)
    with whole_folder(target) as part:
        look = None if base is None else _copy_changes(folder, key, part, base)
        if look is None:
            base, look = None, _copy(folder, key, part, why)
        copy_whole(folder.vault, part / VAULT)
        manifest = Manifest(
            made_at=now.astimezone(UTC),
            why=why,
            county_code=look.county_code,
            device_id=look.device_id,
            revision=look.revision,
            change_set=look.change_set,
            hlc=look.hlc,
            operation=look.operation,
            size=(part / (DATABASE if base is None else DELTA)).stat().st_size,
            rows=look.rows,
            attachments=_attachments(folder),
            base=None if base is None else base.name,
        )
        write_whole(part / MANIFEST, msgspec.json.encode(manifest))
    return backup_in(target)


@contextmanager
def opened(backup: Backup, key: DataKey) -> Generator[Path]:
    """The whole database of a backup as a file: its own, or one that is put together for as long as the block lasts.

    Raises Unavailable ``backup.base_missing`` where the backup that it builds on is gone.
    """
    if backup.is_whole:
        yield backup.database
        return
    part = backup.folder.with_name(f"{backup.name}-whole.part")
    with on_disk():
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
    try:
        write_database(backup, key, part / DATABASE)
        yield part / DATABASE
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_database(backup: Backup, key: DataKey, target: Path) -> None:
    """Write the whole database of a backup to a file that is there whole or not at all; raises as ``opened`` does."""
    if backup.is_whole:
        copy_whole(backup.database, target)
        return
    if backup.base is None:
        raise Unavailable("backup.base_missing", name=backup.name)
    _require_room(backup.database, target.parent)
    part = target.with_name(target.name + ".part")
    put_together(backup.folder, backup.database, part)
    with translated():
        _fold_log(part, key)
    with on_disk():
        sync_file(part)
        part.replace(target)


def verify(backup: Backup, key: DataKey, watch: Watch) -> Check:
    """Check a backup thoroughly; one that is found damaged is marked so, and is not counted on any more.

    Raises Unavailable ``backup.other_key`` for one from before the data key was changed: nothing is known of it then.
    """
    require_key(backup, key)
    with opened(backup, key) as path:
        return _verify(backup, path, key, watch)


def _verify(backup: Backup, path: Path, key: DataKey, watch: Watch) -> Check:
    with translated():
        check = checking.check(path, key, checking.open_unchanging(path, key), watch)
    if check.sound and backup.manifest is not None:
        found = checking.look(path, key)
        if any(
            found.rows.get(table, 0) < count for table, count in backup.manifest.rows.items()
        ):  # others went on writing
            check = replace(check, problems=("rows are missing that were there",))
    if check.finished and not check.sound:
        _mark_damaged(backup)
    return check


def fits(backup: Backup, key: DataKey) -> bool:
    """Whether a backup was made under this data key; where its vault cannot be read, nothing speaks against it."""
    try:
        return vault.key_id(backup.vault) == key.id
    except Unavailable:
        return True


def require_key(backup: Backup, key: DataKey) -> None:
    """Raise Unavailable ``backup.other_key`` for a backup that another data key opens."""
    if not fits(backup, key):
        raise Unavailable("backup.other_key", name=backup.name)


def copy_elsewhere(backup: Backup, key: DataKey, place: Path, attachments: Path) -> Backup:
    """Copy a backup, and the attachments that are not there yet, to another disk; answers the copy.

    It is byte for byte the same, or, where this one holds changes only, a whole one: it must stand for itself there.

    Raises Unavailable where the place is missing or full.
    """
    _require_room(backup.database, place)
    target = place / backup.name
    if not target.exists():
        with whole_folder(target) as part:
            copy_whole(backup.vault, part / VAULT)
            with opened(backup, key) as database:
                copy_whole(database, part / DATABASE)
                _require_same(database, part / DATABASE)
            whole = replace(_manifest(backup), base=None, size=(part / DATABASE).stat().st_size)
            write_whole(part / MANIFEST, msgspec.json.encode(whole))
    copy_attachments(backup, attachments, place / ATTACHMENTS)
    return backup_in(target)


def place_on(disk: Path, backup: Backup) -> Path:
    """Where backups of this desk lie on another disk, apart from those of other desks; made where it is missing.

    Raises Unavailable ``backup.second_place_missing`` where the disk is not there.
    """
    manifest = _manifest(backup)
    if not disk.is_dir():
        raise Unavailable("backup.second_place_missing", place=str(disk))
    place = disk / f"trainingdesk-{manifest.county_code}-{manifest.device_id[-8:]}"
    with on_disk():
        place.mkdir(exist_ok=True)
    return place


def copy_attachments(backup: Backup, source: Path, target: Path) -> int:
    """Copy the attachments of a backup that lie in ``source`` and not yet in ``target``; answers how many."""
    listed = () if backup.manifest is None else backup.manifest.attachments
    missing = [name for name in listed if is_plain(name) and not (target / name).exists() and (source / name).exists()]
    for name in missing:
        with on_disk():
            target.mkdir(exist_ok=True)
        copy_whole(source / name, target / name)
    return len(missing)


def changed_since(session: Session, manifest: Manifest) -> bool:
    """Whether anything but the access log was changed since a backup, or the file is another one since (a restore)."""
    statement = text(
        "SELECT EXISTS (SELECT 1 FROM history WHERE change_set_id > :number AND table_name <> 'access_log') "
        "OR (:number > 0 AND NOT EXISTS (SELECT 1 FROM change_set WHERE id = :number AND hlc = :hlc))"
    )
    values = {"number": manifest.change_set, "hlc": manifest.hlc}
    return bool(session.connection().execute(statement, values).scalar_one())


def _base_of(folder: DeskFolder, key: DataKey) -> Backup | None:
    """The newest whole backup that this database has grown from."""
    with on_disk():
        salt = salt_of(folder.database)
        for backup in list_backups(folder.backups):
            if backup.is_whole and backup.sound and fits(backup, key) and salt_of(backup.database) == salt:
                return backup
    return None


def _copy(folder: DeskFolder, key: DataKey, part: Path, why: Why) -> Look:
    _require_room(folder.database, folder.root)
    with translated():
        copy_database(connect(folder.database, key), folder.database, part / DATABASE)
        _fold_log(part / DATABASE, key)
    return checking.look(part / DATABASE, key, count_all=why not in _WHILE_WORKING)


def _copy_changes(folder: DeskFolder, key: DataKey, part: Path, base: Backup) -> Look | None:
    """Copy what changed since ``base``; None where most did, and a whole copy is as good.

    The reading transaction keeps the log from being reset: a page that a checkpoint changes after it was compared stands
    in the log, which is copied last.
    """
    with translated(), closing(connect(folder.database, key, writes=False)) as connection:
        connection.execute("BEGIN")
        look = checking.look_through(connection, count_all=False)
        changed = changed_pages(folder.database, base.database)
        if len(changed) * PAGE * _WORTH > base.size:
            return None
        write_delta(folder.database, changed, part)
        connection.execute("COMMIT")
    require_sound(part, base.database, key)
    return look


def _manifest(backup: Backup) -> Manifest:
    if backup.manifest is None:
        raise Unavailable("storage.damaged")
    return backup.manifest


def _fold_log(path: Path, key: DataKey) -> None:
    """Make the copy one file: its write-ahead log goes into it."""
    with closing(connect(path, key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _require_room(database: Path, place: Path) -> None:
    with on_disk():
        log = database.with_name(database.name + "-wal")
        needed = database.stat().st_size + (log.stat().st_size if log.exists() else 0) + _SPARE
    free = free_bytes(place)
    if free < needed:
        raise Unavailable("backup.no_room", needed_mb=needed >> 20, free_mb=free >> 20)


def _free_name(place: Path, now: datetime, why: Why) -> Path:
    """A name that sorts by local time and is not taken."""
    stem = name_of(now, why)
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, 100)))
    return next(place / name for name in candidates if not (place / name).exists())


def _mark_damaged(backup: Backup) -> None:
    if backup.manifest is None:
        return
    with suppress(Unavailable):  # a stick that is write-protected: the answer counts, not the mark
        write_whole(backup.folder / MANIFEST, msgspec.json.encode(replace(backup.manifest, sound=False)))


def _attachments(folder: DeskFolder) -> tuple[str, ...]:
    if not folder.attachments.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.attachments.iterdir() if not is_part(path)))


def _require_same(original: Path, copy: Path) -> None:
    if not filecmp.cmp(original, copy, shallow=False):
        raise Unavailable("backup.copy_differs")
