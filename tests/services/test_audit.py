"""The log is written inside the use case it tells of, read by auditors, and verified."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import audit
from trainingdesk.services.work import Worker

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def acting(work: Work, role: Role) -> Work:
    return replace(work, worker=Worker("u9", "另一人", frozenset({role})))


def test_a_row_belongs_to_the_transaction_it_tells_of(work: Work) -> None:
    before = len(audit.list_access(work))
    with pytest.raises(RuntimeError), work.writing(Action.EXPORT_PEOPLE) as session:  # noqa: PT012 -- one use case
        audit.log(work, session, Logged.EXPORTED, subject=("person", "p1"), reason="上报")
        raise RuntimeError("the export failed")
    assert len(audit.list_access(work)) == before
    with work.writing(Action.EXPORT_PEOPLE) as session:
        row = audit.log(work, session, Logged.EXPORTED, subject=("person", "p1"), reason="上报")
    newest = audit.list_access(work, limit=1)[0]
    assert (newest.id, newest.subject_table, newest.subject_id, newest.reason, newest.user_name) == (
        row,
        "person",
        "p1",
        "上报",
        "王主任",
    )


def test_without_a_reason_nothing_leaves(work: Work) -> None:
    with pytest.raises(Refused) as caught, work.writing(Action.EXPORT_PEOPLE) as session:
        audit.log(work, session, Logged.EXPORTED, subject=("person", "p1"), reason=" ")
    assert caught.value.key == "access.reason_missing"


def test_failed_sign_ins_are_told_before_the_good_one(work: Work) -> None:
    audit.log_sign_in(work, failed_before=3)
    assert [(row.action, row.reason) for row in audit.list_access(work, limit=2)] == [
        (Logged.SIGNED_IN, None),
        (Logged.SIGN_IN_FAILED, "3"),
    ]


def test_pages_go_back_to_the_first_row(work: Work) -> None:
    for _ in range(5):
        audit.log_sign_in(work)
    whole = audit.list_access(work)
    first = audit.list_access(work, limit=2)
    assert first + audit.list_access(work, before=first[-1].id) == whole


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.AUDITOR, True),
        (Role.ADMINISTRATOR, True),
        (Role.CLERK, False),
        (Role.REVIEWER, False),
        (Role.INSTRUCTOR, False),
    ],
)
def test_who_reads_the_log(work: Work, role: Role, *, may: bool) -> None:
    if may:
        assert audit.verify_chain(acting(work, role)).sound
        assert audit.list_access(acting(work, role))
    else:
        for call in (audit.verify_chain, audit.list_access):
            with pytest.raises(Refused):
                call(acting(work, role))
