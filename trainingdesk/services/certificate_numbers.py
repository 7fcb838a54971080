"""Numbers that an assessing body gave (证书编号), pasted from its list: a line names a trainee and ends with the number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.services import training_class
from trainingdesk.services.changes import Said
from trainingdesk.services.score_paste import people_by_key, plain_key
from trainingdesk.storage import assessment as stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trainingdesk.services.work import Work
    from trainingdesk.storage.assessment import CandidateKeyRow


@dataclass(frozen=True, slots=True)
class NumbersRead:
    """Numbers by enrollment, and the lines that cannot be taken, each with its number in ``line``."""

    numbers: Mapping[str, str]
    problems: tuple[Said, ...]


def read_numbers(work: Work, class_id: str, text: str) -> NumbersRead:
    """Read pasted lines: a trainee's number, document or name, then the certificate's number; without writing anything.

    A line that has no number yet is left out, and so is a first line of headings.
    """
    with work.reading(Action.ISSUE_CERTIFICATE) as session:
        training_class.class_seen(work, session, class_id)
        index = people_by_key(stored.candidate_keys(session, class_id))
    numbers: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems: list[Said] = []
    for at, cells in _written(text):
        found = _person(at, cells[:-1], index)
        if isinstance(found, Said):
            problems.append(found)
        elif found.enrollment_id in numbers:
            first = lines[found.enrollment_id]
            problems.append(Said.of("assessment.paste_twice", line=at, first=first, name=found.name))
        elif cells[-1] != found.name:  # else the line has a number and a name of the trainee, and nothing behind them
            numbers[found.enrollment_id], lines[found.enrollment_id] = cells[-1], at
    return NumbersRead(numbers, tuple(problems))


def _written(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that say something of somebody; the last of their cells is the certificate's number."""
    for at, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split(","))]
        is_head = at == 1 and not any(character.isdigit() for character in cells[-1])
        if len(cells) > 1 and cells[-1] and not is_head:
            yield at, cells


def _person(at: int, cells: list[str], index: Mapping[str, CandidateKeyRow | None]) -> CandidateKeyRow | Said:
    named = [cell for cell in cells if cell]
    if not named or any(plain_key(cell) not in index for cell in named):
        return Said.of("assessment.paste_unknown", line=at)
    people = {one.enrollment_id: one for one in (index[plain_key(cell)] for cell in named) if one is not None}
    if len(people) != 1:
        return Said.of("assessment.paste_ambiguous", line=at)
    (person,) = people.values()
    return person
