"""Long work while it runs: what it is, how far it is, and a Cancel that works."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Generator

    from trainingdesk.i18n.sentences import Sentences


class _Relay(QObject):
    """Brings news from any thread to that of the window."""

    moved = Signal()


class Progress:
    """How far something is: ``report`` may be called from any thread, as ``watch`` of a use case.

    Reports that come faster than the window paints are drawn together: only the newest is shown.
    """

    def __init__(self, owner: QObject) -> None:
        """``owner`` keeps the relay alive: a worker thread must never be the last to hold a Qt object."""
        self.relay = _Relay(owner)
        self._lock = Lock()
        self._newest, self._told, self._cancelled = (0, 0), False, Event()
        self._note = ""

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody pressed Cancel."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Let the next report answer False."""
        self._cancelled.set()

    def pause(self, note: str, seconds: float) -> bool:
        """Wait in a thread of work, and say why (a sentence key); False where it should end, which is known at once."""
        self._tell(note)
        ended = self._cancelled.wait(seconds)
        self._tell("")
        return not ended

    def report(self, done: int, total: int) -> bool:
        """Say how far it is; False where the work should end."""
        with self._lock:
            self._newest = (done, total)
        self._wake()
        return not self._cancelled.is_set()

    def take(self) -> tuple[int, int, str]:
        """The newest report (done, total) and why it waits, for whoever shows it."""
        with self._lock:
            self._told = False
            return (*self._newest, self._note)

    def _tell(self, note: str) -> None:
        with self._lock:
            self._note = note
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            told, self._told = self._told, True
        if not told:
            try:
                self.relay.moved.emit()
            except RuntimeError:  # the panel is gone, and with it whoever wanted the result
                self._cancelled.set()


class ProgressPanel(QFrame):
    """Hidden while nothing runs. ``with panel.running(text) as progress: await place.ask(… progress.report …)``."""

    def __init__(self, sentences: Sentences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentences = sentences
        self._progress: Progress | None = None
        self._what, self._count = "", ""
        self.setObjectName("progress")
        self.setProperty("card", "true")
        self.words, self.count = label(wrap=True), label(role="muted")
        self.bar = QProgressBar(textVisible=False)
        self.cancel_button = QPushButton(sentences.of("progress.cancel"))
        self.cancel_button.clicked.connect(self.cancel)
        self._lay_out()
        self.hide()

    @contextmanager
    def running(self, text: str, count: str = "progress.count") -> Generator[Progress]:
        """Show what runs, from the first line of the block to its last; the work reports to what is given here.

        ``count`` is the sentence that says how far it is.
        """
        progress = self._progress = Progress(self)
        progress.relay.moved.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._what, self._count = text, count
        self.words.setText(text)
        self.count.setText("")
        self.bar.setRange(0, 0)  # busy, until the first report
        self.bar.setAccessibleName(text)
        self.cancel_button.setEnabled(True)
        self.cancel_button.setText(self._sentences.of("progress.cancel"))
        self.show()
        try:
            yield progress
        finally:
            self._progress = None
            if isValid(self):  # the screen may have been left meanwhile
                progress.relay.deleteLater()
                self.hide()

    def cancel(self) -> None:
        """Ask the work to end; it does so at its next report."""
        if self._progress is not None:
            self._progress.cancel()
            self.cancel_button.setEnabled(False)
            self.cancel_button.setText(self._sentences.of("progress.cancelling"))

    def _show(self) -> None:
        if self._progress is None:
            return
        done, total, note = self._progress.take()
        self.words.setText(self._sentences.of(note) if note else self._what)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.count.setText(self._sentences.of(self._count, done=done, total=total) if total else "")

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.bar, stretch=1)
        line.addWidget(self.count)
        line.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addLayout(line)
