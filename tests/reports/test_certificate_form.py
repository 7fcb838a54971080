"""Certificates on pre-printed paper: each word stands where the form wants it, and moves with the printer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from trainingdesk.reports.certificate_form import PLACES, Shift, certificate_form
from trainingdesk.reports.pdf import write_pdf
from trainingdesk.services.certificate_print import CertificateToPrint

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.fonts import FontShelf

MILLIMETRE = 72 / 25.4
ONE = CertificateToPrint(
    number="HG500241202600001",
    name="王㛃",
    sex="female",
    document_number="500241199003070024",
    kind="培训合格证书",
    occupation="焊工",
    level="五级",
    institution="和安县民生职业培训学校",
    starts_on=date(2026, 10, 19),
    ends_on=date(2026, 10, 23),
    issued_on=date(2026, 11, 2),
    issuer="和安县职业技能培训中心",
    verify_code="7K3M-9P0A-0000-AAAA",
)


@pytest.fixture
def placed(shelf: FontShelf, at: datetime) -> Callable[[Document], list[dict[str, tuple[float, float]]]]:
    """Where words begin on each page, in millimetres from the left and the upper edge."""

    def read(document: Document) -> list[dict[str, tuple[float, float]]]:
        pages = []
        for page in PdfReader(BytesIO(write_pdf(document, fonts=shelf, at=at))).pages:
            found: dict[str, tuple[float, float]] = {}
            height = float(page.mediabox.height)

            def visit(
                text: str,
                matrix: list[float],
                inner: list[float],
                _font: object,
                _size: float,
                *,
                height: float = height,
                found: dict[str, tuple[float, float]] = found,
            ) -> None:
                x = inner[4] * matrix[0] + inner[5] * matrix[2] + matrix[4]
                y = inner[4] * matrix[1] + inner[5] * matrix[3] + matrix[5]
                if text.strip():
                    found[text.strip()] = (x / MILLIMETRE, (height - y) / MILLIMETRE)

            page.extract_text(visitor_text=visit)
            pages.append(found)
        return pages

    return read


def test_words_stand_at_their_places(
    placed: Callable[[Document], list[dict[str, tuple[float, float]]]], words: Sentences
) -> None:
    first, second = placed(certificate_form((ONE, replace(ONE, number="HG500241202600002")), words))
    assert first["王㛃"] == pytest.approx(PLACES["name"], abs=0.1)
    assert first["焊工"] == pytest.approx(PLACES["occupation"], abs=0.1)
    assert first["HG500241202600001"] == pytest.approx(PLACES["number"], abs=0.1)
    assert second["HG500241202600002"] == pytest.approx(PLACES["number"], abs=0.1)
    assert not any("培训合格证书" in text or "第" in text or text == "姓名" for text in first)


def test_all_words_move_together(
    placed: Callable[[Document], list[dict[str, tuple[float, float]]]], words: Sentences
) -> None:
    (plain,) = placed(certificate_form((ONE,), words))
    (moved,) = placed(certificate_form((ONE,), words, shift=Shift(x=-3.5, y=2.0)))
    assert plain.keys() == moved.keys()
    for text, (x, y) in plain.items():
        assert moved[text] == pytest.approx((x - 3.5, y + 2.0), abs=0.1)


def test_blank_paper_gets_titles_too(
    placed: Callable[[Document], list[dict[str, tuple[float, float]]]], words: Sentences
) -> None:
    (found,) = placed(certificate_form((ONE,), words, titled=True))
    assert "培训合格证书" in found
    assert found["姓名"][1] == pytest.approx(PLACES["name"][1], abs=0.1)
