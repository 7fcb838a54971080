"""What a desk keeps of a register: its row, the lesson, and the marks that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.storage import attendance as stored
from trainingdesk.storage import lesson as lessons

if TYPE_CHECKING:
    from trainingdesk.domain.attendance import Mark
    from trainingdesk.services.register_page import RegisterPage
    from trainingdesk.services.work import Work
    from trainingdesk.storage.attendance import RegisterRow
    from trainingdesk.storage.lesson import LessonRow


def register_of(work: Work, lesson_id: str) -> RegisterRow | None:
    """The register of a lesson, if somebody opened it."""
    with work.database.read() as session:
        return stored.register(session, lesson_id)


def lesson_of(work: Work, lesson_id: str) -> LessonRow:
    """The lesson as it stands."""
    with work.database.read() as session:
        found = lessons.lesson(session, lesson_id)
    assert found is not None
    return found


def marks_on(page: RegisterPage) -> list[Mark | None]:
    """The mark that counts for each line of a page."""
    return [line.counted for line in page.lines]
