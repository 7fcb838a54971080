"""The score sheet (成绩册) of one round of an assessment: who may sit, what was scored, and what stands after all rounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.domain import assessment as rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.assessment import Result
from trainingdesk.domain.errors import Refused
from trainingdesk.services import training_class
from trainingdesk.services.assessment import ScoreEntry, candidates_of, results_of
from trainingdesk.services.pass_rule import pass_rule
from trainingdesk.storage import assessment as stored

if TYPE_CHECKING:
    from trainingdesk.domain.assessment import PassRule
    from trainingdesk.services.assessment import Candidate, ResultLine
    from trainingdesk.services.work import Work
    from trainingdesk.storage.assessment import AssessmentRow, ScoreRow


class ScoreColumn(StrEnum):
    """What is entered for a person."""

    THEORY = "theory"  # 理论
    PRACTICE = "practice"  # 实操
    RESULT = "result"  # 评定


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One person: may they sit, what stands in this round, and what stands after all rounds so far."""

    candidate: Candidate
    entry: ScoreEntry
    standing: ResultLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """One round; ``passing`` says which parts are examined and what is enough."""

    assessment: AssessmentRow
    passing: PassRule
    lines: tuple[SheetLine, ...]


def score_sheet(work: Work, assessment_id: str) -> ScoreSheet:
    """The sheet of a round, in the order of numbers; raises Refused for one that is not there or not the worker's to see."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        present = stored.assessment(session, assessment_id)
        if present is None:
            raise Refused("assessment.unknown")
        the_class = training_class.class_seen(work, session, present.class_id)
        scores = stored.scores_of(session, assessment_id)
        standing = {one.enrollment_id: one for one in results_of(session, the_class)}
        lines = tuple(
            SheetLine(
                candidate=one,
                entry=_entry(scores.get(one.enrollment_id)),
                standing=standing.get(one.enrollment_id),
            )
            for one in candidates_of(session, the_class, present)
        )
        return ScoreSheet(assessment=present, passing=pass_rule(session, the_class), lines=lines)


def entry_with(entry: ScoreEntry, column: ScoreColumn, text: str) -> ScoreEntry:
    """The entry after somebody wrote ``text`` into one of its cells; 缺考 in any cell is for the whole person.

    Raises Refused for what is no score and no result.
    """
    if rule.is_absent(text):
        return ScoreEntry(absent=True)
    came = replace(entry, absent=False, result=None if entry.absent else entry.result)
    match column:
        case ScoreColumn.THEORY:
            return _judged_anew(came, theory=rule.read_points(text))
        case ScoreColumn.PRACTICE:
            return _judged_anew(came, practice=rule.read_points(text))
        case ScoreColumn.RESULT:
            return replace(came, result=rule.read_result(text))


def _judged_anew(entry: ScoreEntry, **points: int | None) -> ScoreEntry:
    """Other points ask for another result: the one of the old points must not stand against them."""
    return replace(entry, result=None, **points)  # type: ignore[arg-type]  # the two parts are numbers alike


def _entry(row: ScoreRow | None) -> ScoreEntry:
    if row is None:
        return ScoreEntry()
    return ScoreEntry(
        theory=row.theory,
        practice=row.practice,
        absent=row.absent,
        result=Result(row.result) if row.result else None,
    )
