"""The county's calendar, a year at a time: holidays and make-up days, as announced or as the county says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import holiday
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.holiday import HolidayDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import FlowingBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.storage.holiday import HolidayRow
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: Years that are offered: classes are planned ahead, and looked at again.
_BACK, _AHEAD = 3, 2


class Holidays(Screen):
    """A year that nobody announced yet says so: its days are counted by weekdays until then."""

    topics: ClassVar = frozenset({Topic.CATALOGUE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say, present = place.say, place.work.today().year
        years = [str(year) for year in range(present - _BACK, present + _AHEAD + 1)]
        self.years = Chips([(year, year) for year in years], say("administration.year"))
        self.years.choose(str(present))
        self.years.changed.connect(lambda _year: self.refresh())
        self.unknown = label(role="error", wrap=True)
        self.unknown.hide()
        self.model: RowModel[HolidayRow] = RowModel(place, _columns(place), lambda row: row.id, name="holidays")
        self.table: DataTable[HolidayRow] = DataTable(place, self.model, "administration.holidays")
        self.table.opened.connect(self._edit)
        self.list = OrEmpty(self.table, EmptyState(say("administration.no_holiday")))
        self.bar = FlowingBar(place, self._offered())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.bar, self.years, self.unknown):
            column.addWidget(part)
        column.addWidget(self.list, stretch=1)

    @property
    def year(self) -> int:
        """The year that is shown."""
        return int(self.years.value)

    def title(self) -> str:
        return self.place.say("administration.holidays")

    async def load(self) -> None:
        year = self.year
        found = await self.place.ask(lambda work: holiday.year_of(work, year))
        if year == self.year:  # else another was chosen meanwhile
            self.model.show(found.days)
            self.list.show_filled(bool(found.days))
            self.unknown.setText(self.place.say("administration.year_unknown", year=year))
            self.unknown.setVisible(not found.known)

    def _offered(self) -> tuple[Command, ...]:
        start, manage = self.place.start, Action.MANAGE_DESK
        return (
            Command("administration.add_holiday", self._add, "Ctrl+N", needs=manage, primary=True),
            Command("administration.edit_holiday", lambda: self._edit(self.table.current()), "F2", needs=manage),
            Command("administration.remove_holiday", lambda: start(self._remove()), "Del", needs=manage),
            Command("administration.take_shipped", lambda: start(self._take_shipped()), needs=manage),
        )

    def _add(self) -> None:
        HolidayDialog(self, self.place, None).begin()

    def _edit(self, row: HolidayRow | None) -> None:
        if row is not None and self.place.may(Action.MANAGE_DESK):
            HolidayDialog(self, self.place, row).begin()

    async def _remove(self) -> None:
        row = self.table.current()
        if row is not None:
            await self.place.do(
                lambda work: holiday.remove_holiday(work, row.day), "administration.holiday_removed", day=row.day
            )

    async def _take_shipped(self) -> None:
        year = self.year
        await self.place.do(lambda work: holiday.take_shipped(work, year), "administration.shipped_taken", year=year)


def _columns(place: Workplace) -> tuple[Column[HolidayRow], ...]:
    say = place.say
    return (
        Column("day", "holiday.title_day", lambda row: row.day, width=128),
        Column(
            "weekday", "lesson.title_weekday", lambda row: say(f"calendar.{_WEEKDAYS[row.day.weekday()]}"), width=96
        ),
        Column(
            "kind",
            "holiday.title_kind",
            lambda row: say("calendar.kind_make_up" if row.working else "calendar.kind_holiday"),
            tone=lambda row: Tone.WARN if row.working else None,
            width=128,
        ),
        Column("name", "holiday.title_name", lambda row: row.name, width=240),
    )
