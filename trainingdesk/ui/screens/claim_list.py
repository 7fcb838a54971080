"""The list of subsidy claims: narrowed by state, month and text, summed to the fen; Enter opens one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI, Month
from trainingdesk.domain.claim import ClaimState
from trainingdesk.services import claim_list as service
from trainingdesk.services.changes import Topic
from trainingdesk.storage.claim_list import ClaimFilter
from trainingdesk.ui.delegates.badge import BadgeDelegate
from trainingdesk.ui.delegates.middle import MiddleDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import PAGE, Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.flow import Line
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.claim import CLAIM_TONES, state_words, yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.claim_list import ClaimSums, ToClaim
    from trainingdesk.storage.claim_list import ClaimListLine
    from trainingdesk.ui.workplace import Workplace

#: The states in which somebody has something to do; the others are found under "all".
_CHIPS = (
    ClaimState.CLAIMED,
    ClaimState.AUDITING,
    ClaimState.RETURNED,
    ClaimState.PUBLICITY,
    ClaimState.PAY_APPROVED,
    ClaimState.PAID,
)
_ALL = "all"
#: Months that can be chosen.
_BACK = 36
_KEPT = "claims.filters"


class ClaimList(Screen):
    """Claims of the latest classes first. State and month are remembered, the text is not."""

    topics: ClassVar = frozenset({Topic.CLAIMS, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say = place.say
        chips = [(_ALL, say("screen_class.all")), *((one.value, state_words(place, one)) for one in _CHIPS)]
        self.chips = Chips(chips, say("claim.state"))
        self.text = QLineEdit(placeholderText=say("screen_claims.filter"), clearButtonEnabled=True)
        self.text.setAccessibleName(say("screen_claims.filter"))
        self.month = SearchField(place, "screen_claims.month", _months(place))
        self.model: RowModel[ClaimListLine] = RowModel(place, _columns(place), lambda row: row.id, name="claims")
        self.table: DataTable[ClaimListLine] = DataTable(place, self.model, "place.claims")
        self._badge = BadgeDelegate(place.theme, lambda at: CLAIM_TONES.get(self.model.row(at).state))
        self._middle = MiddleDelegate()
        keys = [column.key for column in self.model.columns]
        self.table.setItemDelegateForColumn(keys.index("state"), self._badge)
        self.table.setItemDelegateForColumn(keys.index("class"), self._middle)
        to_classes = lambda: place.go(Destination("classes"))  # noqa: E731
        empty = EmptyState(say("screen_claims.none"), action=say("screen_claims.to_classes"), run=to_classes)
        self.list = OrEmpty(self.table, empty)
        self.total = label(role="section", select=True)
        self.waiting = ClaimsToMake(place)
        self._shown: ClaimFilter | None = None  # typing into the filter does not ask again what waits
        self._recall()
        self._connect()
        self._lay_out()

    def title(self) -> str:
        return self.place.say("place.claims")

    async def load(self) -> None:
        wanted = self.wanted()
        rows = await self.place.ask(lambda work: service.list_claims(work, wanted, limit=PAGE))
        if wanted != self.wanted():
            return  # something else is asked for meanwhile
        self.model.show(rows, self._more)
        nothing = "screen_claims.none" if wanted == ClaimFilter() else "screen_claims.none_fits"
        self.list.empty.words.setText(self.place.say(nothing))
        self.list.show_filled(bool(rows))
        sums = await self.place.ask(lambda work: service.claim_sums(work, replace(wanted, state=None)))
        if wanted == self.wanted():
            self._show_sums(sums, wanted.state)
        narrowed, self._shown = self._shown not in {None, wanted}, wanted
        if self.place.may(Action.PREPARE_CLAIM) and not narrowed:
            self.waiting.show_classes(await self.place.ask(service.to_claim))

    def wanted(self) -> ClaimFilter:
        """What is asked for."""
        state, month = self.chips.value, self.month.text()
        return ClaimFilter(
            text=self.text.text().strip() or None,
            state=None if state == _ALL else ClaimState(state),
            month=Month.parse(month) if month else None,
        )

    async def _more(self, _last: ClaimListLine) -> tuple[ClaimListLine, ...]:
        wanted, so_far = self.wanted(), self.model.rowCount()
        return await self.place.ask(lambda work: service.list_claims(work, wanted, limit=PAGE, offset=so_far))

    def _show_sums(self, sums: ClaimSums, state: ClaimState | None) -> None:
        self.chips.count(_ALL, sums.claims(), self.place.say("screen_class.all"))
        for one in _CHIPS:
            self.chips.count(one.value, sums.claims(one), state_words(self.place, one))
        total = {"count": sums.claims(state), "amount": yuan(sums.fen(state))}
        self.total.setText(self.place.say("screen_claims.total", **total))

    def _tell(self) -> None:
        self.place.memory.keep(_KEPT, {"state": self.chips.value, "month": self.month.text()})
        self.refresh()

    def _recall(self) -> None:
        kept = self.place.memory.get(_KEPT, {})
        if isinstance(kept, dict):
            self.chips.choose(str(kept.get("state", _ALL)))
            self.month.set_text(str(kept.get("month", "")))

    def _connect(self) -> None:
        self.chips.changed.connect(lambda _state: self._tell())
        self.month.changed.connect(self._tell)
        self.text.textChanged.connect(lambda _text: self.refresh())
        self.text.returnPressed.connect(self.table.setFocus)
        self.table.opened.connect(lambda row: self.place.go(Destination("claim", row.id)))
        QShortcut(QKeySequence.StandardKey.Find, self, self.text.setFocus)

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        line = self.month.box.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.month.words)
        fields = Line()
        fields.add(self.text, 3)
        fields.add(self.month, 1)
        fields.push(2)
        fields.add(self.total)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(fields)
        column.addWidget(self.waiting)
        column.addWidget(self.list, stretch=1)


class ClaimsToMake(QFrame):
    """Completed classes that nobody claimed for: how many, the most pressing by name, and the way to it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place, self._first = place, ""
        self.setProperty("card", "true")
        self.words = label(wrap=True, select=True)
        self.go = QPushButton(place.say("screen_claims.claim_it"))
        self.go.clicked.connect(lambda: place.go(Destination("class", self._first, "subsidy")))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 16, 8)
        line.addWidget(self.words, stretch=1)
        line.addWidget(self.go)
        self.hide()

    def show_classes(self, classes: Sequence[ToClaim]) -> None:
        """Show these; hidden while there is none."""
        self.setVisible(bool(classes))
        if not classes:
            return
        first = classes[0]
        self._first = first.class_id
        key = "to_make_late" if first.late else "to_make" if first.until else "to_make_without_day"
        values = {"count": len(classes), "name": f"{first.number} {first.name}", "until": first.until or ""}
        self.words.setText(self.place.say(f"screen_claims.{key}", **values))


def _months(place: Workplace) -> tuple[tuple[str, str], ...]:
    present = Month.of(place.work.today()).ordinal
    return tuple((str(Month.at(at)), str(Month.at(at))) for at in range(present, present - _BACK, -1))


def _columns(place: Workplace) -> tuple[Column[ClaimListLine], ...]:
    return (
        Column("number", "claim.number", lambda row: row.number, width=208),
        Column("class", "screen_claims.class", lambda row: row.class_name, width=320),
        Column("state", "claim.state", lambda row: state_words(place, row.state), width=124),
        Column("people", "screen_claims.people", lambda row: row.people, width=72, number=True),
        Column("amount", "claim.amount", lambda row: row.fen, lambda row: yuan(row.fen), width=128, number=True),
        Column("claimed", "screen_claims.claimed_on", _claimed_on, width=104),
        Column("publicity", "screen_claims.publicity_until", lambda row: row.publicity_until, width=104),
        Column("institution", "claim.institution", lambda row: row.institution, width=200, hidden=True),
        Column("class_number", "claim.class_number", lambda row: row.class_number, width=152, hidden=True),
    )


def _claimed_on(row: ClaimListLine) -> object:
    return None if row.claimed_at is None else row.claimed_at.astimezone(SHANGHAI).date()
