"""A form in a dialog: Ctrl+S saves, Esc asks where something was typed, and a refusal stays beside what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from trainingdesk.domain.errors import Failure
from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.dialogs.question import answered, ask
from trainingdesk.ui.widgets.form import Form
from trainingdesk.ui.widgets.room import Page, Room, least
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from PySide6.QtWidgets import QLabel

    from trainingdesk.ui.workplace import Workplace

_WIDTH, _MARGIN = 560, 24


class FormDialog(Dialog):
    """Fields, and a button that saves them; where the awaited ``save`` raises a Failure the dialog stays and says why."""

    def __init__(
        self, parent: QWidget, place: Workplace, *, title: str, save: Callable[[], Awaitable[object]], button: str
    ) -> None:
        """``title`` and ``button`` are sentence keys; the command that opened the dialog asks nothing more (no "…")."""
        super().__init__(parent, place.say(title).removesuffix("…"), width=_WIDTH)
        self.place, self._save = place, save
        self.form = Form(place)
        self.refusal = label(role="error", wrap=True)
        self.refusal.hide()
        self.button_box = QDialogButtonBox()
        words = self.windowTitle() if button == title else place.say(button)
        self.save_button = self.button_box.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel_button = self.button_box.addButton(place.say("form.cancel"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button.setProperty("primary", "true")
        self.cancel_button.setAutoDefault(False)
        self._lay_out()
        self.save_button.clicked.connect(self.submit)
        self.cancel_button.clicked.connect(self.reject)
        self.form.finished.connect(self.submit)
        QShortcut(QKeySequence.StandardKey.Save, self, self.submit)

    async def filled(self) -> bool:
        """Open the dialog; whether it was saved."""
        self.form.remember()
        self._begin_at_first()
        saved = await answered(self)
        self.deleteLater()
        return saved

    def begin(self) -> None:
        """Open it from a slot: it saves by itself, and the screens hear of it as of every change."""
        self.place.start(self._filled_alone())

    def put_beside(self, widget: QWidget) -> None:
        """Show something to the right of the fields, which keep the width they need; below them on a small screen."""
        fields = self.form.sizeHint().width() + 24  # and a scroll bar beside it
        if fields + 3 * _MARGIN + least(widget, 0).width() > self.most().width():
            self._inside.addWidget(widget)
            self._parts.append(widget)
            return
        self._area.setMinimumWidth(fields)
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

    def fit(self) -> None:
        """As large as the form, where nobody chose a size; a form wider than the screen has its labels above the fields."""
        bar, most = self._area.verticalScrollBar().sizeHint().width(), self.most()
        if self.form.minimumSizeHint().width() + bar + 2 * _MARGIN > most.width():
            self.form.put_labels_above()
        needed = max(self._area.minimumWidth(), self.form.minimumSizeHint().width() + bar)
        self._area.setMinimumWidth(min(needed, most.width() - 2 * _MARGIN))
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            wide = max(self.sizeHint().width(), self.minimumWidth(), self._area.minimumWidth() + 2 * _MARGIN)
            beside = self._across.count() > 1
            lacking = self._height(self._area.minimumWidth() if beside else wide - 2 * _MARGIN)
            lacking -= self._area.sizeHint().expandedTo(self._area.minimumSizeHint()).height()
            self.resize(wide, min(self.sizeHint().height() + lacking, most.height()))
        super().fit()

    def _begin_at_first(self) -> None:
        """The keys go to the first field that takes them, unless the dialog chose another."""
        open_ = [field for field in self.form.fields if field.isEnabled() and not field.isHidden()]
        if self.focusWidget() is None and open_:
            open_[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _grow(self) -> None:
        """Make room for what was said below fields, as far as the screen goes."""
        lacking = self._height(self._area.width()) - self._area.height()
        if lacking > 0:
            self.resize(self.width(), max(self.height(), min(self.height() + lacking, self.most().height())))
            self.keep_on_screen()

    def _height(self, width: int) -> int:
        """Of all that is scrolled. The parts are asked themselves: their column hears only later what was added to them."""
        highs = [_high(part, width) for part in self._parts]
        return sum(highs) + self._inside.spacing() * (len(highs) - 1)

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
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, 16)
        column.setSpacing(16)
        page = Page()
        self._inside = QVBoxLayout(page)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(16)
        self._inside.addWidget(self.form)
        self._parts: list[QWidget] = [self.form]
        self._area = Room(page)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._across = QHBoxLayout()
        self._across.setSpacing(_MARGIN)
        self._across.addWidget(self._area, stretch=1)
        column.addLayout(self._across)
        column.addWidget(self.refusal)
        column.addWidget(self.button_box)


def _high(part: QWidget, width: int) -> int:
    """How high a part wants to be at a width; some find only when they are shown how large their letters are."""
    return max(part.sizeHint().height(), part.heightForWidth(width), least(part, width).height())
