"""Help for a desk whose database is not open: it is damaged or missing, or it was closed to be restored.

Only the vault and a password are needed. Where the database does open, going back is an administrator's; where it does not,
whoever can open the vault may restore or salvage: the damaged file is kept, and a village must be able to go on.
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Entry, Logged
from trainingdesk.domain.backup import stamp
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import account
from trainingdesk.storage import access_log, backup_list, backup_restore, key_rotation, salvage, vault
from trainingdesk.storage import backup as stored
from trainingdesk.storage.database import Author
from trainingdesk.storage.opening import county_of, open_database
from trainingdesk.storage.pages import Pages, salt_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.settings.folders import DeskFolder
    from trainingdesk.storage.backup_list import Backup
    from trainingdesk.storage.backup_restore import Preview
    from trainingdesk.storage.salvage import Salvage
    from trainingdesk.storage.vault import DataKey


#: What says that a database cannot be worked with; anything else (a lock, the disk) passes.
_OUT_OF_ORDER = frozenset({"storage.damaged", "storage.missing", "storage.triggers_missing"})


@dataclass(frozen=True, slots=True)
class ClosedDesk:
    """A desk whose vault ``user_id`` has opened, and no connection to its database.

    ``key_of_backup``: the vault of a backup was opened instead of the desk's own.
    """

    folder: DeskFolder
    data_key: DataKey
    user_id: str
    clock: Callable[[], datetime]
    key_of_backup: bool = False


def unlock(
    folder: DeskFolder,
    *,
    user_name: str | None,
    password: str,
    clock: Callable[[], datetime],
    backup: Backup | None = None,
) -> ClosedDesk:
    """Open the vault without the database; without a name, as its only user.

    With ``backup``, its own vault: for a laptop that has none, or a backup from before the data key was changed. Raises
    Refused for a wrong password.
    """
    path = folder.vault if backup is None else backup.vault
    if not path.exists():
        raise Refused("desk.none_here")
    names = vault.user_names(path)
    if user_name is None and len(names) != 1:
        raise Refused("desk.say_which_user")
    name = user_name or names[0]
    if backup is None:
        unlocked = key_rotation.unlock(folder, user_name=name, password=password, now=clock())
    else:
        unlocked = vault.unlock(path, user_name=name, password=password, now=clock())
    return ClosedDesk(folder, unlocked.data_key, unlocked.user_id, clock, key_of_backup=backup is not None)


def list_backups(desk: ClosedDesk, *, place: Path | None = None) -> tuple[Backup, ...]:
    """The backups that could be restored, newest first; ``place`` is another folder that holds some."""
    return backup_list.list_backups(place or desk.folder.backups)


def backups_in(folder: DeskFolder, *, place: Path | None = None) -> tuple[Backup, ...]:
    """The backups beside a desk or in ``place``, newest first, before any vault is open."""
    return backup_list.list_backups(place or folder.backups)


def helps(failure: Unavailable) -> bool:
    """Whether a desk does not open because of what a backup or a salvage can mend."""
    return failure.key in _OUT_OF_ORDER | {"vault.missing", "vault.damaged"}


def find_backup(folder: DeskFolder, name: str, *, place: Path | None = None) -> Backup:
    """One backup, before any vault is open; raises Refused ``backup.not_found``."""
    return backup_list.find(place or folder.backups, name)


def take_vault(
    folder: DeskFolder, backup: Backup, *, user_name: str, password: str, clock: Callable[[], datetime]
) -> None:
    """Put the vault of a backup in the place of one that is missing or damaged; the database is not touched.

    Raises Refused for a wrong password, and ``backup.other_key`` where the vault is from before the data key was changed.
    """
    desk = unlock(folder, user_name=user_name, password=password, clock=clock, backup=backup)
    if not _key_fits(desk):
        raise Refused("backup.other_key", name=backup.name)
    backup_restore.restore_vault(folder, backup, suffix=f"damaged-{stamp(clock())}")


def restore_preview(desk: ClosedDesk, name: str, *, place: Path | None = None) -> Preview:
    """What would be lost, and regained; nothing can be said where the present file is damaged."""
    backup = backup_list.find(place or desk.folder.backups, name)
    stored.require_key(backup, desk.data_key)
    with stored.opened(backup, desk.data_key) as database:
        return backup_restore.preview(desk.folder.database, database, desk.data_key)


def restore(desk: ClosedDesk, name: str, *, place: Path | None = None) -> Path | None:
    """Put a backup in place; answers where the present file was kept (None where there was none).

    Raises Refused where the database is sound and the user no administrator, Unavailable where the backup is not sound or
    another program has the database open.
    """
    _require_role(desk)
    backup = backup_list.find(place or desk.folder.backups, name)
    stored.require_key(backup, desk.data_key)
    vault_too = desk.key_of_backup and not (_key_fits(desk) and _vault_is_sound(desk.folder))
    kept = backup_restore.restore(desk.folder, backup, desk.data_key, now=desk.clock(), vault_too=vault_too)
    stored.copy_attachments(backup, backup.folder.parent / stored.ATTACHMENTS, desk.folder.attachments)
    _log(desk, Logged.RESTORED, name)
    return kept


def try_salvage(desk: ClosedDesk, watch: Callable[[int, int], bool]) -> Salvage:
    """Read what can be read into a new file beside the damaged one, filling holes from the newest backups that can be read.

    Nothing is replaced yet: the counts are shown first. Raises Refused ``salvage.stopped``, Unavailable
    ``salvage.nothing_readable`` (then only a backup helps).
    """
    if not desk.folder.database.exists():
        raise Unavailable("storage.missing")
    found = backup_list.list_backups(desk.folder.backups)
    backups = [backup for backup in found if backup.sound and stored.fits(backup, desk.data_key)]
    with ExitStack() as files:
        paths = [
            files.enter_context(stored.opened(backup, desk.data_key))
            for backup in backups
            if backup.is_whole or backup is backups[0]  # of those that hold changes only the newest is put together
        ]
        return salvage.salvage(
            desk.folder.database,
            desk.data_key,
            backups=tuple(paths),
            salts=tuple(dict.fromkeys(salt_of(path) for path in paths)),
            now=desk.clock(),
            watch=watch,
        )


def accept_salvage(desk: ClosedDesk, result: Salvage) -> Path | None:
    """Work on with what was saved; answers where the damaged file was kept."""
    _require_role(desk)
    kept = salvage.accept(result, desk.folder.database, desk.data_key, stamp=stamp(desk.clock()))
    _log(desk, Logged.SALVAGED, f"{result.recovered} / {result.unreadable}")
    return kept


def _require_role(desk: ClosedDesk) -> None:
    """A database that opens says who may replace it."""
    try:
        with closing(open_database(desk.folder.database, desk.data_key)) as database:
            worker = account.worker(database, desk.user_id, now=desk.clock())
    except Unavailable as unavailable:
        if unavailable.key not in _OUT_OF_ORDER:
            raise
    else:
        worker.require(Action.RESTORE)


def _key_fits(desk: ClosedDesk) -> bool:
    """Whether the present file was written under this key; where there is none, nothing speaks against it."""
    if not desk.folder.database.exists():
        return True
    with Pages(desk.folder.database, desk.data_key) as pages:
        return pages.verifies


def _vault_is_sound(folder: DeskFolder) -> bool:
    """Whether the keys of the desk can be read; only then are they better than those of a backup."""
    try:
        return bool(vault.user_names(folder.vault))
    except Unavailable:
        return False


def _log(desk: ClosedDesk, action: Logged, reason: str) -> None:
    entry, now = Entry(action, desk.user_id, reason=reason), desk.clock()
    with closing(open_database(desk.folder.database, desk.data_key)) as database:
        county_code = county_of(database)
        with database.write(Author(desk.user_id, Action.RESTORE, now)) as session:
            access_log.record(session, entry, county_code=county_code, now=now)
