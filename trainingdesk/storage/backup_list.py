"""Backups that lie in a folder or on a disk: their lists, what they build on, which there are, and which are removed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping  # noqa: TC003 -- msgspec reads the annotations of Manifest at run time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from trainingdesk.domain.backup import Made, Why
from trainingdesk.domain.errors import Refused
from trainingdesk.settings.folders import DATABASE, VAULT
from trainingdesk.storage.backup_delta import DELTA
from trainingdesk.storage.disk import on_disk

if TYPE_CHECKING:
    from collections.abc import Collection

MANIFEST = "manifest.json"

#: Backups of several desks on one disk, see ``backup.place_on``.
_ON_DISK = "trainingdesk-*/*"

#: A folder that a killed program left half-written.
_LEFTOVER_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds; ``size`` is that of its file, ``base`` the name of the whole backup it is the changes of.

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
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that lies somewhere; ``manifest`` is None where it cannot be read. ``size`` is that of its file.

    ``base`` is the whole backup that this one holds the changes of; None for a whole one, and where that is gone.
    """

    name: str
    folder: Path
    manifest: Manifest | None
    size: int
    base: Backup | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it stands for itself."""
        return self.manifest is None or self.manifest.base is None

    @property
    def database(self) -> Path:
        """The encrypted copy of a whole backup; of another the one it builds on."""
        return self.folder / DATABASE if self.base is None else self.base.database

    @property
    def vault(self) -> Path:
        """The vault of its day."""
        return self.folder / VAULT

    @property
    def sound(self) -> bool:
        """Whether it is complete, was verified when it was made and was not found damaged since, like what it builds on."""
        if self.manifest is None or not self.manifest.sound or self.manifest.size != self.size:
            return False
        return self.is_whole or (self.base is not None and self.base.sound)

    @property
    def made(self) -> Made:
        """As the rule for thinning sees it."""
        if self.manifest is None:
            touched = datetime.fromtimestamp(self.folder.stat().st_mtime, UTC)
            return Made(self.name, touched, Why.ON_EXIT, sound=False)
        return Made(self.name, self.manifest.made_at, self.manifest.why, self.sound, self.manifest.base)


def list_backups(place: Path) -> tuple[Backup, ...]:
    """The backups in a folder or on a disk, newest first; half-written ones are none."""
    with on_disk():
        files = [
            path for one in (DATABASE, DELTA) for path in (*place.glob(f"*/{one}"), *place.glob(f"{_ON_DISK}/{one}"))
        ]
        found = [backup_in(path.parent) for path in files if not is_part(path.parent)]
    return tuple(sorted(found, key=lambda backup: (backup.made.at, backup.name), reverse=True))


def find(place: Path, name: str) -> Backup:
    """One backup by its name; raises Refused ``backup.not_found``."""
    for backup in list_backups(place):
        if backup.name == name:
            return backup
    raise Refused("backup.not_found", name=name)


def backup_in(folder: Path) -> Backup:
    """The backup that a folder holds."""
    delta = folder / DELTA
    size = (delta if delta.exists() else folder / DATABASE).stat().st_size
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        manifest = None
    named = None if manifest is None else manifest.base
    base = folder.parent / named if named is not None and is_plain(named) else None
    builds_on = backup_in(base) if base is not None and (base / DATABASE).exists() else None
    return Backup(folder.name, folder, manifest, size, builds_on)


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


def is_plain(name: str) -> bool:
    """Whether a name that came from a stick stays in its folder."""
    return name == Path(name).name and name not in {"", ".", ".."}


def is_part(path: Path) -> bool:
    """Whether somebody is still writing it, or was when the program was killed."""
    return path.name.endswith(".part")
