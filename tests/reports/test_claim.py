"""The papers of a claim: totals are sums, numbers are masked where they must be, and long lists keep their heads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.verdict import Decision
from trainingdesk.reports.claim import claim_table, payment_list, public_notice
from trainingdesk.services.changes import Said
from trainingdesk.services.claim_page import ClaimLine, ClaimPage, ClaimTotals, NoticeLine, PaymentLine, PublicNotice
from trainingdesk.storage.claim import ClaimRow, PaymentRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.i18n.sentences import Language, Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import Imprint

HEAD = ClaimRow("c1", "k1", "500241-2026-0031-BT01", ClaimState.PAID, date(2026, 11, 2), date(2026, 11, 9), None, None)
NOTICE = PublicNotice(
    "500241-2026-0031-BT01",
    "2026年第31期保健按摩师（五级）培训班",
    "和安县民生职业培训学校",
    date(2026, 11, 2),
    date(2026, 11, 9),
    (NoticeLine("王㛃", "500241********1234", "training", "1200.00 × 0.7", 84_000),),
    1,
    84_000,
    168_000,
)


def line(name: str, decision: Decision, fen: int, reason: Said | None = None) -> ClaimLine:
    return ClaimLine(
        id="l",
        enrollment_id="e",
        number="500241-2026-0031-001",
        name=name,
        id_mask="500241********1234",
        category="A04",
        kind="training",
        decision=decision,
        reason=reason,
        clause="测试规则 第二条",
        rate="1200.00",
        fund="F02",
        fund_name="就业补助资金",
        payee_kind="institution",
        payee_name="和安县民生职业培训学校",
        amount_fen=fen,
    )


@pytest.fixture
def page(rare_names: tuple[str, ...]) -> ClaimPage:
    low = Said.of("attendance.too_low", found=Fraction(7, 10), wanted=Fraction(4, 5))
    lines = (*(line(name, Decision.YES, 120_000) for name in rare_names), line("钱多", Decision.NO, 0, low))
    payment = PaymentRow("p", "c1", date(2026, 11, 20), 720_000, "拨12", "paid")
    totals = ClaimTotals.of(lines)
    return ClaimPage(
        HEAD, "500241-2026-0031", NOTICE.class_name, NOTICE.institution, lines, totals, (), (payment,), (), None, ()
    )


def test_the_table_gives_every_line_its_reason_and_sums_them(
    page: ClaimPage, imprint: Imprint, words: Sentences, pages: Callable[[Document], list[str]]
) -> None:
    (only,) = pages(claim_table(page, imprint, words))
    assert "王㛃" in only
    assert "70.0%" in only
    assert "就业补助资金" in only
    assert "测试规则第二条" in only
    assert "7,200.00" in only
    assert "符合6条，不符合1条，待核0条" in only


def test_the_notice_names_nobody_whom_it_must_not(
    imprint: Imprint, words: Sentences, pages: Callable[[Document], list[str]]
) -> None:
    (only,) = pages(public_notice(NOTICE, imprint, words))
    assert "500241********1234" in only
    assert "依法不公开姓名的人员1条" in only
    assert "1,680.00" in only
    assert "2026-11-02" in only


def test_a_notice_that_withholds_nobody_says_nothing_of_it(
    imprint: Imprint, words: Sentences, pages: Callable[[Document], list[str]]
) -> None:
    (only,) = pages(public_notice(replace(NOTICE, withheld=0, withheld_fen=0, total_fen=84_000), imprint, words))
    assert "不公开" not in only


def test_the_payment_list_is_whole_and_sums_up(
    page: ClaimPage, imprint: Imprint, words: Sentences, cells: Callable[[Document], list[list[object]]]
) -> None:
    lines = [
        PaymentLine(
            "person", "王㛃", "王㛃", "11010519491231002X", "living_allowance", 25_005, "农商行", "6222021001116245702"
        ),
        PaymentLine("institution", "学校", "李䶮", "440524188001010014", "training", 120_000, None, None),
    ]
    rows = cells(payment_list(page, lines, imprint, words))
    first = next(row for row in rows if "王㛃" in row)
    assert {"11010519491231002X", "6222021001116245702", "2026-11", 250.05} <= set(first)
    total = next(row for row in rows if row[0] == "合计")
    assert total[-1] == 1450.05


def test_a_long_list_repeats_its_heads(
    page: ClaimPage, imprint: Imprint, words: Sentences, pages: Callable[[Document], list[str]]
) -> None:
    many = replace(page, lines=page.lines * 12)
    printed = pages(claim_table(many, imprint, words))
    assert len(printed) > 1
    assert all("审核结论" in sheet for sheet in printed)


def test_both_languages_print(
    page: ClaimPage,
    imprint: Imprint,
    languages: Mapping[Language, Sentences],
    pages: Callable[[Document], list[str]],
) -> None:
    for words in languages.values():
        for document in (claim_table(page, imprint, words), public_notice(NOTICE, imprint, words)):
            assert pages(document)
