"""Documents as files: what a command writes into the folder that somebody named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.reports.fonts import FontShelf
from trainingdesk.reports.pdf import write_pdf
from trainingdesk.reports.saving import make_folder, save
from trainingdesk.reports.spreadsheet import write_workbook

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.reports.document import Document

#: What no file name may hold on Windows.
NO_NAME: Final = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))


def write_document(out: Path, name: str, made: Document, at: datetime) -> dict[str, Path]:
    """A document as a workbook and as a PDF in a folder, which is made where there is none."""
    make_folder(out)
    clean = name.translate(NO_NAME)
    xlsx, pdf = out / f"{clean}.xlsx", out / f"{clean}.pdf"
    save(write_workbook(made, at=at), xlsx)
    save(write_pdf(made, fonts=FontShelf(), at=at), pdf)
    return {"xlsx": xlsx, "pdf": pdf}
