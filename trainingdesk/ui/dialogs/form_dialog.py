"""A form in a dialog: Ctrl+S saves, Esc asks where something was typed, and a refusal stays beside what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainingdesk.domain.errors import Failure
from trainingdesk.ui.dialogs.question import answered, ask
from trainingdesk.ui.widgets.form import Form
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from PySide6.QtWidgets import QLabel

    from trainingdesk.ui.workplace import Workplace

_WIDTH = 560


class FormDialog(QDialog):
    """Fields, and a button that saves them; where the awaited ``save`` raises a Failure the dialog stays and says why."""

    def __init__(
        self, parent: QWidget, place: Workplace, *, title: str, save: Callable[[], Awaitable[object]], button: str
    ) -> None:
        """``title`` and ``button`` are sentence keys; the command that opened the dialog asks nothing more (no "…")."""
        super().__init__(parent.window())
        self.place, self._save = place, save
        self.setWindowTitle(place.say(title).removesuffix("…"))
        self.setMinimumWidth(_WIDTH)
        self.form = Form(place)
        self.refusal = label(role="error", wrap=True)
        self.refusal.hide()
        self.button_box = QDialogButtonBox()
        words = self.windowTitle() if button == title else place.say(button)
        self.save_button = self.button_box.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel_button = self.button_box.addButton(place.say("form.cancel"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button.setProperty("primary", "true")
        self._lay_out()
        self.save_button.clicked.connect(self.submit)
        self.cancel_button.clicked.connect(self.reject)
        self.form.finished.connect(self.submit)
        QShortcut(QKeySequence.StandardKey.Save, self, self.submit)

    async def filled(self) -> bool:
        """Open the dialog; whether it was saved."""
        self.form.remember()
        self._fit()
        saved = await answered(self)
        self.deleteLater()
        return saved

    def begin(self) -> None:
        """Open it from a slot: it saves by itself, and the screens hear of it as of every change."""
        self.place.start(self._filled_alone())

    def put_beside(self, widget: QWidget) -> None:
        """Show something to the right of the fields, which keep the width they need."""
        self._area.setMinimumWidth(self.form.sizeHint().width() + 24)  # and a scroll bar beside it
        self._across.addWidget(widget, stretch=1)
        self.setMinimumWidth(max(_WIDTH, self._column.totalMinimumSize().width()))

    def show_remark(self, remark: QLabel, text: str) -> None:
        """Say something else in a remark of the form; the dialog grows so that it is seen without scrolling."""
        remark.setText(text)
        remark.setMinimumHeight(remark.heightForWidth(remark.width()))
        self._grow()

    def submit(self) -> None:
        """Save, if every field is sound."""
        if not self.save_button.isEnabled():
            return
        if self.form.check():
            self.save_button.setEnabled(False)
            self.place.start(self._submit())
        else:
            self._grow()

    def reject(self) -> None:
        if self.form.is_dirty():
            self.place.start(self._ask_then_close())
        else:
            super().reject()

    def _fit(self) -> None:
        """As large as the form, where nobody chose a size: a scroll area by itself asks for less."""
        bar = self._area.verticalScrollBar().sizeHint().width()
        self._area.setMinimumWidth(max(self._area.minimumWidth(), self.form.minimumSizeHint().width() + bar))
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            lacking, wanted = self.form.sizeHint().height() - self._area.sizeHint().height(), self.sizeHint()
            self.resize(wanted.width(), min(wanted.height() + max(0, lacking), self._tallest()))

    def _grow(self) -> None:
        """Make room for what was said below fields, as far as the screen goes."""
        lacking = self.form.sizeHint().height() - self._area.height()
        if lacking > 0:
            self.resize(self.width(), max(self.height(), min(self.height() + lacking, self._tallest())))

    def _tallest(self) -> int:
        return self.screen().availableSize().height() * 9 // 10

    async def _filled_alone(self) -> None:
        await self.filled()

    async def _submit(self) -> None:
        try:
            await self._save()
        except Failure as failure:
            self.refusal.setText(self.place.sentences.of(failure.key, failure.values))
            self.refusal.show()
        else:
            self.accept()
        finally:
            self.save_button.setEnabled(True)

    async def _ask_then_close(self) -> None:
        say = self.place.say
        answers = [("drop", say("form.drop")), ("stay", say("form.go_on"))]
        found = await ask(self, title=self.windowTitle(), text=say("form.ask_drop"), answers=answers)
        if found == "drop":
            self.form.remember()
            super().reject()

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self.form)
        self._across = QHBoxLayout()
        self._across.setSpacing(24)
        self._across.addWidget(self._area, stretch=1)
        column.addLayout(self._across)
        column.addWidget(self.refusal)
        column.addWidget(self.button_box)
