"""Taking rows of a list into the catalogue (目录), one after the other, by the use cases that edit one record."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.catalogue_export import state_words
from trainingdesk.services.catalogue_lists import STATUS
from trainingdesk.services.catalogue_rows import IN_USE, OUT_OF_USE
from trainingdesk.services.import_result import CheckedRow, FieldChange, Outcome
from trainingdesk.services.person_values import Problem
from trainingdesk.settings.code_tables import plain
from trainingdesk.storage import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.services.catalogue_lists import CatalogueList
    from trainingdesk.services.catalogue_rows import CataloguedRows, DeskRow, ListReader, ListRow
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.exchange.grid import SheetRow
    from trainingdesk.services.exchange.sheet_table import SheetTable
    from trainingdesk.services.work import Work

#: What senders call a state in which a row is in no catalogue (any more).
_OUT: Final = frozenset(
    {"已停用", "停用", "已有新版", "注销", "已注销", "吊销", "已吊销", "退出", "已退出", "审核不通过", "停办", "关闭"}
)


class _NothingNew(Exception):  # noqa: N818 -- the end of an edit that changed nothing, which is taken back
    """A row that was written otherwise says what stands there already."""


class ListTaking:
    """One file on its way in; ``touched`` are the ids of what it made and changed."""

    def __init__(
        self, work: Work, wanted: CatalogueList, reader: ListReader, desk: CataloguedRows, *, empty_erases: bool
    ) -> None:
        self._work = work
        self._wanted = wanted
        self._reader = reader
        self._desk = desk
        self._empty_erases = empty_erases
        self._first: dict[str, int] = {}
        self._states = state_words()
        self._defaults = {one.name: one.default for one in fields(wanted.form)}
        self.touched: list[str] = []

    def take(self, table: SheetTable, row: SheetRow) -> CheckedRow:
        """What became of a row."""
        read = self._reader.read(row, table.mapping)
        line = CheckedRow(
            sheet=table.sheet.name,
            row=row.number,
            hidden=row.hidden,
            outcome=Outcome.ERROR,
            name=read.name,
            known=False,
        )
        try:
            present = self._desk.find(read)
            done = self._new(line, read) if present is None else self._known(line, read, present)
        except Refused as refused:
            done = replace(line, problems=(_blamed(read, refused),))
        return done if done.problems else replace(done, mends=tuple(read.mends))

    def _new(self, line: CheckedRow, read: ListRow) -> CheckedRow:
        problems = (*read.problems, *self._lacking(read), *self._out(read))
        if problems:
            return replace(line, problems=problems)
        alike = self._desk.has_name(read.name)
        changes = self._wanted.add(self._work, self._wanted.form(**self._said(read)))
        made = self._kept(changes, line)
        doubts = [*read.doubts, *_heard(changes), *self._kept_state(read, made)]
        if alike:
            doubts.append(Problem("name", read.name, "import_file.same_name", {"name": read.name}))
        return replace(line, outcome=Outcome.NEW, doubts=tuple(doubts))

    def _known(self, line: CheckedRow, read: ListRow, present: DeskRow) -> CheckedRow:
        read.without(self._reader.repeated(read, present))
        line = replace(line, name=present["name"], known=True)
        earlier = self._first.setdefault(present["id"], line.row)
        if earlier != line.row:
            twice = Problem("name", present["name"], "import_file.same_row", {"row": earlier, "name": present["name"]})
            return replace(line, outcome=Outcome.DUPLICATE, problems=(twice,))
        if read.problems:
            return replace(line, problems=tuple(read.problems))
        doubts = (*read.doubts, *self._kept_state(read, present))
        before = self._wanted.form(**{one: present[one] for one in self._defaults})
        after = replace(before, **self._emptied(read), **self._said(read))
        if after == before:
            return replace(line, outcome=Outcome.EXISTING, doubts=doubts)
        try:
            return self._edit(replace(line, doubts=doubts), present, after)
        except _NothingNew:
            return replace(line, outcome=Outcome.EXISTING, doubts=doubts)

    def _edit(self, line: CheckedRow, present: DeskRow, details: Any) -> CheckedRow:
        """Edit and look what that changed; the use case says how a value is kept, not the file."""
        with self._work.writing(Action.EDIT_CATALOGUE):
            changes = self._wanted.edit(self._work, present["id"], details)
            changed = tuple(self._changed(present, self._fetched(changes.row)))
            if not changed:
                raise _NothingNew
        self._kept(changes, line)
        return replace(line, outcome=Outcome.CHANGED, doubts=(*line.doubts, *_heard(changes)), changes=changed)

    def _changed(self, before: DeskRow, after: DeskRow) -> Iterator[FieldChange]:
        for one in self._wanted.columns:
            if one.field in self._defaults and before[one.field] != after[one.field]:
                texts = (self._reader.text_of(one, row) for row in (before, after))
                yield FieldChange(one.title, *texts)

    def _kept(self, changes: Changes, line: CheckedRow) -> DeskRow:
        """The row that was made or changed, known from now on, so that a later row of the file finds it."""
        self.touched.append(changes.row)
        self._first[changes.row] = line.row
        row = self._fetched(changes.row)
        self._desk.learn(row)
        return row

    def _fetched(self, row_id: str) -> DeskRow:
        with self._work.reading(Action.EDIT_CATALOGUE) as session:
            return dict(catalogue.kept(session, self._wanted.table, row_id=row_id)[0])

    def _said(self, read: ListRow) -> dict[str, Any]:
        return {one: value for one, value in read.values.items() if one in self._defaults}

    def _emptied(self, read: ListRow) -> dict[str, Any]:
        """What empty cells erase where they do: fields without which there is a row all the same."""
        if not self._empty_erases:
            return {}
        empty = (one for one, text in read.texts.items() if not text)
        return {one: self._defaults[one] for one in empty if self._defaults.get(one, MISSING) is not MISSING}

    def _lacking(self, read: ListRow) -> Iterator[Problem]:
        """What a new row must say, where it says nothing that could be wrong."""
        named = {*read.values, *(one.field for one in read.problems)}
        for one, default in self._defaults.items():
            if default is MISSING and one not in named:
                yield Problem(one, "", "import_file.needed", {"title": self._wanted.column(one).title})

    def _out(self, read: ListRow) -> Iterator[Problem]:
        """A row that its sender calls out of the catalogue is not taken into it."""
        if plain(read.texts[STATUS]) in _OUT:
            yield Problem(STATUS, read.texts[STATUS], "import_file.new_but_out", {"found": read.texts[STATUS]})

    def _kept_state(self, read: ListRow, present: DeskRow) -> Iterator[Problem]:
        """Where a row stands is not changed by a file; that the file says otherwise is said, and that it is out of use."""
        if self._wanted.state is None:
            return
        kept, text = present[self._wanted.state], read.texts[STATUS]
        values = {"found": text, "kept": self._states[kept]}
        if not text:
            if kept == OUT_OF_USE:
                yield Problem(STATUS, "", "import_file.out_of_use", values)
            return
        told, in_words = plain(text), {plain(self._states[kept]), plain(str(kept))}
        if told not in in_words and (self._wanted.state != STATUS or (kept == IN_USE) == (told in _OUT)):
            yield Problem(STATUS, text, "import_file.state_kept", values)


def _heard(changes: Changes) -> Iterator[Problem]:
    """What the use case has to say about a row that went in."""
    return (Problem("", "", one.key, dict(one.values)) for one in changes.said)


def _blamed(read: ListRow, refused: Refused) -> Problem:
    """A refusal with the cell that holds what it names, where it names a value."""
    found = refused.values.get("found")
    field = next(
        (one for one, value in read.values.items() if found is not None and found in (value, read.texts[one])), ""
    )
    return Problem(field, read.texts.get(field, ""), refused.key, refused.values)
