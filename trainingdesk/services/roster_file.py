"""The file of a roster (花名册): its sheets, its columns, and what people decided about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Said
from trainingdesk.services.exchange.headings import Wanted, signature
from trainingdesk.services.exchange.roster_rows import REQUIRED
from trainingdesk.services.exchange.roster_table import find_tables
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.roster_columns import OWN_HEADINGS, OwnField
from trainingdesk.services.roster_result import UsedSheet
from trainingdesk.settings.roster_headings import RosterField, RosterHeadings, heading_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.exchange.grid import TextEncoding, Workbook
    from trainingdesk.services.exchange.headings import Header, Heading
    from trainingdesk.services.exchange.roster_table import FoundTables, RosterTable

#: Columns that are known and have no place in a roster: what they say belongs to the class, or is not kept at all.
NOT_TAKEN: Final = frozenset(
    {RosterField.OCCUPATION, RosterField.LEVEL, RosterField.CLASS, RosterField.INSTITUTION, RosterField.NOT_KEPT}
)
SHOWN_TEXT: Final = 30
"""Characters of a skipped line that are repeated to the user."""


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A file that holds a roster; ``told`` are the headings somebody explained this time, for the memory of the desk."""

    path: Source
    workbook: Workbook
    tables: tuple[RosterTable, ...]
    other_sheets: tuple[str, ...]
    told: Mapping[str, str]

    @property
    def decisions(self) -> dict[str, dict[str, str | None]]:
        """By layout, the field of every heading that was explained this time (None: leave it out)."""
        return {signature(table.header): _decided(table.header, self.told) for table in self.tables if self.told}

    @property
    def sender(self) -> str:
        """Names the layout of the first table."""
        return signature(self.tables[0].header)


class _Vocabulary:
    """What a heading means: what was said this time, then the columns of our own exports, then the shipped headings."""

    def __init__(self, told: Mapping[str, str]) -> None:
        self._told = told
        self._shipped = RosterHeadings.shipped()

    def field_of(self, text: str, /) -> str | None:
        form = heading_form(text)
        return self._told.get(form) or OWN_HEADINGS.get(form) or self._shipped.field_of(text)


def open_roster(
    path: Source,
    *,
    remembered: Mapping[str, Mapping[str, str | None]],
    sheet: str | None,
    encoding: TextEncoding | None,
    mapping: Mapping[str, RosterField | None] | None,
) -> RosterFile:
    """Read a file and find its tables of people; ``mapping`` explains headings for this file (None: leave it out).

    Raises Refused for what is no spreadsheet or no roster, for a sheet that is not there; Unavailable for a locked file.
    """
    told = {heading_form(text): field or RosterField.NOT_KEPT for text, field in (mapping or {}).items()}
    workbook = read_workbook(path, encoding=encoding)
    memory = {layout: _without(known, told) for layout, known in remembered.items()}
    wanted = Wanted(synonyms=_Vocabulary(told), required=REQUIRED, remembered=memory, row_label=RosterField.SEQUENCE)
    found = find_tables(_only(workbook, sheet), wanted)
    return RosterFile(path, workbook, found.tables, _others(workbook, found), told)


def used_sheets(file: RosterFile) -> tuple[UsedSheet, ...]:
    """What was understood of each sheet."""
    return tuple(
        UsedSheet(
            name=table.sheet.name,
            heading_rows=table.header.rows,
            mapping={heading.text: field for heading in table.header.headings if (field := _field(table, heading))},
            unmapped=tuple(heading.text for heading in table.mapping.unmapped),
            hidden_rows=table.hidden_rows,
            returned=is_returned_export(table),
        )
        for table in file.tables
    )


def is_returned_export(table: RosterTable) -> bool:
    """Whether the table has the column by which an export of this program knows its rows again."""
    return OwnField.ROW_ID in table.mapping.columns


def file_warnings(file: RosterFile) -> tuple[Said, ...]:
    """What somebody should know about the file as a whole."""
    said: list[Said] = []
    if file.other_sheets:
        said.append(Said.of("roster.other_sheets", sheets=file.other_sheets))
    for table in file.tables:
        if table.sheet.hidden:
            said.append(Said.of("roster.hidden_sheet", sheet=table.sheet.name))
        if table.hidden_rows:
            said.append(Said.of("roster.hidden_rows", sheet=table.sheet.name, rows=table.hidden_rows))
        said += [Said.of(one.reason.key, row=one.number, text=one.text[:SHOWN_TEXT]) for one in table.skipped]
        if table.mapping.unmapped:
            names = tuple(heading.text for heading in table.mapping.unmapped)
            said.append(Said.of("headings.unmapped", headings=names))
        dropped = tuple(heading.text for heading in table.header.headings if _field(table, heading) in NOT_TAKEN)
        if dropped:
            said.append(Said.of("roster.not_taken", headings=dropped))
        twice = {one.field for one in table.mapping.ambiguous}
        if twice >= REQUIRED.keys():
            said.append(Said.of("roster.side_by_side", sheet=table.sheet.name))
        for one in table.mapping.ambiguous:
            others = tuple(heading.text for heading in one.others)
            said.append(Said.of("headings.ambiguous", taken=one.taken.text, others=others))
    return tuple(said)


def _without(known: Mapping[str, str | None], told: Mapping[str, str]) -> dict[str, str | None]:
    """What was decided before, without the headings that are explained anew."""
    return {form: field for form, field in known.items() if told.keys().isdisjoint((form, *form.split("/")))}


def _only(workbook: Workbook, sheet: str | None) -> Workbook:
    if sheet is None:
        return workbook
    chosen = tuple(one for one in workbook.sheets if one.name == sheet)
    if not chosen:
        raise Refused("headings.no_such_sheet", sheet=sheet, sheets=tuple(one.name for one in workbook.sheets))
    return replace(workbook, sheets=chosen)


def _others(workbook: Workbook, found: FoundTables) -> tuple[str, ...]:
    """Sheets with anything on them that were not read."""
    used = {table.sheet.name for table in found.tables}
    return tuple(sheet.name for sheet in workbook.sheets if sheet.rows and sheet.name not in used)


def _decided(header: Header, told: Mapping[str, str]) -> dict[str, str | None]:
    meant = {heading.form: _told(heading, told) for heading in header.headings}
    return {form: None if field == RosterField.NOT_KEPT else field for form, field in meant.items() if field}


def _told(heading: Heading, told: Mapping[str, str]) -> str | None:
    return next((told[form] for text in heading.readings if (form := heading_form(text)) in told), None)


def _field(table: RosterTable, heading: Heading) -> str | None:
    return next((str(field) for field, column in table.mapping.columns.items() if column == heading.column), None)
