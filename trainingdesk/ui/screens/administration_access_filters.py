"""What the log of access is narrowed by: a kind, a user, a person or class, and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.access_log import Logged
from trainingdesk.services.audit import AccessFilter
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, TextField
from trainingdesk.ui.widgets.flow import FlowLayout
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.storage.account import UserRow
    from trainingdesk.ui.widgets.fields import Field
    from trainingdesk.ui.workplace import Workplace

_WIDTH = 144


class AccessFilters(QWidget):
    """Fields with their words above; a choice counts at once, a text when Enter ends it."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        kinds = [(one.value, place.say(f"audit.{one.value}")) for one in Logged]
        self.action = ChoiceField(place, "audit.action", kinds)
        self.user = ChoiceField(place, "audit.user", ())
        self.subject = TextField(place, "administration.about_whom", hint=place.say("administration.about_hint"))
        self.first = DateField(place, "administration.since")
        self.last = DateField(place, "administration.until")
        line = FlowLayout(self)
        for field, width in (
            (self.action, _WIDTH),
            (self.user, _WIDTH),
            (self.subject, 2 * _WIDTH),
            (self.first, _WIDTH),
            (self.last, _WIDTH),
        ):
            line.addWidget(_with_words(field, place.theme.pixels(width)))
        for choice in (self.action, self.user):
            choice.changed.connect(self.changed)
        for text in (self.subject, self.first, self.last):
            text.line.editingFinished.connect(self.changed)

    def offer_users(self, users: Sequence[UserRow]) -> None:
        """Fill the users; who was chosen stays."""
        self.user.offer([(one.id, one.display_name) for one in users])

    def is_sound(self) -> bool:
        """Whether the days are days; what is wrong is said beside them."""
        checked = [field.check() for field in (self.first, self.last)]
        return all(checked)

    def wanted(self, subject_id: str | None) -> AccessFilter:
        """What is asked for; ``subject_id`` is whom or what the subject's words mean."""
        action = self.action.text()
        return AccessFilter(
            action=Logged(action) if action else None,
            user_id=self.user.text() or None,
            subject_id=subject_id,
            first=self.first.day(),
            last=self.last.day(),
        )


def _with_words(field: Field, width: int) -> QWidget:
    """A field with its words above."""
    held, words = QWidget(), label(field.words, role="muted")
    words.setBuddy(field.editor)
    held.setFixedWidth(width)
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(words)
    column.addWidget(field)
    return held
