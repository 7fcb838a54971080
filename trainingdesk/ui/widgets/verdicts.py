"""What the rules answered about one person: the decision as a badge, each reason in words with its clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from trainingdesk.domain.verdict import Decision
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.scrolled import scrolled
from trainingdesk.ui.widgets.words import Badge, label
from trainingdesk.ui.wording.verdict import verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.ui.workplace import Workplace

TONES = {Decision.YES: Tone.OK, Decision.NO: Tone.DANGER, Decision.UNDECIDED: Tone.WARN}
#: Refusals stand first.
_ORDER = (Decision.NO, Decision.UNDECIDED, Decision.YES)


class VerdictPanel(QFrame):
    """A card with a person's name, the decision, and every answer that is no plain yes: refusals first."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setProperty("card", "true")
        self.name, self.badge = label(role="section", select=True), Badge()
        self.more = label(role="muted", wrap=True)
        self.reasons = QWidget()
        self._shown: list[QLabel] = []
        self._lines = QVBoxLayout(self.reasons)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.name)
        head.addStretch()
        head.addWidget(self.badge)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.addLayout(head)
        self.column.addWidget(self.more)
        self.column.addWidget(scrolled(self.reasons, place.say("eligibility.reasons")), stretch=1)

    def show_person(self, name: str, decision: Decision, verdicts: Iterable[Verdict], *, more: str = "") -> None:
        """Show one person; ``more`` is said below the name."""
        self.name.setText(name)
        self.badge.show_state(self.place.say(f"eligibility.{decision.value}"), TONES[decision])
        self.badge.show()
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self._show_reasons(sorted(verdicts, key=lambda one: _ORDER.index(one.decision)))

    def show_nobody(self, text: str) -> None:
        """Say why nobody's answers stand here."""
        self.name.setText("")
        self.badge.hide()
        self.more.setText(text)
        self.more.show()
        self._show_reasons(())

    def words(self) -> tuple[str, ...]:
        """The reasons as they are read."""
        return tuple(one.text() for one in self._shown)

    def _show_reasons(self, verdicts: Sequence[Verdict]) -> None:
        while self._lines.takeAt(0) is not None:
            pass
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = []
        for one in verdicts:
            text = verdict_words(self.place, one)
            if text:
                mark = "✕ " if one.decision is Decision.NO else "？"
                line = label(
                    f"{mark}{text}", role=None if one.decision is Decision.NO else "muted", wrap=True, select=True
                )
                if one.decision is Decision.NO:
                    line.setProperty("tone", "danger")
                self._lines.addWidget(line)
                self._shown.append(line)
        if verdicts and not self._shown:
            self._shown.append(label(self.place.say("screen_roster.nothing_against"), role="muted", wrap=True))
            self._lines.addWidget(self._shown[0])
        self._lines.addStretch()
