"""A file for whoever helps from afar (FEATURES 102): what the program is, what it holds, what it did; nothing of anybody.

It is made of numbers, times, and words of the program itself. What people wrote never gets in: of a setting that holds a
text it says only whether it was changed, of a transaction its kind, of a folder how big it is and not where.
"""

from __future__ import annotations

import json
import platform
import shutil
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.services.exchange.saving import saving
from trainingdesk.settings.declared import LANGUAGE, LETTER_PERCENT, MONTH_BASIS, SETTINGS, SHADE
from trainingdesk.storage import account, backup_list, sync_state
from trainingdesk.storage import diagnostics as stored
from trainingdesk.storage import setting as stored_settings
from trainingdesk.storage.disk import on_disk
from trainingdesk.storage.upgrade import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.settings.declared import Setting
    from trainingdesk.settings.folders import DeskFolder
    from trainingdesk.storage.backup_list import Backup

FORMAT: Final = "trainingdesk diagnostics"
VERSION: Final = 1
#: How far back it tells.
STEPS: Final = 200
#: Bytes of the end of the log of errors, which names places in the code only.
LOG_TAIL: Final = 40_000
_PARTS: Final = ("PySide6-Essentials", "qasync", "sqlmodel", "SQLAlchemy", "sqlcipher3", "typst", "msgspec")
#: Settings of text whose value is one of a few words of the program.
_OF_WORDS: Final = (LANGUAGE, SHADE, LETTER_PERCENT, MONTH_BASIS)


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """The whole file; ``database`` is None where it cannot be opened, and ``problem`` says why, by its key."""

    made_at: datetime
    program: dict[str, str]
    machine: dict[str, str]
    folder: dict[str, Any]
    backups: tuple[dict[str, Any], ...]
    errors: tuple[str, ...]
    database: dict[str, Any] | None
    problem: str | None = None

    def text(self) -> str:
        """As it is written: JSON that people can read through before they send it."""
        whole = {"format": FORMAT, "version": VERSION, **asdict(self)}
        return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain) + "\n"


def diagnose(work: Work) -> Diagnostics:
    """Everything, of a desk that is open."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        database = _database(work, session)
    return _whole(work.folder, work.now(), database=database, problem=None)


def diagnose_closed(folder: DeskFolder, now: datetime, *, problem: str) -> Diagnostics:
    """What can be told where the database does not open; ``problem`` is the key of the failure."""
    return _whole(folder, now, database=None, problem=problem)


def save_diagnostics(found: Diagnostics, path: Path) -> None:
    """Write the file; raises Refused for a folder that is none, Unavailable for what the disk does."""
    with saving(path) as part:
        part.write_text(found.text(), encoding="utf-8")


def _whole(folder: DeskFolder, now: datetime, *, database: dict[str, Any] | None, problem: str | None) -> Diagnostics:
    with on_disk():
        return Diagnostics(
            made_at=now,
            program={"trainingdesk": _version("trainingdesk"), **{part: _version(part) for part in _PARTS}},
            machine={
                "system": platform.system(),
                "release": platform.release(),
                "processor": platform.machine(),
                "python": platform.python_version(),
            },
            folder=_folder(folder),
            backups=tuple(_backup(one) for one in backup_list.list_backups(folder.backups)),
            errors=_errors(folder.errors),
            database=database,
            problem=problem,
        )


def _version(part: str) -> str:
    try:
        return version(part)
    except PackageNotFoundError:
        return "?"


def _folder(folder: DeskFolder) -> dict[str, Any]:
    """How much lies there, by what the files may hold; their names are left out."""
    bytes_by_kind: Counter[str] = Counter()
    files_by_kind: Counter[str] = Counter()
    for path in folder.root.rglob("*"):
        if path.is_file():
            kind = folder.kind_of(path).value
            bytes_by_kind[kind] += path.stat().st_size
            files_by_kind[kind] += 1
    return {
        "database_bytes": folder.database.stat().st_size if folder.database.exists() else None,
        "vault": folder.vault.exists(),
        "training": folder.training.exists(),
        "files": dict(files_by_kind),
        "bytes": dict(bytes_by_kind),
        "free_bytes": shutil.disk_usage(folder.root).free,
    }


def _backup(one: Backup) -> dict[str, Any]:
    made = one.made
    return {"made_at": made.at, "why": made.why.value, "sound": one.sound, "whole": one.is_whole, "bytes": one.size}


def _errors(path: Path) -> tuple[str, ...]:
    if not path.exists():
        return ()
    return tuple(path.read_bytes()[-LOG_TAIL:].decode("utf-8", "replace").splitlines())


def _database(work: Work, session: Session) -> dict[str, Any]:
    kept = stored_settings.stored(session)
    users = account.users(session, on=work.today())
    return {
        "county_code": work.county_code,
        "schema": {"file": stored.revision(session), "program": HEAD},
        "engine": stored.engine_versions(session),
        "numbers": stored.numbers(session),
        "tables": [asdict(one) for one in stored.counts(session)],
        "users": dict(Counter(role.value for user in users if user.active for role in user.roles)),
        "settings": {one.key: _told(one, kept) for one in SETTINGS},
        "waiting": [asdict(one) for one in sync_state.waiting(session)],
        "steps": [asdict(one) for one in stored.last_steps(session, most=STEPS)],
        "access_log": [asdict(one) for one in stored.last_logged(session, most=STEPS)],
    }


def _told(setting: Setting[Any], kept: dict[str, object]) -> object:
    """The value of a setting that nobody can have written a name into; of another, whether it was changed."""
    value = setting.read(kept)
    if setting in _OF_WORDS or value == setting.default or not isinstance(value, str):
        return value
    return {"changed": True, "characters": len(value)}


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
