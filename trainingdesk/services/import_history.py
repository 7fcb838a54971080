"""What was imported on this desk, by whom, and whether it was taken back (FEATURES 27)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.storage import account, history, import_run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """One import; ``change_set`` is None where it changed nothing, ``undone`` where it was taken back as a whole."""

    change_set: int | None
    file_name: str
    counts: Mapping[str, int]
    by: str
    at: datetime
    undone: bool

    @property
    def key(self) -> str:
        """Names the line in a list."""
        return f"{self.at.isoformat()} {self.change_set}"


def imports(work: Work, *, purpose: str, limit: int = 50) -> tuple[ImportLine, ...]:
    """The imports of one purpose, the last first."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        names = {user.id: user.display_name for user in account.users(session, on=work.today())}
        lines = []
        for run in import_run.recent(session, purpose=purpose, limit=limit):
            made = None if run.change_set is None else history.change_set(session, run.change_set)
            lines.append(
                ImportLine(
                    change_set=run.change_set,
                    file_name=run.file_name,
                    counts=run.counts,
                    by=names.get(run.by_user, run.by_user),
                    at=run.at,
                    undone=made is not None and made.undone_by is not None,
                )
            )
        return tuple(lines)
