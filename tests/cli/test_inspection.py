"""``inspection``, ``sanction``, ``complaint``, ``followup`` and ``consent`` from the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.ended_class import FIRST_DAY, NUMBER, TODAY, EndedClass
from trainingdesk.domain.sanction import SanctionAction
from trainingdesk.domain.training_class import ClassState
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from pathlib import Path


ON = ("--first", FIRST_DAY.isoformat())


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> EndedClass:
    return EndedClass(folder, capsys, people=11, state=ClassState.RUNNING)


def test_a_draw_is_made_published_and_repeated(desk: EndedClass) -> None:
    drawn = desk.data("inspection", "draw", "1", *ON, "--seed", "摇号2026")
    assert (drawn["seed"], drawn["repeats"]) == ("摇号2026", True)
    assert [one["number"] for one in drawn["drawn"]] == [NUMBER]
    assert sorted(drawn["drawn"][0]["inspectors"]) == ["李复核", "王主任"]
    assert "结果一致" in desk.text("inspection", "repeat", drawn["draw"])
    (waiting,) = desk.data("inspection", "list")
    assert waiting["visited_on"] is None
    assert "只有 1 个" in desk.refusal("inspection", "draw", "2", *ON)


def test_a_visit_is_recorded(desk: EndedClass) -> None:
    (inspection,) = desk.data("inspection", "draw", "1", *ON)["inspections"]
    assert "写明" in desk.refusal("inspection", "record", inspection, "--not-qualified")
    said = desk.text("inspection", "record", inspection, "--not-qualified", "--findings", "签到表不完整")
    assert "处理阶梯" in said
    assert "签到表不完整" in desk.text("inspection", "list", NUMBER)
    opened = desk.data("inspection", "open", NUMBER, "--inspector", "甲", "--inspector", "乙")["rows"]
    desk.text("inspection", "record", opened[0], "--qualified")
    assert len(desk.data("inspection", "list", NUMBER)) == 2


def test_trainees_are_called(desk: EndedClass) -> None:
    listed = desk.data("inspection", "phone", NUMBER, "--seed", "s")
    assert len(listed) == 2
    desk.text("inspection", "call", listed[0]["number"], "--answered", "--outcome", "属实")
    again = desk.data("inspection", "phone", NUMBER, "--seed", "s")
    assert (again[0]["answered"], again[0]["outcome"]) == (True, "属实")
    assert "属实" in desk.text("inspection", "phone", NUMBER, "--seed", "s")


def test_the_self_check_speaks_in_sentences(desk: EndedClass) -> None:
    found = desk.data("inspection", "self-check", NUMBER)
    assert "self_check.too_perfect" in {one["key"] for one in found}
    assert "11 人中有 11 人全勤" in desk.text("inspection", "self-check", NUMBER)


def test_a_class_is_packed_into_one_file(desk: EndedClass, tmp_path: Path) -> None:
    out = tmp_path / "班级.zip"
    packed = desk.data("inspection", "pack", NUMBER, "--out", str(out), "--reason", "迎接督查")
    assert "roster.csv" in packed["files"]
    assert out.stat().st_size > 0
    assert packed["sha256"] in desk.text("inspection", "pack", NUMBER, "--out", str(out), "--reason", "再次")


def test_a_sanction_bans_and_is_lifted(desk: EndedClass) -> None:
    said = desk.text("sanction", "impose", "启航学校", "correction_letter", "--reason", "擅自变更场所")
    assert "停止申报开班" in said
    (one,) = desk.data("sanction", "list", "启航学校")
    assert one["ban_from"] == TODAY.isoformat()
    assert "下达整改函" in desk.text("sanction", "list")
    desk.text("sanction", "lift", one["id"], "--until", (TODAY + timedelta(days=30)).isoformat())
    assert desk.data("sanction", "list")[0]["ban_until"] == (TODAY + timedelta(days=30)).isoformat()


def test_a_complaint_is_taken_in_and_settled(desk: EndedClass) -> None:
    (row,) = desk.data("complaint", "add", "没有发教材", "--class", NUMBER)["rows"]
    assert "办理中" in desk.text("complaint", "list", "--open")
    desk.text("complaint", "settle", row, "已补发")
    assert desk.data("complaint", "list", "--open") == []
    assert desk.data("complaint", "list")[0]["outcome"] == "已补发"


def test_employment_is_followed(desk: EndedClass, tmp_path: Path) -> None:
    assert "没有读完" in desk.refusal("followup", "record", f"{NUMBER}-001", "--not-employed")
    desk.set_state(ClassState.FINISHED)
    desk.text("assessment", "new", NUMBER, "--on", TODAY.isoformat())
    file = tmp_path / "成绩.csv"
    file.write_text(f"{NUMBER}-001,80,80\n", encoding="utf-8")
    desk.text("assessment", "scores", NUMBER, str(file))
    desk.text("assessment", "settle", NUMBER)
    desk.text(
        "followup", "record", f"{NUMBER}-001", "--employed", "--since", TODAY.isoformat(), "--employer", "纺织公司"
    )
    (one,) = desk.data("followup", "list", NUMBER)
    assert (one["latest"]["employed"], one["latest"]["employer_name"]) == (True, "纺织公司")
    assert "纺织公司" in desk.text("followup", "list", NUMBER)


def test_commitments_are_recorded_for_a_class(desk: EndedClass) -> None:
    assert len(desk.data("consent", "missing", NUMBER)) == 11
    assert "已登记 1 人" in desk.text("consent", "record", NUMBER, f"{NUMBER}-003")
    assert "已登记 10 人" in desk.text("consent", "record", NUMBER)
    assert "还有 0 人" in desk.text("consent", "missing", NUMBER)


@pytest.mark.parametrize("language", list(Language))
def test_every_measure_has_a_name(language: Language) -> None:
    words = Sentences.load(language, resource("locale"))
    assert all(words.of(f"sanction.action_{one}") for one in SanctionAction)
    assert all(words.of(f"complaint.state_{one}") for one in ("open", "settled"))
