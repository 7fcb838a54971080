"""Score sheets and lists of certificates."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from trainingdesk.reports.results import CertificateRow, ScoreRow, ScoreSheet, certificate_list, score_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.i18n.sentences import Language, Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import ClassHeading, Imprint


def test_scores_are_numbers_and_a_blank_sheet_stays_blank(
    heading: ClassHeading,
    imprint: Imprint,
    languages: Mapping[Language, Sentences],
    pages: Callable[[Document], list[str]],
    cells: Callable[[Document], list[list[object]]],
) -> None:
    rows = (
        ScoreRow(1, "王㛃", "女", "500241********1234", Fraction(171, 2), Fraction(90), "合格"),
        ScoreRow(2, "𰻝静", "男", "500241********5678"),
    )
    sheet = ScoreSheet(heading, date(2026, 10, 24), "和安县技能评价中心", "保健按摩师", "五级", "60/70", rows)
    for words in languages.values():
        document = score_sheet(sheet, imprint, words)
        (text,) = pages(document)
        assert "85.5" in text
        assert "90.0" in text
        assert "2026-10-24" in text
        assert "60/70" in text
        stored = cells(document)
        assert [1, "王㛃", "女", "500241********1234", 85.5, 90, "合格"] in stored
        assert [2, "𰻝静", "男", "500241********5678"] in stored


def test_certificate_numbers_stay_texts_and_have_a_place_to_sign(
    heading: ClassHeading,
    imprint: Imprint,
    languages: Mapping[Language, Sentences],
    pages: Callable[[Document], list[str]],
    cells: Callable[[Document], list[list[object]]],
) -> None:
    number = "Y000150024126500000001"  # 22 characters: 职业技能等级证书
    rows = [
        CertificateRow(
            1, "王㛃", "500241********1234", "职业技能等级证书", "保健按摩师", "五级", number, date(2026, 11, 1)
        )
    ]
    for words in languages.values():
        document = certificate_list(heading, rows, imprint, words)
        (text,) = pages(document)
        assert number in text
        assert any(number in row for row in cells(document))
        assert words.of("reports.received_by").replace(" ", "") in text
