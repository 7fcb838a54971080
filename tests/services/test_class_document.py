"""The papers of a class: what the desk has itself, what is needed, asked for and handed in, and their scans."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.errors import Refused
from trainingdesk.services import training_class
from trainingdesk.services.class_document import PaperLine, PaperState, attach_scan, papers_of_class

from .county import County, make_class, make_county, plan_all

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

PDF = b"%PDF-1.7 a scan"


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def paper(work: Work, class_id: str, kind: str) -> PaperLine:
    return next(one for one in papers_of_class(work, class_id) if one.kind == kind)


def test_the_checklist_decides_what_is_needed(work: Work, county: County) -> None:
    class_id = make_class(work, county, assessment_plan=None)
    found = {one.kind: one.state for one in papers_of_class(work, class_id)}
    assert found["roster"] is found["timetable"] is found["assessment_plan"] is PaperState.NEEDED
    assert found["institution_commitment"] is found["trainee_commitments"] is PaperState.NEEDED
    assert found["textbook"] is PaperState.IN_DESK
    assert found["photos"] is PaperState.OPTIONAL


def test_a_timetable_in_the_desk_is_no_paper_to_bring(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    plan_all(work, class_id)
    assert paper(work, class_id, "timetable").state is PaperState.IN_DESK
    assert paper(work, class_id, "instructors").state is PaperState.IN_DESK


def test_a_paper_is_asked_for_and_handed_in(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    training_class.ask_for_document(work, class_id, "institution_commitment", note="缺公章")
    asked = paper(work, class_id, "institution_commitment")
    assert asked.state is PaperState.ASKED_FOR
    assert asked.row is not None
    assert asked.row.note == "缺公章"
    training_class.hand_in_document(work, class_id, "institution_commitment")
    handed = paper(work, class_id, "institution_commitment")
    assert handed.state is PaperState.HANDED_IN
    assert handed.row is not None
    assert handed.row.handed_in_on == date(2026, 10, 20)


def test_a_countys_own_paper_stands_last_under_its_name(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    training_class.ask_for_document(work, class_id, "村委会证明")
    assert papers_of_class(work, class_id)[-1].kind == "村委会证明"


def test_a_scan_hands_in_its_paper(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    training_class.ask_for_document(work, class_id, "photos", note="不少于三张")
    attach_scan(work, class_id, "photos", PDF, name="照片.pdf")
    found = paper(work, class_id, "photos")
    assert [one.name for one in found.scans] == ["照片.pdf"]
    assert found.row is not None
    assert (found.row.handed_in_on, found.row.note) == (date(2026, 10, 20), "不少于三张")
    attach_scan(work, class_id, "photos", PDF + b" two", name="照片2.pdf")
    assert len(paper(work, class_id, "photos").scans) == 2


def test_what_is_no_scan_hands_nothing_in(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    with pytest.raises(Refused):
        attach_scan(work, class_id, "photos", b"a letter", name="便条.txt")
    assert paper(work, class_id, "photos").state is PaperState.OPTIONAL
