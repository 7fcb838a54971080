"""Printing the pages of a preview: Qt's own dialog, opened and awaited, and the same pictures on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

from trainingdesk.domain.errors import Unavailable
from trainingdesk.reports.document import Orientation, Paper
from trainingdesk.ui.dialogs.question import answered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from trainingdesk.reports.document import Page

#: Dots per inch of printed pictures: letters of 9 pt stay sharp.
PRINT_PPI = 300.0


def has_printer() -> bool:
    """Whether this machine knows any printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def printer_for(page: Page) -> QPrinter:
    """A printer set to the paper of a document, edge to edge: margins are part of the pages."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    size = QPageSize.PageSizeId.A3 if page.paper is Paper.A3 else QPageSize.PageSizeId.A4
    printer.setPageSize(QPageSize(size))
    lies = page.orientation is Orientation.LANDSCAPE
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    return printer


async def chosen_printer(parent: QWidget, page: Page, pages: int) -> QPrinter | None:
    """The printer a person chose, or None."""
    printer = printer_for(page)
    dialog = QPrintDialog(printer, parent.window())
    dialog.setMinMax(1, pages)
    accepted = await answered(dialog)
    dialog.deleteLater()
    return printer if accepted else None


def print_pages(printer: QPrinter, pictures: Sequence[bytes]) -> None:
    """Put pictures on paper, one a sheet, within the range that the person chose in the dialog.

    Raises Unavailable where the printer takes nothing.
    """
    first = printer.fromPage() or 1
    last = printer.toPage() or len(pictures)
    painter = QPainter()
    if not painter.begin(printer):
        raise Unavailable("page_preview.not_printed")
    for at, picture in enumerate(pictures[first - 1 : last]):
        if at:
            printer.newPage()
        _draw(painter, QImage.fromData(picture), printer.paperRect(QPrinter.Unit.DevicePixel).size().toSize())
    painter.end()


def _draw(painter: QPainter, image: QImage, sheet: QSize) -> None:
    size = image.size().scaled(sheet, Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRect(0, 0, size.width(), size.height()), image)
