"""Backups of a desk: a folder each, with the encrypted database, the vault that opens it, and a list of what is in it.

The list (``manifest.json``) holds counts, file names of attachments (hashes) and when and why; nothing about anybody. A
backup is made while others read and write, looked into before it gets its name, and never changed afterwards.
"""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Mapping  # noqa: TC003 -- msgspec reads the annotations of Manifest at run time
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import text

from trainingdesk.domain.backup import Made, Why, name_of
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.settings.folders import DATABASE, VAULT
from trainingdesk.storage import checking, vault
from trainingdesk.storage.database import connect, translated
from trainingdesk.storage.disk import copy_whole, free_bytes, on_disk, whole_folder, write_whole
from trainingdesk.storage.files import copy_database

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlmodel import Session

    from trainingdesk.settings.folders import DeskFolder
    from trainingdesk.storage.checking import Check
    from trainingdesk.storage.pages import Watch
    from trainingdesk.storage.vault import DataKey

MANIFEST = "manifest.json"
ATTACHMENTS = "attachments"

#: Room that is left for the work itself.
_SPARE = 64 * 1024 * 1024
#: A folder that a killed program left half-written.
_LEFTOVER_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds; ``size`` is that of the database.

    ``change_set`` (with its ``hlc``) and ``operation`` are the newest ones in it. Rows are those of each table; the hourly
    backup does not count the biggest one.
    """

    made_at: datetime
    why: Why
    county_code: str
    device_id: str
    revision: str
    change_set: int
    hlc: int
    operation: int
    size: int
    rows: Mapping[str, int]
    attachments: tuple[str, ...]
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that lies somewhere; ``manifest`` is None where it cannot be read. ``size`` is that of the database file."""

    name: str
    folder: Path
    manifest: Manifest | None
    size: int

    @property
    def database(self) -> Path:
        """The encrypted copy."""
        return self.folder / DATABASE

    @property
    def vault(self) -> Path:
        """The vault of its day."""
        return self.folder / VAULT

    @property
    def sound(self) -> bool:
        """Whether it is complete, was verified when it was made and was not found damaged since."""
        return self.manifest is not None and self.manifest.sound and self.manifest.size == self.size

    @property
    def made(self) -> Made:
        """As the rule for thinning sees it."""
        if self.manifest is None:
            touched = datetime.fromtimestamp(self.folder.stat().st_mtime, UTC)
            return Made(self.name, touched, Why.ON_EXIT, sound=False)
        return Made(self.name, self.manifest.made_at, self.manifest.why, self.sound)


def make(folder: DeskFolder, key: DataKey, *, why: Why, now: datetime) -> Backup:
    """Back up the database of a desk while it is used; answers a backup that was opened and looked into.

    Raises Unavailable where there is no room, the disk fails or the copy is not sound; nothing is left behind then.
    """
    _require_room(folder.database, folder.root)
    target = _free_name(folder.backups, now, why)
    with whole_folder(target) as part:
        with translated():
            copy_database(connect(folder.database, key), folder.database, part / DATABASE)
            _fold_log(part / DATABASE, key)
        copy_whole(folder.vault, part / VAULT)
        manifest = _describe(part / DATABASE, key, why=why, now=now, attachments=_attachments(folder))
        write_whole(part / MANIFEST, msgspec.json.encode(manifest))
    return _backup(target)


def list_backups(place: Path) -> tuple[Backup, ...]:
    """The backups in a folder or on a disk, newest first; half-written ones are none."""
    with on_disk():
        paths = [*place.glob(f"*/{DATABASE}"), *place.glob(f"trainingdesk-*/*/{DATABASE}")]
        found = [_backup(path.parent) for path in paths if not _is_part(path.parent)]
    return tuple(sorted(found, key=lambda backup: (backup.made.at, backup.name), reverse=True))


def find(place: Path, name: str) -> Backup:
    """One backup by its name; raises Refused ``backup.not_found``."""
    for backup in list_backups(place):
        if backup.name == name:
            return backup
    raise Refused("backup.not_found", name=name)


def verify(backup: Backup, key: DataKey, watch: Watch) -> Check:
    """Check a backup thoroughly; one that is found damaged is marked so, and is not counted on any more.

    Raises Unavailable ``backup.other_key`` for one from before the data key was changed: nothing is known of it then.
    """
    require_key(backup, key)
    with translated():
        check = checking.check(backup.database, key, checking.open_unchanging(backup.database, key), watch)
    if check.sound and backup.manifest is not None:
        found = checking.look(backup.database, key)
        if any(found.rows.get(table) != count for table, count in backup.manifest.rows.items()):
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


def copy_elsewhere(backup: Backup, place: Path, attachments: Path) -> Backup:
    """Copy a backup, and the attachments that are not there yet, to another disk; answers the copy, byte for byte the same.

    Raises Unavailable where the place is missing or full.
    """
    _require_room(backup.database, place)
    target = place / backup.name
    if not target.exists():
        with whole_folder(target) as part:
            for name in (DATABASE, VAULT, MANIFEST):
                copy_whole(backup.folder / name, part / name)
            _require_same(backup.database, part / DATABASE)
    copy_attachments(backup, attachments, place / ATTACHMENTS)
    return _backup(target)


def place_on(disk: Path, backup: Backup) -> Path:
    """Where backups of this desk lie on another disk, apart from those of other desks; made where it is missing.

    Raises Unavailable ``backup.second_place_missing`` where the disk is not there.
    """
    if backup.manifest is None:
        raise Unavailable("storage.damaged")
    if not disk.is_dir():
        raise Unavailable("backup.second_place_missing", place=str(disk))
    place = disk / f"trainingdesk-{backup.manifest.county_code}-{backup.manifest.device_id[-8:]}"
    with on_disk():
        place.mkdir(exist_ok=True)
    return place


def copy_attachments(backup: Backup, source: Path, target: Path) -> int:
    """Copy the attachments of a backup that lie in ``source`` and not yet in ``target``; answers how many."""
    listed = () if backup.manifest is None else backup.manifest.attachments
    missing = [name for name in listed if _is_plain(name) and not (target / name).exists() and (source / name).exists()]
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


def remove(place: Path, names: Collection[str]) -> None:
    """Remove backups by name."""
    with on_disk():
        for name in names:
            doomed = place / f"{name}.part"  # a removal that is cut short leaves no backup that looks whole
            (place / name).rename(doomed)
            shutil.rmtree(doomed)


def remove_leftovers(place: Path, now: datetime) -> None:
    """Remove what a killed program left half-written more than a day ago."""
    with on_disk():
        for folder in place.glob("*.part"):
            if now.timestamp() - folder.stat().st_mtime > _LEFTOVER_AFTER.total_seconds():
                shutil.rmtree(folder, ignore_errors=True)


def _describe(path: Path, key: DataKey, *, why: Why, now: datetime, attachments: tuple[str, ...]) -> Manifest:
    found = checking.look(path, key, count_all=why is not Why.HOURLY)
    return Manifest(
        made_at=now.astimezone(UTC),
        why=why,
        county_code=found.county_code,
        device_id=found.device_id,
        revision=found.revision,
        change_set=found.change_set,
        hlc=found.hlc,
        operation=found.operation,
        size=path.stat().st_size,
        rows=found.rows,
        attachments=attachments,
    )


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


def _backup(folder: Path) -> Backup:
    size = (folder / DATABASE).stat().st_size
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        manifest = None
    return Backup(folder.name, folder, manifest, size)


def _mark_damaged(backup: Backup) -> None:
    if backup.manifest is None:
        return
    with suppress(Unavailable):  # a stick that is write-protected: the answer counts, not the mark
        write_whole(backup.folder / MANIFEST, msgspec.json.encode(replace(backup.manifest, sound=False)))


def _attachments(folder: DeskFolder) -> tuple[str, ...]:
    if not folder.attachments.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.attachments.iterdir() if not _is_part(path)))


def _require_same(original: Path, copy: Path) -> None:
    if not filecmp.cmp(original, copy, shallow=False):
        raise Unavailable("backup.copy_differs")


def _is_plain(name: str) -> bool:
    """A list on a stick comes from outside: no way out of the folder."""
    return name == Path(name).name and name not in {"", ".", ".."}


def _is_part(path: Path) -> bool:
    return path.name.endswith(".part")
