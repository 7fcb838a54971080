"""The report commands, run as a county clerk runs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from tests.first_days import PASSWORD
from tests.services.month_county import late_enrollment, make_county
from trainingdesk.bootstrap import signed_in
from trainingdesk.cli.app import REFUSED, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.first_days import FirstDays
    from trainingdesk.services.work import Work

    Ask = Callable[..., tuple[int, str, str]]


def now() -> datetime:
    return datetime(2026, 11, 3, 1, tzinfo=UTC)


def month(root: Path) -> None:
    in_desk(root, make_county)


@pytest.fixture
def folder(tmp_path: Path, first_days: FirstDays, password: None) -> Path:
    first_days.put(tmp_path / "desk", clock=now, furnish=month)
    return tmp_path / "desk"


def in_desk(folder: Path, make: Callable[[Work], object]) -> None:
    with signed_in(folder, user_name="王主任", password=PASSWORD, clock=now) as work:
        make(work)


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*arguments: str) -> tuple[int, str, str]:
        status = run([*arguments, "--folder", str(folder)], clock=now)
        said = capsys.readouterr()
        return status, said.out, said.err

    return asked


def data(answer: tuple[int, str, str]) -> Any:
    assert answer[0] == 0, answer
    return json.loads(answer[1])


def test_a_month_is_written_as_workbook_and_pdf(ask: Ask, tmp_path: Path) -> None:
    assert ask("report", "target", "set", "2026", "A1", "52")[0] == 0
    found = data(ask("report", "month", "2026-10", "--out", str(tmp_path / "new" / "folder"), "--json"))
    assert found["month"] == "2026-10"
    assert found["frozen"] is False
    rows = {row["id"]: row for row in found["rows"]}
    assert rows["A1"] == {
        "id": "A1", "title": "补贴性培训合计", "unit": "person_times", "target": 52, "month": 26, "year": 26,
        "completion": 0.5, "last_year": 0, "change": None,
    }  # fmt: skip
    assert all(row["month"] for row in found["rows"])
    assert all(check["holds"] for check in found["checks"])
    assert {check["says"] for check in found["checks"]} >= {"A1 = A1.1 + A1.2 + A1.3 + A1.4"}
    assert any("临时登记" in said for said in found["not_included"])
    assert load_workbook(found["xlsx"]).sheetnames[0] == "主表"
    assert len(PdfReader(found["pdf"]).pages) >= 3
    assert {path.name for path in Path(found["pdf"]).parent.iterdir()} == {
        "职业技能培训月报_2026-10.xlsx",
        "职业技能培训月报_2026-10.pdf",
    }


def test_people_see_the_figures(ask: Ask, tmp_path: Path) -> None:
    status, said, _ = ask("report", "month", "2026年10月", "--out", str(tmp_path))
    assert status == 0
    for words in ("补贴性培训合计", "本年累计", "完成率", "26", "临时登记", "已生成"):
        assert words in said


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_both_languages_are_written(ask: Ask, tmp_path: Path, language: str) -> None:
    assert ask("--lang", language, "report", "month", "2026-10", "--out", str(tmp_path))[0] == 0
    assert len(list(tmp_path.glob("*2026-10.pdf"))) == 1


def test_the_rows_behind_a_number_are_shown(ask: Ask) -> None:
    found = data(ask("report", "behind", "2026-10", "C1.2.6", "--json"))
    assert (found["row"], found["column"], found["value"]) == ("C1.2.6", "month", 1)
    assert found["lines"][0]["person"] == "学员8-0"
    status, said, _ = ask("report", "behind", "2026-10", "F4.4", "--column", "year")
    assert (status, "学员4-1" in said, "500241-2026-004" in said) == (0, True, True)
    status, _, refused = ask("report", "behind", "2026-10", "X1")
    assert (status, "X1" in refused) == (REFUSED, True)
    status, _, refused = ask("report", "behind", "2026-10", "A1", "--column", "completion")
    assert (status, "没有对应的明细" in refused) == (REFUSED, True)


def test_a_month_is_frozen_and_corrected_in_the_next(ask: Ask, folder: Path, tmp_path: Path) -> None:
    status, _, refused = ask("report", "freeze", "2026-10")
    assert status == REFUSED
    assert refused.strip()
    assert ask("user", "delegate", "王主任", "--document", "函〔2026〕12号", "--from", "2026-01-01")[0] == 0
    assert ask("user", "delegate", "没有此人", "--document", "函")[0] == REFUSED
    assert ask("report", "prepare", "2026-10")[0] == 0
    assert ask("report", "review", "2026-10")[0] == 0
    status, said, _ = ask("report", "freeze", "2026-10")
    assert (status, "已报送锁定" in said, "书面授权" in said) == (0, True, True)
    in_desk(folder, late_enrollment)
    october = data(ask("report", "month", "2026-10", "--out", str(tmp_path), "--json"))
    assert october["frozen"] is True
    november = data(ask("report", "month", "2026-11", "--out", str(tmp_path), "--json"))
    a1 = {report["month"]: next(row for row in report["rows"] if row["id"] == "A1") for report in (october, november)}
    assert (a1["2026-10"]["year"], a1["2026-11"]["month"], a1["2026-11"]["year"]) == (26, 1, 27)
    assert {one["row"]: one["amount"] for one in november["adjustments"]}["B4"] == 1
    listed = data(ask("report", "list", "--json"))
    assert {row["month"] for row in listed if row["state"] == "frozen"} == {f"2026-{at:02}" for at in range(1, 11)}
    assert "已报送（锁定）" in ask("report", "list")[1]
    assert "2026-11-03 09:00" in ask("report", "list")[1]  # one in the morning of UTC, as people in China read it
    assert ask("report", "return", "2026-10", "--reason", "市局退回")[0] == 0
    assert "已退回" in ask("report", "list")[1]


def test_targets_are_set_and_listed(ask: Ask) -> None:
    assert "433.10" in ask("report", "target", "set", "2026", "F4", "433.1")[1]
    assert ask("report", "target", "set", "2026", "b2", "1,200")[0] == 0
    found = data(ask("report", "target", "list", "2026", "--json"))
    assert [(one["row"], one["value"]) for one in found["targets"]] == [("B2", 1200), ("F4", 433_100_000)]
    assert "1,200" in ask("report", "target", "list", "2026")[1]
    status, _, refused = ask("report", "target", "set", "2026", "A1", "viele")
    assert (status, "viele" in refused) == (REFUSED, True)


def test_a_month_that_is_none_is_refused(ask: Ask, tmp_path: Path) -> None:
    status, _, refused = ask("report", "month", "2026-13", "--out", str(tmp_path))
    assert (status, "2026-13" in refused) == (REFUSED, True)


def test_a_month_before_anything_happened_is_a_report_of_zeros(ask: Ask, tmp_path: Path) -> None:
    found = data(ask("report", "month", "2024-01", "--out", str(tmp_path), "--json"))
    assert {row["month"] for row in found["rows"] if row["id"][0] in "ABCDEF"} == {0}
    assert all(check["holds"] for check in found["checks"])
    assert len(PdfReader(found["pdf"]).pages) >= 3


def test_a_form_of_the_county_is_filled_beside_the_report(ask: Ask, tmp_path: Path) -> None:
    form, out = tmp_path / "本县.xlsx", tmp_path / "out"
    assert ask("template", "start", str(form))[0] == 0
    before = form.read_bytes()
    for taken in (form, tmp_path / "本县.txt"):
        assert ask("template", "start", str(taken))[0] == REFUSED
    assert form.read_bytes() == before
    found = data(ask("template", "check", str(form), "--json"))
    assert (found["sound"], found["findings"]) == (True, [])
    assert ask("template", "add", str(form), "--title", "市里的表")[0] == 0
    assert [one["title"] for one in data(ask("template", "list", "--json"))] == ["市里的表"]
    written = data(ask("report", "month", "2026-10", "--out", str(out), "--template", "市里的表", "--json"))
    cells = {row[0]: row for row in load_workbook(written["template"]).worksheets[0].iter_rows(values_only=True)}
    assert cells["A1"][4] == 26
    status, _, refused = ask("report", "month", "2026-10", "--out", str(out / "b"), "--template", "没有")
    assert (status, "没有" in refused, (out / "b").exists()) == (REFUSED, True, False)
    assert ask("template", "remove", "市里的表")[0] == 0
    assert data(ask("template", "list", "--json")) == []


def test_a_form_that_cannot_be_used_says_why_and_fails(ask: Ask, tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0]["B2"] = "{{A1_下月}}"
    book.save(tmp_path / "错.xlsx")
    status, said, _ = ask("template", "check", str(tmp_path / "错.xlsx"))
    assert (status, "A1_下月" in said) == (1, True)
    assert ask("template", "add", str(tmp_path / "错.xlsx"))[0] == REFUSED
