"""What the columns of a sheet mean: headings to fields, by a table of synonyms and by what a layout meant before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from trainingdesk.settings.roster_headings import RosterField, heading_form, heading_forms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from trainingdesk.services.exchange.grid import Cell, SheetRow

REASON_HEADING: Final = "错误原因"
ROW_HEADING: Final = "原行号"
RETURNED_HEADINGS: Final = frozenset({REASON_HEADING, ROW_HEADING})
"""The columns added to a file of rejects: they are no part of the sender's layout when the file comes again."""
MAY_REPEAT: Final[frozenset[str]] = frozenset({RosterField.NOT_KEPT, RosterField.SEQUENCE})
"""Fields whose columns are dropped anyway: several of them are no question to anybody."""
BETWEEN_PARTS: Final = " / "


class FieldOfHeading(Protocol):
    """Knows the field that a heading means (``RosterHeadings`` does, and so does ``Synonyms``)."""

    def field_of(self, text: str, /) -> str | None:
        """The field, or None for a heading that means none."""


class Synonyms:
    """A table of synonyms made of field → headings; raises ValueError where one heading would mean two fields."""

    def __init__(self, headings: Mapping[str, Iterable[str]]) -> None:
        self._fields: dict[str, str] = {}
        for name, writings in headings.items():
            for writing in writings:
                known = self._fields.setdefault(heading_form(writing), name)
                if known != name:
                    raise ValueError(f"the heading {writing!r} means {known} and {name}")

    def field_of(self, text: str, /) -> str | None:
        """The field of a heading, whatever its blanks, width, brackets, remarks, asterisks and line breaks."""
        return next((self._fields[form] for form in heading_forms(text) if form in self._fields), None)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above one column, from the top; ``shared`` counts the upper parts that stand above several columns."""

    column: int
    parts: tuple[str, ...]
    shared: int = 0

    @property
    def text(self) -> str:
        """For people: 联系方式 / 手机."""
        return BETWEEN_PARTS.join(" ".join(part.split()) for part in self.parts)

    @property
    def form(self) -> str:
        """The form in which two writings of this heading are equal."""
        return "/".join(heading_form(part) for part in self.parts)

    @property
    def readings(self) -> Iterator[str]:
        """What may be looked up, best first: 证件 + 号码, 号码, then an upper part that belongs to this column alone."""
        for start in range(len(self.parts)):
            yield "".join(self.parts[start:])
        yield from reversed(self.parts[self.shared : -1])


@dataclass(frozen=True, slots=True)
class Header:
    """The heading rows of a sheet, as an office program numbers them, and the headings that are not empty."""

    rows: tuple[int, ...]
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Several columns that mean one field; the first was taken."""

    field: str
    taken: Heading
    others: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column holds which field; headings that mean nothing and fields that several columns mean are named."""

    columns: Mapping[str, int]
    unmapped: tuple[Heading, ...] = ()
    ambiguous: tuple[Ambiguity, ...] = ()

    def value(self, row: SheetRow, field: str) -> Cell:
        """The cell of a field, None where the sheet has no such column."""
        column = self.columns.get(field)
        return None if column is None else row.at(column)

    def missing(self, fields: Collection[str]) -> tuple[str, ...]:
        """The fields that no column holds."""
        return tuple(field for field in fields if field not in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: the words, the fields a table must have (field → what to call it), and memory.

    ``remembered`` maps the signature of a layout to what a person decided for it; ``missing`` is the sentence for a file
    without such a table.
    """

    synonyms: FieldOfHeading
    required: Mapping[str, str]
    remembered: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    row_label: str = "sequence"
    missing: str = "headings.no_roster"


def map_columns(
    header: Header, synonyms: FieldOfHeading, remembered: Mapping[str, str | None] | None = None
) -> ColumnMapping:
    """Give each field its column.

    ``remembered`` is what a person decided for this layout (``Heading.form`` → field, None for "leave it out") and comes
    before the synonyms. Of several columns of one field the leftmost is taken.
    """
    by_field: dict[str, list[Heading]] = {}
    unmapped = []
    for heading in header.headings:
        if is_returned(heading) or (remembered or {}).get(heading.form, "") is None:
            continue
        meant = (remembered or {}).get(heading.form) or _field(heading, synonyms)
        if meant is None:
            unmapped.append(heading)
        else:
            by_field.setdefault(meant, []).append(heading)
    return ColumnMapping(
        MappingProxyType({name: headings[0].column for name, headings in by_field.items()}),
        tuple(unmapped),
        tuple(
            Ambiguity(name, first, tuple(others))
            for name, (first, *others) in by_field.items()
            if others and name not in MAY_REPEAT
        ),
    )


def is_returned(heading: Heading) -> bool:
    """Whether the column was added when rows were returned."""
    return heading.form in RETURNED_HEADINGS


def signature(header: Header) -> str:
    """Names a sender's layout: the same headings give the same text, in whatever order, row and writing."""
    forms = sorted(heading.form for heading in header.headings if not is_returned(heading))
    return hashlib.sha256("\n".join(forms).encode()).hexdigest()


def _field(heading: Heading, synonyms: FieldOfHeading) -> str | None:
    return next((found for text in heading.readings if (found := synonyms.field_of(text))), None)
