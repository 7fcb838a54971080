"""One planned class through the public use cases, scene by scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.assessment import AssessmentKind
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.calendar import days
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.class_document import ClassDocument
from trainingdesk.domain.lesson import MakeUpDays
from trainingdesk.domain.training_class import ClassState
from trainingdesk.sample.bulk_outcome import KINDS, certificate_number
from trainingdesk.sample.template import TEMPLATES
from trainingdesk.sample.walk_catalogue import venue_of
from trainingdesk.services import (
    assessment,
    attendance,
    booking,
    certificate,
    claim,
    claim_payment,
    class_step,
    consent,
    enrollment,
    enrollment_review,
    followup,
    inspection,
    lesson,
    roster,
    training_class,
)
from trainingdesk.services.attendance import MarkEntry
from trainingdesk.services.booking import EquipmentBooking
from trainingdesk.services.class_details import NewClass
from trainingdesk.services.lesson_series import NewSeries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trainingdesk.sample.plan import County, SampleClass, SampleEnrollment
    from trainingdesk.sample.staff import Staff
    from trainingdesk.sample.walk_catalogue import Listed

_NUMBERED_ELSEWHERE = frozenset({"DJ", "ZG", "TJ"})
_CAPACITY = 50
#: Pieces that a class takes to its village.
_PIECES = 4


class ClassWalk:
    """A class on its way from application to payment."""

    def __init__(self, staff: Staff, county: County, plan: SampleClass, listed: Listed, serials: Iterator[int]) -> None:
        self._staff, self._county, self._plan, self._listed, self._serials = staff, county, plan, listed, serials
        self.id = ""
        self._lessons: tuple[str, ...] = ()
        self._enrollments: dict[int, str] = {}
        self._claim = ""

    def apply(self, roster_file: Path) -> None:
        """Open the class, lay its timetable, take its people in from the roster, hand in the papers, submit."""
        clerk = self._staff.clerk
        self.id = training_class.new_class(clerk, self._details()).row
        number = training_class.class_page(clerk, self.id).head.number
        lesson.plan(clerk, self._series())
        self._lessons = tuple(row.id for row in lesson.lessons_of_class(clerk, self.id))
        roster.import_roster(clerk, number, roster_file, rejects=None)
        self._know_people()
        people = [line.person_id for line in enrollment.roll_of(clerk, self.id)]
        consent.record_consents(clerk, people, kind=consent.COMMITMENT)
        for paper in ClassDocument:
            if paper not in {ClassDocument.CLASS_LOG, ClassDocument.PHOTOS, ClassDocument.SUMMARY}:
                training_class.hand_in_document(clerk, self.id, paper.value)
        class_step.advance(clerk, self.id, ClassState.SUBMITTED)

    def approve(self) -> None:
        """Somebody else confirms the people and approves the class."""
        reviewer = self._staff.reviewer
        enrollment_review.confirm(reviewer, tuple(self._enrollments.values()))
        class_step.advance(reviewer, self.id, ClassState.APPROVED)
        self._book_equipment()

    def begin(self) -> None:
        """The first morning."""
        class_step.advance(self._staff.clerk, self.id, ClassState.RUNNING)

    def teach(self, number: int) -> None:
        """Take the register of one half-day; who drops out that morning is taken off the roll first."""
        work = self._staff.instructor if self._plan.instructor == 0 else self._staff.clerk
        present: list[tuple[str, SampleEnrollment]] = []
        for seat in self._plan.people:
            if seat.left_after == number:
                enrollment.drop(self._staff.clerk, self._enrollments[seat.person], reason="外出务工")
            if seat.left_after is None or number < seat.left_after:
                present.append((self._enrollments[seat.person], seat))
        marks = {one: self._mark(seat, number) for one, seat in present if number in dict(seat.exceptions)}
        lesson_id = self._lessons[number]
        attendance.open_register(work, lesson_id)
        if marks:
            attendance.record_marks(work, lesson_id, marks)
        attendance.rest_present(work, lesson_id)
        attendance.close_register(work, lesson_id)

    def inspect(self) -> None:
        """Two inspectors visit."""
        reviewer, plan = self._staff.reviewer, self._plan
        visit = inspection.open_inspection(reviewer, self.id, inspectors=("督查员甲", "督查员乙")).row
        findings = "到课、教材、师资与备案一致" if plan.qualified else "到课人数与签到表不符"
        inspection.record_visit(reviewer, visit, inspection.Visit(qualified=plan.qualified, findings=findings))

    def finish(self) -> None:
        """All lessons are held."""
        class_step.advance(self._staff.clerk, self.id, ClassState.FINISHED)

    def assess(self) -> None:
        """The assessment of everybody who may sit it, with its scores."""
        clerk, plan = self._staff.clerk, self._plan
        kind = {"DJ": AssessmentKind.SKILL_LEVEL, "TJ": AssessmentKind.SKILL_LEVEL}.get(
            plan.template.certificate, AssessmentKind.COMPLETION
        )
        details = assessment.NewAssessment(
            class_id=self.id, held_on=plan.assessed_on, kind=kind, organization="示例社会培训评价组织"
        )
        held = assessment.new_assessment(clerk, details).row
        scores = {
            self._enrollments[seat.person]: assessment.ScoreEntry(theory=seat.theory, practice=seat.practice)
            for seat in plan.people
            if seat.left_after is None
        }
        assessment.record_scores(clerk, held, scores)
        class_step.advance(clerk, self.id, ClassState.ASSESSED)

    def complete(self) -> None:
        """Outcomes, certificates, and who has found work."""
        clerk, plan = self._staff.clerk, self._plan
        assessment.settle(clerk, self.id)
        class_step.advance(clerk, self.id, ClassState.COMPLETED)
        numbers: dict[str, str] = {}
        passed = [self._enrollments[seat.person] for seat in plan.people if seat.passed]
        if plan.template.certificate in _NUMBERED_ELSEWHERE:
            numbers = {one: certificate_number(plan, next(self._serials)) for one in passed}
        certificate.issue(
            clerk,
            certificate.Batch(
                class_id=self.id,
                kind=KINDS[plan.template.certificate],
                issuer="示例社会培训评价组织",
                level=plan.template.level,
                numbers=numbers,
            ),
        )
        for seat in plan.people:
            if seat.employed:
                found = followup.NewFollowup(employed=True, employed_on=plan.completed_on, employer_name="示例企业")
                followup.record_followup(clerk, self._enrollments[seat.person], found)

    def claim(self) -> None:
        """One class, one claim."""
        self._claim = claim.prepare(self._staff.clerk, claim.NewClaim(class_id=self.id)).rows[0]
        claim.advance(self._staff.reviewer, self._claim, ClaimState.AUDITING)

    def audit(self) -> None:
        """The county has looked at it: the list is published."""
        claim.advance(self._staff.reviewer, self._claim, ClaimState.PUBLICITY)

    def publish(self) -> None:
        """Nothing to do while the list hangs out; the scene is there to be seen."""

    def pay(self) -> None:
        """Publicity is over: approved and paid."""
        claim.advance(self._staff.reviewer, self._claim, ClaimState.PAY_APPROVED)
        claim_payment.pay(self._staff.administrator, self._claim, reference=f"示例{self._plan.index + 1:04}")

    def _details(self) -> NewClass:
        plan, listed = self._plan, self._listed
        kind, turn = plan.index % len(TEMPLATES), plan.index // len(TEMPLATES)
        platform = listed.platforms[plan.index % len(listed.platforms)] if plan.template.online else None
        return NewClass(
            course_id=listed.courses[kind + turn * len(TEMPLATES)],
            institution_id=listed.institutions[plan.institution],
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            capacity=_CAPACITY,
            mode=plan.template.mode,
            venue_id=venue_of(self._staff, listed, plan),
            platform_id=platform,
            division=plan.village.code,
            instructor_id=listed.instructors[plan.instructor],
            employer_id=listed.employer if plan.template.employs else None,
            textbook="示例教材",
            assessment_plan="理论和实操",
        )

    def _book_equipment(self) -> None:
        """What a class in a village takes along; every second one of a kind forgets, as it happens."""
        plan, listed = self._plan, self._listed
        tool, place = listed.equipment.get(plan.template.occupation), listed.venues.get(plan.index)
        if plan.template.mode != "VIL" or tool is None or plan.index % 2:
            return
        wanted = EquipmentBooking(
            equipment_id=tool,
            quantity=_PIECES,
            first_day=plan.starts_on,
            starts_at=0,
            last_day=plan.ends_on,
            ends_at=booking.MIDNIGHT,
            venue_id=place,
            purpose=plan.template.course,
            class_id=self.id,
        )
        booking.book(self._staff.clerk, wanted)

    def _series(self) -> NewSeries:
        plan = self._plan
        off = set(days(plan.starts_on, plan.ends_on)) - set(plan.days)
        return NewSeries(
            class_id=self.id,
            starts_on=plan.starts_on,
            lessons=len(plan.days) * 2,
            make_up=MakeUpDays.TAUGHT,
            skip=frozenset(off),
        )

    def _know_people(self) -> None:
        """Which enrollment is whose: by the order of the roster."""
        lines = enrollment.roll_of(self._staff.clerk, self.id)
        self._enrollments = {
            seat.person: line.enrollment_id for seat, line in zip(self._plan.people, lines, strict=True)
        }

    def _mark(self, seat: SampleEnrollment, number: int) -> MarkEntry:
        mark = Mark(dict(seat.exceptions)[number])
        return MarkEntry(mark=mark, minutes=10 if mark in {Mark.LATE, Mark.LEFT_EARLY} else None)
