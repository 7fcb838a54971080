"""A document as it will print: its pages drawn off the GUI thread, zoom, paging by keys, Excel, PDF and the printer."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainingdesk.domain.errors import Failure
from trainingdesk.reports.saving import save
from trainingdesk.reports.spreadsheet import write_workbook
from trainingdesk.reports.typeset import page_size
from trainingdesk.ui import printing
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.file_choice import file_to_write, open_folder
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.reports.document import Document
    from trainingdesk.ui.workplace import Workplace

#: Pixels per inch at 100 %: 96 is what desktops mean by it.
FULL_PPI = 96.0
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0)
#: What no file name may hold on Windows.
_NO_NAME = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))
_AIR = 16
#: How many pages before and after the one in sight stay unpacked.
_NEAR = 2
#: Where a PNG says its size (ISO/IEC 15948, 11.2.2).
_WIDTH_AND_HEIGHT, _IN_PNG = Struct(">II"), 16
#: Pages that fit the width are drawn again when the window has kept still for so long.
_REFIT_MS = 200


class Page(QWidget):
    """One page; unpacked (5 MB) where it is seen and packed up again where it is far, so that long documents are light."""

    def __init__(self, packed: bytes, ratio: float) -> None:
        """``packed`` is a PNG for a screen of ``ratio`` dots to a pixel."""
        super().__init__()
        self._packed, self._ratio = packed, ratio
        self._picture: QImage | None = None
        self.setFixedSize((QSizeF(*_WIDTH_AND_HEIGHT.unpack_from(packed, _IN_PNG)) / ratio).toSize())

    @property
    def is_unpacked(self) -> bool:
        """Whether its picture is held as a screen paints it."""
        return self._picture is not None

    def pack_up(self) -> None:
        """Hold no more than the PNG."""
        self._picture = None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = QImage.fromData(self._packed).convertToFormat(QImage.Format.Format_RGB32)
        seen = QRectF(event.rect())
        source = QRectF(seen.topLeft() * self._ratio, seen.size() * self._ratio)
        QPainter(self).drawImage(seen, self._picture, source)


class PageArea(QScrollArea):
    """The pages one below the other; PgUp and PgDn turn them, Home and End go to the first and the last."""

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self.pages: list[Page] = []
        self._sheet = QWidget()
        self._column = QVBoxLayout(self._sheet)
        self._column.setContentsMargins(_AIR, _AIR, _AIR, _AIR)
        self._column.setSpacing(_AIR)
        self.setWidget(self._sheet)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(lambda _at: self._moved())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self.turned.emit(self.current))

    @property
    def current(self) -> int:
        """The page in the middle of what is seen, counted from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return max((at for at, page in enumerate(self.pages) if page.y() <= middle), default=0)

    def show_pictures(self, pictures: Sequence[bytes], ratio: float = 1.0) -> None:
        """Show other pages, PNGs for a screen of ``ratio`` dots to a pixel, at the place where the old ones stood."""
        at = self.current
        for page in self.pages:
            self._column.removeWidget(page)
            page.deleteLater()
        self.pages = [self._page(one, ratio) for one in pictures]
        self._sheet.resize(self._sheet.sizeHint())
        self._column.activate()
        self.turn_to(min(at, len(self.pages) - 1))

    def turn_to(self, at: int) -> None:
        """Show a page from its top."""
        if 0 <= at < len(self.pages):
            self.verticalScrollBar().setValue(self.pages[at].y() - _AIR)
            self.turned.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.pages) - 1
        match event.key():
            case Qt.Key.Key_PageDown:
                self.turn_to(min(self.current + 1, last))
            case Qt.Key.Key_PageUp:
                self.turn_to(max(self.current - 1, 0))
            case Qt.Key.Key_Home:
                self.turn_to(0)
            case Qt.Key.Key_End:
                self.turn_to(last)
            case _:
                super().keyPressEvent(event)

    def _moved(self) -> None:
        at = self.current
        for page in (*self.pages[: max(0, at - _NEAR)], *self.pages[at + _NEAR + 1 :]):
            page.pack_up()
        self.turned.emit(at)

    def _page(self, packed: bytes, ratio: float) -> Page:
        page = Page(packed, ratio)
        self._column.addWidget(page, alignment=Qt.AlignmentFlag.AlignHCenter)
        return page


class PagePreview(QWidget):
    """Shows a document; what cannot be drawn (a character in no font) is said in its place."""

    drawn = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.document: Document | None = None
        self.name = ""
        self.zoom: float | None = None  # None fits the width
        self._at: datetime = place.work.now()
        self._stale, self._round = False, 0
        self.area = PageArea()
        self.area.setAccessibleName(place.say("page_preview.pages"))
        self.area.turned.connect(lambda _at: self._count())
        self.counter = label(role="muted")
        self.refusal = label(role="error", wrap=True)
        self.refusal.hide()
        self._refit = QTimer(self, singleShot=True, interval=_REFIT_MS)
        self._refit.timeout.connect(self._refresh)
        self._lay_out()

    def commands(self) -> tuple[Command, ...]:
        """Excel, PDF and the printer, for the head of the screen."""
        start = self.place.start
        return (
            Command("page_preview.excel", lambda: start(self.save_as(".xlsx")), "Ctrl+E", icon="export", primary=True),
            Command("page_preview.pdf", lambda: start(self.save_as(".pdf")), "Ctrl+Shift+E", icon="export"),
            Command("page_preview.print", lambda: start(self.print_it()), "Ctrl+P", icon="print"),
        )

    def show_document(self, document: Document, name: str, at: datetime) -> None:
        """Show another document; ``name`` is proposed for its files, ``at`` is the date they carry."""
        self.document, self.name, self._at = document, name.translate(_NO_NAME), at
        self._refresh()

    def show_refusal(self, failure: Failure) -> None:
        """Say why there is nothing to be seen."""
        self.document = None
        self.area.show_pictures([])
        self._say(failure)

    async def save_as(self, ending: str) -> None:
        """Ask for a place and write the file there."""
        document, at = self.document, self._at
        if document is None:
            return
        title = self.place.say("page_preview.save_title")
        path = await file_to_write(self, title=title, name=self.name + ending, patterns=f"{ending[1:]} (*{ending})")
        if path is None:
            return
        self.place.notices.advise(self.place.say("page_preview.writing", file=path.name))
        await self.place.ask(lambda _work: self._write(document, at, path))
        self.place.notices.done(
            self.place.say("page_preview.written", file=path.name),
            action=self.place.say("page_preview.open_folder"),
            run=lambda: open_folder(path.parent),
        )

    async def print_it(self) -> None:
        """Print the pages; where there is no printer a PDF is offered."""
        document = self.document
        if document is None:
            return
        if not printing.has_printer():
            await self._offer_pdf()
            return
        printer = await printing.chosen_printer(self, document.page, max(1, len(self.area.pages)))
        if printer is not None:
            pictures = await self.place.ask(lambda _work: self.place.press.draw_pages(document, ppi=printing.PRINT_PPI))
            await self.place.ask(lambda _work: printing.print_pages(printer, pictures))
            self.place.notices.done(self.place.say("page_preview.printed"))

    def set_zoom(self, zoom: float | None) -> None:
        """Draw the pages at another size; None fits them into the width."""
        self.zoom = zoom
        self._refresh()

    def step_zoom(self, by: int) -> None:
        """The next larger or smaller size."""
        now = 1.0 if self.zoom is None else self.zoom
        at = min(range(len(ZOOMS)), key=lambda one: abs(ZOOMS[one] - now)) + by
        self.set_zoom(ZOOMS[min(max(at, 0), len(ZOOMS) - 1)])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()
        elif self.document is None:
            self.place.tasks.prepare(self.place.press.warm_up)

    def hideEvent(self, event: QHideEvent) -> None:
        """Pages nobody sees are let go; they are drawn again when somebody comes back."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._round += 1
            self._stale = True
            self.area.show_pictures([])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.zoom is None and event.oldSize().width() not in {-1, event.size().width()}:
            self._refit.start()

    def _refresh(self) -> None:
        self._stale = True
        if self.isVisible() and self.document is not None:
            self._stale = False
            self._round += 1
            self.place.start(self._draw(self.document, self._round))

    async def _draw(self, document: Document, this_round: int) -> None:
        ratio = self.devicePixelRatioF()
        room = self.area.viewport().width() - 2 * _AIR - self.area.verticalScrollBar().sizeHint().width()
        try:
            pictures = await self.place.ask(
                lambda _work: self._pictures(document, ratio, room, wanted=lambda: this_round == self._round)
            )
        except Failure as failure:
            if this_round == self._round:
                self.area.show_pictures([])
                self._say(failure)
            return
        if this_round != self._round:
            return  # another document or size was asked for meanwhile
        self.refusal.hide()
        self.area.show_pictures(pictures, ratio)
        self._count()
        self.drawn.emit()

    def _pictures(
        self, document: Document, ratio: float, room: int, *, wanted: Callable[[], bool]
    ) -> tuple[bytes, ...]:
        zoom = self.zoom
        if zoom is None:
            zoom = max(ZOOMS[0], min(ZOOMS[-1], room / _width(document)))
        return self.place.press.draw_pages(document, ppi=FULL_PPI * zoom * ratio, wanted=wanted)

    def _write(self, document: Document, at: datetime, path: Path) -> None:
        if path.suffix.lower() == ".pdf":
            save(self.place.press.write_pdf(document, at=at), path)
        else:
            save(write_workbook(document, at=at), path)

    async def _offer_pdf(self) -> None:
        say = self.place.say
        answers = [("pdf", say("page_preview.pdf")), ("stay", say("form.cancel"))]
        title, text = say("page_preview.print"), say("page_preview.no_printer")
        if await ask(self, title=title, text=text, answers=answers) == "pdf":
            await self.save_as(".pdf")

    def _say(self, failure: Failure) -> None:
        self.refusal.setText(self.place.sentences.of(failure.key, failure.values))
        self.refusal.show()
        self._count()

    def _count(self) -> None:
        pages = len(self.area.pages)
        said = {"page": self.area.current + 1, "pages": pages}
        self.counter.setText(self.place.say("reports.page_numbering", **said) if pages else "")

    def _lay_out(self) -> None:
        zooms = ActionBar(
            self.place,
            (
                Command("page_preview.fit", lambda: self.set_zoom(None), "Ctrl+0"),
                Command("page_preview.full", lambda: self.set_zoom(1.0), "Ctrl+1"),
                Command("page_preview.smaller", lambda: self.step_zoom(-1), "Ctrl+-"),
                Command("page_preview.larger", lambda: self.step_zoom(1), "Ctrl+="),
            ),
        )
        line = QHBoxLayout()
        line.addWidget(zooms)
        line.addStretch()
        line.addWidget(self.counter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(line)
        column.addWidget(self.refusal)
        column.addWidget(self.area, stretch=1)
        self.setMinimumSize(QSize(320, 200))


def _width(document: Document) -> float:
    """The width of a page at 100 %."""
    inch = 25.4
    return page_size(document.page)[0] / inch * FULL_PPI
