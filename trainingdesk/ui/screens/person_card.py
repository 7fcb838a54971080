"""The identity of a person as a card: masked, until a look with a reason, and masked again soon after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QVBoxLayout

from trainingdesk.ui.widgets.words import Badge, label
from trainingdesk.ui.wording.capital import begun_large
from trainingdesk.ui.wording.record_state import RECORD_TONES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.services.person_page import PersonPage, Revealed
    from trainingdesk.storage.record_state import RecordState
    from trainingdesk.ui.workplace import Workplace

#: How long a whole number stays on the screen.
SHOWN_FOR_MS = 60_000


class PersonCard(QFrame):
    """Shows a page; ``reveal`` puts whole numbers in the place of masked ones until ``hide_numbers``."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._page: PersonPage | None = None
        self.revealed = False
        self.setProperty("card", "true")
        self.name, self.state = label(role="title", wrap=True, select=True), Badge()
        self.synced = Badge()
        self.synced.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(8)
        self._column.addWidget(self.name)
        badges = QHBoxLayout()
        badges.setSpacing(8)
        badges.addWidget(self.state)
        badges.addWidget(self.synced)
        badges.addStretch()
        self._column.addLayout(badges)
        self._lines = QFormLayout()
        self._column.addLayout(self._lines)
        self._column.addStretch()
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR_MS)
        self._timer.timeout.connect(self.hide_numbers)

    def show_page(self, page: PersonPage) -> None:
        """Show a person, masked."""
        self._page = page
        self.hide_numbers()

    def show_synced(self, state: RecordState | None) -> None:
        """Say whether the centre has it; nothing on a desk without one."""
        self.synced.setVisible(state is not None)
        if state is not None:
            self.synced.show_state(self._place.say(f"screen_sync.state_{state}"), RECORD_TONES[state])

    def reveal(self, found: Revealed) -> None:
        """Show whole numbers for a while."""
        if self._page is not None:
            self.revealed = True
            self._fill(self._page, found)
            self._timer.start()

    def hide_numbers(self) -> None:
        """Hide whole numbers."""
        self._timer.stop()
        self.revealed = False
        if self._page is not None:
            self._fill(self._page, None)

    def text(self) -> str:
        """Everything the card says."""
        return "\n".join(words for _title, words in self._values) if self._page is not None else ""

    def _fill(self, page: PersonPage, found: Revealed | None) -> None:
        while self._lines.rowCount():
            self._lines.removeRow(0)
        self._values = [(title, words) for title, words in self._told(page, found) if words]
        self.name.setText(page.name)
        self.state.show_state(self._marks(page))
        for title, words in self._values:
            named = begun_large(self._place.say(f"person.field_{title}"))
            self._lines.addRow(label(named, role="muted"), label(words, wrap=True, select=True))

    def _marks(self, page: PersonPage) -> str:
        marks = [f"person.verification_{page.verified}"]
        marks += ["person.field_provisional"] if page.provisional else []
        marks += ["person.field_archived"] if page.archived else []
        return " · ".join(self._place.say(mark) for mark in marks)

    def _told(self, page: PersonPage, found: Revealed | None) -> Iterator[tuple[str, str | None]]:
        say = self._place.say
        yield "document_kind", say(f"person.document_{page.document_kind}") if page.document_kind else None
        yield "document_number", page.id_mask if found is None else found.document_number
        yield "sex", say(f"person.sex_{page.sex}") if page.sex else None
        yield "birth_date", page.birth_date.isoformat() if page.birth_date else None
        yield "phone", page.phone_mask if found is None else found.phone
        yield "address", page.address
        yield "payee_account", page.payee_mask if found is None else found.payee_account
        yield "payee_bank", page.payee_bank
        yield "social_security_card", None if found is None else found.social_security_card
        yield "note", page.note
