"""``register`` from the command line: a sheet typed by its numbers, closed, reopened, corrected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.class_on_desk import NUMBER, ClassOnDesk
from tests.first_days import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path


LESSON = ("--class", NUMBER, "--lesson", "1")


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> ClassOnDesk:
    return ClassOnDesk(folder, capsys)


def test_a_whole_register_in_one_command(desk: ClassOnDesk) -> None:
    shown = desk.text("register", "mark", *LESSON, "2=late:10", "4=旷课", "--rest-present", "--close")
    for word in ("点名册已关闭", "◐ 迟到", "× 旷课", "出勤 3", "未点名 0 人", "学员014"):
        assert word in shown
    page = desk.data("register", "show", *LESSON)
    assert [line["mark"] for line in page["lines"]] == ["present", "late", "present", "absent", "present"]
    assert (page["lines"][1]["minutes"], page["lines"][1]["method"]) == (10, "paper")
    assert page["counts"] == {"present": 3, "late": 1, "absent": 1}
    assert page["register"]["closed_at"] is not None


@pytest.mark.parametrize("written", ["1=late", "1=迟到", "1=D", "1=d", "1=◐", "１＝迟到", "1=迟"])
def test_a_mark_is_written_in_many_ways(desk: ClassOnDesk, written: str) -> None:
    page = desk.data("register", "mark", *LESSON, written)
    assert page["lines"][0]["mark"] == "late"


def test_an_empty_mark_takes_one_away(desk: ClassOnDesk) -> None:
    desk.text("register", "mark", *LESSON, "1=K")
    assert desk.data("register", "mark", *LESSON, "1=")["lines"][0]["mark"] is None


def test_closing_names_who_is_not_marked(desk: ClassOnDesk) -> None:
    desk.text("register", "mark", *LESSON, "1=C", "2=C", "3=C", "4=C")
    assert "5 学员014" in desk.refusal("register", "close", *LESSON)
    assert "1 人没有点名" in desk.text("register", "close", *LESSON, "--leave-unmarked")
    assert "已关闭" in desk.refusal("register", "mark", *LESSON, "5=C")
    desk.text("register", "reopen", *LESSON)
    desk.text("register", "mark", *LESSON, "5=C", "--close")


def test_the_office_corrects_and_both_are_shown(desk: ClassOnDesk) -> None:
    desk.text("register", "mark", *LESSON, "1=K")
    desk.text("register", "correct", *LESSON, "1=事假", "--reason", "补交假条")
    shown = desk.text("register", "show", *LESSON)
    assert "事 事假" in shown
    assert "原记录：旷课" in shown
    assert "补交假条" in shown


def test_signatures_make_marks(desk: ClassOnDesk) -> None:
    page = desk.data("register", "sign", *LESSON, "1=08:25-11:30", "2=08:50-")
    assert [(line["mark"], line["minutes"]) for line in page["lines"][:2]] == [("present", None), ("late", 20)]


def test_a_day_to_come_is_refused_in_words(desk: ClassOnDesk) -> None:
    assert "还没有到" in desk.refusal("register", "mark", "--class", NUMBER, "--lesson", "9", "1=C")


def test_what_is_not_there_is_refused_in_words(desk: ClassOnDesk) -> None:
    assert "最大为 5" in desk.refusal("register", "mark", *LESSON, "6=C")
    assert "没有“飞”这个标记" in desk.refusal("register", "mark", *LESSON, "1=飞")
    assert desk.refusal("register", "show", "--class", "none", "--lesson", "1")
    assert desk.refusal("register", "show", "--class", NUMBER, "--lesson", "99")


def test_opening_twice_is_opening_once(desk: ClassOnDesk) -> None:
    assert desk.data("register", "open", *LESSON)["change_set"] is not None
    assert desk.data("register", "open", *LESSON)["change_set"] is None


def test_who_may_be_assessed_and_who_is_warned(desk: ClassOnDesk) -> None:
    for lesson in ("1", "2"):
        desk.text("register", "mark", "--class", NUMBER, "--lesson", lesson, "1=K", "--rest-present", "--close")
    shown = desk.text("register", "rates", "--class", NUMBER)
    assert "0/6" in shown
    assert "出勤率 0.0%，低于要求的 80.0%。" in shown
    warned = desk.text("register", "warnings")
    assert "已连续旷课 2 次。" in warned
    answer = desk.data("register", "rates", "--class", NUMBER)
    assert answer["lines"][0]["admitted"]["decision"] == "no"
    assert desk.data("register", "warnings", "--class", NUMBER)["people"][0]["number"] == f"{NUMBER}-0-001"


def test_the_grid_and_the_signed_sheet(desk: ClassOnDesk, tmp_path: Path) -> None:
    desk.text("register", "mark", *LESSON, "1=K", "--rest-present", "--close")
    shown = desk.text("register", "grid", "--class", NUMBER)
    assert "× · ·" in shown
    assert "图例：√ 出勤" in shown
    assert len(desk.data("register", "grid", "--class", NUMBER)["lessons"]) == 10
    photo = tmp_path / "签到表.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert "已附在这次课上" in desk.text("register", "attach", *LESSON, str(photo))


def test_the_county_edits_its_marks(desk: ClassOnDesk) -> None:
    assert "旷课" in desk.text("register", "marks")
    desk.text("register", "edit-mark", "absent", "--name", "缺勤", "--key", "Q")
    desk.text("register", "edit-mark", "wedding", "--name", "婚假", "--like", "事假", "--symbol", "婚")
    page = desk.data("register", "mark", *LESSON, "1=q", "2=婚")
    assert [(line["mark"], line["reason"]) for line in page["lines"][:2]] == [
        ("absent", None),
        ("personal_leave", "婚假"),
    ]
    assert "按键 Q 已用于“缺勤”" in desk.refusal("register", "edit-mark", "late", "--key", "q")


def test_english_is_spoken_too(desk: ClassOnDesk) -> None:
    shown = desk.text("--lang", "en", "register", "mark", *LESSON, "1=absent", "--rest-present", "--close")
    assert "register closed" in shown


def test_an_instructor_takes_over_a_colleagues_lesson(desk: ClassOnDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAININGDESK_NEW_PASSWORD", PASSWORD)
    desk.text("user", "add", "代老师", "--display", "代老师", "--role", "instructor")
    teacher, office = ("--user", "代老师"), ("--user", "王主任")
    assert "没有对应的教师" in desk.refusal(*teacher, "register", "stand-in", *LESSON)
    desk.text(*office, "catalogue", "add-instructor", "代老师", "--sign-in", "代老师")
    assert "不是您授课的班级" in desk.refusal(*teacher, "register", "show", *LESSON)
    desk.text(*teacher, "register", "stand-in", *LESSON)
    desk.text(*teacher, "register", "mark", *LESSON, "--rest-present", "--close")
    assert desk.data(*office, "register", "show", *LESSON)["register"]["note"] == "substitute_on_the_spot"
    assert "本班共 10 次" in desk.refusal(*teacher, "register", "stand-in", "--class", NUMBER, "--lesson", "99")


def test_minutes_are_shown_with_the_mark_they_belong_to(desk: ClassOnDesk) -> None:
    desk.text("register", "mark", *LESSON, "1=迟到:10", "--rest-present", "--close")
    assert re.search(r"迟到\s+│ 10 ", desk.text("register", "show", *LESSON))
    desk.text("register", "correct", *LESSON, "1=出勤", "--reason", "看了签到表")
    assert not re.search(r"出勤\s+│ 10 ", desk.text("register", "show", *LESSON))


def test_the_matrix_of_marks_is_exported_and_taken_in_again(desk: ClassOnDesk, tmp_path: Path) -> None:
    desk.text("register", "mark", *LESSON, "1=C", "2=C", "3=C", "4=C")
    path, back = tmp_path / "考勤.csv", tmp_path / "退回.xlsx"
    desk.text("export", "marks", "--class", NUMBER, "--out", str(path), "--reason", "核对")
    again = desk.data("register", "import", str(path), "--class", NUMBER)
    assert (again["existing"], again["written"], again["change_set"]) == (5, 0, None)
    head, *lines = path.read_text(encoding="utf_8_sig").splitlines()
    lines[0] = lines[0].replace("出勤", "迟到", 1)
    lines[1] = lines[1].replace("出勤", "睡着了", 1)
    path.write_text("\n".join([head, *lines]), encoding="utf_8_sig")
    looked = desk.text("register", "import", str(path), "--class", NUMBER, "--check")
    assert "迟到" in looked
    done = desk.data("register", "import", str(path), "--class", NUMBER, "--rejects", str(back))
    assert (done["changed"], done["written"], len(done["came_back"]), back.exists()) == (1, 1, 1, True)
    assert [line["mark"] for line in desk.data("register", "show", *LESSON)["lines"]][:2] == ["late", "present"]
