"""A county written as rows keeps every invariant that the use cases keep, and its report agrees with the ledger."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from trainingdesk.domain import enrollment as rule
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month_rows import ROWS
from trainingdesk.sample.ledger import ledger_of
from trainingdesk.services import month
from trainingdesk.services.enrollment_record import as_event
from trainingdesk.storage import enrollment as stored
from trainingdesk.wire.ids import enrollment_id_of, fact_id, mark_id

if TYPE_CHECKING:
    from trainingdesk.sample.plan import County
    from trainingdesk.services.work import Work

UNTIL = date(2026, 11, 2)


def test_the_report_of_october_is_the_ledger(filled: Work, small_county: County) -> None:
    ledger = ledger_of(small_county, Month(2026, 10), until=UNTIL)
    report = month.figures(filled, Month(2026, 10)).report
    found = {line.row.id: (line.month, line.year) for line in report.lines}
    assert found == {row.id: (ledger.month[row.id], ledger.year[row.id]) for row in ROWS}
    assert all(value for values in found.values() for value in values), "a row that is zero shows nothing"
    assert report.failed == ()


@pytest.mark.parametrize("number", [2, 3, 8, 9])
def test_the_report_of_every_other_month_is_the_ledger_too(filled: Work, small_county: County, number: int) -> None:
    ledger = ledger_of(small_county, Month(2026, number), until=UNTIL)
    report = month.figures(filled, Month(2026, number)).report
    found = {line.row.id: (line.month, line.year) for line in report.lines}
    assert found == {row.id: (ledger.month.get(row.id, 0), ledger.year.get(row.id, 0)) for row in ROWS}


def test_every_status_is_the_fold_of_its_events(filled: Work) -> None:
    with filled.database.read() as session:
        ids = session.connection().execute(text("SELECT id FROM enrollment")).scalars().all()
        present, events = stored.enrollments(session, ids), stored.events(session, ids)
    assert len(ids) == 1400
    for one, row in present.items():
        folded = rule.fold(as_event(event) for event in events[one])
        assert folded.review == ()
        assert folded.status == row.status


def test_every_stint_says_what_the_enrollment_says(filled: Work) -> None:
    query = """
    SELECT count(*) FROM enrollment e JOIN stint s ON s.enrollment_id = e.id
    WHERE s.joined_on IS NOT e.joined_on OR s.left_on IS NOT e.left_on OR s.class_id <> e.class_id
    """
    assert _one(filled, query) == 0
    assert _one(filled, "SELECT count(*) FROM stint") == _one(filled, "SELECT count(*) FROM enrollment")


def test_facts_have_the_ids_that_every_desk_would_make(filled: Work) -> None:
    with filled.database.read() as session:
        run = session.connection().execute
        for row in run(text("SELECT id, lesson_id, enrollment_id FROM attendance_mark LIMIT 500")):
            assert row.id == mark_id(row.lesson_id, row.enrollment_id)
        for row in run(text("SELECT id, class_id, person_id FROM enrollment")):
            assert row.id == enrollment_id_of(row.class_id, row.person_id)
        for row in run(text("SELECT id, class_id, planned_day, planned_slot FROM lesson")):
            assert row.id == fact_id("lesson", row.class_id, row.planned_day, row.planned_slot)


def test_marks_stand_only_for_people_on_the_roll(filled: Work) -> None:
    outside = """
    SELECT count(*) FROM attendance_mark m JOIN lesson l ON l.id = m.lesson_id JOIN enrollment e ON e.id = m.enrollment_id
    WHERE l.day < e.joined_on OR (e.left_on IS NOT NULL AND l.day >= e.left_on) OR l.class_id <> e.class_id
    """
    assert _one(filled, outside) == 0
    missing = """
    SELECT count(*) FROM lesson l JOIN enrollment e ON e.class_id = l.class_id
    LEFT JOIN attendance_mark m ON m.lesson_id = l.id AND m.enrollment_id = e.id
    WHERE l.state = 'held' AND l.day >= e.joined_on AND (e.left_on IS NULL OR l.day < e.left_on) AND m.id IS NULL
    """
    assert _one(filled, missing) == 0


def test_a_claim_is_paid_to_the_fen(filled: Work) -> None:
    query = """
    SELECT count(*) FROM payment p WHERE p.amount_fen <>
      (SELECT sum(amount_fen) FROM claim_line l WHERE l.claim_id = p.claim_id AND l.decision = 'yes')
    """
    assert _one(filled, query) == 0
    assert _one(filled, "SELECT count(*) FROM payment") == 18  # two cycles of nine classes are paid by November


def test_settled_rows_leave_nothing_to_send(filled: Work) -> None:
    query = "SELECT count(*) FROM history WHERE table_name IN ('attendance_mark', 'enrollment', 'person', 'lesson')"
    assert _one(filled, query) == 0
    assert _one(filled, "SELECT applying FROM sync_control") == 0


def test_references_hold(filled: Work) -> None:
    connection = filled.database.connection()
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def _one(work: Work, query: str) -> int:
    with work.database.read() as session:
        return int(session.connection().execute(text(query)).scalar_one())
