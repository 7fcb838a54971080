"""The record of an enrollment: each step under the name of who took it, in order, and folded to one status."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.services import running_class
from tests.services.kept_enrollment import row
from tests.services.running_class import DRAFT
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.services import enrollment
from trainingdesk.services.enrollment_record import refold

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def test_everything_is_written_under_the_name_of_who_did_it(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    clerk = replace(work, worker=replace(work.worker, user_id="clerk-1", roles=frozenset({Role.CLERK})))
    one = enrollment.enroll(clerk, made.class_id, made.people[0]).row
    assert [event.by_user for event in enrollment.events_of(work, one)] == ["clerk-1"]


def test_refolding_changes_nothing_that_is_right(work: Work) -> None:
    made = running_class.make(work, people=2)
    before = [row(work, one) for one in made.enrollments]
    with work.writing(Action.ENROLL) as session:
        refold(session, made.enrollments)
    assert [row(work, one) for one in made.enrollments] == before


def test_a_stamp_never_runs_behind_what_its_author_saw(work: Work, clock: Clock) -> None:
    """The other desk's clock was two hours ahead; the dropping out still comes after the attending."""
    made = running_class.make(work, people=1)
    clock.now -= timedelta(hours=2)
    enrollment.drop(work, made.enrollments[0], reason="x")
    events = enrollment.events_of(work, made.enrollments[0])
    assert [one.kind for one in events][-1] is EventKind.DROPPED
    assert events[-1].seen is Status.ATTENDING
    assert row(work, made.enrollments[0]).status is Status.DROPPED
