"""``claim`` from the command line: lines with reasons, steps by two people, money, and the papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.cli.ended_class import NUMBER, TODAY, EndedClass
from trainingdesk.domain.claim import CLAIM_STEPS, ClaimState
from trainingdesk.domain.subsidy import Payee, SubsidyKind
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.verdict import Decision
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from pathlib import Path


REVIEWER = ("--user", "李复核")
CLAIM = f"{NUMBER}-BT01"


@pytest.fixture
def desk(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> EndedClass:
    """A class of three: two with a certificate, one who failed."""
    made = EndedClass(folder, capsys, people=3)
    made.text("assessment", "new", NUMBER, "--on", TODAY.isoformat())
    file = tmp_path / "成绩.csv"
    file.write_text("\n".join(f"{NUMBER}-00{one},{80 if one < 3 else 10},80" for one in (1, 2, 3)), encoding="utf-8")
    made.text("assessment", "scores", NUMBER, str(file))
    made.text("assessment", "settle", NUMBER)
    numbers = tmp_path / "证书.csv"
    numbers.write_text("\n".join(f"{NUMBER}-00{one},Y00015000024126500000{one}" for one in (1, 2)), encoding="utf-8")
    made.text("certificate", "issue", NUMBER, "skill_level", "--numbers", str(numbers))
    made.set_state(ClassState.COMPLETED)
    return made


def paid(desk: EndedClass) -> None:
    desk.text("claim", "prepare", NUMBER)
    for to in ("auditing", "publicity"):
        desk.text(*REVIEWER, "claim", "advance", CLAIM, to)
    desk.text(*REVIEWER, "claim", "advance", CLAIM, "pay_approved", "--reason", "公示五天，无异议")
    desk.text("claim", "pay", CLAIM, "--reference", "拨12", "--amount", "2,821.00")


def test_a_claim_is_led_to_its_payment_by_two_people(desk: EndedClass) -> None:
    assert "合计 2,821.00 元" in desk.text("claim", "prepare", NUMBER)
    page = desk.data("claim", "show", NUMBER)
    assert (page["granted"], page["refused"], page["open"], page["total_fen"]) == (4, 2, 0, 282_100)
    failed = next(one for one in page["lines"] if one["trainee"].endswith("003"))
    assert (failed["decision"], failed["amount_fen"]) == ("no", 0)
    assert failed["sentence"]
    assert "补贴申报" in desk.text("claim", "list")
    assert desk.refusal("claim", "advance", CLAIM, "auditing")
    desk.text(*REVIEWER, "claim", "advance", CLAIM, "auditing")
    desk.text(*REVIEWER, "claim", "advance", CLAIM, "publicity")
    assert "没有规定公示" in desk.refusal(*REVIEWER, "claim", "advance", CLAIM, "pay_approved")
    desk.text(*REVIEWER, "claim", "advance", CLAIM, "pay_approved", "--reason", "公示五天，无异议")
    assert "不一致" in desk.refusal("claim", "pay", CLAIM, "--amount", "2821.01")
    desk.text("claim", "pay", CLAIM, "--reference", "拨12", "--amount", "2,821.00")
    done = desk.data("claim", "show", CLAIM)
    assert done["claim"]["state"] == "paid"
    assert [one["amount_fen"] for one in done["payments"]] == [282_100]


def test_open_lines_are_decided_in_the_review(desk: EndedClass) -> None:
    numbers = desk.data("certificate", "list", NUMBER)
    desk.text("certificate", "revoke", numbers[0]["number"], "--reason", "重新打印")
    desk.text("claim", "prepare", NUMBER)
    assert desk.data("claim", "show", CLAIM)["open"] == 2
    desk.text(*REVIEWER, "claim", "advance", CLAIM, "auditing")
    assert "2 条明细没有核定" in desk.refusal(*REVIEWER, "claim", "advance", CLAIM, "publicity")
    lines = [one["id"] for one in desk.data("claim", "show", CLAIM)["lines"] if one["decision"] == "undecided"]
    desk.text(*REVIEWER, "claim", "decide", CLAIM, "--grant", "--reason", "原件已核", "--line", lines[0])
    desk.text(*REVIEWER, "claim", "decide", CLAIM, "--refuse", "--reason", "没有原件")
    page = desk.data("claim", "show", CLAIM)
    assert (page["granted"], page["open"]) == (3, 0)
    assert any("原件已核" in one["sentence"] for one in page["lines"])


def test_a_returned_claim_is_judged_again(desk: EndedClass) -> None:
    desk.text("claim", "prepare", NUMBER, "--kind", "training")
    desk.text(*REVIEWER, "claim", "advance", CLAIM, "auditing")
    assert "写明原因" in desk.refusal(*REVIEWER, "claim", "advance", CLAIM, "returned")
    desk.text(*REVIEWER, "claim", "advance", CLAIM, "returned", "--reason", "缺签到表")
    assert "重新核算" in desk.text("claim", "recheck", CLAIM)
    desk.text("claim", "advance", CLAIM, "claimed")
    assert desk.data("claim", "show", CLAIM)["total_fen"] == 240_000


def test_money_bounces_and_is_asked_back(desk: EndedClass) -> None:
    paid(desk)
    desk.text("claim", "bounce", CLAIM, "--reason", "账号不存在")
    desk.text(*REVIEWER, "claim", "advance", CLAIM, "pay_approved")
    desk.text("claim", "pay", CLAIM)
    line = desk.data("claim", "show", CLAIM)["lines"][0]["id"]
    assert "不是金额" in desk.refusal(*REVIEWER, "claim", "recover", CLAIM, f"{line}=1.005", "--reason", "套取")
    desk.text(*REVIEWER, "claim", "recover", CLAIM, f"{line}=100.50", "--reason", "套取补贴")
    (recovery,) = desk.data("claim", "show", CLAIM)["recoveries"]
    assert recovery["amount_fen"] == 10_050
    desk.text("claim", "recovered", recovery["id"])
    desk.text("claim", "advance", CLAIM, "closed")


def cells(path: Path) -> list[str]:
    sheet = load_workbook(path).worksheets[0]
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def test_the_papers_say_what_the_claim_says(desk: EndedClass, tmp_path: Path) -> None:
    paid(desk)
    table, notice, payments = (tmp_path / f"{name}.xlsx" for name in ("table", "notice", "payments"))
    desk.text("claim", "export", CLAIM, "--out", str(table))
    desk.text("claim", "export", CLAIM, "--what", "notice", "--out", str(notice))
    assert desk.refusal("claim", "export", CLAIM, "--what", "payments", "--out", str(payments))
    assert not payments.exists()
    desk.text("claim", "export", CLAIM, "--what", "payments", "--out", str(payments), "--reason", "送银行")
    assert {"2821", "学员0070", "不符合"} <= set(cells(table))
    assert "学员0072" not in cells(notice)
    masked = [cell for cell in cells(notice) if "********" in cell]
    assert len(masked) == 4
    whole = [cell for cell in cells(payments) if len(cell) == 18 and cell.startswith("500241")]
    assert len(whole) == 4
    assert "pdf" in desk.refusal("claim", "export", CLAIM, "--out", str(tmp_path / "table.docx"))


@pytest.mark.parametrize("language", list(Language))
def test_every_name_that_is_put_together_has_a_sentence(language: Language) -> None:
    words = Sentences.load(language, resource("locale"))
    keys = [
        *(CLAIM_STEPS.title(one) for one in ClaimState),
        *(CLAIM_STEPS.refusal(one) for one in ClaimState),
        *(f"claim.decision_{one}" for one in Decision),
        *(f"subsidy.kind_{one}" for one in SubsidyKind),
        *(f"subsidy.payee_{one}" for one in Payee),
    ]
    assert all(words.of(key) for key in keys)


def test_a_claim_is_written_into_a_form_of_the_countys_own(desk: EndedClass, tmp_path: Path) -> None:
    empty, filled = tmp_path / "空白.xlsx", tmp_path / "填好.xlsx"
    desk.text("template", "start", str(empty), "--kind", "claim")
    assert desk.data("template", "check", str(empty))["kind"] == "claim"
    desk.text("template", "add", str(empty), "--title", "申领表")
    assert "补贴" in desk.text("template", "list")
    desk.text("claim", "prepare", NUMBER)
    desk.text("claim", "export", CLAIM, "--out", str(filled), "--template", "申领表")
    sheet = load_workbook(filled).worksheets[0]
    assert [row[7].value for row in sheet.iter_rows(min_row=5, max_row=7)] == [1410.5, 1410.5, 2821]
    whole = tmp_path / "全.xlsx"
    book = load_workbook(empty)
    book.worksheets[0]["C5"] = "{{补贴_人_证件号码全}}"
    book.save(whole)
    desk.text("template", "add", str(whole))
    asked = ("claim", "export", CLAIM, "--out", str(filled), "--template", "全")
    assert "请说明用途" in desk.refusal(*asked)
    desk.text(*asked, "--reason", "报人社局")
    assert "*" not in str(load_workbook(filled).worksheets[0]["C5"].value)
