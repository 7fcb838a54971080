"""Put a backup in the place of the present database; the present one is kept under another name, never deleted."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from trainingdesk.domain.backup import stamp
from trainingdesk.storage import checking, upgrade
from trainingdesk.storage.backup import write_database
from trainingdesk.storage.database import connect, translated
from trainingdesk.storage.desk_lock import locked
from trainingdesk.storage.disk import copy_whole
from trainingdesk.storage.swap import clear, swap
from trainingdesk.wire import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.settings.folders import DeskFolder
    from trainingdesk.storage.backup_list import Backup
    from trainingdesk.storage.vault import DataKey

#: Change sets that are compared at once, newest first; nearly always the first batch decides.
_BATCH = 500

_MADE = (
    "SELECT table_name, count(*) FROM history WHERE change_set_id > ? AND group_name IS NULL "
    "AND table_name <> 'access_log' GROUP BY table_name"
)
_CHANGED = (
    "SELECT table_name, count(DISTINCT row_id) FROM history h "
    "WHERE change_set_id > ?1 AND group_name IS NOT NULL AND table_name <> 'access_log' "
    "AND NOT EXISTS (SELECT 1 FROM history made "
    "WHERE made.row_id = h.row_id AND made.table_name = h.table_name AND made.group_name IS NULL "
    "AND made.change_set_id > ?1) GROUP BY table_name"
)


#: Signing in leaves a change set too, but nothing that anybody would miss.
_WORK = "id > ? AND EXISTS (SELECT 1 FROM history WHERE change_set_id = change_set.id AND table_name <> 'access_log')"


@dataclass(frozen=True, slots=True)
class Loss:
    """What one file has and another has not: change sets with the first and last instant, and rows by table."""

    change_sets: int
    first: datetime | None
    last: datetime | None
    actions: Mapping[str, int]
    made: Mapping[str, int]
    changed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Preview:
    """What restoring would lose, and what it would bring back that the present file lacks.

    Both are None where the present file is too damaged to be compared.
    """

    lost: Loss | None
    regained: Loss | None


def preview(present: Path, backup: Path, key: DataKey) -> Preview:
    """Compare the present file with a backup; raises Unavailable where the backup does not open."""
    checking.look(backup, key, count_all=False)
    if not present.exists():
        return Preview(None, None)
    with translated(), closing(checking.open_unchanging(backup, key)) as old:
        try:
            with closing(connect(present, key, writes=False)) as new:
                common = _last_in_common(old, new)
                return Preview(_after(new, common), _after(old, common))
        except sqlcipher.DatabaseError:
            return Preview(None, None)


def restore(folder: DeskFolder, backup: Backup, key: DataKey, *, now: datetime, vault_too: bool = False) -> Path | None:
    """Put the database of a backup in place; answers where the present one was kept, None where there was none.

    Every connection to the present file must be closed: raises Unavailable ``storage.busy`` where one is not. The backup is
    copied, verified and upgraded first; until the very end the present file stands untouched. ``vault_too``: the backup was
    made under another data key, or the present vault is damaged, so that its vault comes back with it (the present one is
    kept as well).
    """
    prepared = folder.database.with_name(f"{folder.database.stem}.restored.db")
    clear(prepared)
    write_database(backup, key, prepared)
    with translated():
        older = upgrade.upgrade(prepared, lambda path: connect(path, key))
    if older is not None:
        clear(older)
    checking.look(prepared, key, count_all=False)
    suffix = f"before-restore-{stamp(now)}"
    kept = swap(prepared, folder.database, key, suffix=suffix)
    if vault_too or not folder.vault.exists():
        restore_vault(folder, backup, suffix=suffix)
    return kept


def restore_vault(folder: DeskFolder, backup: Backup, *, suffix: str) -> None:
    """Put the vault of a backup in place; the present one is kept under another name."""
    with locked(folder.root):
        if folder.vault.exists():
            copy_whole(folder.vault, folder.vault.with_name(f"vault.{suffix}.json"))
        copy_whole(backup.vault, folder.vault)


def _last_in_common(old: Any, new: Any) -> int:
    """The newest change set that both files hold; 0 where they have nothing in common."""
    before = None
    while True:
        batch = old.execute(
            "SELECT id, hlc, device_id FROM change_set WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2",
            (before, _BATCH),
        ).fetchall()
        for number, hlc, device in batch:
            same = "SELECT 1 FROM change_set WHERE id = ? AND hlc = ? AND device_id = ?"
            if new.execute(same, (number, hlc, device)).fetchone():
                return int(number)
        if not batch:
            return 0
        before = batch[-1][0]


def _after(connection: Any, number: int) -> Loss:
    """What was done after a change set."""
    count, first, last = connection.execute(
        f"SELECT count(*), min(at), max(at) FROM change_set WHERE {_WORK}", (number,)
    ).fetchone()
    actions = connection.execute(f"SELECT action, count(*) FROM change_set WHERE {_WORK} GROUP BY action", (number,))
    return Loss(
        count,
        None if first is None else clock.instant(first),
        None if last is None else clock.instant(last),
        dict(actions.fetchall()),
        dict(connection.execute(_MADE, (number,)).fetchall()),
        dict(connection.execute(_CHANGED, (number,)).fetchall()),
    )
