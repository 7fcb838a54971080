"""The papers of a class from what the desk knows: each kind of ``PaperKind`` as one document."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.training_class import LessonState
from trainingdesk.reports.document import Paper
from trainingdesk.reports.imprint import ClassHeading, Imprint
from trainingdesk.reports.results import CertificateRow, ScoreRow, ScoreSheet, certificate_list, score_sheet
from trainingdesk.reports.roll import (
    AttendanceBook,
    BookLesson,
    BookRow,
    RosterRow,
    SignInRow,
    SignInSheet,
    attendance_book,
    roster,
    sheet_length,
    sign_in_sheet,
)
from trainingdesk.reports.timetable import LessonRow, timetable
from trainingdesk.services.class_paper import lessons_kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from trainingdesk.domain.calendar import Month
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.services.assessment import ResultLine
    from trainingdesk.services.class_paper import BookPaper, ClassPaper, ScorePaper
    from trainingdesk.storage.certificate import CertificateLine
    from trainingdesk.storage.class_paper import PaperPerson
    from trainingdesk.storage.lesson import CalendarLine


class PaperKind(StrEnum):
    """What can be printed for a class."""

    SIGN_IN = "sign_in"  # 签到表
    ROSTER = "roster"  # 花名册
    TIMETABLE = "timetable"  # 课程表
    ATTENDANCE = "attendance"  # 考勤簿
    SCORES = "scores"  # 成绩册
    CERTIFICATES = "certificates"  # 证书发放名册


_TAIL: Final = 4
_PHONE_HEAD: Final = 3
_HOUR: Final = 60


def sign_in(
    paper: ClassPaper, day: date, words: Sentences, *, lines: int | None = None, sheet: Paper = Paper.A4
) -> Document:
    """The sheet of one day, with a place to sign for each of its half days; people who find no line get one nevertheless."""
    of_day = [line for line in lessons_kept(paper) if line.day == day]
    subjects = tuple(dict.fromkeys(line.subject for line in of_day if line.subject))
    rows = tuple(SignInRow(at, one.name, (one.id_mask or "")[-_TAIL:]) for at, one in _numbered(paper))
    halves = tuple(dict.fromkeys(_half(line.slot, words) for line in of_day))
    made = SignInSheet(
        heading=heading(paper),
        day=day,
        subject="、".join(subjects),
        halves=halves or tuple(words.of(key) for key in ("class_paper.morning", "class_paper.afternoon")),
        rows=rows,
        lines=lines or sheet_length(len(rows)),
        paper=sheet,
    )
    return sign_in_sheet(made, imprint(paper), words)


def roster_paper(paper: ClassPaper, words: Sentences) -> Document:
    """The roster, numbers masked."""
    rows = [_roster_row(at, one, paper.names, words) for at, one in enumerate(paper.people, start=1)]
    return roster(heading(paper), rows, imprint(paper), words)


def timetable_paper(paper: ClassPaper, words: Sentences) -> Document:
    """The timetable; moved and cancelled lessons say so."""
    rows = [_lesson(line, words) for line in paper.timetable]
    return timetable(heading(paper), rows, imprint(paper), words)


def attendance_paper(paper: ClassPaper, book: BookPaper, words: Sentences, *, month: Month | None = None) -> Document:
    """The attendance book over all lessons of the class, or those of one month."""
    kept = tuple(line for line in lessons_kept(paper) if month is None or line.day in month)
    columns = tuple(BookLesson(line.day, _half(line.slot, words)) for line in kept)
    rows = tuple(_book_row(at, one, kept, book) for at, one in _numbered(paper))
    the_class = paper.head.the_class
    whole = words.of("reports.period", starts=the_class.starts_on, ends=the_class.ends_on)
    span = whole if month is None else str(month)
    legend = (*book.legend, ("×(√)", words.of("reports.corrected"))) if book.is_corrected else book.legend
    made = AttendanceBook(heading(paper), span, columns, rows, legend)
    return attendance_book(made, imprint(paper), words)


def score_paper_of(paper: ClassPaper, scores: ScorePaper, words: Sentences) -> Document:
    """The scores of the last assessment; blank cells where nothing was recorded."""
    sheet = ScoreSheet(
        heading=heading(paper),
        day=scores.assessment.held_on,
        organization=scores.assessment.organization or "",
        occupation=scores.occupation,
        level=scores.level,
        passing=scores.passing.written,
        rows=tuple(_score_row(at, one, words) for at, one in enumerate(scores.results, start=1)),
    )
    return score_sheet(sheet, imprint(paper), words)


def certificates_paper(paper: ClassPaper, found: Sequence[CertificateLine], words: Sentences) -> Document:
    """The list of certificates to be signed for."""
    names = paper.names
    rows = [
        CertificateRow(
            number=at,
            name=one.name,
            document_number=one.id_mask or "",
            kind=names["certificate"].get(one.kind, one.kind),
            occupation=names["occupation"].get(one.occupation_code or "", one.occupation_code or ""),
            level=names["level"].get(one.level, one.level),
            certificate_number=one.number,
            issued=one.issued_on,
        )
        for at, one in enumerate(found, start=1)
    ]
    return certificate_list(heading(paper), rows, imprint(paper), words)


def heading(paper: ClassPaper) -> ClassHeading:
    """Which class it is."""
    head = paper.head
    days = head.the_class.starts_on, head.the_class.ends_on
    return ClassHeading(head.number, head.name, head.institution, head.venue, *days)


def imprint(paper: ClassPaper) -> Imprint:
    """The foot of every page."""
    head = paper.head
    return Imprint(head.organization, head.cut_off, head.device, head.unsynced, head.preparer)


def _half(slot: str, words: Sentences) -> str:
    """A half day by its name; another slot as the county calls it."""
    halves = {"morning", "afternoon", "evening"}
    return words.of(f"class_paper.{slot}") if slot in halves else slot


def _roster_row(at: int, one: PaperPerson, names: Mapping[str, Mapping[str, str]], words: Sentences) -> RosterRow:
    return RosterRow(
        number=at,
        name=one.name,
        sex=words.of(f"class_paper.sex_{one.sex}") if one.sex else "",
        ethnic_group=names["ethnic_group"].get(one.ethnic_group or "", one.ethnic_group or ""),
        document_number=one.id_mask or "",
        education=names["education"].get(one.education or "", one.education or ""),
        address=one.address or "",
        category=names["category"].get(one.category or "", one.category or ""),
        phone=_masked(one.phone, head=_PHONE_HEAD),
        account=_masked(one.payee_account, head=0),
    )


def _masked(number: str | None, *, head: int) -> str:
    """A number of which its beginning and its last four characters stay readable."""
    if not number:
        return ""
    hidden = max(len(number) - head - _TAIL, 0)
    return number[:head] + "*" * hidden + number[head + hidden :] if hidden else "*" * len(number)


def _lesson(line: CalendarLine, words: Sentences) -> LessonRow:
    periods = {"theory": 0, "practice": 0, "online": 0} | {line.part: line.periods}
    notes = [line.state_reason] if line.state in {LessonState.MOVED, LessonState.CANCELLED} else []
    if line.state in {LessonState.MOVED, LessonState.CANCELLED}:
        notes.insert(0, words.of(f"class_paper.lesson_{line.state}"))
    return LessonRow(
        day=line.day,
        starts=time(*divmod(line.starts_at, _HOUR)),
        ends=time(*divmod(line.ends_at, _HOUR)),
        subject=line.subject or "",
        theory=periods["theory"],
        practice=periods["practice"],
        online=periods["online"],
        instructor=line.substitute or line.instructor or "",
        venue=line.venue or "",
        note=" ".join(filter(None, notes)),
        counts=line.state is not LessonState.CANCELLED,
    )


def _numbered(paper: ClassPaper) -> list[tuple[int, PaperPerson]]:
    """Everybody with the number of the register: a sheet that was signed is typed in by it, also after somebody left."""
    beyond = count(len(paper.numbers) + 1)
    numbered = [(paper.numbers.get(one.enrollment_id) or next(beyond), one) for one in paper.people]
    return sorted(numbered, key=lambda pair: pair[0])


def _book_row(at: int, one: PaperPerson, kept: Sequence[CalendarLine], book: BookPaper) -> BookRow:
    rate = book.rates.get(one.enrollment_id)
    marks = tuple(book.marks.get((one.enrollment_id, line.lesson_id), "") for line in kept)
    share = rate.share if rate is not None and rate.held else None
    return BookRow(at, one.name, marks, rate.held if rate else 0, rate.attended if rate else 0, share)


def _score_row(at: int, one: ResultLine, words: Sentences) -> ScoreRow:
    return ScoreRow(
        number=at,
        name=one.name,
        sex=words.of(f"class_paper.sex_{one.sex}") if one.sex else "",
        document_number=one.id_mask or "",
        theory=_points(one.points.theory),
        practice=_points(one.points.practice),
        result=words.of(f"class_paper.result_{one.result}") if one.result else "",
        resit=str(one.rounds) if one.rounds > 1 else "",
    )


def _points(tenths: int | None) -> Fraction | None:
    return None if tenths is None else Fraction(tenths, 10)
