"""The rows of a roster (花名册) held against the desk: who is new, who is known, what is filled in, what comes back.

A person is known by the document number, also by a former one. What a roster says about a known person fills what is empty
and never overwrites: a difference is said, and the desk's value stands. A known number under another name comes back, for
one of the two is somebody else, unless the person is in the class already (then it is only said). The exception are
exports of this program: a row of theirs that was edited changes what was edited, except identity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.enrollment import ON_ROLL, Status
from trainingdesk.domain.person_name import name_key
from trainingdesk.domain.phone import masked_phone
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.roster_rows import NO_NUMBER
from trainingdesk.services.import_result import Outcome
from trainingdesk.services.person_values import Problem
from trainingdesk.services.roster_columns import EDITABLE, OwnField
from trainingdesk.settings.roster_headings import RosterField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.exchange.grid import SheetRow
    from trainingdesk.services.exchange.headings import ColumnMapping
    from trainingdesk.services.exchange.roster_rows import Employer, RosterReader, RosterRow
    from trainingdesk.services.exchange.sheet_table import SheetTable
    from trainingdesk.storage.enrollment import EnrollmentRow
    from trainingdesk.storage.person import PersonRow

_F = RosterField

#: What a roster may fill in where a desk has nothing; ``division`` follows from the address.
FILLED: Final = (*(field.value for field in EDITABLE), "division")
#: Statuses in which somebody belongs to the class, or did so to its end.
_LEFT: Final = frozenset(Status) - ON_ROLL - {Status.WAITLISTED, Status.COMPLETED, Status.FAILED, Status.CERTIFIED}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was read; ``own`` is the enrollment whose id stands in a returned export."""

    table: SheetTable
    row: RosterRow
    own: EnrollmentRow | None = None

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and row, as an office program shows them."""
        return self.table.sheet.name, self.row.number


@dataclass(frozen=True, slots=True)
class InDesk:
    """What a desk knows of the people of a roster and of the class.

    ``people`` by document number, ``by_id`` the people of the class, ``enrollments`` by the person's id that lives on.
    """

    people: Mapping[str, PersonRow]
    by_id: Mapping[str, PersonRow]
    enrollments: Mapping[str, EnrollmentRow]
    rows: Mapping[str, EnrollmentRow]
    owner: Mapping[str, str]
    categories: Mapping[str, frozenset[str]]
    former_names: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Matched:
    """A row with what becomes of it: values to set in a known person, categories to add, a note for the enrollment."""

    read: ReadRow
    outcome: Outcome
    person: PersonRow | None = None
    enrollment: EnrollmentRow | None = None
    values: Mapping[str, Any] | None = None
    categories: tuple[str, ...] = ()
    note: str | None = None
    employer: Employer | None = None
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()


def read_rows(tables: tuple[SheetTable, ...], reader: RosterReader, desk: InDesk) -> list[ReadRow]:
    """Every row of every table; what an export showed hidden is put in again before the row is read."""
    read = []
    for table in tables:
        for row in table.body:
            own = desk.rows.get(cell_text(table.mapping.value(row, OwnField.ROW_ID)))
            whole = row if own is None else _unmasked(row, table.mapping, desk.by_id[desk.owner[own.id]])
            read.append(ReadRow(table, reader.read(whole, table.mapping), own))
    return read


def match(read: list[ReadRow], desk: InDesk) -> list[Matched]:
    """What becomes of each row, in the order of the file; the first sound row of a person counts, later ones come back."""
    first: dict[str, ReadRow] = {}
    matched = []
    for one in read:
        number = one.row.document_number
        person = desk.by_id[desk.owner[one.own.id]] if one.own else desk.people.get(number or "")
        problems = _standing(one, person)
        if problems:
            matched.append(Matched(one, Outcome.ERROR, person, problems=problems))
            continue
        earlier = first.setdefault(person.id if person else number or "", one)
        if earlier is not one:
            matched.append(Matched(one, Outcome.DUPLICATE, person, problems=(_twice(one, earlier),)))
        else:
            matched.append(_new(one) if person is None else _known(one, person, desk))
    return matched


def _standing(one: ReadRow, person: PersonRow | None) -> tuple[Problem, ...]:
    """What stands against a row; a person at the door without a document is exported without a number, and comes back so."""
    waits = one.own is not None and person is not None and person.document_number is None
    return tuple(problem for problem in one.row.problems if not (waits and problem.key == NO_NUMBER))


def _unmasked(row: SheetRow, columns: ColumnMapping, person: PersonRow) -> SheetRow:
    """The row with the values of the desk where it shows what an export showed of them."""
    for field, value, masked in _hidden(person):
        column = columns.columns.get(field)
        if column is not None and masked and cell_text(row.at(column)) == masked:
            row = row.with_cell(column, value)
    return row


def _hidden(person: PersonRow) -> tuple[tuple[RosterField, str | None, str | None], ...]:
    return (
        (_F.DOCUMENT_NUMBER, person.document_number, person.id_mask),
        (_F.PHONE, person.phone, masked_phone(person.phone) if person.phone else None),
        (_F.PAYEE_ACCOUNT, person.payee_account, masked_number(person.payee_account)),
        (_F.SOCIAL_SECURITY_CARD, person.social_security_card, masked_number(person.social_security_card)),
    )


def masked_number(number: str | None) -> str | None:
    """An account or card number with its last four digits readable."""
    return None if number is None else "*" * max(len(number) - 4, 4) + number[-4:]


def _twice(one: ReadRow, earlier: ReadRow) -> Problem:
    key = "roster.same_person" if one.table is earlier.table else "roster.same_person_other_sheet"
    values = {"row": earlier.row.number, "name": earlier.row.name, "sheet": earlier.table.sheet.name}
    return Problem(_F.DOCUMENT_NUMBER, one.row.document_number or "", key, values)


def _new(one: ReadRow) -> Matched:
    row = one.row
    return Matched(one, Outcome.NEW, values=row.values, categories=row.categories, note=row.note, employer=row.employer)


def _known(one: ReadRow, person: PersonRow, desk: InDesk) -> Matched:
    enrollment = desk.enrollments.get(person.id)
    other_name = _other_name(one, person, desk)
    if one.own is not None:
        return _edited(one, person, desk, other_name)
    if other_name and enrollment is None:
        return Matched(one, Outcome.ERROR, person, problems=(other_name,))
    values = {name: value for name in FILLED if (value := one.row.values.get(name)) and getattr(person, name) is None}
    if person.provisional or "address" not in values:
        values.pop("division", None)
    doubts = (*filter(None, [other_name]), *_differences(one, person))
    employer = one.row.employer if person.employer_id is None else None
    present = desk.categories.get(person.id, frozenset())
    if enrollment is None:
        categories = tuple(code for code in one.row.categories if code not in present)
        return Matched(one, Outcome.NEW, person, None, values, categories, one.row.note, employer, doubts=doubts)
    categories = one.row.categories if not present else ()
    note = one.row.note if enrollment.note is None else None
    if enrollment.status in _LEFT:
        doubts += (Problem(_F.NAME, person.name, "roster.left_the_class", {"name": person.name}),)
    outcome = Outcome.CHANGED if values or categories or note or employer else Outcome.EXISTING
    return Matched(one, outcome, person, enrollment, values, categories, note, employer, doubts=doubts)


def _edited(one: ReadRow, person: PersonRow, desk: InDesk, other_name: Problem | None) -> Matched:
    """A row of a returned export: what was edited is changed, except identity; an emptied cell changes nothing."""
    problems = [other_name] if other_name else []
    number = one.row.document_number
    if number is not None and number != person.document_number:
        problems.append(Problem(_F.DOCUMENT_NUMBER, number or "", "roster.number_is_fixed", {"name": person.name}))
    if problems:
        fixed = tuple(replace(problem, key=_fixed(problem.key)) for problem in problems)
        return Matched(one, Outcome.ERROR, person, one.own, problems=fixed)
    said = {name: one.row.values[name] for name in FILLED if one.row.values.get(name)}
    values = {name: value for name, value in said.items() if value != getattr(person, name)}
    if "address" not in values:
        values.pop("division", None)
    present = desk.categories.get(person.id, frozenset())
    categories = tuple(code for code in one.row.categories if code not in present)
    note = one.row.note if one.own and one.row.note != one.own.note else None
    outcome = Outcome.CHANGED if values or categories or note else Outcome.EXISTING
    return Matched(one, outcome, person, one.own, values, categories, note)


def _fixed(key: str) -> str:
    return "roster.name_is_fixed" if key == "roster.other_name" else key


def _other_name(one: ReadRow, person: PersonRow, desk: InDesk) -> Problem | None:
    """The name of the row, where it is none that this person has or had."""
    names = {name_key(person.name), *desk.former_names.get(person.id, ())}
    if one.row.values.get("name_key") in names:
        return None
    return Problem(_F.NAME, one.row.name, "roster.other_name", {"found": one.row.name, "name": person.name})


def _differences(one: ReadRow, person: PersonRow) -> tuple[Problem, ...]:
    """What the row says otherwise than the desk: the desk's value stays, and that is said."""
    different = (
        field
        for field in EDITABLE
        if (said := one.row.values.get(field)) and (kept := getattr(person, field)) is not None and said != kept
    )
    return tuple(Problem(field, str(one.row.values[field]), "roster.kept_what_is_known") for field in different)
