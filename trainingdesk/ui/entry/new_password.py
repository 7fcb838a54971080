"""A new password, typed twice; what makes it good enough stands in words while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain import password as rule
from trainingdesk.domain.verdict import Decision
from trainingdesk.ui.entry.fields import PasswordField

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.ui.entry.entrance import Entrance


class NewPassword(QWidget):
    """Judged by ``domain/password.py``, for the user of the name that ``user_name`` answers."""

    finished = Signal()  # Enter in the second line

    def __init__(self, entrance: Entrance, user_name: Callable[[], str]) -> None:
        super().__init__()
        self._entrance, self._user_name = entrance, user_name
        self.first = PasswordField(entrance, "entry.new_password")
        self.second = PasswordField(entrance, "entry.password_again")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.first)
        column.addWidget(self.second)
        self.setFocusProxy(self.first)
        self.first.changed.connect(self._judge)
        self.second.changed.connect(self._compare)
        self.first.line.returnPressed.connect(self.second.setFocus)
        self.second.line.returnPressed.connect(self.finished)
        self._judge()

    def text(self) -> str:
        """The password."""
        return self.first.text()

    def check(self) -> bool:
        """Whether it may be used; says what is wrong and goes there."""
        problem = self._weakness()
        self.first.show_problem(problem)
        differs = self.first.text() != self.second.text()
        self.second.show_problem(self._entrance.say("entry.passwords_differ") if differs and not problem else None)
        if problem or differs:
            wrong = self.first if problem else self.second
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        return not problem and not differs

    def _judge(self) -> None:
        """What is still missing, while it is typed; no red before the person is done."""
        if not self.first.text():
            rules = {"least": rule.SHORTEST, "long": rule.LONG, "kinds": rule.KINDS}
            self.first.show_hint(self._entrance.say("entry.password_rule", **rules))
        else:
            self.first.show_hint(self._weakness() or self._entrance.say("entry.password_good"))

    def _compare(self) -> None:
        same = bool(self.second.text()) and self.first.text() == self.second.text()
        self.second.show_hint(self._entrance.say("entry.passwords_same") if same else "")

    def _weakness(self) -> str | None:
        verdict = rule.judge(self.first.text(), user_name=self._user_name())
        if verdict.decision is Decision.YES or verdict.reason is None:
            return None
        return self._entrance.say(verdict.reason, **verdict.values)
