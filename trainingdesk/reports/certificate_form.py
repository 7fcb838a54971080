"""Certificates on pre-printed paper (套打): each word stands at its place, and all of them can be moved for a printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import Document, Orientation, Page, Placed, PlacedPage
from trainingdesk.reports.imprint import numbering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.certificate_print import CertificateToPrint

#: Where each value begins on A4 lying, in millimetres from the left and the upper edge; y is the line it stands on.
PLACES: Final = {
    "name": (70.0, 70.0),
    "sex": (180.0, 70.0),
    "document_number": (70.0, 84.0),
    "period": (70.0, 98.0),
    "institution": (70.0, 112.0),
    "occupation": (70.0, 126.0),
    "level": (200.0, 126.0),
    "number": (70.0, 146.0),
    "verify_code": (200.0, 146.0),
    "issuer": (70.0, 160.0),
    "issued_on": (200.0, 160.0),
}
#: What a title takes before its value, where it is printed too.
_TITLE_WIDTH: Final = 34.0
_TITLE_POINTS: Final = 10.5
_KIND: Final = Placed(70.0, 46.0, "", 26.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """How far the words are moved so that they meet the lines of the paper in this printer: to the right, and down."""

    x: float = 0.0
    y: float = 0.0


def certificate_form(
    found: Sequence[CertificateToPrint], words: Sentences, *, shift: Shift | None = None, titled: bool = False
) -> Document:
    """One page for each certificate; ``titled`` prints what each value is, and the kind above, for paper that is blank."""
    moved = shift or Shift()
    pages = tuple(PlacedPage(tuple(_moved(one, moved) for one in _words(each, words, titled=titled))) for each in found)
    return Document(
        title=words.of("certificate_form.title"),
        blocks=pages,
        language=words.language,
        numbering=numbering(words),
        part=words.of("certificate_form.title"),
        organization=found[0].issuer if found else "",
        page=Page(orientation=Orientation.LANDSCAPE),
    )


def _words(one: CertificateToPrint, words: Sentences, *, titled: bool) -> Iterator[Placed]:
    day = one.issued_on
    values = {
        "name": one.name,
        "sex": words.of(f"class_paper.sex_{one.sex}") if one.sex else "",
        "document_number": one.document_number,
        "period": words.of("reports.period", starts=one.starts_on, ends=one.ends_on),
        "institution": one.institution,
        "occupation": one.occupation,
        "level": one.level,
        "number": one.number,
        "verify_code": one.verify_code,
        "issuer": one.issuer,
        "issued_on": words.of("certificate_form.day", year=day.year, month=day.month, day=day.day),
    }
    if titled:
        yield Placed(_KIND.x, _KIND.y, one.kind, _KIND.points)
    for field, text in values.items():
        x, y = PLACES[field]
        if titled and text:
            yield Placed(x - _TITLE_WIDTH, y, words.of(f"certificate_form.{field}"), _TITLE_POINTS)
        if text:
            yield Placed(x, y, text)


def _moved(one: Placed, shift: Shift) -> Placed:
    return Placed(one.x + shift.x, one.y + shift.y, one.text, one.points)
