"""Numbers of enrollments: two desks are kept apart, and a class counts through a thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services import running_class
from tests.services.kept_enrollment import row
from tests.services.running_class import DRAFT
from trainingdesk.domain.access import Action
from trainingdesk.services import enrollment
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def test_the_device_keeps_numbers_of_two_desks_apart(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=1, state=DRAFT)
    with work.writing(Action.MANAGE_DESK) as session:
        session.connection().exec_driver_sql("UPDATE sync_control SET device_number = 7")
    first = enrollment.enroll(work, made.class_id, made.people[1]).row
    second = enrollment.enroll(work, made.class_id, made.people[2]).row
    assert [row(work, one).number for one in (first, second)] == ["500241-2026-001-7-001", "500241-2026-001-7-002"]


def test_the_roll_counts_through_a_thousand(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=2, state=DRAFT)
    with work.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", made.enrollments[0], {"number": "500241-2026-001-0-1000"})
        rows.change(session, "enrollment", made.enrollments[1], {"number": "500241-2026-001-0-999"})
    last = enrollment.enroll(work, made.class_id, made.people[2]).row
    numbers = [line.number[-4:] for line in enrollment.roll_of(work, made.class_id)]
    assert numbers == ["-999", "1000", "1001"]
    assert row(work, last).number.endswith("1001")
