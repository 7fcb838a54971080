"""Pages reach the paper whole, in the size and the order they were drawn, and a printer that fails is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtPrintSupport import QPrinter

from trainingdesk.domain.errors import Unavailable
from trainingdesk.reports.document import Orientation, Page, Paper
from trainingdesk.ui.printing import print_pages, printer_for

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

PAGES = 3
#: A4 and A3 in millimetres (ISO 216).
SIZES = {Paper.A4: (210, 297), Paper.A3: (297, 420)}
_POINT = 25.4 / 72


def picture(width: int) -> bytes:
    image = QImage(width, 297, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    out = QBuffer()
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(out, "PNG")
    return bytes(out.data().data())


def printer(page: Page, path: Path) -> QPrinter:
    made = printer_for(page)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(path))
    return made


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("lies", Orientation)
def test_every_page_is_a_sheet_of_its_paper(
    qapp: QApplication, tmp_path: Path, paper: Paper, lies: Orientation
) -> None:
    print_pages(printer(Page(paper, lies), tmp_path / "a.pdf"), [picture(210)] * PAGES)
    sheets = PdfReader(tmp_path / "a.pdf").pages
    assert len(sheets) == PAGES
    wanted = SIZES[paper] if lies is Orientation.PORTRAIT else SIZES[paper][::-1]
    for sheet in sheets:
        assert tuple(round(float(side) * _POINT) for side in sheet.mediabox[2:]) == wanted


def test_only_the_chosen_pages_are_printed(qapp: QApplication, tmp_path: Path) -> None:
    chosen = printer(Page(), tmp_path / "a.pdf")
    chosen.setFromTo(2, 2)
    print_pages(chosen, [picture(width) for width in (210, 220, 230)])
    (sheet,) = PdfReader(tmp_path / "a.pdf").pages
    (image,) = sheet["/Resources"]["/XObject"].values()
    assert image.get_object()["/Width"] == 220


@pytest.mark.qt_log_ignore("QPainter::begin")  # Qt says it too
def test_a_printer_that_takes_nothing_is_said(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as failure:
        print_pages(printer(Page(), tmp_path / "no" / "folder" / "a.pdf"), [picture(210)])
    assert failure.value.key == "page_preview.not_printed"
