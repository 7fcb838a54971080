"""The page of certificates of a class, the look before issuing, and numbers read from an assessing body's list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from tests.services.test_certificate import DAY, QUALIFIED, batch, completed, numbers
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.domain.errors import Refused
from trainingdesk.services import audit, certificate
from trainingdesk.services.certificate_numbers import read_numbers
from trainingdesk.services.certificate_page import certificate_page
from trainingdesk.services.certificate_print import certificates_to_print
from trainingdesk.storage import assessment as stored

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def test_who_passed_waits_until_something_valid_was_issued(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    page = certificate_page(work, made.class_id)
    assert [(one.trainee[-3:], one.waits) for one in page.lines] == [("001", True), ("002", True)]
    assert (page.passed, page.waiting, page.last_kind) == (2, 2, None)
    certificate.issue(work, batch(made))
    page = certificate_page(work, made.class_id)
    assert (page.passed, page.waiting, page.last_kind) == (2, 0, QUALIFIED)
    first = page.lines[0].certificate
    assert first is not None
    certificate.revoke(work, first.id, reason="姓名写错")
    page = certificate_page(work, made.class_id)
    assert page.waiting == 1
    assert [one.waits for one in page.lines] == [False, True, False]
    assert len({one.id for one in page.lines}) == 3


def test_a_batch_is_looked_at_before_it_is_issued(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    seen = certificate.preview_issue(work, batch(made))
    assert numbers(work, made) == []
    certificate.issue(work, batch(made))
    assert [one.number for one in seen.lines] == numbers(work, made)
    with pytest.raises(Refused) as refused:
        certificate.preview_issue(work, batch(made))
    assert refused.value.key == "certificate.nobody"


def test_what_is_doubtful_is_said_before(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    given = {made.enrollments[0]: "Y000150000241194000001"}  # of 2019, level 4
    wanted = batch(made, kind=CertificateKind.SKILL_LEVEL, only=given, numbers=given, issued_on=date(2026, 11, 2))
    seen = certificate.preview_issue(work, wanted)
    assert {one.key for one in seen.said} == {"certificate_number.another_year"}
    assert [one.enrollment_id for one in seen.lines] == [made.enrollments[0]]


def test_numbers_are_read_from_a_list(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    with work.reading(Action.SEE_EVERYTHING) as session:
        keys = stored.candidate_keys(session, made.class_id)
    lines = (
        "编号\t姓名\t证书编号",
        f"{keys[0].number}\t{keys[0].name}\tY1",
        f"{keys[1].name},Y2",
        f"{keys[2].number}\t{keys[2].name}",  # no number yet
        f"{keys[2].number}\t{keys[2].name}\t",
        "",
        "无此人\tY3",
        f"{keys[0].number}\t{keys[1].name}\tY4",
        f"{keys[1].document_number}\tY5",
    )
    found = read_numbers(work, made.class_id, "\n".join(lines))
    assert found.numbers == {keys[0].enrollment_id: "Y1", keys[1].enrollment_id: "Y2"}
    assert [(one.key, dict(one.values)["line"]) for one in found.problems] == [
        ("assessment.paste_unknown", 7),
        ("assessment.paste_ambiguous", 8),
        ("assessment.paste_twice", 9),
    ]


def test_certificates_are_printed_whole_and_each_time_is_logged(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    with pytest.raises(Refused) as refused:
        certificates_to_print(work, made.class_id)
    assert refused.value.key == "certificate.none_valid"
    first, second = certificate.issue(work, batch(made)).rows
    certificate.revoke(work, second, reason="姓名写错")
    (one,) = certificates_to_print(work, made.class_id)
    assert (one.number, one.kind, one.issued_on) == ("HG500241202600001", "培训合格证书", DAY)
    assert len(one.document_number) == 18
    assert one.document_number.isdigit()
    assert certificates_to_print(work, made.class_id, certificate_id=first) == (one,)
    log = audit.list_access(work)
    assert [(one.action, one.subject_table, one.subject_id) for one in log if one.action == "printed"] == [
        ("printed", "certificate", first),
        ("printed", "training_class", made.class_id),
    ]
    with pytest.raises(Refused) as refused:
        certificates_to_print(finished_class.acting(work, Role.REVIEWER), made.class_id)
    assert refused.value.key == "access.not_allowed"
