"""The papers of a class: what stands on sign-in sheet, roster, timetable, attendance book, score sheet and certificate list.

Numbers are masked: paper leaves the house. Whoever must see a whole number reveals it on the person's page, which is logged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import LessonState
from trainingdesk.services.assessment import results_of
from trainingdesk.services.attendance_marks import mark_set
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_attendance import attendance_of_class, rates_of_month
from trainingdesk.services.pass_rule import pass_rule
from trainingdesk.services.person_category import unseen_categories
from trainingdesk.services.register_page import days_on_paper
from trainingdesk.services.setting import value_of
from trainingdesk.settings import declared
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.storage import assessment, attendance, catalogue, certificate, month_behind, monthly_report
from trainingdesk.storage import class_paper as stored
from trainingdesk.storage import lesson as lessons
from trainingdesk.storage import training_class as classes
from trainingdesk.storage.lesson import CalendarFilter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.domain.assessment import PassRule
    from trainingdesk.domain.attendance import AttendanceRate
    from trainingdesk.domain.calendar import Month
    from trainingdesk.services.assessment import ResultLine
    from trainingdesk.services.work import Work
    from trainingdesk.storage.assessment import AssessmentRow
    from trainingdesk.storage.certificate import CertificateLine
    from trainingdesk.storage.class_paper import PaperPerson
    from trainingdesk.storage.lesson import CalendarLine
    from trainingdesk.storage.training_class import ClassRow

#: People who stand on the lists of a class that goes on; who was turned down or never came does not.
LISTED: Final = frozenset(
    {
        Status.APPLIED,
        Status.CONFIRMED,
        Status.ATTENDING,
        Status.COMPLETED,
        Status.FAILED,
        Status.CERTIFIED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """Which class it is, and what stands at the foot of every page."""

    number: str
    name: str
    institution: str
    venue: str
    the_class: ClassRow
    organization: str
    cut_off: datetime
    device: str
    unsynced: int | None
    preparer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPaper:
    """Everything that the papers of a class print; ``numbers`` by enrollment are those of the register (``7=late``)."""

    head: PaperHead
    people: tuple[PaperPerson, ...]
    numbers: Mapping[str, int]
    names: Mapping[str, Mapping[str, str]]
    timetable: tuple[CalendarLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPaper:
    """The attendance book: symbols by enrollment and lesson, rates by enrollment, and what the symbols mean.

    Where the office corrected a mark, the instructor's stands behind it in parentheses (FEATURES 39).
    """

    marks: Mapping[tuple[str, str], str]
    rates: Mapping[str, AttendanceRate]
    legend: tuple[tuple[str, str], ...]
    is_corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePaper:
    """The scores of a class: the last assessment, what is enough, and what stands for everybody after all rounds."""

    assessment: AssessmentRow
    passing: PassRule
    occupation: str
    level: str
    results: tuple[ResultLine, ...]


def class_paper(work: Work, number: str) -> ClassPaper:
    """A class with its people and its timetable; raises Refused for a class that the worker does not see."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = _class_numbered(work, session, number)
        planned = lessons.lessons_of(session, the_class.id)
        days = {"first": planned[0].day, "last": planned[-1].day} if planned else None
        unseen = unseen_categories(work, session)
        people = (one for one in stored.people_of(session, the_class.id) if one.status in LISTED)
        return ClassPaper(
            head=_head(work, session, the_class),
            people=tuple(replace(one, category=None) if one.category in unseen else one for one in people),
            numbers={one: row for row, one in enumerate(days_on_paper(session, the_class.id), start=1)},
            names=_names(session),
            timetable=lessons.calendar(session, CalendarFilter(class_id=the_class.id), **days) if days else (),
        )


def book_paper(work: Work, number: str, *, month: Month | None = None) -> BookPaper:
    """The attendance of a class so far, or in one month."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = _class_numbered(work, session, number)
        marks = mark_set(session)
        given = attendance.marks_of_class(session, the_class.id)
        corrected = {
            key: "·" if own is None else marks.of(own).symbol
            for key, own in attendance.corrections_of_class(session, the_class.id).items()
        }
        symbols = {(one.enrollment_id, one.lesson_id): marks.of(one.mark).symbol for one in given if one.mark}
        return BookPaper(
            marks={
                key: f"{symbol}({corrected[key]})" if key in corrected else symbol for key, symbol in symbols.items()
            },
            is_corrected=bool(corrected),
            rates=attendance_of_class(session, the_class).people
            if month is None
            else rates_of_month(session, the_class, month),
            legend=tuple((item.symbol, item.name) for item in marks),
        )


def score_paper(work: Work, number: str) -> ScorePaper:
    """The scores of a class; raises Refused where no assessment was announced."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = _class_numbered(work, session, number)
        rounds = assessment.assessments_of(session, the_class.id)
        if not rounds:
            raise Refused("class_paper.no_assessment", number=number)
        course = catalogue.course(session, the_class.course_id)
        return ScorePaper(
            assessment=rounds[-1],
            passing=pass_rule(session, the_class),
            occupation=(course.occupation_name or course.name) if course else "",
            level=_names(session)["level"].get(course.level, course.level) if course else "",
            results=results_of(session, the_class),
        )


def certificate_paper(work: Work, number: str) -> tuple[CertificateLine, ...]:
    """The certificates of a class that stand, in the order of their numbers."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = _class_numbered(work, session, number)
        found = certificate.certificate_lines(session, class_id=the_class.id)
    return tuple(sorted((one for one in found if one.status == "issued"), key=lambda one: one.number))


def lessons_kept(paper: ClassPaper) -> tuple[CalendarLine, ...]:
    """The lessons of the timetable that were not cancelled."""
    return tuple(line for line in paper.timetable if line.state is not LessonState.CANCELLED)


def _class_numbered(work: Work, session: Session, number: str) -> ClassRow:
    found = classes.class_numbered(session, number)
    if found is None:
        raise Refused("training_class.unknown")
    return class_seen(work, session, found.id)


def _head(work: Work, session: Session, the_class: ClassRow) -> PaperHead:
    institution = catalogue.institution(session, the_class.institution_id)
    venue = catalogue.venue(session, the_class.venue_id) if the_class.venue_id else None
    device, unsynced = monthly_report.device(session)
    return PaperHead(
        number=the_class.number,
        name=the_class.name,
        institution=institution.name if institution else "",
        venue=venue.name if venue else "",
        the_class=the_class,
        organization=value_of(session, declared.CENTER_NAME),
        cut_off=work.now(),
        device=device[-12:],
        unsynced=unsynced,
        preparer=work.worker.name,
    )


def _names(session: Session) -> Mapping[str, Mapping[str, str]]:
    """Codes by their names: ethnic groups, education, categories, levels, kinds of certificates by core meaning."""
    shipped = {
        name: CodeTable.shipped(table)
        for name, table in (("ethnic_group", "ethnic_groups"), ("education", "education"))
    }
    own = {"category": "person_categories", "level": "skill_levels"}
    kinds = catalogue.code_items(session, "certificate_kinds")
    return {
        **{name: {item.code: item.name for item in table} for name, table in shipped.items()},
        **{
            name: {item.code: item.name for item in catalogue.code_items(session, table)} for name, table in own.items()
        },
        "occupation": month_behind.names(session, "occupation"),
        "certificate": {item.core: item.name for item in reversed(kinds) if item.core},
    }
