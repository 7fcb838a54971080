"""``assessment`` and ``certificate`` from the command line: from the announcement to the paper."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.ended_class import NUMBER, TODAY, EndedClass
from tests.services.exchange.files import xlsx
from trainingdesk.domain.assessment import AssessmentKind, Result
from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.domain.verdict import Decision
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from pathlib import Path


HELD = (TODAY - timedelta(days=3)).isoformat()


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> EndedClass:
    return EndedClass(folder, capsys, absent={3: 5})


def scored(desk: EndedClass, tmp_path: Path) -> None:
    """Scores of three people in an assessment that was announced, or is now."""
    if not desk.data("assessment", "list", NUMBER):
        desk.text("assessment", "new", NUMBER, "--on", HELD, "--by", "市鉴定中心")
    file = tmp_path / "成绩.csv"
    file.write_text(
        f"学员编号,理论,实操\n{NUMBER}-001,80,75.5\n{NUMBER}-002,50,90\n{NUMBER}-003,缺考,\n", encoding="utf-8"
    )
    desk.text("assessment", "scores", NUMBER, str(file))


def test_from_the_announcement_to_the_outcome(desk: EndedClass, tmp_path: Path) -> None:
    desk.text("assessment", "new", NUMBER, "--on", HELD, "--kind", "skill_level")
    admission = desk.data("assessment", "admission", NUMBER)
    assert (admission["admitted"], admission["refused"], admission["open"]) == (3, 1, 0)
    refused = next(one for one in admission["candidates"] if one["verdict"]["decision"] == "no")
    assert refused["verdict"]["reason"] == "attendance.too_low"
    assert "出勤" in refused["verdict"]["sentence"]
    scored(desk, tmp_path)
    results = desk.data("assessment", "results", NUMBER)
    assert [one["result"] for one in results] == ["passed", "failed", "absent", None]
    assert "已确认 4 人" in desk.text("assessment", "settle", NUMBER)


def test_a_person_reads_tables(desk: EndedClass, tmp_path: Path) -> None:
    desk.text("assessment", "new", NUMBER, "--on", HELD)
    assert "不可以" in desk.text("assessment", "admission", NUMBER)
    scored(desk, tmp_path)
    shown = desk.text("assessment", "results", NUMBER)
    assert "75.5" in shown
    assert "缺考" in shown


def test_a_check_writes_nothing(desk: EndedClass, tmp_path: Path) -> None:
    desk.text("assessment", "new", NUMBER, "--on", HELD)
    file = tmp_path / "成绩.csv"
    file.write_text(f"{NUMBER}-001,80,75\n路人,60,60\n", encoding="utf-8")
    shown = desk.text("assessment", "scores", NUMBER, str(file), "--check")
    assert "可以录入 1 人" in shown
    assert "第 2 行" in shown
    assert desk.data("assessment", "results", NUMBER)[0]["points"]["theory"] is None


def test_refusals_are_sentences(desk: EndedClass, tmp_path: Path) -> None:
    assert "还没有安排" in desk.refusal("assessment", "admission", NUMBER)
    later = (TODAY + timedelta(days=3)).isoformat()
    desk.text("assessment", "new", NUMBER, "--on", later)
    file = tmp_path / "成绩.csv"
    file.write_text(f"{NUMBER}-001,80,75\n", encoding="utf-8")
    assert later in desk.refusal("assessment", "scores", NUMBER, str(file))
    assert "没有找到文件" in desk.refusal("assessment", "scores", NUMBER, str(tmp_path / "没有.csv"))


def test_certificates_are_issued_listed_checked_and_revoked(desk: EndedClass, tmp_path: Path) -> None:
    scored(desk, tmp_path)
    desk.text("assessment", "settle", NUMBER)
    assert "已发放 1 本" in desk.text("certificate", "issue", NUMBER, "training_qualified")
    (one,) = desk.data("certificate", "list", NUMBER)
    assert one["number"].startswith("HG500241")
    assert "已登记重印" in desk.text("certificate", "reprint", one["number"], "--reason", "遗失")
    checked = desk.text("certificate", "verify", one["number"], "--code", one["verify_code"])
    assert "核验码相符" in checked
    assert "核验码不符" in desk.text("certificate", "verify", one["number"], "--code", "0000-0000-0000-0000")
    assert "没有编号" in desk.text("certificate", "verify", "HG1")
    desk.text("certificate", "revoke", one["number"], "--reason", "姓名有误")
    assert "已被撤销" in desk.text("certificate", "verify", one["number"])


def test_the_assessors_numbers_come_from_a_file(desk: EndedClass, tmp_path: Path) -> None:
    scored(desk, tmp_path)
    desk.text("assessment", "settle", NUMBER)
    file = tmp_path / "证书.csv"
    file.write_text(f"学员编号,证书编号\n{NUMBER}-001,Y000150000241265000001\n", encoding="utf-8-sig")
    desk.text("certificate", "issue", NUMBER, "skill_level", "--numbers", str(file))
    assert [one["number"] for one in desk.data("certificate", "list", NUMBER)] == ["Y000150000241265000001"]
    file.write_text("一列\n", encoding="utf-8")
    assert "第 1 行" in desk.refusal("certificate", "issue", NUMBER, "skill_level", "--numbers", str(file))


@pytest.mark.parametrize("language", list(Language))
def test_every_name_that_is_put_together_has_a_sentence(language: Language) -> None:
    words = Sentences.load(language, resource("locale"))
    keys = [
        *(f"assessment.kind_{one}" for one in AssessmentKind),
        *(f"assessment.result_{one}" for one in Result),
        *(f"assessment.decision_{one}" for one in Decision),
        *(f"assessment.{part}_{what}" for part in ("theory", "practice") for what in ("missing", "too_low")),
        *(f"assessment.pass_points_{part}_undecided" for part in ("theory", "practice")),
        *(f"course.pass_points_{part}_below" for part in ("theory", "practice")),
        *(f"certificate.kind_{one}" for one in CertificateKind),
        *(f"certificate.{what}_{status}" for what in ("status", "verified") for status in ("issued", "revoked")),
    ]
    values = {"found": 1, "wanted": 2, "number": 3, "clause": "第一条"}
    assert all(words.of(key, values) for key in keys)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_scores_come_as_office_programs_save_them(desk: EndedClass, tmp_path: Path, encoding: str) -> None:
    desk.text("assessment", "new", NUMBER, "--on", HELD)
    file = tmp_path / "成绩.csv"
    file.write_text(f"学员编号,理论,实操\n{NUMBER}-001,80,75.5\n", encoding=encoding)
    assert "已录入 1 人" in desk.text("assessment", "scores", NUMBER, str(file))


def test_scores_come_in_a_workbook(desk: EndedClass, tmp_path: Path) -> None:
    desk.text("assessment", "new", NUMBER, "--on", HELD)
    file = xlsx(tmp_path / "成绩.xlsx", [("学员编号", "理论", "实操"), (f"{NUMBER}-001", 80, 75.5)])
    desk.text("assessment", "scores", NUMBER, str(file))
    assert desk.data("assessment", "results", NUMBER)[0]["points"] == {"theory": 800, "practice": 755, "absent": False}


def test_a_file_that_is_not_there_is_named(desk: EndedClass, tmp_path: Path) -> None:
    desk.text("assessment", "new", NUMBER, "--on", HELD)
    assert "没有找到文件“没有.csv”" in desk.refusal("assessment", "scores", NUMBER, str(tmp_path / "没有.csv"))


def test_an_assessment_that_was_held_is_said_to_be_entered_afterwards(desk: EndedClass) -> None:
    shown = desk.text("assessment", "new", NUMBER, "--on", HELD)
    assert "-" not in shown.replace(HELD, "")
