"""The monthly report on paper and in the workbook: every figure, both sides of every balance, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.domain.month_people import alone, subsidy
from trainingdesk.domain.assessment import Result
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.identity import Sex
from trainingdesk.domain.month import report_of
from trainingdesk.domain.month_book import Past
from trainingdesk.domain.month_check import Rule
from trainingdesk.domain.month_cut import Cut
from trainingdesk.domain.month_facts import ClassFact, CutKey, Facts, MonthBasis, Together
from trainingdesk.domain.month_rows import ROWS, Column, ReportTables, Unit
from trainingdesk.domain.month_tally import MonthFlow, Tally
from trainingdesk.domain.monthly_report import ReportState
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.reports.monthly_report import monthly_report
from trainingdesk.reports.spreadsheet import write_workbook
from trainingdesk.services.changes import Said
from trainingdesk.services.month import Figures
from trainingdesk.services.monthly_report_head import ReportHead

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.i18n.sentences import Language, Sentences
    from trainingdesk.reports.document import Document

AT = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
OCTOBER = Month(2026, 10)
CUT = CutKey("500241001000", "i1", "6-18-02-04", "5", "in_village")


def trained(at: int, on: date, category: str = "A04") -> Together:
    days = {"started_on": on, "joined_on": on, "cut": CUT}
    return alone(id=f"e{at}", person_id=f"p{at}", training_type="13", category=category, **days)


def facts(people: int) -> Facts:
    return Facts(
        enrollments=[trained(at, date(2026, 10, 8)) for at in range(people)],
        classes=[ClassFact(id="c", started_on=date(2026, 10, 8), cut=CUT)],
        subsidies=[subsidy("s", 43_310_049, kind="training", fund="F02", paid_on=date(2026, 10, 30), cut=CUT)],
    )


@pytest.fixture
def head() -> ReportHead:
    return ReportHead(
        organization="和安县职业技能培训中心",
        head="张建国",
        phone="0999-7666123",
        filled_on=date(2026, 11, 2),
        preparer="王敏",
        reviewer=None,
        approver=None,
        delegation=None,
        version=1,
        state=None,
        frozen_at=None,
        cut_off=AT,
        device="县中心-01",
        unsynced=12,
        money_decimals=2,
        completion_decimals=1,
    )


@pytest.fixture
def figures() -> Figures:
    tally = Tally(facts(39_631 // 1000), ReportTables(), basis=MonthBasis.STARTED)
    report = report_of(tally, OCTOBER, targets={"A1": 36, "C1": 0})
    omitted = (Said.of("month.no_register", count=3, classes=1, numbers="500241-2026-0031"),)
    names = {Cut.TOWNSHIP: {"500241001000": "中和街道"}, Cut.INSTITUTION: {"i1": '=HYPERLINK("http://x")'}}
    return Figures(report, omitted, {**{cut: {} for cut in Cut}, **names})


@pytest.fixture
def document(figures: Figures, head: ReportHead, words: Sentences) -> Document:
    return monthly_report(figures, head, words)


def test_the_head_says_who_reports_what(document: Document, pages: Callable[[Document], list[str]]) -> None:
    first = pages(document)[0]
    for said in (
        "职业技能培训月报表", "2026年10月", "填报单位：和安县职业技能培训中心", "填报日期：2026-11-02", "填报人：王敏",
        "负责人：张建国", "联系电话：0999-7666123", "计量单位：人次、人、个、班次、万元、课时", "未报送，数据仍会变化",
    ):  # fmt: skip
        assert said in first


def test_every_page_says_cut_off_device_unsynced_and_preparer(
    document: Document, pages: Callable[[Document], list[str]]
) -> None:
    made = pages(document)
    for number, text in enumerate(made, start=1):
        assert f"第{number}页共{len(made)}页" in text
        for said in ("数据截至2026-11-0218:30", "县中心-01", "未同步记录12条", "王敏"):
            assert said in text


def test_every_row_and_section_is_printed(
    document: Document, figures: Figures, pages: Callable[[Document], list[str]], words: Sentences
) -> None:
    text = "".join(pages(document))
    for line in figures.report.lines:
        assert words.of(line.row.title_key).replace(" ", "") in text
    for section in "abtcdefg":
        assert words.of(f"month.section_{section}").replace(" ", "") in text


def test_numbers_are_printed_as_people_read_them(document: Document, pages: Callable[[Document], list[str]]) -> None:
    text = "".join(pages(document))
    assert "A1补贴性培训合计人次363939108.3%0—" in text
    assert "C1合计人次000—0—" in text
    assert "43.31" in text


def test_a_county_may_print_two_decimals(
    figures: Figures, head: ReportHead, words: Sentences, pages: Callable[[Document], list[str]]
) -> None:
    text = "".join(pages(monthly_report(figures, replace(head, completion_decimals=2, money_decimals=4), words)))
    assert "108.33%" in text
    assert "43.3100" in text


def test_what_is_not_included_and_both_sides_are_said(
    document: Document, pages: Callable[[Document], list[str]]
) -> None:
    text = "".join(pages(document))
    assert "本表未包括的内容" in text
    assert "本月有3次课（1个班：500241-2026-0031）没有点名册或点名册未关闭" in text
    assert "A1=A1.1+A1.2+A1.3+A1.4" in text
    assert "期末在训" in text
    assert "不符" not in text


def test_a_balance_that_does_not_agree_is_said_with_both_sides(
    head: ReportHead, words: Sentences, pages: Callable[[Document], list[str]]
) -> None:
    lost = trained(1, date(2026, 10, 8), "Q7")
    report = report_of(Tally(Facts(enrollments=[lost]), ReportTables(), basis=MonthBasis.STARTED), OCTOBER, targets={})
    text = "".join(pages(monthly_report(Figures(report, (), {cut: {} for cut in Cut}), head, words)))
    assert "A1=B1+B2+…+B10本年累计10不符" in text.replace("⋯", "…")


def test_the_workbook_holds_numbers_as_numbers_and_codes_as_text(document: Document) -> None:
    workbook = load_workbook(BytesIO(write_workbook(document, at=AT)))
    assert workbook.sheetnames == ["主表", "各月人次", "累计进度", "分表", "课时与考核分表", "平衡关系"]
    main = {row[0].value: row for row in workbook["主表"].iter_rows() if row[0].value}
    assert main["A1"][0].data_type == "s"
    assert [cell.value for cell in main["A1"][3:6]] == [36, 39, 39]
    assert main["A1"][6].value == pytest.approx(39 / 36)
    assert main["A1"][6].number_format == "0.0%"
    assert main["F4"][4].value == pytest.approx(43.310049)
    assert main["F4"][4].number_format == "#,##0.00"
    assert [len(workbook[name]._charts) for name in ("各月人次", "累计进度")] == [1, 1]  # type: ignore[attr-defined]


def test_no_name_becomes_a_formula(document: Document) -> None:
    workbook = load_workbook(BytesIO(write_workbook(document, at=AT)))
    found = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert [cell.data_type for cell in found] == ["s", "s"]


def test_a_frozen_report_is_marked_with_its_adjustments(
    head: ReportHead, words: Sentences, pages: Callable[[Document], list[str]]
) -> None:
    september = Month(2026, 9)
    past = Past({september: MonthFlow(september, {"A1": {"gone": 1}}, {})})
    tally = Tally(facts(2), ReportTables(), basis=MonthBasis.STARTED)
    figures = Figures(report_of(tally, OCTOBER, past=past, targets={}), (), {cut: {} for cut in Cut})
    signed = replace(head, state=ReportState.FROZEN, frozen_at=AT, version=2, delegation="函〔2026〕12号")
    text = "".join(pages(monthly_report(figures, signed, words)))
    assert "已报送锁定（第2版，2026-11-0218:30）" in text
    assert "对以前月份的调整" in text
    assert "2026-09A1补贴性培训合计-11" in text
    assert "依据书面授权：函〔2026〕12号" in text


def test_it_is_said_in_every_language(
    figures: Figures, head: ReportHead, languages: Mapping[Language, Sentences], pages: Callable[[Document], list[str]]
) -> None:
    for words in languages.values():
        assert words.of("monthly_report.title").replace(" ", "") in pages(monthly_report(figures, head, words))[0]


def test_every_sentence_that_is_put_together_exists(languages: Mapping[Language, Sentences]) -> None:
    keys = {row.title_key for row in ROWS}
    keys |= {f"month.section_{row.section.lower()}" for row in ROWS}
    for members, form in (
        (Column, "month.column_{}"),
        (Unit, "month.unit_{}"),
        (MonthBasis, "month.basis_{}"),
        (Cut, "month.cut_{}"),
        (Rule, "month.check_{}"),
        (ReportState, "monthly_report.state_{}"),
        (ReportState, "monthly_report.state_not_to_{}"),
        (PaperKind, "class_paper.file_{}"),
        (Sex, "class_paper.sex_{}"),
        (Result, "class_paper.result_{}"),
    ):
        keys |= {form.format(member.value) for member in members}  # type: ignore[attr-defined]  # enumerations
    for what in ("type", "category", "certificate", "level", "subsidy", "fund"):
        keys |= {f"month.unmapped_{what}", f"month.without_{what}"}
    named = dict.fromkeys(
        ("row", "of", "month", "code", "count", "number", "day", "found", "wanted", "classes", "numbers"), "1"
    )
    for words in languages.values():
        assert all(words.of(key, named) for key in sorted(keys))
