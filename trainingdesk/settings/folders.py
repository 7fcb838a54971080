"""Where a desk's folder is, and what every file in it is called."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DATABASE = "trainingdesk.db"
VAULT = "vault.json"
LOCK = "desk.lock"
WINDOW = "window.json"
ERRORS = "errors.log"
TRAINING = "training-mode"


class FileKind(StrEnum):
    """What a file of a desk's folder may hold."""

    ENCRYPTED = "encrypted"  # unreadable without the data key
    KEY_SLOTS = "key_slots"  # sign-in names and wrapped keys; nothing about trainees
    LISTING = (
        "listing"  # of a backup: counts, hashes and times; of the window: widths of columns; nothing about anybody
    )
    EMPTY = "empty"  # a lock, a mark, or page numbers of the write-ahead log: no content of any row
    HANDED_OUT = "handed_out"  # readable, because a user asked for a report or for returned rows
    UNKNOWN = "unknown"  # the program makes no such file


@dataclass(frozen=True, slots=True)
class DeskFolder:
    """The folder of one desk. Naming a path makes nothing: who writes there makes the folder."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.root / DATABASE

    @property
    def vault(self) -> Path:
        """The wrapped data key, one slot per user."""
        return self.root / VAULT

    @property
    def backups(self) -> Path:
        """Encrypted copies of the database, each beside a copy of the vault of its day."""
        return self.root / "backups"

    @property
    def attachments(self) -> Path:
        """Scans and photos, encrypted, named by the hash of their content."""
        return self.root / "attachments"

    @property
    def bundles(self) -> Path:
        """Sealed sync packages on their way to a stick or a relay."""
        return self.root / "bundles"

    @property
    def reports(self) -> Path:
        """Where reports go when the user names no folder. Readable by whoever can open the disk."""
        return self.root / "reports"

    @property
    def rejects(self) -> Path:
        """Where returned rosters go when the user names no file. They hold names and numbers, readable."""
        return self.root / "rejects"

    @property
    def rosters(self) -> Path:
        """Where the demonstration puts the rosters that it imports. They hold synthetic people, readable."""
        return self.root / "rosters"

    @property
    def lock(self) -> Path:
        """Held while a program changes the vault, so that two do not overwrite each other's change."""
        return self.root / LOCK

    @property
    def window(self) -> Path:
        """What the window remembers of itself: column widths, filters."""
        return self.root / WINDOW

    @property
    def errors(self) -> Path:
        """What went wrong in the program itself: kinds of errors and places in the code, never what anybody typed."""
        return self.root / ERRORS

    @property
    def training(self) -> Path:
        """A mark that the people here are made up (演示县): the window says so for as long as it lies there."""
        return self.root / TRAINING

    def kind_of(self, path: Path) -> FileKind:
        """What the file at ``path`` may hold; UNKNOWN for whatever is on no list, outside the folder included."""
        if not path.is_relative_to(self.root):
            return FileKind.UNKNOWN
        place = path.relative_to(self.root)
        match place.parts:
            case ("reports" | "rejects" | "rosters", _, *_):
                return FileKind.HANDED_OUT
            case ("attachments" | "bundles", _, *_):
                return FileKind.ENCRYPTED
            case (_,) | ("backups", _, *_):
                return _kind_by_name(place)
            case _:
                return FileKind.UNKNOWN


def default_desk_folder(*, environment: Mapping[str, str], platform: str, home: Path) -> Path:
    """The folder of a user's desk where nobody names another.

    Windows: ``%LOCALAPPDATA%`` (never the roaming profile, which the network copies). macOS: Application Support. Elsewhere
    the XDG Base Directory Specification: ``$XDG_DATA_HOME`` where it is absolute ("all paths … must be absolute"), else
    ``~/.local/share``. ``platform`` is ``sys.platform``.
    """
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "TrainingDesk"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "trainingdesk"
    named = Path(environment.get("XDG_DATA_HOME", ""))
    return (named if named.is_absolute() else home / ".local" / "share") / "trainingdesk"


def desk_folder_of_this_user() -> Path:
    """The default folder on this machine."""
    return default_desk_folder(environment=os.environ, platform=sys.platform, home=Path.home())


def centre_folder_of_this_user() -> Path:
    """The default folder of a centre on this machine, beside that of the desk."""
    return desk_folder_of_this_user().with_name("trainingdesk-centre")


def _kind_by_name(place: PurePath) -> FileKind:
    """The kind of a file beside the database or among the backups; ``.part`` files are what they will become."""
    name = place.name.removesuffix(".part").replace(".part-", "-")  # a new database has its log while it is made
    if name.endswith(".json") and name.startswith("vault"):
        return FileKind.KEY_SLOTS
    if name in {WINDOW, ERRORS} or (name == "manifest.json" and place.parts[0] == "backups"):
        return FileKind.LISTING
    if name == TRAINING or name.endswith((".lock", ".db-shm", ".upgrading-shm")):
        return FileKind.EMPTY
    if name.startswith("trainingdesk") and name.endswith(_DATABASE_FORMS):
        return FileKind.ENCRYPTED
    return FileKind.UNKNOWN


#: SQLCipher encrypts the journal and the write-ahead log like the database itself.
_DATABASE_FORMS = (
    *(".db", ".db-wal", ".db-journal"),
    *(".upgrading", ".upgrading-wal", ".upgrading-journal"),
    *(".delta", ".delta-wal"),
)
