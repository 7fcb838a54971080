"""The lists of a class: sign-in sheet (签到表), roster (花名册), and the attendance book of a month (考勤簿).

Rows come masked from the caller; a document prints what it is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import (
    BLANK,
    Absent,
    Align,
    Column,
    Count,
    Day,
    Density,
    Orientation,
    Page,
    Paper,
    Row,
    Share,
    SignatureLine,
    Table,
    Text,
)
from trainingdesk.reports.imprint import issued, labeled
from trainingdesk.reports.typeset import page_size

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import ClassHeading, Imprint

SHEET_LENGTHS: Final = (30, 40, 50)
"""How many lines a sign-in sheet has; a longer roster takes as many as it needs and some spare."""
SPARE_AT_LEAST: Final = 2
AROUND_LINES: Final = 90.0
"""What margins, title, heads, signatures and some names of two lines take of a sheet's height, in millimetres."""
SIGNING_HEIGHTS: Final = (6.2, 8.5)
"""The least room to sign in millimetres, and the most a line gets."""
RUNNING_HEIGHT: Final = 7.2
"""The height of a line where the sheet runs over several pages."""
BOOK_HEIGHT: Final = 6.0
BY_HAND: Final = "_" * 24
"""Where something that nobody typed is written by hand."""
LESSONS_ON_A4: Final = 24
"""An attendance book with more lessons goes on A3."""


@dataclass(frozen=True, slots=True)
class SignInRow:
    """A trainee on a sign-in sheet: the number of the roster, and as much of the document number as may be shown."""

    number: int
    name: str
    id_tail: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """One day of a class; ``halves`` names its half days (上午, 下午), each with a place to sign in and to sign out.

    Thirty lines fill an A4 page; forty and fifty take two, or one of A3.
    """

    heading: ClassHeading
    day: date
    subject: str
    halves: tuple[str, ...]
    rows: tuple[SignInRow, ...]
    lines: int = SHEET_LENGTHS[0]
    paper: Paper = Paper.A4


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A trainee on a roster; every text as it may be shown."""

    number: int
    name: str
    sex: str
    ethnic_group: str
    document_number: str
    education: str
    address: str
    category: str
    phone: str
    account: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BookLesson:
    """A column of the attendance book."""

    day: date
    half: str


@dataclass(frozen=True, slots=True)
class BookRow:
    """A trainee's marks in the order of the lessons (symbols; empty where not marked or not enrolled), periods and share."""

    number: int
    name: str
    marks: tuple[str, ...]
    held: int
    attended: int
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class AttendanceBook:
    """A month of a class; ``legend`` explains each symbol, ``month`` is its name."""

    heading: ClassHeading
    month: str
    lessons: tuple[BookLesson, ...]
    rows: tuple[BookRow, ...]
    legend: tuple[tuple[str, str], ...]


def sheet_length(trainees: int) -> int:
    """The shortest usual sheet with some spare lines for these trainees; beyond fifty, their number and the spare lines."""
    wanted = trainees + SPARE_AT_LEAST
    return next((length for length in SHEET_LENGTHS if length >= wanted), wanted)


def sign_in_sheet(sheet: SignInSheet, imprint: Imprint, words: Sentences) -> Document:
    """A sheet to be signed by hand; lines without a trainee are numbered on and left blank."""
    signatures = tuple(
        words.of("reports.label", label=words.of(key))
        for key in ("reports.instructor", "reports.class_teacher", "reports.checked_by")
    )
    blocks = (
        Table(_sign_in_columns(sheet, words), _sign_in_rows(sheet), row_height=_signing_height(sheet), frozen=2),
        SignatureLine(signatures),
    )
    document = issued(
        words.of("reports.sign_in_title"),
        blocks,
        imprint=imprint,
        words=words,
        heading=sheet.heading,
        page=Page(sheet.paper),
    )
    subject = labeled(words, "reports.subject", sheet.subject or BY_HAND)
    day = (labeled(words, "reports.lesson_day", Day(sheet.day)), subject)
    return replace(document, header=(*document.header, day))


def _sign_in_columns(sheet: SignInSheet, words: Sentences) -> tuple[Column, ...]:
    signing = [
        Column(words.of(key), 5, Align.CENTER, group=half)
        for half in sheet.halves
        for key in ("reports.sign_in", "reports.sign_out")
    ]
    return (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("reports.name"), 6, Align.CENTER),
        Column(words.of("reports.id_tail"), 5.2, Align.CENTER),
        *signing,
        Column(words.of("reports.note"), 4),
    )


def _signing_height(sheet: SignInSheet) -> float:
    """High enough to sign, and such that lines and signatures fill one page where they can."""
    _width, height = page_size(Page(sheet.paper))
    least, most = SIGNING_HEIGHTS
    fitting = (height - AROUND_LINES) / max(sheet.lines, len(sheet.rows))
    return min(fitting, most) if fitting >= least else RUNNING_HEIGHT


def _sign_in_rows(sheet: SignInSheet) -> tuple[Row, ...]:
    blanks = (BLANK,) * (2 * len(sheet.halves))
    rows = [Row((Count(row.number), Text(row.name), Text(row.id_tail), *blanks, Text(row.note))) for row in sheet.rows]
    last = max((row.number for row in sheet.rows), default=0)
    spare = range(last + 1, last + 1 + max(sheet.lines - len(rows), 0))
    return (*rows, *(Row((Count(number), BLANK, BLANK, *blanks, BLANK)) for number in spare))


def roster(heading: ClassHeading, rows: Sequence[RosterRow], imprint: Imprint, words: Sentences) -> Document:
    """The roster of a class, on a page that lies on its side."""
    columns = (
        Column(words.of("reports.number"), 2.4, Align.CENTER),
        Column(words.of("reports.name"), 6),
        Column(words.of("reports.sex"), 2.2, Align.CENTER),
        Column(words.of("reports.ethnic_group"), 3.4, Align.CENTER),
        Column(words.of("reports.document_number"), 9.6),
        Column(words.of("reports.education"), 4),
        Column(words.of("reports.address"), 10, grow=3),
        Column(words.of("reports.category"), 7, grow=1),
        Column(words.of("reports.phone"), 6.4),
        Column(words.of("reports.account"), 7.4),
        Column(words.of("reports.note"), 3.5),
    )
    table = Table(
        columns,
        tuple(_roster_row(row) for row in rows),
        note=words.of("reports.roster_count", count=len(rows)),
        frozen=2,
    )
    page = Page(orientation=Orientation.LANDSCAPE)
    return issued(words.of("reports.roster_title"), (table,), imprint=imprint, words=words, heading=heading, page=page)


def _roster_row(row: RosterRow) -> Row:
    who = (row.name, row.sex, row.ethnic_group, row.document_number, row.education)
    more = (row.address, row.category, row.phone, row.account, row.note)
    return Row((Count(row.number), *map(Text, who), *map(Text, more)))


def attendance_book(book: AttendanceBook, imprint: Imprint, words: Sentences) -> Document:
    """People by lessons, with periods held and attended; more than two dozen lessons go on A3."""
    columns = (
        Column(words.of("reports.number"), 2.4, Align.CENTER),
        Column(words.of("reports.name"), 6),
        *(_lesson_column(lesson, words) for lesson in book.lessons),
        Column(words.of("reports.held"), 3, Align.END, group=words.of("reports.periods")),
        Column(words.of("reports.attended"), 3, Align.END, group=words.of("reports.periods")),
        Column(words.of("reports.attendance_share"), 4, Align.END),
    )
    rows = tuple(_book_row(row) for row in book.rows)
    legend = words.of("reports.legend", symbols=tuple(f"{symbol} {meaning}" for symbol, meaning in book.legend))
    table = Table(columns, rows, density=Density.DENSE, row_height=BOOK_HEIGHT, frozen=2, note=legend)
    page = Page(Paper.A4 if len(book.lessons) <= LESSONS_ON_A4 else Paper.A3, Orientation.LANDSCAPE)
    title = words.of("reports.book_title", month=book.month)
    return issued(title, (table,), imprint=imprint, words=words, heading=book.heading, page=page)


def _lesson_column(lesson: BookLesson, words: Sentences) -> Column:
    """Half days stand side by side under their day."""
    day = words.of("reports.day_of_month", month=lesson.day.month, day=lesson.day.day)
    return Column(lesson.half, 2.0, Align.CENTER, group=day)


def _book_row(row: BookRow) -> Row:
    share = Absent() if row.share is None else Share(row.share)
    return Row((Count(row.number), Text(row.name), *map(Text, row.marks), Count(row.held), Count(row.attended), share))
