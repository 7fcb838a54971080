"""The way into one desk: who may sign in, making it, opening it, and the training county next to it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.settings.clock import utc_now
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage import vault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.bootstrap import FirstDesk, Founder
    from trainingdesk.domain.errors import Unavailable
    from trainingdesk.services.rescue import ClosedDesk
    from trainingdesk.services.work import Work, Worker
    from trainingdesk.sync.client import DeviceKeys, Enrolled
    from trainingdesk.sync.engine import Exchange
    from trainingdesk.wire.invitation import Letter
    from trainingdesk.wire.joining import Invited, Joining

_TRAINING: Final = "-training"


@dataclass(frozen=True, slots=True)
class Opened:
    """A desk that somebody works at; ``close`` closes its database."""

    work: Work
    close: Callable[[], None]

    def settings(self) -> Mapping[str, Any]:
        """The settings of the desk."""
        from trainingdesk.services import setting  # noqa: PLC0415 -- the sign-in must not wait for it

        return setting.all_settings(self.work)

    def worker(self) -> Worker:
        """Who works here, with the roles of this moment; raises Refused where their access was closed or ended."""
        from trainingdesk.services import account  # noqa: PLC0415 -- the sign-in must not wait for it

        return account.worker(self.work.database, self.work.worker.user_id, now=self.work.now())

    def back_up_on_exit(self) -> None:
        """Back up what changed; raises Unavailable as ``backup.back_up_on_exit`` does."""
        from trainingdesk.services import backup  # noqa: PLC0415 -- the sign-in must not wait for it

        backup.back_up_on_exit(self.work)


@dataclass(frozen=True, slots=True)
class Door:
    """A folder and what a desk in it is made and opened with."""

    folder: DeskFolder
    clock: Callable[[], datetime] = utc_now
    kdf: vault.Kdf = vault.DEFAULT_KDF

    @property
    def is_new(self) -> bool:
        """Whether no desk stands here: neither its database nor its keys."""
        return not self.folder.vault.exists() and not self.folder.database.exists()

    @property
    def is_training(self) -> bool:
        """Whether the people here are made up."""
        return self.folder.training.exists()

    def names(self) -> tuple[str, ...]:
        """Who may sign in; raises Unavailable where the vault is missing or damaged."""
        return vault.user_names(self.folder.vault)

    def create(self, *, county_code: str, center: str, administrator: str, password: str) -> FirstDesk:
        """Make the desk; raises Refused as ``create_desk`` does."""
        from trainingdesk.bootstrap import create_desk  # noqa: PLC0415 -- the sign-in must not wait for it

        return create_desk(
            self.folder.root,
            county_code=county_code,
            county_name=center,
            admin_name=administrator,
            password=password,
            clock=self.clock,
            kdf=self.kdf,
        )

    def letter(self, file: Path, code: str) -> Letter:
        """What a file of the centre is; raises as ``letter_of`` does."""
        from trainingdesk.sync.invitation import letter_of  # noqa: PLC0415 -- the sign-in must not wait for it

        return letter_of(file, code, now=self.clock())

    def create_from(
        self, file: Path, code: str, *, founder: Founder, rows: int, watch: Callable[[int, int], bool]
    ) -> FirstDesk:
        """Make the desk with the ``rows`` of such a file.

        ``watch`` hears rows done and all. Raises Refused ``invitation.stopped`` where it ends the work, and like
        ``create_desk_from``.
        """
        from trainingdesk.bootstrap import create_desk_from  # noqa: PLC0415 -- the sign-in must not wait for it

        def go_on(done: Exchange) -> None:
            if not watch(min(done.taken, rows), rows):
                raise Refused("invitation.stopped")

        return create_desk_from(
            self.folder.root, file, code=code, founder=founder, watch=go_on, clock=self.clock, kdf=self.kdf
        )

    def invited(self, joining: Joining) -> Invited:
        """Whom a one-time code is for; raises as ``client.invited`` does."""
        from trainingdesk.sync.client import invited  # noqa: PLC0415 -- the sign-in must not wait for it

        return invited(joining)

    def new_keys(self) -> DeviceKeys:
        """The keys of a device that is to be."""
        from trainingdesk.sync.client import DeviceKeys  # noqa: PLC0415 -- the sign-in must not wait for it

        return DeviceKeys()

    def enroll(self, joining: Joining, keys: DeviceKeys) -> Enrolled:
        """Use the code up; raises as ``client.enroll`` does."""
        from trainingdesk.sync.client import enroll  # noqa: PLC0415 -- the sign-in must not wait for it

        return enroll(joining.address, code=joining.code, county=joining.county, keys=keys)

    def create_joined(
        self,
        enrolled: Enrolled,
        *,
        founder: Founder,
        watch: Callable[[int, int], bool],
        again: Callable[[Unavailable], bool],
    ) -> FirstDesk:
        """Make the desk of a device with all that its user may see; ``watch`` hears rows done and all.

        Raises Refused ``invitation.stopped`` where one of them ends the work, and like ``create_desk_joined``.
        """
        from trainingdesk.bootstrap import create_desk_joined  # noqa: PLC0415 -- the sign-in must not wait for it

        def go_on(done: Exchange) -> None:
            if not watch(done.copied, done.copying):
                raise Refused("invitation.stopped")

        def waited(failure: Unavailable) -> bool:
            if not again(failure):
                raise Refused("invitation.stopped")
            return True

        return create_desk_joined(
            self.folder.root,
            enrolled,
            founder=founder,
            watch=go_on,
            again=waited,
            clock=self.clock,
            kdf=self.kdf,
        )

    def open(self, name: str, password: str) -> Opened:
        """Sign in; raises as ``signed_in`` does."""
        from trainingdesk.bootstrap import signed_in  # noqa: PLC0415 -- the sign-in must not wait for it

        with ExitStack() as desk:
            root = self.folder.root
            work = desk.enter_context(signed_in(root, user_name=name, password=password, clock=self.clock))
            return Opened(work, desk.pop_all().close)

    def unlock(self, name: str, password: str) -> ClosedDesk:
        """Open the vault alone, where the database does not open."""
        from trainingdesk.services import rescue  # noqa: PLC0415 -- the sign-in must not wait for it

        return rescue.unlock(self.folder, user_name=name, password=password, clock=self.clock)

    def training(self) -> Door:
        """The door of the training county, in a folder of its own beside this one."""
        root: Path = self.folder.root
        return replace(self, folder=DeskFolder(root.with_name(f"{root.name}{_TRAINING}")))
