"""What people write about a person, field by field, and the values of a person it becomes. Pure: no desk, no clock.

The form for one person and the rows of a roster are read by the same functions, so that both mend and refuse alike.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.identity import DocumentKind, Sex, mask, read_document
from trainingdesk.domain.payee_account import read_payee_account
from trainingdesk.domain.person_name import name_key, read_name
from trainingdesk.domain.phone import read_phone
from trainingdesk.domain.written_date import read_written_date
from trainingdesk.domain.written_text import half_width
from trainingdesk.settings.declared import mask_ends
from trainingdesk.settings.roster_headings import RosterField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from trainingdesk.domain.identity import Document
    from trainingdesk.domain.mended import Mended
    from trainingdesk.settings.code_tables import CodeTable, Tables

_F = RosterField

#: Fields kept as they are written.
_AS_WRITTEN = (_F.ADDRESS, _F.SOCIAL_SECURITY_CARD, _F.PAYEE_BANK, _F.NOTE)
#: Fields that hold a code, and the table that knows it.
_CODED = MappingProxyType(
    {
        _F.EDUCATION: "education",
        _F.ETHNIC_GROUP: "ethnic_groups",
        _F.EMPLOYMENT: "employment_identity",
        _F.HOUSEHOLD: "hukou",
    }
)
_SEX = MappingProxyType({"male": Sex.MALE, "female": Sex.FEMALE})
_CONTRADICTS = "person.birth_date_contradicts"
#: A year in which nobody on a list was born: where the document says the year, it is a contradiction like any other.
_YEAR_IMPOSSIBLE = "written_date.year_out_of_range"
#: Core meanings of ``resources/tables/id_document_types.csv``.
DOCUMENT_KINDS = MappingProxyType(
    {
        "resident_id": DocumentKind.RESIDENT,
        "first_generation_id": DocumentKind.RESIDENT,
        "hong_kong_residence": DocumentKind.HONG_KONG_RESIDENCE,
        "macao_residence": DocumentKind.MACAO_RESIDENCE,
        "taiwan_residence": DocumentKind.TAIWAN_RESIDENCE,
        "foreign_permanent": DocumentKind.FOREIGN_PERMANENT,
        "foreign_permanent_2017": DocumentKind.FOREIGN_PERMANENT_2017,
        "hong_kong_macao_permit": DocumentKind.MAINLAND_TRAVEL,
        "taiwan_permit": DocumentKind.TAIWAN_TRAVEL,
        "passport": DocumentKind.PASSPORT,
    }
)
_KIND_VALUES = frozenset(kind.value for kind in DocumentKind)
#: An age in a list is often last year's: so many years of difference are not worth a word.
_AGE_TOLERANCE = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the value of a field is not taken as it stands: a sentence key with its values.

    ``found`` may be a document number: it is for the answer to the user, never for an exception or a log.
    """

    field: str
    found: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    @property
    def refusal(self) -> Refused:
        """The same as a refusal."""
        return Refused(self.key, **self.values)


@dataclass(frozen=True, slots=True)
class FieldMend:
    """A repair made without asking, in which field; ``why`` is a sentence key."""

    field: str
    found: str
    mended: str
    why: str


@dataclass(slots=True)
class Reading:
    """What was read: the columns of a person, categories by code, and everything there is to say about it."""

    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    categories: tuple[str, ...] = ()
    mends: list[FieldMend] = dataclasses.field(default_factory=list)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    doubts: list[Problem] = dataclasses.field(default_factory=list)
    document: Document | None = None


class PersonReader:
    """Reads people for one desk on one day; ``mask_pattern`` is the setting ``people.id-mask``."""

    def __init__(self, tables: Tables, *, today: date, mask_pattern: str) -> None:
        self._tables = tables
        self._today = today
        self._mask = mask_ends(mask_pattern)

    def read(self, written: Mapping[str, str]) -> Reading:
        """Everything that ``written`` holds by field (``RosterField``); an empty text is no answer and changes nothing."""
        found = Reading()
        given = {key: text for key, text in written.items() if text.strip()}
        self._document(found, given)
        self._name(found, given)
        self._sex(found, given)
        self._birth_date(found, given)
        self._age(found, given)
        self._field(found, given, _F.PHONE, read_phone)
        self._field(found, given, _F.PAYEE_ACCOUNT, read_payee_account)
        for name in _AS_WRITTEN:
            if name in given:
                found.values[name.value] = " ".join(given[name].split())
        for name, table in _CODED.items():
            self._coded(found, given, name, self._tables.codes(table))
        self._categories(found, given)
        return found

    def _field(
        self, found: Reading, given: Mapping[str, str], name: RosterField, read: Callable[[str], Mended[str]]
    ) -> None:
        text = given.get(name)
        if text is None:
            return
        try:
            value = read(text)
        except Refused as refused:
            found.problems.append(Problem(name, text, refused.key, refused.values))
            return
        found.values[name.value] = value.value
        _take(found, name, value)

    def _document(self, found: Reading, given: Mapping[str, str]) -> None:
        text = given.get(_F.DOCUMENT_NUMBER)
        if text is None:
            return
        try:
            document = read_document(text, kind=self._kind(found, given), today=self._today)
        except Refused as refused:
            found.problems.append(Problem(_F.DOCUMENT_NUMBER, text.strip(), refused.key, refused.values))
            return
        _take(found, _F.DOCUMENT_NUMBER, document)
        found.document = document.value
        begin, end = self._mask
        found.values |= {
            "document_kind": document.value.kind,
            "document_number": document.value.number,
            "id_mask": mask(document.value.number, begin=begin, end=end),
            "sex": document.value.sex,
            "birth_date": document.value.birth_date,
        }

    def _kind(self, found: Reading, given: Mapping[str, str]) -> DocumentKind | None:
        text = given.get(_F.DOCUMENT_KIND)
        if text is None:
            return None
        if text in _KIND_VALUES:
            return DocumentKind(text)
        table = self._tables.codes("id_document_types")
        code = table.find(text)
        if code is None:
            found.doubts.append(Problem(_F.DOCUMENT_KIND, text, "person.not_in_the_list", {"found": text}))
            return None
        return DOCUMENT_KINDS[table[code].core or ""]

    def _name(self, found: Reading, given: Mapping[str, str]) -> None:
        self._field(found, given, _F.NAME, read_name)
        if "name" in found.values:
            found.values["name_key"] = name_key(found.values["name"])

    def _sex(self, found: Reading, given: Mapping[str, str]) -> None:
        text = given.get(_F.SEX)
        if text is None:
            return
        code = self._tables.codes("sex").find(text)
        sex = None if code is None else _SEX.get(self._tables.codes("sex")[code].core or "")
        if sex is None:
            found.doubts.append(Problem(_F.SEX, text, "person.sex_unknown", {"found": text}))
        elif found.values.get("sex") not in (None, sex):
            wanted = self._name_of("sex", found.values["sex"])
            found.problems.append(Problem(_F.SEX, text, "person.sex_contradicts", {"found": text, "wanted": wanted}))
        else:
            found.values["sex"] = sex

    def _name_of(self, table: str, core: str) -> str:
        return self._tables.codes(table).of_core(core).name

    def _birth_date(self, found: Reading, given: Mapping[str, str]) -> None:
        text = given.get(_F.BIRTH_DATE)
        if text is None:
            return
        try:
            written = read_written_date(text, today=self._today)
        except Refused as refused:
            known = found.values.get("birth_date")
            impossible = known is not None and refused.key == _YEAR_IMPOSSIBLE
            key, values = (
                (_CONTRADICTS, {"found": text, "wanted": known}) if impossible else (refused.key, refused.values)
            )
            found.problems.append(Problem(_F.BIRTH_DATE, text, key, values))
            return
        known, day = found.values.get("birth_date"), written.value.day
        if known is not None:
            if not written.value.agrees_with(known):
                values = {"found": text, "wanted": known}
                found.problems.append(Problem(_F.BIRTH_DATE, text, _CONTRADICTS, values))
        elif day is not None and day > self._today:
            found.problems.append(Problem(_F.BIRTH_DATE, text, "person.born_in_the_future", {"found": day}))
        elif day is not None:
            found.values["birth_date"] = day
            _take(found, _F.BIRTH_DATE, written)

    def _age(self, found: Reading, given: Mapping[str, str]) -> None:
        """An age is compared, never kept: it is wrong again next year."""
        written = re.fullmatch(r"([0-9]{1,3})(?:\.0+)?\s*(?:周?岁)?", half_width(given.get(_F.AGE, "")).strip())
        born = found.values.get("birth_date")
        if written is None or born is None:
            return
        age = self._today.year - born.year - ((self._today.month, self._today.day) < (born.month, born.day))
        if abs(int(written[1]) - age) > _AGE_TOLERANCE:
            values = {"found": int(written[1]), "wanted": age}
            found.doubts.append(Problem(_F.AGE, written[0], "person.age_differs", values))

    def _coded(self, found: Reading, given: Mapping[str, str], name: RosterField, table: CodeTable) -> None:
        text = given.get(name)
        if text is None:
            return
        code = table.find(text)
        if code is None:
            found.doubts.append(Problem(name, text, "person.not_in_the_list", {"found": text}))
        else:
            found.values[name.value] = code

    def _categories(self, found: Reading, given: Mapping[str, str]) -> None:
        text = given.get(_F.CATEGORY)
        if text is None:
            return
        named = self._tables.codes("person_categories").find_each(text)
        found.categories = named.codes
        for part in named.unknown:
            found.doubts.append(Problem(_F.CATEGORY, part, "person.not_in_the_list", {"found": part}))


def _take(found: Reading, name: str, value: Mended[Any]) -> None:
    for mend in value.mends:
        found.mends.append(FieldMend(name, mend.found, mend.mended, mend.why))
    for warning in value.warnings:
        found.doubts.append(Problem(name, "", warning))
