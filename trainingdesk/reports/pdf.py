"""A document on paper: PDF for the archive and the printer, pictures of the same pages for the preview.

Nothing is written to disk: the template is shipped, the document travels in memory, pages come back as bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import typst

from trainingdesk.reports.typeset import texts, to_data
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from datetime import datetime

    from trainingdesk.reports.document import Document
    from trainingdesk.reports.fonts import FontShelf, Typefaces

ARCHIVE: Final = "a-2a"
"""PDF/A-2a (ISO 19005-2): fonts embedded, structure tagged, no private-use characters; classes are archived for years."""
SCREEN_PPI: Final = 110.0


def write_pdf(document: Document, *, fonts: FontShelf, at: datetime) -> bytes:
    """The PDF; the same document, fonts and ``at`` (the creation date) give the same bytes.

    Raises Refused("reports.no_glyph") where a character is in no font of this machine, Unavailable("reports.no_font")
    where there is no Chinese font at all.
    """
    (pdf,) = _compile(document, fonts, format="pdf", timestamp=at.replace(microsecond=0), pdf_standards=[ARCHIVE])
    return pdf


def draw_pages(document: Document, *, fonts: FontShelf, ppi: float = SCREEN_PPI) -> tuple[bytes, ...]:
    """Every page as a PNG picture, exactly as `write_pdf` prints it; raises like `write_pdf`."""
    return _compile(document, fonts, format="png", ppi=ppi)


def _compile(document: Document, fonts: FontShelf, **options: Any) -> tuple[bytes, ...]:
    """One file, or one picture a page.

    The compiler is made for each call: it may not be shared between threads, and costs a millisecond.
    """
    inputs, typefaces = _inputs(document, fonts)
    compiler = typst.Compiler(b"", font_paths=typefaces.fonts, ignore_system_fonts=True)
    made = compiler.compile(_template(), sys_inputs=inputs, **options)
    return (made,) if isinstance(made, bytes) else tuple(made or ())


def _inputs(document: Document, fonts: FontShelf) -> tuple[dict[str, str], Typefaces]:
    data = to_data(document)
    typefaces = fonts.typefaces_for(frozenset().union(*texts(data)))
    data["fonts"] = {"body": typefaces.body, "heads": typefaces.heads}
    return {"document": json.dumps(data, ensure_ascii=False)}, typefaces


def _template() -> bytes:
    return resource("templates", "document.typ").read_bytes()
