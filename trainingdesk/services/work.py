"""Who works at which desk: what every use case needs besides its own input."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain import access
from trainingdesk.domain.calendar import local_day
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.storage import change_set
from trainingdesk.storage.database import Author
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import date, datetime

    from sqlmodel import Session

    from trainingdesk.domain.access import Action, Role
    from trainingdesk.settings.folders import DeskFolder
    from trainingdesk.storage.database import Database
    from trainingdesk.storage.vault import DataKey


@dataclass(frozen=True, slots=True)
class Worker:
    """A signed-in user and the roles that hold today."""

    user_id: str
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Work:
    """A worker at a desk. ``clock`` answers aware UTC instants; days are those of Asia/Shanghai."""

    database: Database
    folder: DeskFolder
    county_code: str
    worker: Worker
    data_key: DataKey
    clock: Callable[[], datetime]

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
        access.require(self.worker.roles, action)

    @contextmanager
    def reading(self, action: Action) -> Generator[Session]:
        """A consistent view for a use case that ``action`` allows."""
        self.require(action)
        with self.database.read() as session:
            yield session

    @contextmanager
    def writing(self, action: Action, *, note: str | None = None, undoes: int | None = None) -> Generator[Session]:
        """One transaction labeled with ``action``; raises Refused where the worker may not do it."""
        self.require(action)
        author = Author(self.worker.user_id, action.value, self.now(), note, undoes)
        with self.database.write(author) as session:
            yield session


def changed(session: Session, *topics: Topic, rows: tuple[str, ...] = (), said: tuple[Said, ...] = ()) -> Changes:
    """What the transaction of ``session`` changed; for the last line of a use case, inside its transaction."""
    return Changes(frozenset(topics), rows, change_set.current(session), said)
