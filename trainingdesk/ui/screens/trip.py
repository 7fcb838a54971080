"""Packing for a trip (送培下乡): whether the laptop may leave, and where each missing thing is put right."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.trip import Stage
from trainingdesk.domain.trip import Topic as Asked
from trainingdesk.services import teaching
from trainingdesk.services import trip as service
from trainingdesk.services.calendar import classes_between
from trainingdesk.services.changes import Topic
from trainingdesk.services.trip import TripWanted
from trainingdesk.ui.commands import Command
from trainingdesk.ui.delegates.badge import BadgeDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.choices import in_use
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.calendar_pages import days_of_week
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.day_span import DaySpan
from trainingdesk.ui.widgets.flow import Line
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import Badge, label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from trainingdesk.domain.trip import Check
    from trainingdesk.services.trip import Trip
    from trainingdesk.services.work import Work
    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace

_TONES: Final[Mapping[Stage, Tone]] = MappingProxyType(
    {Stage.MISSING: Tone.DANGER, Stage.LOOK: Tone.WARN, Stage.READY: Tone.OK}
)
#: Signs before the words: nothing is said by color alone.
_SIGNS: Final[Mapping[Stage, str]] = MappingProxyType({Stage.MISSING: "✕", Stage.LOOK: "？", Stage.READY: "✓"})
#: The tab of a class where a thing is put right.
_TABS: Final[Mapping[Asked, str]] = MappingProxyType(
    {
        Asked.STATE: "overview",
        Asked.TIMETABLE: "timetable",
        Asked.ROSTER: "roster",
        Asked.POLICY: "overview",
        Asked.SEATS: "roster",
    }
)
#: Whose trip it can be.
_WHOSE: Final = ("class", "instructor", "venue")


class TripScreen(Screen):
    """``destination.subject`` is a class, an instructor or a venue, ``part`` says which; this week where nothing is said."""

    topics: ClassVar = frozenset(Topic)

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.found: Trip | None = None
        self.fields = {name: SearchField(place, f"screen_calendar.{name}", ()) for name in _WHOSE}
        today = place.work.today()
        self.days = DaySpan(place, *(destination.days or (today, days_of_week(today)[1])))
        self.badge, self.told = Badge(), label(role="section", wrap=True)
        self.model: RowModel[Check] = RowModel(
            place, self._columns(), lambda row: f"{row.class_id or ''} {row.topic}", name="trip"
        )
        self.table: DataTable[Check] = DataTable(place, self.model, "screen_trip.title")
        keys = [column.key for column in self.model.columns]
        self._badges = BadgeDelegate(place.theme, lambda at: _TONES[self.model.row(at).stage])
        self.table.setItemDelegateForColumn(keys.index("stage"), self._badges)
        self.table.opened.connect(self._open)
        self._begun = False
        self.days.changed.connect(self.refresh)
        for field in self.fields.values():
            field.changed.connect(self.refresh)
        self._lay_out()

    def title(self) -> str:
        return self.place.say("screen_trip.title")

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("screen_trip.again", self.refresh, "F5", icon="redo"),
            Command("screen_trip.open", lambda: self._open(self.table.current()), icon="next"),
            Command("screen_tour.title", lambda: self.place.go(Destination("tour")), icon="calendar"),
        )

    async def load(self) -> None:
        between = self.days.between()
        if between is None:
            return
        self._offer(await self.place.ask(lambda work: _offered(work, *between)))
        wanted = self.wanted(between)
        found = await self.place.ask(lambda work: service.pack(work, wanted))
        if between == self.days.between() and wanted == self.wanted(between):
            self.found = found
            self._show(found)

    def wanted(self, between: tuple[date, date]) -> TripWanted:
        """What is packed for."""
        class_id, instructor_id, venue_id = (self.fields[name].text() or None for name in _WHOSE)
        first, last = between
        return TripWanted(first=first, last=last, class_id=class_id, instructor_id=instructor_id, venue_id=venue_id)

    def _show(self, found: Trip) -> None:
        order = list(Stage)
        self.model.show(sorted(found.checks, key=lambda check: order.index(check.stage)))
        say, missing = self.place.say, sum(check.stage is Stage.MISSING for check in found.checks)
        look = sum(check.stage is Stage.LOOK for check in found.checks)
        self.badge.show_state(self._stage(found.stage), _TONES[found.stage])
        if not found.classes:
            self.told.setText(say("screen_trip.nothing_taught"))
        else:
            self.told.setText(say(f"screen_trip.{found.stage}", classes=len(found.classes), missing=missing, look=look))
        self.table.choose_first()

    def _stage(self, stage: Stage) -> str:
        return f"{_SIGNS[stage]} {self.place.say(f'screen_trip.stage_{stage}')}"

    def _offer(self, offered: dict[str, Choices]) -> None:
        for name, field in self.fields.items():
            field.blockSignals(True)  # noqa: FBT003 -- what stays chosen is not chosen anew
            field.offer(offered[name])
            if not self._begun and self.destination.part == name:
                field.set_text(self.destination.subject or "")
            field.blockSignals(False)  # noqa: FBT003
        self._begun = True

    def _open(self, check: Check | None) -> None:
        """Where the thing is put right, for whoever may go there."""
        if check is None:
            return
        match check.topic:
            case Asked.SHEETS:
                self.place.go(Destination("paper", check.class_id, "sign_in"))
            case Asked.SYNC | Asked.CLOCK:
                self.place.go(Destination("sync"))
            case Asked.BACKUP | Asked.HOLIDAYS | Asked.ACCOUNTS:
                self._administer(check.topic)
            case topic:
                self.place.go(Destination("class", check.class_id, _TABS[topic]))

    def _administer(self, topic: Asked) -> None:
        sections = {
            Asked.BACKUP: ("backups", Action.BACK_UP),
            Asked.HOLIDAYS: ("holidays", Action.MANAGE_DESK),
            Asked.ACCOUNTS: ("users", Action.KEEP_DESK),
        }
        part, needs = sections[topic]
        if self.place.may(needs):
            self.place.go(Destination("administration", part=part))
        else:
            self.place.notices.advise(self.place.say("screen_trip.ask_administrator"))

    def _columns(self) -> tuple[Column[Check], ...]:
        say, of = self.place.say, self.place.sentences.of

        def number(check: Check) -> str:
            classes = () if self.found is None else self.found.classes
            return next((one.number for one in classes if one.class_id == check.class_id), say("screen_trip.laptop"))

        return (
            Column("stage", "screen_trip.answer", lambda row: self._stage(row.stage), width=104),
            Column("topic", "screen_trip.asked", lambda row: say(f"screen_trip.topic_{row.topic}"), width=128),
            Column("about", "screen_trip.about", number, width=168),
            Column("what", "screen_trip.what", lambda row: of(row.key, dict(row.values)), width=640),
        )

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        line = Line()
        for name, field in self.fields.items():
            editor = field.box.lineEdit()
            if editor is not None:
                editor.setPlaceholderText(field.words)
            line.add(field, 3 if name == "class" else 2)
        self.days.stand_in(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(line)
        column.addWidget(self._card())
        column.addWidget(self.table, stretch=1)

    def _card(self) -> QFrame:
        """Whether the laptop may leave."""
        card = QFrame()
        card.setProperty("card", "true")
        head = QHBoxLayout(card)
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(12)
        head.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.told, stretch=1)
        return card


def _offered(work: Work, first: date, last: date) -> dict[str, Choices]:
    """The classes of these days, everybody who teaches, every place in use."""
    return {
        "class": tuple((row.id, f"{row.number}　{row.name}") for row in classes_between(work, first=first, last=last)),
        "instructor": in_use(teaching.list_instructors(work)),
        "venue": in_use(teaching.list_venues(work)),
    }
