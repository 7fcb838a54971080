"""The roster of a class (花名册), as a tab of its page: who is in it, what stands against them, and who comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import TAKES_SEAT
from trainingdesk.services import code_list, eligibility, enrollment, seat_lease, training_class
from trainingdesk.services.changes import Topic
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import RowModel
from trainingdesk.ui.screens.class_roster_actions import RosterActions
from trainingdesk.ui.screens.class_roster_enroll import EnrollPanel, is_table
from trainingdesk.ui.screens.class_roster_table import RosterEntry, Wanted, columns
from trainingdesk.ui.screens.file_drop import FileDropScreen
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.dropping import CLIPBOARD
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.flow import Line
from trainingdesk.ui.widgets.lines import IN_A_TAB
from trainingdesk.ui.widgets.seat_lease import SeatLeaseLine
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.verdicts import VerdictPanel
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from trainingdesk.services.enrollment_prospect import Prospect
    from trainingdesk.services.seat_lease import AskedLine, LeaseLine
    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow
    from trainingdesk.ui.workplace import Workplace

_PANEL = 340


@dataclass(frozen=True, slots=True)
class Roster:
    """What the tab shows, asked for at once."""

    head: ClassRow
    entries: tuple[RosterEntry, ...]
    leases: tuple[LeaseLine, ...]
    asked: tuple[AskedLine, ...]
    joined: bool


class ClassRoster(FileDropScreen):
    """``destination.subject`` is the id of the class."""

    topics: ClassVar = frozenset({Topic.ENROLLMENTS, Topic.PEOPLE, Topic.CLASSES, Topic.POLICIES})
    action: ClassVar = Action.IMPORT_ROSTER

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.head: ClassRow | None = None
        self.entries: tuple[RosterEntry, ...] = ()
        self._to_choose: str | None = None
        self.doing = RosterActions(self)
        self.model: RowModel[RosterEntry] = RowModel(place, columns(place), lambda row: row.key, name="class_roster")
        self.table: DataTable[RosterEntry] = DataTable(place, self.model, "screen_roster.title")
        say = place.say
        empty = EmptyState(say("screen_roster.nobody_yet"), action=say("screen_roster.import"), run=self.go_import)
        self.list = OrEmpty(self.table, empty)
        self.chips = Chips(
            [(one.value, say(f"screen_roster.show_{one.value}")) for one in Wanted], say("screen_roster.show")
        )
        self.seats = label(role="muted")
        self.lease, self.seat_bar = SeatLeaseLine(place), ActionBar(place, self.doing.of_seats())
        self.class_bar = ActionBar(place, self.doing.of_class())
        self.people_bar = ActionBar(place, self.doing.of_people())
        self.enroll = EnrollPanel(place, self.class_id)
        self.card = VerdictPanel(place)
        self._lay_out()
        self._connect()
        self._show_lease(None)
        self._show_current()

    def title(self) -> str:
        return self.place.say("screen_roster.title")

    async def load(self) -> None:
        found = await self.place.ask(lambda work: roster_of(work, self.class_id))
        self.head, self.entries = found.head, found.entries
        seated = sum(entry.line.status in TAKES_SEAT for entry in found.entries)
        self._show_lease(found)
        self.seats.setText(self.place.say("screen_roster.seats", taken=seated, capacity=found.head.capacity))
        self.enroll.known = {
            entry.line.person_id: self.place.say(f"enrollment.status_{entry.line.status.value}")
            for entry in found.entries
        }
        for one in Wanted:
            count = sum(entry.is_shown(one) for entry in found.entries)
            self.chips.count(one.value, count, self.place.say(f"screen_roster.show_{one.value}"))
        waiting = any(entry.is_shown(Wanted.WAITING) for entry in found.entries)
        self._offer("next_in", visible=waiting and seated < found.head.capacity)
        self._show_entries()

    def chosen(self) -> tuple[RosterEntry, ...]:
        """The selected people, else the one the cursor is on."""
        current = self.table.current()
        return self.table.selected() or (() if current is None else (current,))

    def go_import(self, part: str | None = None) -> None:
        """Open the import of this class; ``part`` is a file, or the clipboard."""
        self.place.go(Destination("roster_import", self.class_id, part))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.place.may(Action.ENROLL):
            self.enroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_dropped(self, part: str) -> None:
        self.go_import(part)

    def _paste(self) -> None:
        if self.place.may(Action.IMPORT_ROSTER) and is_table(QGuiApplication.clipboard().text()):
            self.go_import(CLIPBOARD)

    def _show_lease(self, found: Roster | None) -> None:
        """Seats are taken along where a centre gives them, and given back where some are here."""
        leases, asked, joined = ((), (), False) if found is None else (found.leases, found.asked, found.joined)
        self.lease.show(leases, asked)
        self._offer("take_seats", visible=joined)
        self._offer("return_seats", visible=self.lease.here is not None)

    def _offer(self, name: str, *, visible: bool) -> None:
        """Show a command of the class where it fits; who may not do it has no button."""
        button = {**self.class_bar.buttons, **self.seat_bar.buttons}.get(f"screen_roster.{name}")
        if button is not None:
            button.setVisible(visible)

    def _show_entries(self) -> None:
        wanted = Wanted(self.chips.value)
        shown = [entry for entry in self.entries if entry.is_shown(wanted)]
        if wanted is Wanted.WAITING:
            shown.sort(key=lambda entry: entry.waits_at or 0)
        self.model.show(shown)
        self.list.show_filled(bool(self.entries))
        if self._to_choose is not None and self.table.choose(self._to_choose):
            self._to_choose = None
        self._show_current()

    def _show_current(self) -> None:
        chosen = self.chosen()
        fitting = self.doing.fitting(chosen)
        for key, button in self.people_bar.buttons.items():
            button.setVisible(key in fitting)
        entry = self.table.current()
        if entry is None or entry.verdicts is None:
            self.card.show_nobody(self.place.say("screen_roster.choose_somebody"))
        else:
            flag = entry.line.flagged
            more = [entry.line.id_mask or "", "" if flag is None else self.place.say(f"enrollment.flag_{flag}")]
            found = entry.verdicts
            self.card.show_person(entry.line.name, found.decision, found.verdicts, more=" · ".join(filter(None, more)))

    def _show_enrolled(self, enrollment_id: str) -> None:
        self._to_choose = enrollment_id
        self.chips.choose(Wanted.ALL.value)
        if self.is_loaded():
            self._show_entries()

    def _show_prospect(self, prospect: Prospect | None) -> None:
        self.card.setVisible(prospect is None)

    def _connect(self) -> None:
        self.chips.changed.connect(lambda _value: self._show_entries())
        self.table.chosen.connect(lambda _row: self._show_current())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_current())
        self.table.opened.connect(lambda row: self.place.go(Destination("person", row.line.person_id)))
        self.enroll.enrolled.connect(self._show_enrolled)
        self.enroll.prospect_shown.connect(self._show_prospect)
        self.enroll.line.table_pasted.connect(self._paste)
        keys = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key, run in (
            (QKeySequence(QKeySequence.StandardKey.Paste), self._paste),
            (QKeySequence(QKeySequence.StandardKey.Find), self.enroll.line.setFocus),
        ):
            QShortcut(key, self, run).setContext(keys)

    def _lay_out(self) -> None:
        people = QWidget()
        left = QVBoxLayout(people)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.class_bar)
        left.addWidget(self._head())
        left.addWidget(self.lease.words)
        left.addWidget(self.list, stretch=1)
        left.addWidget(self.people_bar)
        side = QWidget()
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.enroll)
        right.addWidget(self.card, stretch=1)
        self.enroll.setVisible(self.place.may(Action.ENROLL))
        self._offer("next_in", visible=False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*IN_A_TAB)
        whole.addWidget(Beside((people, 1), (side, 0), width=self.place.theme.pixels(_PANEL)))
        if self.place.may(Action.ENROLL):
            self.setFocusProxy(self.enroll)

    def _head(self) -> Line:
        line = Line(self.chips)
        line.push()
        line.add(self.seats)
        line.add(self.seat_bar)
        return line


def roster_of(work: Work, class_id: str) -> Roster:
    """The people of a class in roster order, with what the rules say about each."""
    head = training_class.class_by_number(work, class_id)
    names = {item.code: item.name for item in code_list.list_items(work, "person_categories")}
    verdicts = {one.enrollment_id: one for one in eligibility.eligibility_of_class(work, class_id).people}
    waits = {one.enrollment_id: at for at, one in enumerate(enrollment.waiting_list(work, class_id), start=1)}
    entries = tuple(
        RosterEntry(
            at=at,
            line=line,
            category=names.get(line.paid_category or "", line.paid_category or ""),
            verdicts=verdicts.get(line.enrollment_id),
            waits_at=waits.get(line.enrollment_id),
        )
        for at, line in enumerate(enrollment.roll_of(work, class_id), start=1)
    )
    leases, asked = seat_lease.leases(work, class_id=class_id), seat_lease.asked(work, class_id=class_id)
    return Roster(head, entries, leases, asked, seat_lease.is_joined(work))
