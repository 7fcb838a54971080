"""A new data key for a desk: when a user is removed, or when a laptop that knew the key is lost.

The database is copied, the copy is re-encrypted and verified, and only then takes the old one's place; the vault follows in
the next step. A crash between the two leaves ``vault.next.json`` beside the vault: ``unlock`` looks which of the two opens
the database and settles it. Attachments keep the key they were written with: the old key stays in the (re-encrypted)
database, new files take the new one.
"""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.backup import stamp
from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import checking, vault
from trainingdesk.storage.attachment import RETIRED_KEYS
from trainingdesk.storage.database import connect, translated
from trainingdesk.storage.desk_lock import locked
from trainingdesk.storage.disk import free_bytes, on_disk
from trainingdesk.storage.files import copy_database, sync_folder
from trainingdesk.storage.pages import Pages
from trainingdesk.storage.swap import clear, swap
from trainingdesk.storage.vault import DataKey, Unlocked

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.settings.folders import DeskFolder

_SPARE = 64 * 1024 * 1024


def rotate(folder: DeskFolder, old: DataKey, *, without: str | None, now: datetime) -> DataKey:
    """Give the desk a new data key and leave one user out of its vault; answers the new key.

    Every connection must be closed; until it is done nobody signs in and no password changes. Raises Unavailable where the
    disk is full, the copy does not verify or another program has the database open, and Refused where nobody would be left;
    then everything is as it was.
    """
    new, prepared = DataKey.new(), folder.database.with_name(f"{folder.database.stem}.rotated.db")
    _require_room(folder.database)
    with locked(folder.root):
        clear(prepared)
        try:
            vault.write_rotated(folder.vault, _next(folder), old=old, new=new, without=without)
            with translated():
                _prepare(folder.database, prepared, old, new)
            kept = swap(prepared, folder.database, old, suffix=f"before-new-key-{stamp(now)}")
        except BaseException:
            _forget(folder, prepared)
            raise
        _take_next(folder)
    if kept is not None:
        clear(kept)  # whoever knew the old key must not find a file that it opens
    return new


def unlock(folder: DeskFolder, *, user_name: str, password: str, now: datetime) -> Unlocked:
    """Open the vault of a desk, finishing or dropping a change of key that was cut short; raises like ``vault.unlock``.

    Waits for a change of key that another program is at, and raises Unavailable ``storage.busy`` where that takes long.
    """
    with locked(folder.root):
        return _unlock(folder, user_name=user_name, password=password, now=now)


def _unlock(folder: DeskFolder, *, user_name: str, password: str, now: datetime) -> Unlocked:
    unlocked = vault.unlock(folder.vault, user_name=user_name, password=password, now=now)
    if not _next(folder).exists():
        return unlocked
    if not folder.database.exists() or _fits(folder.database, unlocked.data_key):
        _forget(folder, folder.database.with_name(f"{folder.database.stem}.rotated.db"))
        return unlocked
    renewed = vault.unlock(_next(folder), user_name=user_name, password=password, now=now)
    if not _fits(folder.database, renewed.data_key):
        return unlocked  # the database is damaged: nobody can tell, and nothing is thrown away
    _take_next(folder)
    return renewed


def _prepare(present: Path, prepared: Path, old: DataKey, new: DataKey) -> None:
    copy_database(connect(present, old), present, prepared)
    with closing(connect(prepared, old)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        _keep_for_attachments(connection, old)
        before = _extent(connection)
        connection.execute(f"PRAGMA rekey = {new.sqlcipher_literal()}")
    found = checking.look(prepared, new)
    check = checking.check(prepared, new, checking.open_unchanging(prepared, new), lambda _done, _total: True)
    if not check.sound or (found.change_set, found.hlc, found.operation) != before:
        raise Unavailable("storage.copy_unsound")
    with closing(connect(present, old)) as connection:
        if _extent(connection) != before:  # somebody wrote meanwhile
            raise Unavailable("storage.busy")


def _keep_for_attachments(connection: Any, old: DataKey) -> None:
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (RETIRED_KEYS,)).fetchone()
    kept = [*(json.loads(row[0]) if row else ()), old.value.hex()]
    connection.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (RETIRED_KEYS, json.dumps(kept)))


def _extent(connection: Any) -> tuple[int, int, int]:
    """How far the record of changes reaches."""
    newest = connection.execute("SELECT id, hlc FROM change_set ORDER BY id DESC LIMIT 1").fetchone() or (0, 0)
    return (*newest, connection.execute("SELECT coalesce(max(op), 0) FROM sync_change").fetchone()[0])


def _next(folder: DeskFolder) -> Path:
    return folder.vault.with_name("vault.next.json")


def _take_next(folder: DeskFolder) -> None:
    with on_disk():
        _next(folder).replace(folder.vault)
        sync_folder(folder.root)


def _forget(folder: DeskFolder, prepared: Path) -> None:
    clear(prepared)
    with on_disk():
        _next(folder).unlink(missing_ok=True)


def _fits(database: Path, key: DataKey) -> bool:
    with on_disk(), Pages(database, key) as pages:
        return pages.verifies


def _require_room(database: Path) -> None:
    with on_disk():
        needed = database.stat().st_size + _SPARE
    free = free_bytes(database.parent)
    if free < needed:
        raise Unavailable("backup.no_room", needed_mb=needed >> 20, free_mb=free >> 20)
