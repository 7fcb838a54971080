"""A complaint is taken in, belongs to somebody, and is settled once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from trainingdesk.domain.errors import Refused
from trainingdesk.services import complaint
from trainingdesk.services.complaint import NewComplaint

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.key


def test_a_complaint_about_a_class_is_about_its_institution(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=0)
    complaint.record_complaint(work, NewComplaint(content="没有发教材", class_id=made.class_id))
    (one,) = complaint.list_complaints(work, open_only=True)
    assert (one.class_id, one.institution_id, one.content) == (made.class_id, made.institution_id, "没有发教材")
    assert (one.class_number, one.institution) == (made.number, "启航学校")


def test_a_complaint_is_settled_once(work: Work) -> None:
    row = complaint.record_complaint(work, NewComplaint(content="乱收费")).row
    assert refusal(lambda: complaint.settle_complaint(work, row, outcome="")) == "complaint.no_outcome"
    complaint.settle_complaint(work, row, outcome="查无此事")
    assert refusal(lambda: complaint.settle_complaint(work, row, outcome="再查")) == "complaint.settled_already"
    assert complaint.list_complaints(work, open_only=True) == ()
    assert [one.outcome for one in complaint.list_complaints(work)] == ["查无此事"]


def test_a_complaint_has_content_and_a_day_that_came(work: Work) -> None:
    tomorrow = work.today() + timedelta(days=1)
    assert refusal(lambda: complaint.record_complaint(work, NewComplaint(content=" "))) == "complaint.no_content"
    later = NewComplaint(content="x", received_on=tomorrow)
    assert refusal(lambda: complaint.record_complaint(work, later)) == "complaint.received_in_future"
    nobody = NewComplaint(content="x", institution_id="nobody")
    assert refusal(lambda: complaint.record_complaint(work, nobody)) == "institution.unknown"
    assert refusal(lambda: complaint.settle_complaint(work, "nothing", outcome="x")) == "complaint.unknown"
