"""Any paper of a class as a document, with the choices a person makes before it is printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from trainingdesk.domain.calendar import Month
from trainingdesk.reports import class_paper as papers
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.reports.document import Paper
from trainingdesk.services import class_paper as service

if TYPE_CHECKING:
    from datetime import date, datetime

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.services.class_paper import ClassPaper
    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperChoice:
    """What a person chooses before a paper is made; None is what is usual.

    ``day`` and ``lines`` (one of ``SHEET_LENGTHS``) are of a sign-in sheet, ``month`` of an attendance book, which is over
    the whole class without it.
    """

    day: date | None = None
    lines: int | None = None
    month: Month | None = None
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class PreparedPaper:
    """A paper as of ``cut_off``, and the days for which the class has a sign-in sheet; ``day`` is the one it is for."""

    document: Document
    cut_off: datetime
    number: str
    name: str
    days: tuple[date, ...]
    day: date

    @property
    def months(self) -> tuple[Month, ...]:
        """The months for which the class has an attendance book."""
        return tuple(dict.fromkeys(Month.of(one) for one in self.days))


def prepare_paper(
    work: Work, kind: PaperKind, number: str, words: Sentences, *, choice: PaperChoice | None = None
) -> PreparedPaper:
    """The paper of a class; a sign-in sheet without a chosen day is for the next day with a lesson, else for the last.

    Raises Refused for a class that the worker does not see, and for a score sheet without an assessment.
    """
    wanted = choice or PaperChoice()
    paper = service.class_paper(work, number)
    days = tuple(sorted({line.day for line in service.lessons_kept(paper)}))
    today = work.today()
    usual = next((one for one in days if one >= today), days[-1] if days else paper.head.the_class.starts_on)
    day = wanted.day or usual
    document = _document(work, kind, paper, wanted, words, day=day)
    if wanted.paper is not None:
        document = replace(document, page=replace(document.page, paper=wanted.paper))
    return PreparedPaper(document, paper.head.cut_off, number, paper.head.name, days, day)


def _document(
    work: Work, kind: PaperKind, paper: ClassPaper, choice: PaperChoice, words: Sentences, *, day: date
) -> Document:
    number = paper.head.number
    match kind:
        case PaperKind.SIGN_IN:
            return papers.sign_in(paper, day, words, lines=choice.lines, sheet=choice.paper or Paper.A4)
        case PaperKind.ROSTER:
            return papers.roster_paper(paper, words)
        case PaperKind.TIMETABLE:
            return papers.timetable_paper(paper, words)
        case PaperKind.ATTENDANCE:
            book = service.book_paper(work, number, month=choice.month)
            return papers.attendance_paper(paper, book, words, month=choice.month)
        case PaperKind.SCORES:
            return papers.score_paper_of(paper, service.score_paper(work, number), words)
        case PaperKind.CERTIFICATES:
            return papers.certificates_paper(paper, service.certificate_paper(work, number), words)
        case _:
            assert_never(kind)
