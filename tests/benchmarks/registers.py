"""The register: one mark until it is durable, and a page opened."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import text

from tests.benchmarks.measure import Figure, median
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attendance, register_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.services.work import Work

_LESSON = """
SELECT l.id FROM lesson l JOIN training_class c ON c.id = l.class_id
WHERE c.state = 'running' AND l.state = 'held' ORDER BY l.day DESC, l.starts_at DESC LIMIT 1
"""
_ENROLLED = """
SELECT e.id FROM enrollment e JOIN lesson l ON l.class_id = e.class_id
WHERE l.id = :lesson AND e.status = 'attending' AND e.left_on IS NULL ORDER BY e.number LIMIT 1
"""


def measured(work: Work) -> list[Figure]:
    """A mark changed to and fro; the floor is the same row updated by a plain statement, with triggers and fsync."""
    with work.database.read() as session:
        lesson = session.connection().execute(text(_LESSON)).scalar_one()
        enrollment = session.connection().execute(text(_ENROLLED), {"lesson": lesson}).scalar_one()
    with suppress(Refused):  # a county that was measured before has it open
        attendance.reopen_register(work, lesson, reason="figures")
    other = {Mark.PRESENT: Mark.LATE, Mark.LATE: Mark.PRESENT}
    state = [Mark.PRESENT]

    def mark() -> None:
        state[0] = other[state[0]]
        attendance.record_marks(work, lesson, {enrollment: state[0]})

    return [
        Figure(
            "a mark, key to durable", median(mark, times=40), median(_floor(work, lesson, enrollment), times=40), 0.020
        ),
        Figure("register of a lesson opened", median(lambda: register_page.register_page(work, lesson), times=20)),
    ]


def _floor(work: Work, lesson: str, enrollment: str) -> Callable[[], object]:
    connection = work.database.connection()
    rows = connection.execute(
        "SELECT id FROM attendance_mark WHERE lesson_id = ? AND enrollment_id = ?", (lesson, enrollment)
    )
    mark_id = rows.fetchone()[0]
    statuses = ["late", "present"]

    def write() -> None:
        statuses.reverse()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE attendance_mark SET status = ? WHERE id = ?", (statuses[0], mark_id))
        connection.execute("COMMIT")

    return write
