"""What a file that is imported came to, row by row: what is new, what is known, what comes back and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.changes import Changes, Said
    from trainingdesk.services.exchange.grid import TextEncoding
    from trainingdesk.services.person_values import FieldMend, Problem


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"  # 新增: the person is not in the class yet, the institution not in the catalogue
    CHANGED = "changed"  # 更新: known already, and the row fills or corrects something
    EXISTING = "existing"  # 已存在: known already, nothing to do
    DUPLICATE = "duplicate"  # 重复: what an earlier row holds
    ERROR = "error"  # 错误

    @property
    def key(self) -> str:
        """Its sentence."""
        return f"import_file.outcome_{self.value}"


#: Rows that go back to their sender.
COMES_BACK = frozenset({Outcome.DUPLICATE, Outcome.ERROR})
#: Rows that write something.
WRITES = frozenset({Outcome.NEW, Outcome.CHANGED})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a row changes in a field, by the name of its column, in the words of the file."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """One row; ``row`` is its number as an office program shows it, ``known`` tells that the desk had it before.

    ``problems`` say why it comes back, ``mends`` what was repaired, ``doubts`` what somebody should look at. Their ``found``
    may be a document number: it is for the answer to the user, never for a log. ``changes`` is told of lists.
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
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedSheet:
    """A sheet that was read: its heading rows, which heading was taken for which field, and its hidden rows."""

    name: str
    heading_rows: tuple[int, ...]
    mapping: Mapping[str, str]
    unmapped: tuple[str, ...]
    hidden_rows: tuple[int, ...]
    returned: bool  # an export of this program that comes again


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """A file looked at, nothing written. ``encoding`` is said for text files; ``warnings`` are about the whole file."""

    file_name: str
    file_sha256: str
    encoding: TextEncoding | None
    sheets: tuple[UsedSheet, ...]
    lines: tuple[CheckedRow, ...]
    warnings: tuple[Said, ...] = ()

    def count(self, *outcomes: Outcome) -> int:
        """How many rows came to one of these."""
        return sum(line.outcome in outcomes for line in self.lines)

    @property
    def new(self) -> int:
        """Rows that hold what is not there yet."""
        return self.count(Outcome.NEW)

    @property
    def existing(self) -> int:
        """Rows that hold what is there already, with or without something to fill in or to correct."""
        return self.count(Outcome.EXISTING, Outcome.CHANGED)

    @property
    def came_back(self) -> tuple[CheckedRow, ...]:
        """Rows that go back to their sender."""
        return tuple(line for line in self.lines if line.outcome in COMES_BACK)

    @property
    def counts(self) -> Mapping[str, int]:
        """What the rows came to, for a sentence."""
        of = {one.value: self.count(one) for one in (Outcome.NEW, Outcome.CHANGED, Outcome.EXISTING)}
        return {"rows": len(self.lines), **of, "back": len(self.came_back)}

    @property
    def hidden_rows(self) -> tuple[int, ...]:
        """Rows that an office program does not show."""
        return tuple(row for sheet in self.sheets for row in sheet.hidden_rows)


@dataclass(frozen=True, slots=True)
class FileImport:
    """A file taken in: what was found, what was changed (one change set, one undo), and where the rejects are."""

    check: FileCheck
    changes: Changes
    rejects: str | None = None

    @property
    def written(self) -> int:
        """Rows that changed something."""
        return self.check.count(*WRITES)
