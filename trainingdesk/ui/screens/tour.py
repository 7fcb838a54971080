"""The tour plan of a term (送培下乡计划): villages by weeks, what is wrong, and the sheet; nothing is entered here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.booking import Bookable
from trainingdesk.domain.tour import half_year
from trainingdesk.reports.desk_imprint import imprint_of
from trainingdesk.reports.tour import sign, told, tour_page
from trainingdesk.services.changes import Topic
from trainingdesk.services.tour import tour_plan
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.booking import BookingDialog
from trainingdesk.ui.models.booking_choices import booking_choices
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.page_preview import PagePreview
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.screens.tour_page import key_of, plan_page
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.calendar_grid import CalendarGrid
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.day_span import DaySpan
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.flow import Line
from trainingdesk.ui.widgets.pages import Pages
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.domain.tour import Flaw, Stay, TourPlan
    from trainingdesk.ui.workplace import Workplace

#: A cell has room for a class with its instructor, equipment and what is wrong.
_CELL: Final = (168, 104)


class TourScreen(Screen):
    """This half-year at first; Page Up and Page Down turn to the one before and after. ``part`` is grid or page."""

    topics: ClassVar = frozenset({Topic.LESSONS, Topic.CLASSES, Topic.CATALOGUE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.plan: TourPlan | None = None
        self.days = DaySpan(place, *half_year(place.work.today()))
        self.kinds = Chips(
            [(one, place.say(f"screen_tour.{one}")) for one in ("grid", "page")], place.say("screen_calendar.kind")
        )
        self.said = label(role="section", wrap=True)
        self.grid = CalendarGrid(place, "screen_tour.title", least=_CELL)
        self.preview, self.views = PagePreview(place), Pages()
        self.bar = ActionBar(place, self.preview.commands())
        self.model: RowModel[Flaw] = RowModel(place, self._columns(), _flaw_key, name="tour_flaws")
        self.flaws: DataTable[Flaw] = DataTable(place, self.model, "screen_tour.wrong")
        self.list = OrEmpty(self.grid, EmptyState(place.say("screen_tour.none")))
        self._begun = False
        self._connect()
        self._lay_out()

    def title(self) -> str:
        return self.place.say("screen_tour.title")

    def commands(self) -> tuple[Command, ...]:
        start, edit = self.place.start, Action.EDIT_CATALOGUE
        return (
            Command("screen_tour.book", lambda: start(self._book()), "Ctrl+N", needs=edit, icon="add"),
            Command("screen_tour.pack", self._pack, "Ctrl+T", icon="done"),
        )

    def show_part(self, part: str) -> None:
        self.kinds.choose(part)
        self._show_kind()

    async def load(self) -> None:
        between = self.days.between()
        if between is None:
            return
        first, last = between
        plan = await self.place.ask(lambda work: tour_plan(work, first=first, last=last))
        imprint = await self.place.ask(imprint_of)
        if between == self.days.between():
            self.plan = plan
            self._show(plan)
            document = tour_page(plan, imprint, self.place.sentences)
            self.preview.show_document(document, document.title, self.place.work.now())

    def current(self) -> Stay | None:
        """The class in a village and week under the cursor."""
        entry = self.grid.entry()
        return next((stay for stay in self._stays() if entry is not None and key_of(stay) == entry.key), None)

    def turn(self, by: int) -> None:
        """The half-year before or after."""
        between = self.days.between()
        if between is not None:
            first, last = between
            self.days.set_days(*half_year(first - timedelta(days=1) if by < 0 else last + timedelta(days=1)))
            self.refresh()

    def _stays(self) -> tuple[Stay, ...]:
        return () if self.plan is None else self.plan.stays

    def _show(self, plan: TourPlan) -> None:
        self.grid.show_page(plan_page(self.place, plan))
        self.list.show_filled(bool(plan.villages))
        self.model.show(plan.flaws)
        self._show_kind()
        wrong = sum(flaw.wrong.must_be_mended for flaw in plan.flaws)
        classes = len({stay.class_id for stay in plan.stays})
        key = "sum_flaws" if plan.flaws else "sum" if plan.villages else "sum_nothing"
        counts = {"villages": len(plan.villages), "classes": classes, "wrong": wrong, "look": len(plan.flaws) - wrong}
        self.said.setText(self.place.say(f"screen_tour.{key}", **counts))
        if not self._begun and plan.stays:
            self._begun = True
            self._choose_first(plan)

    def _choose_first(self, plan: TourPlan) -> None:
        """Whoever is on tour now or next."""
        today = self.place.work.today()
        ahead = [stay for stay in plan.stays if stay.lessons[-1].day >= today] or list(plan.stays)
        following = min(ahead, key=lambda stay: stay.lessons[0].day)
        self.grid.choose(key_of(following))
        self.grid.setFocus()

    def _open(self, key: str) -> None:
        stay = next((one for one in self._stays() if key_of(one) == key), None)
        if stay is not None:
            self.place.go(Destination("class", stay.class_id, "timetable"))

    def _mend(self, flaw: Flaw) -> None:
        """The booking that is wrong, or the class whose timetable is."""
        stays = (stay for stay in self._stays() if flaw in stay.flaws)
        booked = [one for stay in stays for one in stay.bookings if one.id == flaw.booking_id]
        if booked and self.place.may(Action.SEE_EVERYTHING):
            one = booked[0]
            days = one.first_day, one.last_day
            self.place.go(Destination("bookings", one.equipment_id, Bookable.EQUIPMENT.value, days))
        else:
            self.place.go(Destination("class", flaw.class_id, "timetable"))

    async def _book(self) -> None:
        """Equipment for the class under the cursor, as long as it is in that village."""
        stay = self.current()
        dialog = BookingDialog(self, self.place, await self.place.ask(booking_choices))
        tools = () if stay is None else stay.tools
        dialog.choose(Bookable.EQUIPMENT, tools[0] if len(tools) == 1 else "")
        if stay is not None:
            lesson = stay.lessons[0]
            same = [one for one in self._stays() if one.class_id == stay.class_id]
            days = [one.day for each in same for one in each.lessons if one.village_id == lesson.village_id]
            dialog.first.set_day(min(days))
            dialog.last.set_day(max(days))
            dialog.venue.set_text(lesson.village_id)
            dialog.for_class.set_text(lesson.class_id)
            dialog.purpose.set_text(lesson.class_name)
        await dialog.filled()

    def _pack(self) -> None:
        """What the laptop lacks for the village and the week under the cursor."""
        stay = self.current()
        if stay is None:
            self.place.go(Destination("trip"))
            return
        days = stay.lessons[0].day, stay.lessons[-1].day
        self.place.go(Destination("trip", stay.lessons[0].village_id, "venue", days))

    def _columns(self) -> tuple[Column[Flaw], ...]:
        say, words = self.place.say, self.place.sentences
        return (
            Column(
                "wrong",
                "screen_tour.wrong",
                lambda flaw: f"{sign(flaw.wrong)} {say(f'tour.short_{flaw.wrong}')}",
                tone=lambda flaw: Tone.DANGER if flaw.wrong.must_be_mended else Tone.WARN,
                width=176,
            ),
            Column("day", "catalogue.day", lambda flaw: flaw.day, width=104),
            Column("village", "tour.village", lambda flaw: flaw.village, width=200),
            Column("class", "screen_booking.for_class", lambda flaw: flaw.class_number, width=152),
            Column("what", "screen_trip.what", lambda flaw: told(flaw, words), width=480),
        )

    def _show_kind(self) -> None:
        on_paper = self.kinds.value == "page"
        self.views.setCurrentWidget(self.preview if on_paper else self.list)
        self.bar.setVisible(on_paper)
        self.flaws.setVisible(not on_paper and bool(self.model.rows))  # the sheet lists them itself

    def _connect(self) -> None:
        self.kinds.changed.connect(lambda _kind: self._show_kind())
        self.grid.turned.connect(self.turn)
        self.grid.opened.connect(self._open)
        self.flaws.opened.connect(self._mend)
        self.days.changed.connect(self.refresh)

    def _lay_out(self) -> None:
        self.setFocusProxy(self.grid)
        line = Line()
        self.days.stand_in(line)
        line.push(4)
        line.add(self.kinds)
        for view in (self.list, self.preview):
            self.views.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(line)
        column.addWidget(self.said)
        column.addWidget(self.bar)
        column.addWidget(self.views, stretch=3)
        column.addWidget(self.flaws, stretch=1)
        self._show_kind()


def _flaw_key(flaw: Flaw) -> str:
    return f"{flaw.wrong} {flaw.class_id} {flaw.village_id} {flaw.day} {flaw.name}"
