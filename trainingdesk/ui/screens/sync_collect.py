"""Collecting from laptops in the same hall: for how long and on which address, then the address and the code for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.relay import USUAL
from trainingdesk.ui.commands import Command
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.fields import ChoiceField
from trainingdesk.ui.widgets.form import Form
from trainingdesk.ui.widgets.qr_code import QrCode
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.sync.relay_opening import Opened
    from trainingdesk.ui.workplace import Workplace

_MINUTES: Final = (30, USUAL, 120, 240, 480)
_HOUR: Final = 60
_SIDE: Final = 186
#: Pixels by which a large J or W reaches out of its place.
_OUT: Final = 3


class SyncCollect(QFrame):
    """A card with two faces: closed it asks, open it shows in large letters what the others type."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setProperty("card", "true")
        self.address = ChoiceField(place, "screen_sync.collect_address", (), required=True)
        choices = [(str(one), self._spoken(one)) for one in _MINUTES]
        self.minutes = ChoiceField(place, "screen_sync.collect_minutes", choices, required=True)
        self.minutes.set_text(str(USUAL))
        run = place.start
        begin = Command("screen_sync.collect", lambda: run(self._begin()), icon="import")
        self.begin = ActionBar(place, (begin,))
        self.stop = ActionBar(place, (Command("screen_sync.collect_stop", lambda: run(place.collecting.close())),))
        self.no_network = label(place.say("relay.no_network"), role="muted", wrap=True)
        self.until = label(wrap=True)
        self.where, self.code = (label(role="figure", select=True) for _ in range(2))
        self.trouble = label(role="error", wrap=True)
        self.qr = QrCode(place.say("screen_sync.collect_qr"), side=place.theme.pixels(_SIDE))
        self._faces = QStackedLayout()
        self._lay_out()
        place.collecting.changed.connect(self.show_state)

    def offer(self, addresses: Sequence[str]) -> None:
        """The addresses that this laptop has now."""
        self.address.offer([(one, one) for one in addresses])
        self.no_network.setVisible(not addresses)
        self.begin.setEnabled(bool(addresses))

    def show_state(self) -> None:
        """Show the face of this moment."""
        opened = self.place.collecting.opened
        self._faces.setCurrentIndex(0 if opened is None else 1)
        if opened is not None:
            self._show(opened)

    def _show(self, opened: Opened) -> None:
        say = self.place.say
        self.until.setText(say("screen_sync.collect_until", until=f"{opened.until.astimezone(SHANGHAI):%H:%M}"))
        self.where.setText(opened.address)
        self.code.setText(opened.code)
        self.qr.show_text(opened.text)
        self.trouble.setText("" if opened.trouble is None else say(opened.trouble))
        self.trouble.setVisible(opened.trouble is not None)

    async def _begin(self) -> None:
        await self.place.collecting.open(address=self.address.text(), minutes=int(self.minutes.text()))

    def _spoken(self, minutes: int) -> str:
        if minutes % _HOUR or minutes == _HOUR:
            return self.place.say("screen_sync.minutes", count=minutes)
        return self.place.say("screen_sync.hours", count=minutes // _HOUR)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(label(self.place.say("screen_sync.collect_title"), role="section"))
        column.addLayout(self._faces)
        for face in (self._closed(), self._open()):
            self._faces.addWidget(face)

    def _closed(self) -> QWidget:
        face = QWidget()
        column = QVBoxLayout(face)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(self.place.say("screen_sync.collect_about"), wrap=True))
        form = Form(self.place)
        form.add(self.address)
        form.add(self.minutes)
        column.addWidget(form)
        column.addWidget(self.no_network)
        column.addWidget(self.begin)
        column.addStretch()
        return face

    def _open(self) -> QWidget:
        face = QWidget()
        across = QHBoxLayout(face)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(16)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.until)
        column.addSpacing(8)
        for key, shown in (("relay.address", self.where), ("relay.code", self.code)):
            column.addWidget(label(self.place.say(key), role="muted"))
            shown.setContentsMargins(_OUT, 0, 0, 0)
            column.addWidget(shown)
        column.addWidget(self.trouble)
        column.addStretch()
        column.addWidget(self.stop)
        across.addLayout(column, stretch=1)
        across.addWidget(self.qr, alignment=Qt.AlignmentFlag.AlignTop)
        return face
