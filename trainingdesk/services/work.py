"""Who works at which desk: what every use case needs besides its own input."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trainingdesk.domain import access
from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.storage import change_set
from trainingdesk.storage.database import Author
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import date, datetime

    from sqlmodel import Session

    from trainingdesk.domain.access import Action
    from trainingdesk.settings.folders import DeskFolder
    from trainingdesk.storage.database import Database
    from trainingdesk.storage.vault import DataKey


@dataclass(frozen=True, slots=True)
class Worker:
    """A signed-in user and the roles that hold today.

    ``desk`` is the role of this desk at its centre, which judges by it all that comes from here; None where there is none.
    """

    user_id: str
    name: str
    roles: frozenset[Role]
    desk: Role | None = None

    def may(self, action: Action) -> bool:
        """Whether the worker may do this here; nothing is open that the centre would send back (FEATURES 84)."""
        is_taken = self.desk is None or action in access.KEEPING or access.may((self.desk,), action)
        return is_taken and access.may(self.roles, action)

    def require(self, action: Action) -> None:
        """Raise Refused where the worker may not: their roles, or this desk at its centre."""
        if self.may(action):
            return
        if self.desk is not None and access.may(self.roles, action):
            raise Refused("access.not_at_this_desk", action=action, role=self.desk)
        raise Refused("access.not_allowed", action=action)

    @property
    def reach(self) -> frozenset[Action]:
        """All that the worker may do here."""
        return frozenset(one for one in access.Action if self.may(one))

    @property
    def titles(self) -> frozenset[Role]:
        """The roles to be shown: whoever keeps a desk is at the centre what the desk is there."""
        if self.desk is None or Role.ADMINISTRATOR not in self.roles:
            return self.roles
        return self.roles - {Role.ADMINISTRATOR} | {self.desk}


@dataclass(frozen=True, slots=True)
class Work:
    """A worker at a desk. ``clock`` answers aware UTC instants; days are those of Asia/Shanghai.

    ``within`` is the transaction that the use cases share which are called with this (``together``).
    """

    database: Database
    folder: DeskFolder
    county_code: str
    worker: Worker
    data_key: DataKey
    clock: Callable[[], datetime]
    within: Session | None = None

    def now(self) -> datetime:
        """This instant."""
        return self.clock()

    def today(self) -> date:
        """The local calendar day."""
        return local_day(self.clock())

    def new_id(self) -> str:
        """A fresh id for an entity."""
        return new_id(self.clock())

    def require(self, action: Action) -> None:
        """Raise Refused where the worker may not do this."""
        self.worker.require(action)

    @contextmanager
    def reading(self, action: Action) -> Generator[Session]:
        """A consistent view for a use case that ``action`` allows."""
        self.require(action)
        if self.within is not None:
            yield self.within
            return
        with self.database.read() as session:
            yield session

    @contextmanager
    def writing(self, action: Action, *, note: str | None = None, undoes: int | None = None) -> Generator[Session]:
        """One transaction labeled with ``action``; raises Refused where the worker may not do it.

        Within a shared one it is a part of that, and an exception takes back this part alone.
        """
        self.require(action)
        if self.within is not None:
            with self.within.begin_nested():
                yield self.within
            return
        author = Author(self.worker.user_id, action.value, self.now(), note, undoes)
        with self.database.write(author) as session:
            yield session

    @contextmanager
    def together(self, action: Action, *, note: str | None = None) -> Generator[Work]:
        """Many use cases as one transaction, one change set and one undo; what one of them refuses it alone takes back."""
        with self.writing(action, note=note) as session:
            yield replace(self, within=session)

    @contextmanager
    def trying(self, action: Action) -> Generator[Work]:
        """What use cases would do, by the very rules they have: in the end all of it is taken back."""
        with suppress(_Tried), self.together(action) as tried:
            yield tried
            raise _Tried


class _Tried(Exception):  # noqa: N818 -- the end of a trial, which leaves nothing
    """Takes back what was only tried."""


def changed(session: Session, *topics: Topic, rows: tuple[str, ...] = (), said: tuple[Said, ...] = ()) -> Changes:
    """What the transaction of ``session`` changed; for the last line of a use case, inside its transaction."""
    return Changes(frozenset(topics), rows, change_set.current(session), said)
