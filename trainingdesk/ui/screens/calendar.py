"""The calendar (日历): a week or a month of lessons by class, instructor and place; Enter opens the class; it prints."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QPushButton, QToolButton, QVBoxLayout

from trainingdesk.reports.calendar import calendar_page
from trainingdesk.services import teaching
from trainingdesk.services.calendar import classes_between, lesson_calendar
from trainingdesk.services.changes import Topic
from trainingdesk.storage.lesson import CalendarFilter
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.icons import icon
from trainingdesk.ui.models.choices import in_use
from trainingdesk.ui.screens.calendar_pages import days_of_month, days_of_week, month_page, week_page
from trainingdesk.ui.screens.page_preview import PagePreview
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.calendar_grid import CalendarGrid
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.flow import Line
from trainingdesk.ui.widgets.pages import Pages
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.services.calendar import LessonCalendar
    from trainingdesk.services.work import Work
    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace

_WEEK, _MONTH = "week", "month"
_KEPT = "calendar"


class CalendarScreen(Screen):
    """``destination.subject`` is a day such as "2026-10-20", today where there is none."""

    topics: ClassVar = frozenset({Topic.LESSONS, Topic.CLASSES, Topic.CATALOGUE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.day = date.fromisoformat(destination.subject) if destination.subject else place.work.today()
        self.found: LessonCalendar | None = None
        self.spans = self._chips("span", (_WEEK, _MONTH))
        self.kinds = self._chips("kind", ("grid", "page"))
        kept = place.memory.get(_KEPT, {})
        self._kept: dict[str, str] = dict(kept) if isinstance(kept, dict) else {}
        self.spans.choose(str(self._kept.get("span", _WEEK)))
        self.days = label(role="section")
        self.fields = {
            name: SearchField(place, f"screen_calendar.{name}", ()) for name in ("class", "instructor", "venue")
        }
        self.grid, self.preview, self.views = (
            CalendarGrid(place, "screen_calendar.title"),
            PagePreview(place),
            Pages(),
        )
        self.bar = ActionBar(place, self.preview.commands())
        self._begun = False
        self._connect()
        self._lay_out()

    def title(self) -> str:
        return self.place.say("screen_calendar.title")

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("screen_trip.title", self._pack, icon="done"),
            Command("screen_tour.title", lambda: self.place.go(Destination("tour")), icon="calendar"),
        )

    async def load(self) -> None:
        first, last = self.between()
        offered = await self.place.ask(lambda work: _offered(work, first, last))
        self._offer(offered)
        wanted = self.wanted()
        found = await self.place.ask(lambda work: lesson_calendar(work, first=first, last=last, wanted=wanted))
        if (first, last) == self.between() and wanted == self.wanted():
            self.found = found
            self._show(found)

    def between(self) -> tuple[date, date]:
        """The days that are shown."""
        return days_of_week(self.day) if self.spans.value == _WEEK else days_of_month(self.day)

    def wanted(self) -> CalendarFilter:
        """What the calendar is narrowed to."""
        return CalendarFilter(
            class_id=self.fields["class"].text() or None,
            instructor_id=self.fields["instructor"].text() or None,
            venue_id=self.fields["venue"].text() or None,
        )

    def turn(self, by: int) -> None:
        """The week or the month before or after."""
        first, last = self.between()
        self.day = first - timedelta(days=1) if by < 0 else last + timedelta(days=1)
        self.refresh()

    def _show(self, found: LessonCalendar) -> None:
        week = self.spans.value == _WEEK
        self.days.setText(self.place.say("screen_calendar.days", first=found.first, last=found.last))
        self.grid.show_page(week_page(self.place, found) if week else month_page(self.place, found))
        if not self._begun:
            self._begun = True
            today = self.place.work.today()
            following = next((line for line in found.lines if line.day >= today), None)
            if following is not None:
                self.grid.choose(following.lesson_id)
            self.grid.setFocus()
        chosen = [field.typed() for field in self.fields.values() if field.text()]
        document = calendar_page(found, self.place.sentences, subject=" · ".join(chosen))
        name = self.place.say("screen_calendar.file", first=found.first, last=found.last)
        self.preview.show_document(document, name, self.place.work.now())

    def _offer(self, offered: dict[str, Choices]) -> None:
        for name, field in self.fields.items():
            field.blockSignals(True)  # noqa: FBT003 -- what stays chosen is not chosen anew
            field.offer(offered[name])
            if not self._begun:
                field.set_text(self._kept.get(name, ""))
            field.blockSignals(False)  # noqa: FBT003

    def _narrow(self) -> None:
        self._kept = {"span": self.spans.value, **{name: field.text() for name, field in self.fields.items()}}
        self.place.memory.keep(_KEPT, self._kept)
        self.refresh()

    def _show_kind(self) -> None:
        on_paper = self.kinds.value == "page"
        self.views.setCurrentWidget(self.preview if on_paper else self.grid)
        self.bar.setVisible(on_paper)

    def _open(self, lesson_id: str) -> None:
        lines = () if self.found is None else self.found.lines
        line = next((one for one in lines if one.lesson_id == lesson_id), None)
        if line is not None:
            self.place.go(Destination("class", line.class_id, "timetable"))

    def _pack(self) -> None:
        """For the class, the instructor or the place that the calendar is narrowed to."""
        part = next((name for name, field in self.fields.items() if field.text()), None)
        self.place.go(Destination("trip", self.fields[part].text() if part else None, part))

    def _today(self) -> None:
        self.day = self.place.work.today()
        self.refresh()

    def _chips(self, name: str, values: tuple[str, ...]) -> Chips:
        say = self.place.say
        return Chips([(one, say(f"screen_calendar.{one}")) for one in values], say(f"screen_calendar.{name}"))

    def _connect(self) -> None:
        self.spans.changed.connect(lambda _span: self._narrow())
        self.kinds.changed.connect(lambda _kind: self._show_kind())
        self.grid.turned.connect(self.turn)
        self.grid.opened.connect(self._open)
        for field in self.fields.values():
            field.changed.connect(self._narrow)

    def _lay_out(self) -> None:
        today = QPushButton(self.place.say("screen_calendar.today"))
        today.clicked.connect(lambda _checked=False: self._today())
        first, second = Line(self.spans, self._turner(-1), self.days, self._turner(1), today), Line()
        first.push()
        first.add(self.kinds)
        for field in self.fields.values():
            line = field.box.lineEdit()
            if line is not None:
                line.setPlaceholderText(field.words)
            second.add(field, 1)
        for view in (self.grid, self.preview):
            self.views.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(first)
        column.addWidget(second)
        column.addWidget(self.bar)
        column.addWidget(self.views, stretch=1)
        self._show_kind()

    def _turner(self, by: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("flat", "true")
        button.setIcon(icon("back" if by < 0 else "next"))
        words = self.place.say("screen_calendar.before" if by < 0 else "screen_calendar.after")
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.clicked.connect(lambda _checked=False: self.turn(by))
        return button


def _offered(work: Work, first: date, last: date) -> dict[str, Choices]:
    """The classes of these days, everybody who teaches, every room in use."""
    return {
        "class": tuple((row.id, f"{row.name} {row.number}") for row in classes_between(work, first=first, last=last)),
        "instructor": in_use(teaching.list_instructors(work)),
        "venue": in_use(teaching.list_venues(work)),
    }
