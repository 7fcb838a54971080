"""Certificates are numbered without doubles, on one desk and on two, and what happens to one is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tests.services import finished_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.services import assessment, certificate, history, setting, undo
from trainingdesk.services.assessment import NewAssessment, ScoreEntry
from trainingdesk.services.certificate import Batch
from trainingdesk.settings import declared
from trainingdesk.storage import certificate as stored
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.services.conftest import Clock
    from tests.services.finished_class import Made
    from trainingdesk.services.work import Work

QUALIFIED = CertificateKind.TRAINING_QUALIFIED
LEVEL = CertificateKind.SKILL_LEVEL
DAY = date(2026, 11, 2)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.key


def completed(work: Work, clock: Clock, *, people: int = 3, number: str = "500241-2026-007") -> Made:
    """A class whose last person failed and whose others completed."""
    made = finished_class.make(work, clock, people=people, number=number)
    details = NewAssessment(class_id=made.class_id, held_on=date(2026, 10, 30))
    first = assessment.new_assessment(work, details).row
    entries = dict.fromkeys(made.enrollments[:-1], ScoreEntry(theory=800, practice=800))
    assessment.record_scores(work, first, {**entries, made.enrollments[-1]: ScoreEntry(theory=1, practice=1)})
    assessment.settle(work, made.class_id)
    return made


def test_who_missed_the_points_of_the_course_gets_no_certificate(work: Work, clock: Clock) -> None:
    """64.5 points in practice pass by the policy, and not in a course that asks for 65."""
    made = finished_class.make(work, clock, people=2, pass_points=(None, 650))
    first = assessment.new_assessment(work, NewAssessment(class_id=made.class_id, held_on=date(2026, 10, 30))).row
    enough, short = made.enrollments
    entries = {enough: ScoreEntry(theory=600, practice=650), short: ScoreEntry(theory=600, practice=645)}
    assessment.record_scores(work, first, entries)
    assessment.settle(work, made.class_id)
    certificate.issue(work, batch(made))
    assert [one.enrollment_id for one in certificate.list_certificates(work, class_id=made.class_id)] == [enough]


def batch(made: Made, **more: object) -> Batch:
    return Batch(**{"class_id": made.class_id, "kind": QUALIFIED, "issued_on": DAY, **more})  # type: ignore[arg-type]


def numbers(work: Work, made: Made) -> list[str]:
    return [one.number for one in certificate.list_certificates(work, class_id=made.class_id)]


def test_everybody_who_completed_gets_one_number_after_the_other(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    changes = certificate.issue(work, batch(made))
    assert numbers(work, made) == ["HG500241202600001", "HG500241202600002"]
    assert len(changes.rows) == 2
    with work.reading(Action.SEE_EVERYTHING) as session:
        statuses = [line.status for line in stored_enrollment.roll(session, made.class_id)]
    assert statuses == [Status.CERTIFIED, Status.CERTIFIED, Status.FAILED]


def test_the_next_class_counts_on(work: Work, clock: Clock) -> None:
    certificate.issue(work, batch(completed(work, clock)))
    other = completed(work, clock, number="500241-2026-008")
    certificate.issue(work, batch(other))
    assert numbers(work, other) == ["HG500241202600003", "HG500241202600004"]


def test_a_year_has_its_own_serials(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    clock.now += timedelta(days=70)
    certificate.issue(work, batch(made, only={made.enrollments[0]}, issued_on=date(2026, 12, 31)))
    certificate.issue(work, batch(made, issued_on=date(2027, 1, 4)))
    assert numbers(work, made) == ["HG500241202600001", "HG500241202700001"]


@pytest.mark.parametrize(
    ("day", "key"),
    [(date(2026, 11, 3), "certificate.issued_in_future"), (date(2026, 10, 18), "certificate.before_class")],
)
def test_a_day_of_issue_that_cannot_be(work: Work, clock: Clock, day: date, key: str) -> None:
    """The class began on 19 October, today is 2 November: another year on the paper would count in another report."""
    made = completed(work, clock)
    for act in (certificate.issue, certificate.preview_issue):
        assert refusal(lambda act=act: act(work, batch(made, issued_on=day))) == key


def test_issuing_again_finds_nobody(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    certificate.issue(work, batch(made))
    assert refusal(lambda: certificate.issue(work, batch(made))) == "certificate.nobody"


def test_who_failed_gets_none(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    assert refusal(lambda: certificate.issue(work, batch(made, only={made.enrollments[2]}))) == "certificate.not_earned"


def test_a_second_kind_is_another_certificate(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    certificate.issue(work, batch(made))
    certificate.issue(work, batch(made, kind=CertificateKind.COURSE_COMPLETION))
    assert numbers(work, made)[2:] == ["JY500241202600001", "JY500241202600002"]


def test_the_assessors_numbers_are_checked_by_their_kind(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    good = {one: f"Y0001500002412650000{place:02}" for place, one in enumerate(made.enrollments[:2], start=1)}
    bad = {**good, made.enrollments[1]: "Y000150000241265"}
    twice = dict.fromkeys(made.enrollments[:2], good[made.enrollments[0]])
    missing = {made.enrollments[0]: good[made.enrollments[0]]}
    of_kind = {"kind": LEVEL}
    assert refusal(lambda: certificate.issue(work, batch(made, numbers=bad, **of_kind))).startswith(
        "certificate_number."
    )
    assert refusal(lambda: certificate.issue(work, batch(made, numbers=twice, **of_kind))) == "certificate.number_twice"
    assert (
        refusal(lambda: certificate.issue(work, batch(made, numbers=missing, **of_kind)))
        == "certificate.number_missing"
    )
    assert numbers(work, made) == []
    certificate.issue(work, batch(made, numbers=good, **of_kind))
    assert numbers(work, made) == sorted(good.values())


def test_a_number_that_is_taken_is_refused_and_nothing_is_issued(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    good = {one: f"Y0001500002412650000{place:02}" for place, one in enumerate(made.enrollments[:2], start=1)}
    certificate.issue(work, batch(made, kind=LEVEL, numbers=good))
    other = completed(work, clock, number="500241-2026-008")
    again = {other.enrollments[0]: "Y000150000241265000009", other.enrollments[1]: good[made.enrollments[0]]}
    assert (
        refusal(lambda: certificate.issue(work, batch(other, kind=LEVEL, numbers=again))) == "certificate.number_taken"
    )
    assert numbers(work, other) == []


def test_a_revoked_number_never_comes_again(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    certificate.issue(work, batch(made))
    last = certificate.certificate_by_number(work, "HG500241202600002")
    certificate.revoke(work, last.id, reason="姓名有误")
    assert refusal(lambda: certificate.revoke(work, last.id, reason="再次")) == "certificate.revoked_already"
    certificate.issue(work, batch(made))
    assert numbers(work, made) == [f"HG50024120260000{serial}" for serial in (1, 2, 3)]


def test_a_joined_desk_takes_serials_from_its_block_only(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    with work.writing(Action.MANAGE_DESK) as session:
        session.connection().execute(text("UPDATE sync_control SET joined = 1"))
        device = stored.desk(session).device_id
        leased = {"series": "HG5002412026", "first": 40, "last": 40, "device_id": device}
        rows.add(session, "number_block", row_id=work.new_id(), county_code=work.county_code, values=leased)
        others = {"series": "HG5002412026", "first": 41, "last": 90, "device_id": "another"}
        rows.add(session, "number_block", row_id=work.new_id(), county_code=work.county_code, values=others)
    assert refusal(lambda: certificate.issue(work, batch(made))) == "certificate.serials_used_up"
    certificate.issue(work, batch(made, only={made.enrollments[0]}))
    assert numbers(work, made) == ["HG500241202600040"]


def test_a_joined_desk_that_has_no_block_gives_numbers_that_hold_its_own(work: Work, clock: Clock) -> None:
    """No exchange is needed to issue (FEATURES 68), and two desks never give one number (48)."""
    made, later = completed(work, clock), completed(work, clock, people=2, number="500241-2026-008")
    certificate.issue(work, batch(made, only={made.enrollments[0]}))
    for device in (3, 4):
        with work.writing(Action.MANAGE_DESK) as session:
            session.connection().execute(
                text("UPDATE sync_control SET joined = 1, device_number = :device"), {"device": device}
            )
        certificate.issue(work, batch(made if device == 3 else later))
    assert numbers(work, made) == ["HG500241202600001", "HG5002412026D3-00001"]
    assert numbers(work, later) == ["HG5002412026D4-00001"]


def test_the_countys_pattern_makes_the_number(work: Work, clock: Clock) -> None:
    made = completed(work, clock, people=2)
    setting.set_setting(work, declared.TRAINING_CERTIFICATE, "秀培{year}-{device}-{serial:04}")
    certificate.issue(work, batch(made))
    assert numbers(work, made) == ["秀培2026-0-0001"]


def test_a_reprint_is_counted_and_its_reason_kept(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    certificate.issue(work, batch(made))
    first = certificate.certificate_by_number(work, "HG500241202600001")
    assert refusal(lambda: certificate.reprint(work, first.id, reason=" ")) == "certificate.no_reason"
    certificate.reprint(work, first.id, reason="遗失")
    certificate.reprint(work, first.id, reason="污损")
    assert certificate.certificate_by_number(work, "HG500241202600001").reprints == 2
    notes = [one.note for one in history.list_changes(work, limit=2)]
    assert notes == ["污损", "遗失"]


def test_a_certificate_is_checked_by_number_and_code(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    certificate.issue(work, batch(made))
    found = certificate.verify(work, "HG500241202600001")
    assert found.certificate is not None
    assert (found.known, found.agrees, found.certificate.name) == (True, None, "学员0070")
    code = found.certificate.verify_code
    assert code is not None
    assert certificate.verify(work, "HG500241202600001", code=code.lower()).agrees
    assert certificate.verify(work, "HG500241202600002", code=code).agrees is False
    assert not certificate.verify(work, "HG500241202600009", code=code).known


def test_nobody_without_a_document_gets_one(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    with work.writing(Action.EDIT_PERSON) as session:
        rows.change(session, "person", made.people[0], {"document_number": None})
    assert refusal(lambda: certificate.issue(work, batch(made))) == "certificate.no_document"


def test_scores_are_fixed_once_a_certificate_stands(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    certificate.issue(work, batch(made))
    (held,) = assessment.assessments_of(work, made.class_id)
    entries = {made.enrollments[0]: ScoreEntry(theory=1, practice=1)}
    assert refusal(lambda: assessment.record_scores(work, held.id, entries)) == "assessment.certified_already"


def test_issuing_is_final_and_not_everybodys(work: Work, clock: Clock) -> None:
    made = completed(work, clock)
    reviewer = finished_class.acting(work, Role.REVIEWER)
    assert refusal(lambda: certificate.issue(reviewer, batch(made))) == "access.not_allowed"
    changes = certificate.issue(work, batch(made))
    assert refusal(lambda: undo.undo(work, changes.change_set)) == "undo.final"
