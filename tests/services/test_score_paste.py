"""Scores pasted from a spreadsheet: good lines go in, bad ones come back with their number and the reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from tests.services.people import number as document_number
from trainingdesk.domain.access import Action
from trainingdesk.domain.assessment import Result
from trainingdesk.domain.errors import Refused
from trainingdesk.services import assessment, score_paste
from trainingdesk.services.assessment import NewAssessment, ScoreEntry
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from tests.services.finished_class import Made
    from trainingdesk.services.work import Work


@pytest.fixture
def made(work: Work, clock: Clock) -> Made:
    return finished_class.make(work, clock)


@pytest.fixture
def first(work: Work, made: Made) -> str:
    details = NewAssessment(class_id=made.class_id, held_on=date(2026, 10, 30))
    return assessment.new_assessment(work, details).row


def problems(work: Work, first: str, text: str) -> list[tuple[str, object]]:
    return [(one.key, dict(one.values)["line"]) for one in score_paste.preview_paste(work, first, text).problems]


def test_plain_lines_are_who_theory_practice_result(work: Work, made: Made, first: str) -> None:
    text = f"{made.number}-001\t80\t75.5\n{made.number}-002\t50\t90\t不合格\n\n{made.number}-003\t缺考\n"
    found = score_paste.preview_paste(work, first, text)
    assert found.problems == ()
    assert [line.entry for line in found.lines] == [
        ScoreEntry(theory=800, practice=755),
        ScoreEntry(theory=500, practice=900, result=Result.FAILED),
        ScoreEntry(absent=True),
    ]
    score_paste.paste_scores(work, first, text)
    assert [one.points.theory for one in assessment.results(work, made.class_id)] == [800, 500, None, None]


def test_headings_may_stand_in_any_order(work: Work, made: Made, first: str) -> None:
    text = "序号,实操成绩,姓名,理论成绩\n1,75,学员0070,80\n2,65,学员0071,60\n"
    found = score_paste.preview_paste(work, first, text)
    assert [(line.enrollment_id, line.entry) for line in found.lines] == [
        (made.enrollments[0], ScoreEntry(theory=800, practice=750)),
        (made.enrollments[1], ScoreEntry(theory=600, practice=650)),
    ]


def test_a_document_number_names_a_trainee(work: Work, made: Made, first: str) -> None:
    (line,) = score_paste.preview_paste(work, first, f"身份证号,理论,实操\n'{document_number(281)},80,75\n").lines
    assert line.enrollment_id == made.enrollments[0]


def test_bad_lines_are_named_and_good_ones_go_in(work: Work, made: Made, first: str) -> None:
    text = "\n".join(
        (
            f"{made.number}-001,80,75",
            "别人,80,75",
            f"{made.number}-002,八十,75",
            f"{made.number}-001,90,90",
            f"{made.number}-003,60.55,75",
        )
    )
    assert problems(work, first, text) == [
        ("assessment.paste_unknown", 2),
        ("assessment.paste_unreadable", 3),
        ("assessment.paste_twice", 4),
        ("assessment.paste_unreadable", 5),
    ]
    changes = score_paste.paste_scores(work, first, text)
    assert len(changes.said) == 4
    assert assessment.results(work, made.class_id)[0].points.theory == 800


def test_two_columns_must_mean_one_person(work: Work, made: Made, first: str) -> None:
    text = f"学员编号,姓名,理论,实操\n{made.number}-001,学员0071,80,75\n{made.number}-001,路人,80,75\n"
    assert problems(work, first, text) == [("assessment.paste_ambiguous", 2), ("assessment.paste_unknown", 3)]


def test_a_name_borne_twice_needs_a_number(work: Work, made: Made, first: str) -> None:
    with work.writing(Action.EDIT_PERSON) as session:
        for person_id in made.people[:2]:
            rows.change(session, "person", person_id, {"name": "杨玉兰"})
    assert problems(work, first, "杨玉兰,80,75") == [("assessment.paste_ambiguous", 1)]
    text = f"编号,姓名,理论,实操\n{made.number}-002,杨玉兰,80,75"
    (line,) = score_paste.preview_paste(work, first, text).lines
    assert line.enrollment_id == made.enrollments[1]


def test_nothing_to_take_is_refused(work: Work, first: str) -> None:
    with pytest.raises(Refused) as refused:
        score_paste.paste_scores(work, first, "谁也不是,80,75\n")
    assert (refused.value.key, refused.value.values["count"]) == ("assessment.paste_empty", 1)


def test_no_problem_repeats_a_document_number(work: Work, first: str) -> None:
    number = document_number(999)
    found = score_paste.preview_paste(work, first, f"身份证号,理论\n{number},80\n")
    assert number not in str(found.problems)
