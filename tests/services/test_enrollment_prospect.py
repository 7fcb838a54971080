"""What is said about somebody before they are enrolled is what enrolling them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services import eligible_class
from tests.services.running_class import acting
from trainingdesk.domain.access import Role
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import enrollment
from trainingdesk.services.enrollment_prospect import prospect

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def test_a_prospect_has_every_verdict_and_nothing_is_written(work: Work) -> None:
    class_id, person = eligible_class.make_class(work, "2026-001"), eligible_class.make_person(work)
    found = prospect(work, class_id, person)
    assert (found.decision, found.status, found.waits) == (Decision.YES, None, False)
    assert found.verdicts
    assert enrollment.roll_of(work, class_id) == ()


def test_it_says_who_is_in_already_and_that_the_class_is_full(work: Work) -> None:
    class_id = eligible_class.make_class(work, "2026-001", capacity=1)
    first, second = eligible_class.make_person(work), eligible_class.make_person(work, "张二")
    enrollment.enroll(work, class_id, first)
    assert prospect(work, class_id, first).status is Status.APPLIED
    assert prospect(work, class_id, second).waits


def test_a_class_that_takes_nobody_and_an_instructor_are_refused(work: Work) -> None:
    class_id, person = eligible_class.make_class(work, "2026-001", state="closed"), eligible_class.make_person(work)
    with pytest.raises(Refused, match=r"enrollment\.class_takes_nobody"):
        prospect(work, class_id, person)
    with pytest.raises(Refused):
        prospect(acting(work, Role.INSTRUCTOR), class_id, person)
