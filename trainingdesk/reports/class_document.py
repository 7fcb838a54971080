"""Any paper of a class as a document, with the choices a person makes before it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from trainingdesk.reports import class_paper as papers
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.services import class_paper as service

if TYPE_CHECKING:
    from datetime import date, datetime

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.services.class_paper import ClassPaper
    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True)
class PreparedPaper:
    """A paper as of ``cut_off``, and the days for which the class has a sign-in sheet; ``day`` is the one it is for."""

    document: Document
    cut_off: datetime
    number: str
    name: str
    days: tuple[date, ...]
    day: date


def prepare_paper(work: Work, kind: PaperKind, number: str, words: Sentences, *, on: date | None) -> PreparedPaper:
    """The paper of a class; a sign-in sheet without ``on`` is for the next day with a lesson, else for the last.

    Raises Refused for a class that the worker does not see, and for a score sheet without an assessment.
    """
    paper = service.class_paper(work, number)
    days = tuple(sorted({line.day for line in service.lessons_kept(paper)}))
    today = work.today()
    usual = next((one for one in days if one >= today), days[-1] if days else paper.head.the_class.starts_on)
    day = usual if on is None else on
    return PreparedPaper(
        _document(work, kind, paper, day, words), paper.head.cut_off, number, paper.head.name, days, day
    )


def _document(work: Work, kind: PaperKind, paper: ClassPaper, day: date, words: Sentences) -> Document:
    number = paper.head.number
    match kind:
        case PaperKind.SIGN_IN:
            return papers.sign_in(paper, day, words)
        case PaperKind.ROSTER:
            return papers.roster_paper(paper, words)
        case PaperKind.TIMETABLE:
            return papers.timetable_paper(paper, words)
        case PaperKind.ATTENDANCE:
            return papers.attendance_paper(paper, service.book_paper(work, number), words)
        case PaperKind.SCORES:
            return papers.score_paper_of(paper, service.score_paper(work, number), words)
        case PaperKind.CERTIFICATES:
            return papers.certificates_paper(paper, service.certificate_paper(work, number), words)
        case _:
            assert_never(kind)
