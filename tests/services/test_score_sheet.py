"""One round as a sheet: what stands in it, what stands after all rounds, and what one typed cell makes of an entry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from trainingdesk.domain.assessment import Result
from trainingdesk.domain.errors import Refused
from trainingdesk.services import assessment
from trainingdesk.services.assessment import NewAssessment, ScoreEntry
from trainingdesk.services.score_sheet import ScoreColumn, entry_with, score_sheet

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

T, P, R = ScoreColumn


def test_a_sheet_shows_its_round_and_what_stands_after_all(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=2, absent={1: 5})
    first = assessment.new_assessment(work, NewAssessment(class_id=made.class_id, held_on=date(2026, 10, 30))).row
    assessment.record_scores(work, first, {made.enrollments[0]: ScoreEntry(theory=800, practice=590)})
    second = assessment.new_assessment(work, NewAssessment(class_id=made.class_id, held_on=date(2026, 11, 1))).row
    assessment.record_scores(work, second, {made.enrollments[0]: ScoreEntry(practice=600)})
    sheet = score_sheet(work, second)
    scored, refused = sheet.lines
    assert (scored.entry.theory, scored.entry.practice) == (None, 600)
    assert scored.standing is not None
    assert scored.standing.result is Result.PASSED
    assert refused.candidate.verdict.decision == "no"
    assert refused.entry == ScoreEntry()
    with pytest.raises(Refused) as unknown:
        score_sheet(work, work.new_id())
    assert unknown.value.key == "assessment.unknown"


@pytest.mark.parametrize(
    ("before", "column", "text", "after"),
    [
        (ScoreEntry(), T, "80", ScoreEntry(theory=800)),
        (ScoreEntry(theory=800, practice=700, result=Result.PASSED), P, "59.5", ScoreEntry(theory=800, practice=595)),
        (ScoreEntry(theory=800), P, "缺考", ScoreEntry(absent=True)),
        (ScoreEntry(absent=True, result=Result.ABSENT), T, "80", ScoreEntry(theory=800)),
        (ScoreEntry(theory=800), T, "", ScoreEntry()),
        (ScoreEntry(), R, "合格", ScoreEntry(result=Result.PASSED)),
    ],
)
def test_a_cell_changes_only_what_follows_from_it(
    before: ScoreEntry, column: ScoreColumn, text: str, after: ScoreEntry
) -> None:
    assert entry_with(before, column, text) == after


def test_what_is_no_score_is_refused() -> None:
    with pytest.raises(Refused):
        entry_with(ScoreEntry(), T, "八十")
