"""What a roster (花名册) came to, row by row: what is new, what is known, what comes back and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.changes import Changes, Said
    from trainingdesk.services.exchange.grid import TextEncoding
    from trainingdesk.services.person_values import FieldMend, Problem


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"  # 新增: the person is not in the class yet
    CHANGED = "changed"  # 补充: in the class already, and the row fills or (in a returned export) corrects something
    EXISTING = "existing"  # 已存在: in the class already, nothing to do
    DUPLICATE = "duplicate"  # 重复: the person of an earlier row
    ERROR = "error"  # 错误

    @property
    def key(self) -> str:
        """Its sentence."""
        return f"roster.outcome_{self.value}"


#: Rows that go back to their sender.
COMES_BACK = frozenset({Outcome.DUPLICATE, Outcome.ERROR})
#: Rows that write something.
WRITES = frozenset({Outcome.NEW, Outcome.CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """One row; ``row`` is its number as an office program shows it, ``known`` tells that the person was in the desk before.

    ``problems`` say why it comes back, ``mends`` what was repaired, ``doubts`` what somebody should look at. Their ``found``
    may be a document number: it is for the answer to the user, never for a log.
    """

    sheet: str
    row: int
    hidden: bool
    outcome: Outcome
    name: str
    known: bool
    problems: tuple[Problem, ...] = ()
    mends: tuple[FieldMend, ...] = ()
    doubts: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedSheet:
    """A sheet that holds people: its heading rows, which heading was taken for which field, and its hidden rows."""

    name: str
    heading_rows: tuple[int, ...]
    mapping: Mapping[str, str]
    unmapped: tuple[str, ...]
    hidden_rows: tuple[int, ...]
    returned: bool  # an export of this program that comes again


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterCheck:
    """A roster looked at, nothing written. ``encoding`` is said for text files; ``warnings`` are about the whole file.

    ``not_eligible`` are rows that a rule refuses (they go in as applications that are flagged), ``waitlisted`` rows for
    which there is no seat.
    """

    class_number: str
    file_name: str
    file_sha256: str
    encoding: TextEncoding | None
    sheets: tuple[UsedSheet, ...]
    lines: tuple[RosterLine, ...]
    warnings: tuple[Said, ...] = ()
    not_eligible: Mapping[tuple[str, int], tuple[Verdict, ...]]
    waitlisted: tuple[tuple[str, int], ...]

    def count(self, *outcomes: Outcome) -> int:
        """How many rows came to one of these."""
        return sum(line.outcome in outcomes for line in self.lines)

    @property
    def new(self) -> int:
        """Rows whose person is not in the class yet."""
        return self.count(Outcome.NEW)

    @property
    def existing(self) -> int:
        """Rows whose person is in the class already, with or without something to fill in."""
        return self.count(Outcome.EXISTING, Outcome.CHANGED)

    @property
    def came_back(self) -> tuple[RosterLine, ...]:
        """Rows that go back to their sender."""
        return tuple(line for line in self.lines if line.outcome in COMES_BACK)

    @property
    def hidden_rows(self) -> tuple[int, ...]:
        """Rows that an office program does not show."""
        return tuple(row for sheet in self.sheets for row in sheet.hidden_rows)


@dataclass(frozen=True, slots=True)
class RosterImport:
    """A roster taken in: what was found, what was changed (one change set, one undo), and where the rejects are."""

    check: RosterCheck
    changes: Changes
    rejects: str | None = None

    @property
    def written(self) -> int:
        """Rows that changed something."""
        return self.check.count(*WRITES)
