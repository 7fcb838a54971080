"""What an import answers: a table of what came back and what was mended for people, the same as JSON for programs."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from trainingdesk.services.exchange.grid import TextEncoding
from trainingdesk.services.import_result import Outcome

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from trainingdesk.cli.invocation import Invocation
    from trainingdesk.services.import_result import CheckedRow, FieldChange, FileCheck, FileImport
    from trainingdesk.services.marks_import import MarkLine
    from trainingdesk.services.person_values import FieldMend, Problem

ENCODING_NAMES = {TextEncoding.UTF_8: "UTF-8", TextEncoding.GB18030: "GB18030", TextEncoding.UTF_16: "UTF-16"}

#: Characters of a cell that a table shows.
_SHOWN_CELL = 40


@contextmanager
def waiting(invocation: Invocation) -> Generator[None]:
    """Show on standard error that work goes on, where a person looks at it."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    shown = sys.stderr.isatty() and not invocation.as_json
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not shown) as progress:
        progress.add_task(invocation.sentences.of("roster.reading"), total=None)
        yield


def check_as_json(invocation: Invocation, found: FileCheck) -> dict[str, Any]:
    """The answer for programs; ``row`` is the row of the sheet as an office program numbers it."""
    several = len(found.sheets) > 1
    return {
        "rows": len(found.lines),
        "new": found.new,
        "existing": found.existing,
        "changed": found.count(Outcome.CHANGED),
        "came_back": [
            back_as_json(invocation, line) | ({"sheet": line.sheet} if several else {}) for line in found.came_back
        ],
        "mended": [_mend(invocation, line, mend) for line, mend in _mends(found)],
        "file": found.file_name,
        "sha256": found.file_sha256,
        "encoding": found.encoding and ENCODING_NAMES[found.encoding],
        "sheet": found.sheets[0].name,
        "heading_row": found.sheets[0].heading_rows[0],
        "mapping": dict(found.sheets[0].mapping),
        "sheets": found.sheets,
        "hidden_rows": found.hidden_rows,
        "warnings": [invocation.sentences.of(said.key, dict(said.values)) for said in found.warnings],
        "to_look_at": [_doubt(invocation, line, doubt) for line, doubt in _doubts(found)],
    }


def import_as_json(invocation: Invocation, done: FileImport) -> dict[str, Any]:
    """The same of a file that was taken in, with what was written."""
    more = {"written": done.written, "rejects": done.rejects, "change_set": done.changes.change_set}
    return check_as_json(invocation, done.check) | more


def say_file(invocation: Invocation, found: FileCheck, *, called: str = "name") -> None:
    """Counts, what comes back, what was mended, what to look at; ``called`` heads the names of the rows."""
    if found.encoding is not None:
        invocation.say("roster.encoding", encoding=ENCODING_NAMES[found.encoding])
    for said in found.warnings:
        invocation.say(said.key, **dict(said.values))
    invocation.say("import_file.read", **found.counts)
    back_columns = ("row", called, "kind", "field", "found", "reason")
    told_table(invocation, "roster.came_back", back_columns, _back_rows(invocation, found))
    changes = [(line.row, short(line.name), one.title, one.before, one.after) for line, one in _changes(found)]
    told_table(invocation, "import_file.changes", ("row", called, "field", "from", "to"), changes)
    mend_columns = ("row", called, "field", "from", "to", "why")
    told_table(invocation, "roster.mended", mend_columns, _mend_rows(invocation, found))
    told_table(invocation, "roster.to_look_at", ("row", "field", "why"), _doubt_rows(invocation, found))


def say_written(invocation: Invocation, done: FileImport) -> None:
    """What was written, and where the rejects are."""
    invocation.say("roster.written", written=done.written)
    for said in done.changes.said:
        invocation.say(said.key, **dict(said.values))
    if done.rejects:
        invocation.say("roster.rejects_at", path=done.rejects)


def told_table(
    invocation: Invocation, title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> None:
    """A table with its title, where there is anything to show."""
    shown = list(rows)
    if shown:
        invocation.say(title)
        invocation.table([f"roster.{column}" for column in columns], shown)


def back_as_json(invocation: Invocation, line: CheckedRow | MarkLine) -> dict[str, Any]:
    """A row that came back, for programs."""
    first = line.problems[0]
    kind = "duplicate" if line.outcome is Outcome.DUPLICATE else "error"
    return {
        "row": line.row,
        "kind": kind,
        "field": str(first.field),
        "found": first.found,
        "reason": reasons(invocation, line.problems),
    }


def _back(invocation: Invocation, line: CheckedRow, *, several: bool) -> dict[str, Any]:
    return back_as_json(invocation, line) | ({"sheet": line.sheet} if several else {})


def _changes(found: FileCheck) -> list[tuple[CheckedRow, FieldChange]]:
    return [(line, one) for line in found.lines for one in line.changes]


def _change(line: CheckedRow, one: FieldChange) -> dict[str, Any]:
    return {"row": line.row, "name": line.name, "field": one.title, "from": one.before, "to": one.after}


def reasons(invocation: Invocation, problems: tuple[Problem, ...]) -> str:
    """Why it came back, in sentences."""
    return " ".join(invocation.sentences.of(problem.key, problem.values) for problem in problems)


def _mend(invocation: Invocation, line: CheckedRow, mend: FieldMend) -> dict[str, Any]:
    why = _why(invocation, mend.why, {"found": mend.found, "mended": mend.mended})
    return {"row": line.row, "field": str(mend.field), "from": mend.found, "to": mend.mended, "why": why}


def _doubt(invocation: Invocation, line: CheckedRow, doubt: Problem) -> dict[str, Any]:
    why = _why(invocation, doubt.key, doubt.values)
    return {"row": line.row, "field": str(doubt.field), "found": doubt.found, "why": why}


def _why(invocation: Invocation, key: str, values: Mapping[str, object]) -> str:
    return invocation.sentences.of(key, values)


def _mends(found: FileCheck) -> list[tuple[CheckedRow, FieldMend]]:
    """Mends of rows that go in or are in: what comes back is as its sender wrote it."""
    return [(line, mend) for line in found.lines if not line.problems for mend in line.mends]


def _doubts(found: FileCheck) -> list[tuple[CheckedRow, Problem]]:
    return [(line, doubt) for line in found.lines if not line.problems for doubt in line.doubts]


def short(text: str) -> str:
    """As much of a cell as shows which one it is."""
    return text if len(text) <= _SHOWN_CELL else f"{text[:_SHOWN_CELL]}…"


def _titles(found: FileCheck) -> dict[str, str]:
    """What the sender's own headings call a field."""
    return {field: heading for sheet in reversed(found.sheets) for heading, field in sheet.mapping.items()}


def _back_rows(invocation: Invocation, found: FileCheck) -> Iterable[tuple[object, ...]]:
    titles = _titles(found)
    for line in found.came_back:
        first = line.problems[0]
        kind, field = invocation.sentences.of(line.outcome.key), titles.get(first.field, first.field)
        yield line.row, short(line.name), kind, field, short(first.found), reasons(invocation, line.problems)


def _mend_rows(invocation: Invocation, found: FileCheck) -> Iterable[tuple[object, ...]]:
    titles = _titles(found)
    for line, mend in _mends(found):
        shown = _mend(invocation, line, mend)
        before, after = short(shown["from"]), short(shown["to"])
        yield line.row, short(line.name), titles.get(mend.field, mend.field), before, after, shown["why"]


def _doubt_rows(invocation: Invocation, found: FileCheck) -> Iterable[tuple[object, ...]]:
    """One line for each thing to look at, with the rows it concerns."""
    titles = _titles(found)
    rows: dict[tuple[str, str], list[str]] = {}
    for line, doubt in _doubts(found):
        shown = _doubt(invocation, line, doubt)
        rows.setdefault((titles.get(doubt.field, str(doubt.field)), shown["why"]), []).append(str(line.row))
    for (field, why), numbers in rows.items():
        yield "、".join(numbers), field, why
