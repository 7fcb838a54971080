"""What saving a class would make of it: number and name by rule, the policy, what should be known, or why it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.domain.errors import Failure
    from trainingdesk.services.class_prospect import ClassProspect
    from trainingdesk.ui.workplace import Workplace


class ProspectPanel(QFrame):
    """A card beside the form."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setProperty("card", "true")
        self.setMinimumWidth(place.theme.pixels(300))
        self.number, self.name = label(role="section", select=True), label(wrap=True, select=True)
        self.policy, self.said = label(role="muted", wrap=True), label(wrap=True)
        self.refusal = label(role="error", wrap=True)
        self.said.setProperty("tone", "warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(label(place.say("screen_class.would_be"), role="muted"))
        for part in (self.number, self.name, self.policy, self.said, self.refusal):
            column.addWidget(part)
        column.addStretch()
        self.show_nothing()

    def show_nothing(self) -> None:
        """Too little is filled in to say anything."""
        self._show(policy=self.place.say("screen_class.choose_course"))

    def show_prospect(self, found: ClassProspect) -> None:
        """Show what would be saved."""
        said = "\n".join(f"△ {self.place.sentences.of(one.key, dict(one.values))}" for one in found.said)
        policy = self.place.say("screen_class.policy_is", policy=found.policy)
        self._show(number=found.number, name=found.name, policy=policy, said=said)

    def show_refusal(self, failure: Failure) -> None:
        """Say why it could not be saved."""
        self._show(refusal=f"✗ {self.place.sentences.of(failure.key, failure.values)}")

    def _show(self, *, number: str = "", name: str = "", policy: str = "", said: str = "", refusal: str = "") -> None:
        for part, words in (
            (self.number, number),
            (self.name, name),
            (self.policy, policy),
            (self.said, said),
            (self.refusal, refusal),
        ):
            part.setText(words)
            part.setVisible(bool(words))
