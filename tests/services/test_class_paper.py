"""The papers of a class number people as the register does, and show no more than the reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services import running_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.services import attendance, class_paper, enrollment
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work


def test_the_printed_sheet_numbers_people_as_the_register_does(work: Work, made: Made) -> None:
    """Who left has no line on the next sheet, and nobody's number moves."""
    enrollment.drop(work, made.enrollments[1], reason="外出")
    paper = class_paper.class_paper(work, "500241-2026-001")
    page = attendance.register_page(work, made.lessons[2])
    assert [paper.numbers[one.enrollment_id] for one in paper.people] == [1, 3, 4, 5]
    assert paper.numbers == {line.enrollment_id: line.row for line in page.lines}


def test_an_instructor_prints_a_roster_without_sensitive_categories(work: Work, made: Made) -> None:
    """Paper leaves the house: who is disabled stands on that of the office alone."""
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    own = running_class.instructor(work, "teacher")
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"instructor_id": own})
        for place, code in ((0, "C04"), (1, "A04")):
            rows.change(session, "enrollment", made.enrollments[place], {"paid_category": code})

    def printed(by: Work) -> list[str | None]:
        return [one.category for one in class_paper.class_paper(by, "500241-2026-001").people[:2]]

    assert printed(work) == ["C04", "A04"]
    assert printed(teacher) == [None, "A04"]
