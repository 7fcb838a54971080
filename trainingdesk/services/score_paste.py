"""Scores pasted from a spreadsheet (FEATURES 46): lines find their trainee by number, document or name, bad ones are said.

The first line may hold headings in any order; without them a line is: who, theory, practice, result. Good lines go in, bad
ones come back with their number and the reason, and nothing of them is lost in the clipboard.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain import assessment as rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.assessment import Result
from trainingdesk.domain.errors import Refused
from trainingdesk.services import assessment, training_class
from trainingdesk.services.assessment import ScoreEntry
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.storage import assessment as stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.assessment import CandidateKeyRow

_WHO, _THEORY, _PRACTICE, _RESULT, _IGNORED = "who", "theory", "practice", "result", ""
#: What people write above the columns; the first fitting beginning decides.
HEADINGS: Final[Mapping[str, str]] = {
    "学员编号": _WHO,
    "编号": _WHO,
    "身份证": _WHO,
    "证件": _WHO,
    "公民身份": _WHO,
    "姓名": _WHO,
    "name": _WHO,
    "number": _WHO,
    "理论": _THEORY,
    "theory": _THEORY,
    "实操": _PRACTICE,
    "实训": _PRACTICE,
    "技能": _PRACTICE,
    "操作": _PRACTICE,
    "practice": _PRACTICE,
    "评定": _RESULT,
    "结果": _RESULT,
    "成绩评定": _RESULT,
    "result": _RESULT,
}
_PLAIN_ORDER: Final = (_WHO, _THEORY, _PRACTICE, _RESULT)


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One line that was understood."""

    line: int
    enrollment_id: str
    name: str
    entry: ScoreEntry


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted text would write, and the lines that cannot be taken, each with its number in ``line``."""

    lines: tuple[PastedLine, ...]
    problems: tuple[Said, ...]


def text_of_file(path: Path) -> str:
    """The first sheet of a file as it would be pasted, each row on its own line; raises as ``read_workbook`` does."""
    lines: list[str] = []
    for row in read_workbook(path).sheets[0].rows:
        lines += [""] * (row.number - 1 - len(lines))
        lines.append("\t".join(" ".join(cell_text(cell).split()) for cell in row.cells))
    return "\n".join(lines)


def preview_paste(work: Work, assessment_id: str, text: str) -> Pasted:
    """What a pasted text says, line by line, without writing anything."""
    with work.reading(Action.RECORD_ASSESSMENT) as session:
        present = stored.assessment(session, assessment_id)
        if present is None:
            raise Refused("assessment.unknown")
        training_class.class_seen(work, session, present.class_id)
        keys = stored.candidate_keys(session, present.class_id)
    found: dict[str, PastedLine] = {}
    problems: list[Said] = []
    for line in _read(text, people_by_key(keys)):
        if isinstance(line, Said):
            problems.append(line)
        elif line.enrollment_id in found:
            first = found[line.enrollment_id].line
            problems.append(Said.of("assessment.paste_twice", line=line.line, first=first, name=line.name))
        else:
            found[line.enrollment_id] = line
    return Pasted(tuple(found.values()), tuple(problems))


def paste_scores(work: Work, assessment_id: str, text: str) -> Changes:
    """Write the good lines of a pasted text as one change and say the others.

    Raises Refused where not one line can be taken, and as ``record_scores`` does.
    """
    pasted = preview_paste(work, assessment_id, text)
    if not pasted.lines:
        raise Refused("assessment.paste_empty", count=len(pasted.problems))
    changes = assessment.record_scores(work, assessment_id, {line.enrollment_id: line.entry for line in pasted.lines})
    return Changes(
        changes.topics | {Topic.ASSESSMENTS}, changes.rows, changes.change_set, (*changes.said, *pasted.problems)
    )


def people_by_key(keys: Sequence[CandidateKeyRow]) -> dict[str, CandidateKeyRow | None]:
    """Everyone of a class by number, by document and by name, as ``plain_key`` writes them; None for a name of several."""
    names = Counter(plain_key(one.name) for one in keys)
    index: dict[str, CandidateKeyRow | None] = {}
    for one in keys:
        index[plain_key(one.name)] = one if names[plain_key(one.name)] == 1 else None
        for key in (one.number, one.document_number or ""):
            if key:
                index[plain_key(key)] = one
    return index


def plain_key(cell: str) -> str:
    """A cell as people are looked up by it: full-width signs, blanks and a leading apostrophe make no difference."""
    return "".join(unicodedata.normalize("NFKC", cell).split()).casefold().lstrip("'")


def _read(text: str, index: Mapping[str, CandidateKeyRow | None]) -> Iterator[PastedLine | Said]:
    columns: Sequence[str] = _PLAIN_ORDER
    started = False
    for number, written in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in (written.split("\t") if "\t" in written else written.split(","))]
        if not any(cells):
            continue
        headings = [_heading(cell) for cell in cells]
        if not started and _WHO in headings and {_THEORY, _PRACTICE, _RESULT} & set(headings):
            columns, started = headings, True
            continue
        started = True
        yield _line(number, cells, columns, index)


def _line(
    number: int, cells: Sequence[str], columns: Sequence[str], index: Mapping[str, CandidateKeyRow | None]
) -> PastedLine | Said:
    named = [cell for cell, column in zip(cells, columns, strict=False) if column == _WHO and cell]
    if not named or any(plain_key(cell) not in index for cell in named):
        return Said.of("assessment.paste_unknown", line=number)
    known = [index[plain_key(cell)] for cell in named]
    people = {one.enrollment_id: one for one in known if one is not None}
    if len(people) != 1:
        return Said.of("assessment.paste_ambiguous", line=number)
    (person,) = people.values()
    values = {column: cell for cell, column in zip(cells, columns, strict=False) if column != _WHO}
    try:
        return PastedLine(number, person.enrollment_id, person.name, _entry(values))
    except Refused:
        return Said.of("assessment.paste_unreadable", line=number, name=person.name)


def _entry(values: Mapping[str, str]) -> ScoreEntry:
    theory, practice = values.get(_THEORY, ""), values.get(_PRACTICE, "")
    result = rule.read_result(values.get(_RESULT, ""))
    if result is Result.ABSENT or any(rule.is_absent(cell) for cell in (theory, practice)):
        return ScoreEntry(absent=True)
    return ScoreEntry(theory=rule.read_points(theory), practice=rule.read_points(practice), result=result)


def _heading(cell: str) -> str:
    written = plain_key(cell)
    return next((column for heading, column in HEADINGS.items() if written.startswith(heading)), _IGNORED)
