"""Rows of a list of the catalogue (目录) as they were read, and the rows of the desk that they mean. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services.catalogue_lists import STATUS
from trainingdesk.services.exchange.export_table import shown
from trainingdesk.services.exchange.grid import cell_text, lost_digits, written_text
from trainingdesk.services.import_file import ROW_ID
from trainingdesk.services.person_values import FieldMend, Problem
from trainingdesk.settings.code_tables import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.services.catalogue_columns import ListColumn
    from trainingdesk.services.catalogue_lists import CatalogueList, Key
    from trainingdesk.services.exchange.grid import SheetRow
    from trainingdesk.services.exchange.headings import ColumnMapping
    from trainingdesk.services.list_cells import Known

DeskRow = dict[str, Any]

IN_USE: Final = "active"
OUT_OF_USE: Final = "retired"


@dataclass(slots=True)
class ListRow:
    """What a row says: ``texts`` as it was written, ``values`` as it was understood, each by field."""

    number: int
    hidden: bool
    row_id: str
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    mends: list[FieldMend] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """For sentences."""
        return str(self.values.get("name", ""))

    def without(self, repeated: Iterable[str]) -> None:
        """Forget fields that say nothing new, and what stands against how they are written."""
        gone = set(repeated)
        self.values = {one: value for one, value in self.values.items() if one not in gone}
        self.problems = [one for one in self.problems if one.field not in gone]
        self.mends = [one for one in self.mends if one.field not in gone]
        self.doubts = [one for one in self.doubts if one.field not in gone]


class ListReader:
    """Reads the rows of one list."""

    def __init__(self, wanted: CatalogueList, known: Known) -> None:
        self._wanted = wanted
        self._known = known

    def read(self, row: SheetRow, columns: ColumnMapping) -> ListRow:
        """Everything that a row says; an empty cell says nothing."""
        read = ListRow(row.number, row.hidden, cell_text(columns.value(row, ROW_ID)))
        for one in self._wanted.columns:
            cell = columns.value(row, one.field)
            text = written_text(cell).strip()
            if one.field in columns.columns:
                read.texts[one.field] = text
            if lost_digits(cell):
                read.problems.append(Problem(one.field, text, "import_file.digits_lost"))
            elif text:
                self._read_cell(read, one, text)
        read.texts[STATUS] = cell_text(columns.value(row, STATUS))
        return read

    def repeated(self, read: ListRow, present: DeskRow) -> list[str]:
        """The fields that say just what an export of this row would: they are no news, however they are understood.

        Of somebody else's file blanks, width and case are no news either; in an export of ours they may be what was mended.
        """
        alike = _words if read.row_id == present["id"] else plain
        return [
            one.field
            for one in self._wanted.columns
            if one.field in read.texts and alike(read.texts[one.field]) == alike(self.text_of(one, present))
        ]

    def text_of(self, column: ListColumn, present: Mapping[str, Any]) -> str:
        """A value of the desk as it stands in an export."""
        return cell_text(shown(column.form.shown(present[column.field], self._known), column.form.kind))

    def _read_cell(self, read: ListRow, column: ListColumn, text: str) -> None:
        try:
            found = column.form.read(text, self._known)
        except Refused as refused:
            read.problems.append(Problem(column.field, text, refused.key, refused.values))
            return
        read.values[column.field] = found.value
        read.mends += [FieldMend(column.field, one.found, one.mended, one.why) for one in found.mends]
        read.doubts += [Problem(column.field, text, key) for key in found.warnings]


class CataloguedRows:
    """The rows of one list that the desk has, found by their id or by what names them."""

    def __init__(self, wanted: CatalogueList, rows: Iterable[DeskRow]) -> None:
        self._wanted = wanted
        self._by_id: dict[str, DeskRow] = {}
        self._by_key: dict[Key, dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
        self._names: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self.learn(row)

    def learn(self, row: DeskRow) -> None:
        """Know a row from now on, or know it anew."""
        if row["id"] not in self._by_id:
            for key in self._wanted.keys:
                named = _named(key, row)
                if named is not None:
                    self._by_key[key][named].append(row["id"])
            self._names[plain(row["name"])].add(row["id"])
        self._by_id[row["id"]] = row

    def find(self, read: ListRow) -> DeskRow | None:
        """The row that is meant; raises Refused where several may be."""
        own = self._by_id.get(read.row_id)
        if own is not None:
            return own
        for key in self._wanted.keys:
            named = _named(key, read.values)
            called = [] if named is None else [self._by_id[one] for one in self._by_key[key][named]]
            found = self._preferred([row for row in called if not _differs(key, read.values, row)])
            if len(found) > 1:
                names = tuple(f"{row['name']} {row['id']}" for row in found)
                raise Refused("catalogue.several_called", found=read.name, names=names)
            if found:
                return found[0]
        return None

    def has_name(self, name: str) -> bool:
        """Whether a row is called so."""
        return bool(self._names.get(plain(name)))

    def _preferred(self, rows: list[DeskRow]) -> list[DeskRow]:
        """What is in use before what is not; of versions the newest."""
        if self._wanted.versioned:
            return sorted(rows, key=lambda row: int(row["version"]))[-1:]
        return [row for row in rows if row.get(STATUS, IN_USE) == IN_USE] or rows


def _named(key: Key, values: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What names a row by this key; None where it does not say all of it."""
    found = tuple(plain(str(values.get(one) or "")) for one in key.fields)
    return found if all(found) else None


def _differs(key: Key, said: Mapping[str, Any], present: DeskRow) -> bool:
    pairs = ((said.get(one), present[one]) for one in key.unless)
    return any(one and other and plain(str(one)) != plain(str(other)) for one, other in pairs)


def _words(text: str) -> str:
    return " ".join(text.split())
