"""The one place that builds a desk from a folder, a secret and a clock."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.password import normal
from trainingdesk.services import account, audit, seed, telephone_reset
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.clock import utc_now
from trainingdesk.settings.divisions import counties
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage import key_rotation, vault
from trainingdesk.storage.disk import move_in, on_disk
from trainingdesk.storage.opening import county_of, create_database, open_database
from trainingdesk.storage.swap import clear
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.domain.errors import Unavailable
    from trainingdesk.storage.vault import DataKey, RecoveryCode
    from trainingdesk.sync.client import Enrolled
    from trainingdesk.sync.engine import Exchange


@dataclass(frozen=True, slots=True)
class FirstDesk:
    """What the person who makes a desk must be told: the recovery code is shown once and kept nowhere.

    ``rows`` came from its centre.
    """

    user_id: str
    recovery_code: RecoveryCode
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Founder:
    """Who makes a desk: the name of the centre, and the administrator with the password."""

    center: str
    administrator: str
    password: str = field(repr=False)


def create_desk(
    root: Path,
    *,
    county_code: str,
    county_name: str,
    admin_name: str,
    password: str,
    user_id: str = "",
    clock: Callable[[], datetime] = utc_now,
    kdf: vault.Kdf = vault.DEFAULT_KDF,
) -> FirstDesk:
    """Make a desk in an empty folder: vault, database, the shipped lists and the first administrator.

    ``user_id`` is by what a centre knows the administrator; a new one where it is empty. Raises Refused where a desk stands
    there already, where the password is too weak, the county code is none, a name is empty, or a file has the name of the
    folder.
    """
    folder = DeskFolder(root)
    if root.exists() and not root.is_dir():
        raise Refused("desk.no_folder", name=root.name)
    if folder.database.exists() or folder.vault.exists():
        raise Refused("desk.exists_already")
    if county_code not in counties():
        raise Refused("desk.county_unknown", found=county_code)
    if not county_name.strip():
        raise Refused("desk.no_name")
    if not normal(admin_name).strip():
        raise Refused("account.name_missing")
    with on_disk():
        root.mkdir(parents=True, exist_ok=True)
    user_id, admin_name = user_id or new_id(clock()), normal(admin_name).strip()
    data_key, code = vault.create_vault(folder.vault, user_id=user_id, user_name=admin_name, password=password, kdf=kdf)
    worker = Worker(user_id, admin_name, frozenset({Role.ADMINISTRATOR}))
    try:
        _fill(folder, worker, data_key, county_code=county_code, county_name=county_name, clock=clock)
    except BaseException:
        clear(folder.database.with_name(folder.database.name + ".part"))
        clear(folder.database)  # half a desk would refuse the second try
        folder.vault.unlink(missing_ok=True)
        raise
    return FirstDesk(user_id, code)


def create_desk_from(
    root: Path,
    file: Path,
    *,
    code: str,
    founder: Founder,
    watch: Callable[[Exchange], None] = lambda _done: None,
    clock: Callable[[], datetime] = utc_now,
    kdf: vault.Kdf = vault.DEFAULT_KDF,
) -> FirstDesk:
    """Make a desk that goes on with what a file of its centre holds; it is there with all of it, or not at all.

    ``watch`` hears how far it is, and what it raises ends the work. Raises as ``create_desk`` and ``invitation.opened`` do.
    """
    from trainingdesk.sync.invitation import opened, start_from  # noqa: PLC0415 -- most desks begin without one

    made = _Made(root, founder, clock, kdf)
    with opened(file, code, now=clock()) as found:
        letter = found.letter
        return made.with_all(letter.county, letter.user_id, lambda work: start_from(work, found, watch=watch).taken)


def create_desk_joined(
    root: Path,
    enrolled: Enrolled,
    *,
    founder: Founder,
    watch: Callable[[Exchange], None] = lambda _done: None,
    again: Callable[[Unavailable], bool] = lambda _failure: False,
    clock: Callable[[], datetime] = utc_now,
    kdf: vault.Kdf = vault.DEFAULT_KDF,
) -> FirstDesk:
    """Make a desk of a device that the centre knows already; it is there with all that its user may see, or not at all.

    ``watch`` hears how far it is, and what it raises ends the work; ``again`` is asked where the line breaks. Raises as
    ``create_desk`` and ``start_over_the_line`` do.
    """
    from trainingdesk.sync.joining import start_over_the_line  # noqa: PLC0415 -- the network only where it is used

    made = _Made(root, founder, clock, kdf)
    return made.with_all(
        enrolled.county,
        enrolled.user,
        lambda work: start_over_the_line(work, enrolled, watch=watch, again=again),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A desk that is made beside its folder, and moved in when all of it is there."""

    root: Path
    founder: Founder
    clock: Callable[[], datetime]
    kdf: vault.Kdf

    def __post_init__(self) -> None:
        """Raise Refused where a desk stands already."""
        folder = DeskFolder(self.root)
        if folder.database.exists() or folder.vault.exists():
            raise Refused("desk.exists_already")

    def with_all(self, county: str, user_id: str, take: Callable[[Work], int]) -> FirstDesk:
        """Make it for a user of the centre, with what ``take`` brings into it: so many rows."""
        root, founder = self.root, self.founder
        part = root.with_name(f"{root.name}.part")
        shutil.rmtree(part, ignore_errors=True)  # of a program that was killed meanwhile
        try:
            first = create_desk(
                part,
                county_code=county,
                county_name=founder.center,
                admin_name=founder.administrator,
                password=founder.password,
                user_id=user_id,
                clock=self.clock,
                kdf=self.kdf,
            )
            name, secret = founder.administrator, founder.password
            with signed_in(part, user_name=name, password=secret, clock=self.clock) as work:
                rows = take(work)
            move_in(part, root)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return replace(first, rows=rows)


@contextmanager
def signed_in(root: Path, *, user_name: str, password: str, clock: Callable[[], datetime] = utc_now) -> Generator[Work]:
    """A desk opened by one of its users; the sign-in and the attempts that failed before it are logged.

    Raises Refused for a wrong password or a closed account, Unavailable for a file that is not sound.
    """
    folder = DeskFolder(root)
    if not folder.vault.exists() and not folder.database.exists():
        raise Refused("desk.none_here")
    unlocked = key_rotation.unlock(folder, user_name=user_name, password=password, now=clock())
    database = open_database(folder.database, unlocked.data_key)
    try:
        worker = account.worker(database, unlocked.user_id, now=clock())
        work = Work(database, folder, county_of(database), worker, unlocked.data_key, clock)
        audit.log_sign_in(work, failed_before=unlocked.failed_before)
        telephone_reset.keep_ready(work)
        yield work
    finally:
        database.close()


def _fill(
    folder: DeskFolder,
    worker: Worker,
    data_key: DataKey,
    *,
    county_code: str,
    county_name: str,
    clock: Callable[[], datetime],
) -> None:
    database = create_database(folder.database, data_key, county_code=county_code, now=clock())
    try:
        work = Work(database, folder, county_code, worker, data_key, clock)
        account.add_first_administrator(work, user_id=worker.user_id, name=worker.name)
        seed.install(work, county_name=county_name)
    finally:
        database.close()
