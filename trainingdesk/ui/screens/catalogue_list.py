"""The list of one kind: its columns, the filter over them, and what it says when it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget

from trainingdesk.ui.catalogue_kinds import title_of
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.wording.catalogue import is_in_use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.ui.catalogue_kinds import Kind
    from trainingdesk.ui.wording.catalogue import CatalogueWords
    from trainingdesk.ui.workplace import Workplace

#: Fields that are searched beside the columns.
_SEARCHED = ("uscc", "licence_number", "operator", "occupation_name", "contact_name", "subjects", "division")
_ENDS = frozenset({"licence_until", "valid_to"})


class CatalogueList(QStackedWidget):
    """Rows of one kind; those in use come first."""

    def __init__(self, place: Workplace, kind: Kind) -> None:
        super().__init__()
        self.kind, self._place = kind, place
        self.words: CatalogueWords | None = None
        self._all: tuple[Any, ...] = ()
        columns = [self._column(field, width) for field, width in kind.columns]
        self.model: RowModel[Any] = RowModel(place, columns, lambda row: row.id, name=f"catalogue_{kind.name}")
        self.table: DataTable[Any] = DataTable(place, self.model, kind.sentence)
        self.empty = EmptyState("")
        self.list = OrEmpty(self.table, self.empty)
        self.addWidget(self.list)

    def show_rows(self, rows: Sequence[Any], words: CatalogueWords, text: str) -> None:
        """Show other rows, as far as they match the text."""
        self._all, self.words = tuple(sorted(rows, key=lambda row: not is_in_use(row))), words
        self.narrow(text)

    def narrow(self, text: str) -> None:
        """Show the rows in which every word of the text occurs."""
        wanted = text.casefold().split()
        found = [row for row in self._all if all(word in self._searched(row) for word in wanted)]
        self.model.show(found)
        say, kind = self._place.say, self._place.say(self.kind.sentence)
        nothing = say("screen_catalogue.none_found") if wanted else say("screen_catalogue.none_yet", kind=kind)
        self.empty.words.setText(nothing)
        self.list.show_filled(bool(found))
        self.table.choose_first()

    def _searched(self, row: Any) -> str:
        shown = [self.model.text(row, column) for column in self.model.columns]
        return "\n".join([*shown, *(str(getattr(row, field, "") or "") for field in _SEARCHED)]).casefold()

    def _column(self, field: str, width: int) -> Column[Any]:
        asked = self.kind.input(field)

        def text(row: Any) -> str:
            return self.words.value(asked, row.id, getattr(row, field)) if self.words is not None else ""

        def tone(row: Any) -> Tone | None:
            if not is_in_use(row):
                return Tone.MUTED
            return self.words.ending(row.id)[1] if self.words is not None and field in _ENDS else None

        def value(row: Any) -> object:
            found = getattr(row, field)
            return found if isinstance(found, int) else text(row)

        number = field in {"capacity", "quantity", "periods"}
        return Column(field, title_of(field), value, text=text, tone=tone, width=width, number=number)
