"""The steps of a class (班级状态): who takes one, with which checklist, and what it does to the people in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action, require_another
from trainingdesk.domain.class_checklist import require_ready
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import CLASS_STEPS, GONE, ClassState
from trainingdesk.services import assessment, enrollment
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_checklist import missing_in
from trainingdesk.services.enrollment_record import Step as EnrollmentStep
from trainingdesk.services.enrollment_record import take
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import class_facts, rows
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage.delegation import delegation_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

    from trainingdesk.domain.class_checklist import Missing
    from trainingdesk.domain.state_machine import Step
    from trainingdesk.storage.training_class import ClassRow

#: How people leave a class that does not go on, by where they stand: who attended broke off, everybody else never came.
RELEASES = {
    Status.APPLIED: EventKind.WITHDRAWN,
    Status.WAITLISTED: EventKind.WITHDRAWN,
    Status.CONFIRMED: EventKind.WITHDRAWN,
    Status.ATTENDING: EventKind.DROPPED,
}


def advance(work: Work, class_id: str, to: ClassState, *, reason: str | None = None) -> Changes:
    """Take a class one step on.

    Raises Refused for a step its state does not allow, a missing reason, a role that may not, and one's own application
    without a written delegation; NotReady, naming every item, where the checklist is not fulfilled.
    """
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        step = CLASS_STEPS.move(class_seen(work, session, class_id).state, to, reason=reason)
    with work.writing(step.action, note=reason) as session:
        the_class = class_seen(work, session, class_id)
        if the_class.state is not step.start:
            raise Refused(CLASS_STEPS.refusal(to), found=the_class.state, wanted=to)
        delegation = _delegation(work, session, the_class, step)
        said = list(_before(work, session, the_class, step))
        missing = missing_in(session, the_class, to, today=work.today())
        require_ready(missing)
        _record(work, session, the_class, step, reason=reason, delegation=delegation)
        said += _after(work, session, the_class, step, reason or "")
        said += _unsettled(missing)
        if delegation is not None:
            said.append(Said.of("training_class.own_work_approved"))
        topics = (Topic.CLASSES, Topic.ENROLLMENTS, Topic.LESSONS)
        return changed(session, *topics, rows=(the_class.id,), said=tuple(said))


def _delegation(work: Work, session: Session, the_class: ClassRow, step: Step[ClassState]) -> str | None:
    """The delegation under which somebody decides on their own application; None where another handed it in."""
    submitted = class_facts.last_submission(session, the_class.id)
    if step.start is not ClassState.SUBMITTED or submitted is None or submitted[0] != work.worker.user_id:
        return None
    found = delegation_of(session, work.worker.user_id, on=work.today())
    delegation = None if found is None else found.id
    require_another(preparer=submitted[0], approver=work.worker.user_id, delegation=delegation)
    return delegation


def _before(work: Work, session: Session, the_class: ClassRow, step: Step[ClassState]) -> tuple[Said, ...]:
    """What has to be there when the checklist is looked at: the outcome of everybody who was assessed."""
    if step.to is ClassState.COMPLETED:
        return assessment.bring_outcomes(work, session, the_class)[1]
    return ()


def _record(
    work: Work,
    session: Session,
    the_class: ClassRow,
    step: Step[ClassState],
    *,
    reason: str | None,
    delegation: str | None,
) -> None:
    values: dict[str, Any] = {
        "class_id": the_class.id,
        "from_state": step.start.value,
        "to_state": step.to.value,
        "reason": (reason or "").strip() or None,
        "delegation_id": delegation,
        "by_user": work.worker.user_id,
        "at": work.now(),
    }
    rows.add(session, "class_event", row_id=work.new_id(), county_code=work.county_code, values=values)
    rows.change(session, "training_class", the_class.id, {"state": step.to})


def _after(work: Work, session: Session, the_class: ClassRow, step: Step[ClassState], reason: str) -> tuple[Said, ...]:
    if step.start is ClassState.APPROVED and step.to is ClassState.RUNNING:
        return enrollment.start_class(work, session, the_class)
    if step.to in GONE:
        return _release(work, session, the_class, reason)
    return ()


def _release(work: Work, session: Session, the_class: ClassRow, reason: str) -> tuple[Said, ...]:
    """Let everybody go, keep the record, and say to whom notice is due (FEATURES 122)."""
    present = stored_enrollment.enrollments_of_class(session, the_class.id)
    leaving = [row for row in present if row.status in RELEASES]
    if not leaving:
        return ()
    today = work.today()
    off_roll = today if the_class.state in {ClassState.RUNNING, ClassState.SUSPENDED} else the_class.starts_on
    steps = [
        EnrollmentStep(enrollment=row, kind=RELEASES[row.status], day=today, roll_day=off_roll, reason=reason)
        for row in leaving
    ]
    take(work, session, steps)
    ids = {row.id for row in leaving}
    names = tuple(line.name for line in stored_enrollment.roll(session, the_class.id) if line.enrollment_id in ids)
    return (Said.of("training_class.notice_due", count=len(names), people=names),)


def _unsettled(missing: Iterable[Missing]) -> list[Said]:
    """Items that do not block are said: a number that the policy does not give, a year without a calendar."""
    return [Said.of(item.key, **item.values) for item in missing if not item.blocks]
