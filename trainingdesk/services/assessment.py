"""Assessments of a class (考核): who may sit, scores, results, and the outcome for each trainee (FEATURES 46, 47)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain import assessment as rule
from trainingdesk.domain import credit_code
from trainingdesk.domain.access import Action
from trainingdesk.domain.assessment import AssessmentKind, Points, Result
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision, Verdict
from trainingdesk.services import attendance, enrollment, policy
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.pass_rule import pass_rule
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import assessment as stored
from trainingdesk.storage import catalogue, certificate, rows
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.assessment import PassRule
    from trainingdesk.domain.attendance import AttendanceRate
    from trainingdesk.storage.assessment import AssessmentRow, ScoreRow
    from trainingdesk.storage.enrollment import RollLine
    from trainingdesk.storage.training_class import ClassRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssessment:
    """What a clerk enters for an assessment; the round is counted by itself."""

    class_id: str
    held_on: date
    kind: AssessmentKind = AssessmentKind.COMPLETION
    organization: str | None = None
    organization_uscc: str | None = None
    place: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEntry:
    """What stands in one line of a score sheet: points in tenths, or absent; ``result`` where the assessor wrote one."""

    theory: int | None = None
    practice: int | None = None
    absent: bool = False
    result: Result | None = None

    def points(self) -> Points:
        """The points that the rules read."""
        return Points(theory=self.theory, practice=self.practice, absent=self.absent)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trainee before an assessment: attendance, and whether they may sit and why not."""

    enrollment_id: str
    number: str
    name: str
    id_mask: str | None
    status: Status
    rate: AttendanceRate | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may sit, who may not, and who waits for a decision (a number or a mark is missing)."""

    assessment: AssessmentRow
    admitted: tuple[Candidate, ...]
    refused: tuple[Candidate, ...]
    undecided: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A trainee after all rounds so far."""

    enrollment_id: str
    number: str
    name: str
    id_mask: str | None
    sex: str | None
    status: Status
    points: Points
    rounds: int
    result: Result | None
    verdict: Verdict


def new_assessment(work: Work, details: NewAssessment) -> Changes:
    """Announce an assessment; the second and later ones of a class are make-up assessments (补考).

    Says where the roster is late and where the assessor is the institution that trained (考培分离). Raises Refused for a
    class that is not approved yet or is over, for a day before the class begins, and for an unsound credit code.
    """
    uscc = credit_code.read_credit_code(details.organization_uscc).value.code if details.organization_uscc else None
    with work.writing(Action.RECORD_ASSESSMENT) as session:
        the_class = class_seen(work, session, details.class_id)
        if the_class.state not in rule.ANNOUNCED_IN:
            raise Refused("assessment.class_not_open", number=the_class.number)
        if details.held_on < the_class.starts_on:
            raise Refused("assessment.before_class", found=details.held_on, first=the_class.starts_on)
        number = len(stored.assessments_of(session, the_class.id)) + 1
        values = {
            "class_id": the_class.id,
            "round": number,
            "kind": details.kind.value,
            "held_on": details.held_on,
            "organization": _text(details.organization),
            "organization_uscc": uscc,
            "place": _text(details.place),
            "note": _text(details.note),
        }
        row = rows.add(session, "assessment", row_id=work.new_id(), county_code=work.county_code, values=values)
        said = _said_of_new(work, session, the_class, details, uscc)
        return changed(session, Topic.ASSESSMENTS, rows=(row,), said=said)


def remove_assessment(work: Work, assessment_id: str) -> Changes:
    """Take an assessment back that was never held; raises Refused where it has scores."""
    with work.writing(Action.RECORD_ASSESSMENT) as session:
        present, _the_class = _present(work, session, assessment_id)
        if stored.scores_of(session, assessment_id):
            raise Refused("assessment.has_scores", round=present.round)
        rows.remove(session, "assessment", assessment_id)
        return changed(session, Topic.ASSESSMENTS, rows=(assessment_id,))


def assessments_of(work: Work, class_id: str) -> tuple[AssessmentRow, ...]:
    """The assessments of a class, round by round."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        class_seen(work, session, class_id)
        return stored.assessments_of(session, class_id)


def admission(work: Work, assessment_id: str) -> Admission:
    """Who may sit an assessment and who not, each with the rule that decided (FEATURES 47)."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        present, the_class = _present(work, session, assessment_id)
        candidates = candidates_of(session, the_class, present)
    by_decision = {
        decision: tuple(one for one in candidates if one.verdict.decision is decision) for decision in Decision
    }
    return Admission(present, by_decision[Decision.YES], by_decision[Decision.NO], by_decision[Decision.UNDECIDED])


def candidates_of(session: Session, the_class: ClassRow, present: AssessmentRow) -> tuple[Candidate, ...]:
    """Everyone who is asked about, with the verdict; who left the class is not among them."""
    attended = attendance.attendance_of_class(session, the_class)
    earlier = _points_before(session, the_class.id, present.round)
    passing = pass_rule(session, the_class)
    return tuple(
        Candidate(
            line.enrollment_id,
            line.number,
            line.name,
            line.id_mask,
            line.status,
            attended.people.get(line.enrollment_id),
            rule.deciding(
                (
                    rule.may_sit_round(earlier.get(line.enrollment_id, ()), passing, number=present.round),
                    attended.admitted.get(line.enrollment_id, Verdict.undecided("attendance.no_rule")),
                )
            ),
        )
        for line in _candidates(session, the_class.id)
    )


def record_scores(work: Work, assessment_id: str, entries: Mapping[str, ScoreEntry]) -> Changes:
    """Write the scores of trainees by enrollment; an empty entry takes a score away.

    Raises Refused before the day of the assessment, while lessons still run, for points that cannot be, for somebody who
    may not sit (the rule is named), whose certificate is issued already, or whose written result the points contradict.
    Who had completed the class on points that no longer stand has not completed it, and that is said.
    """
    with work.writing(Action.RECORD_ASSESSMENT) as session:
        present, the_class = _present(work, session, assessment_id)
        _require_held(work, present, the_class)
        passing = pass_rule(session, the_class)
        candidates = {one.enrollment_id: one for one in candidates_of(session, the_class, present)}
        certified = _certified(session, the_class.id)
        for enrollment_id, entry in entries.items():
            _require_may_be_scored(candidates.get(enrollment_id), certified)
            _write_score(work, session, present, enrollment_id, entry, passing)
        fallen = [one for one in results_of(session, the_class) if one.enrollment_id in entries and _has_fallen(one)]
        said = _fail_after_all(work, session, fallen, day=present.held_on)
        return changed(session, Topic.ASSESSMENTS, Topic.ENROLLMENTS, rows=(assessment_id, *entries), said=said)


def results(work: Work, class_id: str) -> tuple[ResultLine, ...]:
    """What stands for every trainee after all rounds so far, in the order of numbers."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = class_seen(work, session, class_id)
        return results_of(session, the_class)


def results_of(session: Session, the_class: ClassRow) -> tuple[ResultLine, ...]:
    """See ``results``; for use cases that are in a transaction already."""
    passing = pass_rule(session, the_class)
    scores = _scores_by_person(session, the_class.id)
    return tuple(
        _result_line(line, scores.get(line.enrollment_id, ()), passing) for line in _candidates(session, the_class.id)
    )


def settle(work: Work, class_id: str) -> Changes:
    """Bring the results to the enrollments: who passed completes, who failed, was absent or was not admitted has failed.

    Who passes a make-up later completes then. Says how many are still without a result. Raises Refused where nothing was
    assessed yet.
    """
    with work.writing(Action.RECORD_ASSESSMENT) as session:
        outcomes, said = bring_outcomes(work, session, class_seen(work, session, class_id))
        return changed(session, Topic.ASSESSMENTS, Topic.ENROLLMENTS, rows=outcomes, said=said)


def bring_outcomes(work: Work, session: Session, the_class: ClassRow) -> tuple[tuple[str, ...], tuple[Said, ...]]:
    """See ``settle``; inside the transaction that completes a class. Answers the enrollments it changed."""
    held = [one for one in stored.assessments_of(session, the_class.id) if one.held_on <= work.today()]
    if not held:
        raise Refused("assessment.none_held", number=the_class.number)
    turned_away = _turned_away(session, the_class)
    # Another desk may have settled on points that were corrected here.
    fallen = [one for one in results_of(session, the_class) if _has_fallen(one) and one.result is not None]
    corrected = _fail_after_all(work, session, fallen, day=held[-1].held_on)
    lines = results_of(session, the_class)
    found = {one.enrollment_id: _outcome(one, turned_away) for one in lines}
    outcomes = {enrollment_id: kind for enrollment_id, kind in found.items() if kind is not None}
    enrollment.record_outcomes(session, work, outcomes, held[-1].held_on)
    waiting = sum(1 for one in lines if one.status is Status.ATTENDING and one.enrollment_id not in outcomes)
    said = (Said.of("assessment.still_without_result", count=waiting),) if waiting else ()
    return (*outcomes, *(one.enrollment_id for one in fallen)), (*corrected, *said)


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None


def _said_of_new(
    work: Work, session: Session, the_class: ClassRow, details: NewAssessment, uscc: str | None
) -> tuple[Said, ...]:
    followed = policy.policy_of(session, the_class.policy, the_class.policy_version)
    limit = followed.limit("assessment.roster_days_before")
    verdict = rule.announced_in_time(today=work.today(), held_on=details.held_on, limit=limit)
    said = [Said.of(verdict.reason, **verdict.values)] if verdict.decision is Decision.NO and verdict.reason else []
    if details.held_on < work.today():
        said = [Said.of("assessment.entered_afterwards", day=details.held_on)]
    institution = catalogue.institution(session, the_class.institution_id)
    same = institution is not None and (uscc or "-") == institution.uscc
    named = institution is not None and _text(details.organization) == institution.name
    return (*said, Said.of("assessment.assessor_trains")) if same or named else tuple(said)


def _present(work: Work, session: Session, assessment_id: str) -> tuple[AssessmentRow, ClassRow]:
    present = stored.assessment(session, assessment_id)
    if present is None:
        raise Refused("assessment.unknown")
    return present, class_seen(work, session, present.class_id)


def _require_held(work: Work, present: AssessmentRow, the_class: ClassRow) -> None:
    if the_class.state not in rule.SCORED_IN:
        raise Refused("assessment.lessons_not_over", number=the_class.number)
    if work.today() < present.held_on:
        raise Refused("assessment.not_held_yet", day=present.held_on)


def _require_may_be_scored(candidate: Candidate | None, certified: frozenset[str]) -> None:
    if candidate is None:
        raise Refused("assessment.not_a_candidate")
    if candidate.enrollment_id in certified:
        raise Refused("assessment.certified_already", name=candidate.name)
    if candidate.verdict.decision is Decision.NO:
        raise Refused("assessment.not_admitted", name=candidate.name, number=candidate.number)


def _write_score(
    work: Work, session: Session, present: AssessmentRow, enrollment_id: str, entry: ScoreEntry, passing: PassRule
) -> None:
    row_id = fact_id("score", present.id, enrollment_id)
    points = entry.points()
    if points.empty and entry.result is None:
        rows.remove(session, "score", row_id)
        return
    for part in (points.theory, points.practice):
        if part is not None:
            rule.checked(part)
    if points.absent and (points.theory is not None or points.practice is not None):
        raise Refused("assessment.absent_with_points")
    result = rule.agreed(points, passing, written=entry.result)
    keys = {"assessment_id": present.id, "enrollment_id": enrollment_id, "class_id": present.class_id}
    values = {"theory": points.theory, "practice": points.practice, "absent": points.absent, "result": result}
    rows.put(session, "score", row_id=row_id, county_code=work.county_code, keys=keys, values=values)


def _candidates(session: Session, class_id: str) -> tuple[RollLine, ...]:
    return tuple(line for line in stored_enrollment.roll(session, class_id) if line.status in rule.SITS)


def _certified(session: Session, class_id: str) -> frozenset[str]:
    issued = certificate.certificates_of_class(session, class_id)
    return frozenset(row.enrollment_id for row in issued if row.enrollment_id and row.status == "issued")


def _scores_by_person(session: Session, class_id: str, *, before: int | None = None) -> dict[str, tuple[ScoreRow, ...]]:
    """The scores of each trainee, round by round; with ``before`` only those of earlier rounds."""
    scores = stored.scores_of_class(session, class_id)
    found: dict[str, tuple[ScoreRow, ...]] = {}
    for one in stored.assessments_of(session, class_id):
        if before is None or one.round < before:
            for enrollment_id, score in scores.get(one.id, {}).items():
                found[enrollment_id] = (*found.get(enrollment_id, ()), score)
    return found


def _points_before(session: Session, class_id: str, number: int) -> dict[str, tuple[Points, ...]]:
    by_person = _scores_by_person(session, class_id, before=number)
    return {one: tuple(_points(score) for score in scores) for one, scores in by_person.items()}


def _points(score: ScoreRow) -> Points:
    return Points(theory=score.theory, practice=score.practice, absent=score.absent)


def _result_line(line: RollLine, scores: tuple[ScoreRow, ...], passing: PassRule) -> ResultLine:
    points = rule.joined([_points(score) for score in scores])
    written = next((Result(score.result) for score in reversed(scores) if score.result), None)
    verdict = rule.judge(points, passing)
    result = rule.result_of(points, passing) or written
    return ResultLine(
        line.enrollment_id,
        line.number,
        line.name,
        line.id_mask,
        line.sex,
        line.status,
        points,
        len(scores),
        result,
        verdict,
    )


def _turned_away(session: Session, the_class: ClassRow) -> frozenset[str]:
    attended = attendance.attendance_of_class(session, the_class).admitted
    return frozenset(one for one, verdict in attended.items() if verdict.decision is Decision.NO)


def _has_fallen(line: ResultLine) -> bool:
    """Whether somebody completed who, by what stands now, did not pass."""
    return line.status is Status.COMPLETED and line.result is not Result.PASSED


def _fail_after_all(work: Work, session: Session, fallen: Sequence[ResultLine], *, day: date) -> tuple[Said, ...]:
    """Take completions back; who attended before and has a result has failed, who failed before has failed again."""
    if not fallen:
        return ()
    enrollment.take_back_completions(session, work, [one.enrollment_id for one in fallen])
    stands = stored_enrollment.enrollments(session, [one.enrollment_id for one in fallen])
    decided = [one.enrollment_id for one in fallen if one.result is not None]
    failed = [one for one in decided if stands[one].status is Status.ATTENDING]
    enrollment.record_outcomes(session, work, dict.fromkeys(failed, EventKind.FAILED), day)
    people = tuple(one.name for one in fallen)
    return (Said.of("assessment.completion_taken_back", count=len(people), people=people),)


def _outcome(line: ResultLine, turned_away: frozenset[str]) -> EventKind | None:
    """What follows for an enrollment; None where it stands already or nothing is decided."""
    if line.result is Result.PASSED:
        return EventKind.COMPLETED if line.status in {Status.ATTENDING, Status.FAILED} else None
    decided = line.result is not None or line.enrollment_id in turned_away
    return EventKind.FAILED if decided and line.status is Status.ATTENDING else None
