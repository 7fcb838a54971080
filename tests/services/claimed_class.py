"""A completed class with certificates, ready to be claimed for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tests.services import finished_class
from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import assessment, certificate
from trainingdesk.services.assessment import NewAssessment, ScoreEntry
from trainingdesk.services.certificate import Batch

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from tests.services.finished_class import Made
    from trainingdesk.services.work import Work

CERTIFIED_ON = date(2026, 11, 2)


def make(
    work: Work, clock: Clock, *, failed: frozenset[int] = frozenset(), certified: bool = True, **more: Any
) -> Made:
    """Everybody passes but the places in ``failed``; certificates of skill level are issued unless told otherwise."""
    made = finished_class.make(work, clock, **more)
    details = NewAssessment(class_id=made.class_id, held_on=date(2026, 10, 30))
    held = assessment.new_assessment(work, details).row
    admitted = {one.enrollment_id for one in assessment.admission(work, held).admitted}
    entries = {
        one: ScoreEntry(theory=100, practice=100) if place in failed else ScoreEntry(theory=800, practice=800)
        for place, one in enumerate(made.enrollments)
        if one in admitted
    }
    assessment.record_scores(work, held, entries)
    assessment.settle(work, made.class_id)
    if certified:
        passed = [one for place, one in enumerate(made.enrollments) if one in admitted and place not in failed]
        serials = int(made.number[-3:]) * 100
        numbers = {one: f"Y000150000241265{serials + place:06}" for place, one in enumerate(passed)}
        kind = CertificateKind.SKILL_LEVEL
        certificate.issue(
            work, Batch(class_id=made.class_id, kind=kind, issued_on=CERTIFIED_ON, numbers=numbers, only=numbers)
        )
    finished_class.set_state(work, made, ClassState.COMPLETED)
    return made
