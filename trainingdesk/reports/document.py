"""The document model: what a report or a list says and how it is built up, free of paper and of spreadsheet.

One `Document` feeds the PDF, the preview and the workbook, so the three cannot say different things. Every word in it
is final (builders ask `Sentences`); every number is still a number, with the form it is printed in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from trainingdesk.i18n.sentences import Language


class Paper(StrEnum):
    """Paper sizes of the documents (ISO 216)."""

    A4 = "a4"
    A3 = "a3"


class Orientation(StrEnum):
    """Which way the sheet lies."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Align(StrEnum):
    """Where a cell's text stands."""

    START = "start"
    CENTER = "center"
    END = "end"


class Tone(StrEnum):
    """How loud a text is: headings of groups and totals strong, remarks muted."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"


class Density(StrEnum):
    """How close a table is set: grids of a month dense, reports regular, lists written by hand roomy."""

    DENSE = "dense"
    REGULAR = "regular"
    ROOMY = "roomy"


class ChartKind(StrEnum):
    """Drawings the model knows."""

    BAR = "bar"
    LINE = "line"
    STACKED = "stacked"


@dataclass(frozen=True, slots=True)
class Text:
    """Words, codes and masked numbers: never read as a number or a formula."""

    text: str


@dataclass(frozen=True, slots=True)
class Count:
    """People, person-times, classes: a whole number with thousands; ``signed`` prints a plus."""

    value: int
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of fen, printed in 万元 with two to four decimals; nothing is rounded before printing."""

    fen: int
    decimals: int = 2
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Yuan:
    """An amount of fen, printed in 元 to the fen: what one person gets."""

    fen: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole as a percentage, with one decimal unless the county wants another; halves away from zero."""

    value: Fraction
    signed: bool = False
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured number with fixed decimals: scores, hours, averages."""

    value: Fraction
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day."""

    value: date


@dataclass(frozen=True, slots=True)
class Absent:
    """A value that cannot exist (完成率 with target 0), printed as a dash; a box to fill by hand is an empty ``Text``."""


Value: TypeAlias = Text | Count | Money | Yuan | Share | Quantity | Day | Absent

BLANK = Text("")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    ``width`` is counted in Chinese characters of the table's own size. ``grow`` shares out what is left of the line; a
    table without any growing column is stretched as a whole. Neighbors with the same ``group`` stand under one heading;
    equal neighboring cells of a ``joined`` column are printed as one.
    """

    title: str
    width: float
    align: Align = Align.START
    grow: int = 0
    group: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Values in the order of the columns; ``indent`` steps in the first text column for 其中 rows."""

    values: tuple[Value, ...]
    tone: Tone = Tone.PLAIN
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """A heading across a table (A 培训规模); on paper it stays with its rows and is repeated where they run on."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the heads are repeated on each page.

    ``unit`` stands at the right above the table, ``note`` below it. ``indented`` is the column that ``Row.indent`` moves.
    ``row_height`` in millimetres makes room for handwriting; without it a row is as high as its text. ``frozen`` columns
    stay in view in the workbook.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row | Band, ...]
    total: Row | None = None
    title: str = ""
    unit: str = ""
    note: str = ""
    density: Density = Density.REGULAR
    row_height: float | None = None
    indented: int = 0
    frozen: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the document."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Items:
    """A numbered list of remarks."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value."""

    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Labels and values, ``across`` pairs a line; ``boxed`` rules them like a form."""

    fields: tuple[Field, ...]
    across: int = 2
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers of a chart; None where there is none yet. A ``quiet`` series is the ground others stand on."""

    name: str
    values: tuple[int | None, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of whole numbers over categories; ``target`` is a line across (年度目标), ``unit`` names the numbers."""

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    title: str
    unit: str = ""
    target: Series | None = None


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Places to sign by hand, side by side, never parted by a page end."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """From here on a sheet of its own in the workbook; paper runs on unless ``new_page``."""

    name: str
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page, in both outputs."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Words that begin ``x`` millimetres from the left edge of the paper, on a line ``y`` millimetres from the upper one."""

    x: float
    y: float
    text: str
    points: float = 12.0


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page of its own with nothing on it but words at their places: for paper that was printed before."""

    words: tuple[Placed, ...]


Block: TypeAlias = (
    Heading | Paragraph | Items | KeyValues | Table | Chart | SignatureLine | Part | PageBreak | PlacedPage
)


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet of paper."""

    paper: Paper = Paper.A4
    orientation: Orientation = Orientation.PORTRAIT


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    ``numbering`` is a sentence with ``{page}`` and ``{pages}``; ``footer`` lines (cut-off, device, unsynced changes,
    preparer) and ``code`` (the class number) stand at the foot of every page. ``part`` names the first sheet of the
    workbook, ``organization`` the author.
    """

    title: str
    blocks: tuple[Block, ...]
    language: Language
    numbering: str
    part: str
    subtitle: str = ""
    organization: str = ""
    header: tuple[tuple[Field, ...], ...] = ()
    footer: tuple[str, ...] = ()
    code: str = ""
    page: Page = field(default_factory=Page)
