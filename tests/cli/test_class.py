"""``class`` and ``lesson`` from the command line: from a course to an application that the county decides on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.desk import Desk
from trainingdesk.bootstrap import utc_now
from trainingdesk.cli.app import run
from trainingdesk.domain.calendar import DayKind, local_day
from trainingdesk.domain.clash import Resource
from trainingdesk.domain.class_document import ClassDocument
from trainingdesk.domain.lesson import LessonPart, PartOfDay, Skip
from trainingdesk.domain.training_class import CLASS_STEPS, LESSON_STEPS, ClassState, LessonState
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.services.employer import SIZES
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from pathlib import Path

    from tests.first_days import FirstDays

NUMBER = "班-1"


def catalogue(root: Path) -> None:
    """What a class is made of, put there by its commands."""
    for line in (
        ("policy", "use", "sample"),
        ("catalogue", "add-institution", "启航学校", "--until", "2099-12-31"),
        ("catalogue", "approve", "启航学校", "4-10-01-05", "--highest", "3"),
        ("catalogue", "add-course", "YL5", "养老护理员", "16", "24", "--type", "13", "--level", "5",
         "--occupation", "4-10-01-05", "--textbook", "养老护理员（初级）"),
        ("catalogue", "add-instructor", "李老师"),
        ("catalogue", "add-instructor", "张老师"),
        ("catalogue", "add-venue", "一号教室", "--division", "500241100200"),
    ):  # fmt: skip
        assert run(["--folder", str(root), *line]) == 0


@pytest.fixture
def desk(tmp_path: Path, first_days: FirstDays, password: None, capsys: pytest.CaptureFixture[str]) -> Desk:
    first_days.put(tmp_path / "desk", furnish=catalogue)
    capsys.readouterr()
    return Desk(tmp_path / "desk", capsys)


def in_days(count: int) -> str:
    """A day to come; the command line goes by the clock of the machine."""
    return (local_day(utc_now()) + timedelta(days=count)).isoformat()


@pytest.fixture
def made(desk: Desk) -> Desk:
    """The desk with a class whose timetable is planned."""
    desk.text(
        "class", "new", "--course", "YL5", "--institution", "启航", "--from", in_days(30), "--to", in_days(60),
        "--capacity", "30", "--number", NUMBER, "--venue", "一号教室", "--instructor", "李老师",
    )  # fmt: skip
    desk.text("lesson", "plan", NUMBER, "--weekdays", "1234567", "--lessons", "10")
    return desk


def test_a_class_is_made_by_the_names_that_people_use(desk: Desk) -> None:
    said = desk.text(
        "class", "new", "--course", "养老", "--institution", "启航学校", "--from", in_days(30), "--to", in_days(40),
        "--capacity", "30", "--mode", "送培下乡", "--venue", "一号教室",
    )  # fmt: skip
    assert f"500241-{in_days(30)[:4]}-001" in said
    (line,) = desk.data("class", "list")
    assert (line["institution"], line["division"], line["state"]) == ("启航学校", "500241100200", "draft")
    assert "草稿" in desk.text("class", "list")
    assert desk.data("class", "list", "--state", "running") == []


def test_a_refusal_is_a_sentence_and_changes_nothing(desk: Desk) -> None:
    said = desk.refusal(
        "class", "new", "--course", "YL5", "--institution", "没有的学校", "--from", in_days(30), "--to", in_days(40),
        "--capacity", "30",
    )  # fmt: skip
    assert "没有的学校" in said
    assert desk.data("class", "list") == []


def test_a_class_page_shows_numbers_and_next_steps(made: Desk) -> None:
    shown = made.text("class", "show", NUMBER)
    assert "，线下集中，人数上限" in shown
    assert "已上 0/10 次课，0/40 课时（培训项目 40 课时）" in shown
    assert "下一步可以是：已报送" in shown
    page = made.data("class", "show", NUMBER)
    assert (page["lessons"], page["periods"], page["next_steps"]) == (10, 40, ["submitted"])


def test_what_is_missing_is_listed_and_the_step_refused(made: Desk) -> None:
    keys = [item["key"] for item in made.data("class", "missing", NUMBER, "submitted")]
    assert "training_class.no_roster" in keys
    assert "花名册里还没有学员" in made.text("class", "missing", NUMBER, "submitted")
    said = made.refusal("class", "advance", NUMBER, "submitted")
    assert "- 花名册里还没有学员。" in said
    assert "没有办妥" in said.splitlines()[-1]
    assert made.data("class", "show", NUMBER)["head"]["state"] == "draft"
    assert "只有已备案" in made.refusal("class", "advance", NUMBER, "running")


def test_papers_are_handed_in_by_code_or_name(made: Desk) -> None:
    made.text("class", "document", NUMBER, "机构承诺书")
    made.text("class", "document", NUMBER, "trainee_commitments")
    made.text("class", "document", NUMBER, "消防验收意见", "--ask")
    made.text("class", "document", NUMBER, "seating_plan", "--ask")
    papers = made.data("class", "show", NUMBER)["documents"]
    assert papers.keys() == {"institution_commitment", "trainee_commitments", "消防验收意见", "seating_plan"}
    assert papers["消防验收意见"] is None
    missing = made.text("class", "missing", NUMBER, "submitted")
    assert "消防验收意见" in missing
    assert "座次表" in missing
    assert "机构承诺书" not in missing


def test_a_class_is_edited_and_copied(made: Desk) -> None:
    made.text("class", "edit", NUMBER, "--capacity", "25", "--note", "夜校")
    head = made.data("class", "show", NUMBER)["head"]
    assert (head["capacity"], head["note"], head["starts_on"]) == (25, "夜校", in_days(30))
    made.text("class", "copy", NUMBER, "--from", in_days(70))
    copied = made.data("class", "list")[0]
    assert (copied["starts_on"], copied["ends_on"], copied["capacity"]) == (in_days(70), in_days(100), 25)


def test_lessons_are_previewed_planned_and_listed(desk: Desk) -> None:
    desk.text(
        "class", "new", "--course", "YL5", "--institution", "启航", "--from", in_days(30), "--to", in_days(60),
        "--capacity", "30", "--number", NUMBER,
    )  # fmt: skip
    shown = desk.text("lesson", "plan", NUMBER, "--preview", "--weekdays", "1234567")
    assert "共 40 课时（培训项目 40 课时）" in shown
    assert desk.data("lesson", "list", NUMBER) == []
    desk.text("lesson", "plan", NUMBER, "--weekdays", "1234567", "--part", "evening", "--evening", "19:00-21:15")
    lessons = desk.data("lesson", "list", NUMBER)
    assert {(one["slot"], one["starts_at"]) for one in lessons} == {("evening", 1140)}
    assert sum(one["periods"] for one in lessons) == 40
    assert "19:00–21:15" in desk.text("lesson", "list", NUMBER)
    desk.text("lesson", "clear", NUMBER)
    assert desk.data("lesson", "list", NUMBER) == []


def test_a_lesson_is_moved_cancelled_and_made_up(made: Desk) -> None:
    made.text("lesson", "move", NUMBER, "1", "--on", in_days(50), "--at", "09:00", "--reason", "教师外出")
    moved = made.data("lesson", "list", NUMBER)[-1]
    assert (moved["day"], moved["starts_at"], moved["state"]) == (in_days(50), 540, "moved")
    assert moved["planned_day"] != moved["day"]
    assert "已调课" in made.text("lesson", "list", NUMBER)
    said = made.text("lesson", "cancel", NUMBER, "1", "--reason", "停电")
    assert "现有 36 课时" in said
    assert "已取消" in made.refusal("lesson", "cancel", NUMBER, "1", "--reason", "停电")
    made.text("lesson", "make-up", NUMBER, "1", "--on", in_days(51), "--reason", "补课")
    assert "没有第 11 次课" in made.refusal("lesson", "move", NUMBER, "11", "--on", in_days(51), "--reason", "x")
    assert "不是时间" in made.refusal(
        "lesson", "move", NUMBER, "1", "--on", in_days(52), "--at", "9点", "--reason", "x"
    )


def test_a_substitute_is_named_and_taken_back(made: Desk) -> None:
    made.text("lesson", "substitute", NUMBER, "1", "张老师")
    assert made.data("lesson", "list", NUMBER)[0]["substitute"] == "张老师"
    made.text("lesson", "substitute", NUMBER, "1")
    assert made.data("lesson", "list", NUMBER)[0]["substitute"] is None


def test_clashes_are_listed_by_date_and_nothing_is_saved(made: Desk) -> None:
    made.text(
        "class", "new", "--course", "YL5", "--institution", "启航", "--from", in_days(30), "--to", in_days(60),
        "--capacity", "30", "--number", "班-2", "--venue", "一号教室",
    )  # fmt: skip
    assert "处冲突" in made.refusal("lesson", "plan", "班-2", "--weekdays", "1234567")
    assert made.data("lesson", "list", "班-2") == []
    assert "没有冲突" in made.text("lesson", "clashes", "班-2")
    made.text("lesson", "plan", "班-2", "--weekdays", "1234567", "--despite-clashes")
    found = made.data("lesson", "clashes", "班-2")
    assert {(one["resource"], one["name"], one["other"]) for one in found} == {("venue", "一号教室", NUMBER)}
    assert "一号教室" in made.text("lesson", "clashes", "班-2")


def test_the_calendar_of_a_week_and_of_an_instructor(made: Desk) -> None:
    first = made.data("lesson", "list", NUMBER)[0]["day"]
    assert len(made.data("lesson", "calendar", first, "--to", in_days(60))) == 10
    assert made.data("lesson", "calendar", first, "--to", in_days(60), "--instructor", "张老师") == []
    assert "一号教室" in made.text("lesson", "calendar", first)


def test_the_tour_of_a_term_is_shown_and_written(made: Desk, tmp_path: Path) -> None:
    first, last = (made.data("lesson", "list", NUMBER)[at]["day"] for at in (0, -1))
    asked = ("lesson", "tour", "--from", first, "--to", last)
    found = made.data(*asked)
    assert {one["village"] for stay in found["stays"] for one in stay["lessons"]} == {"一号教室"}
    assert (found["flaws"], found["files"]) == ([], {})
    made.text("catalogue", "equipment", "add", "护理床", "--occupation", "4-10-01-05")
    made.text("lesson", "edit", NUMBER, "1", "--kind", "practice")
    said = made.text(*asked, "--out", str(tmp_path / "计划"))
    assert "一号教室" in said
    assert "没有这个职业的设备" in said
    assert {path.suffix for path in (tmp_path / "计划").iterdir()} == {".xlsx", ".pdf"}


def test_a_trip_is_packed_for_a_class_or_a_place(made: Desk) -> None:
    first = made.data("lesson", "list", NUMBER)[0]["day"]
    asked = ("lesson", "trip", "--from", first)
    found = made.data(*asked, "--class", NUMBER)
    assert (found["stage"], [one["number"] for one in found["classes"]]) == ("missing", [NUMBER])
    assert "缺少" in made.text(*asked, "--venue", "一号教室")
    made.text("catalogue", "add-venue", "三溪村教学点")
    assert made.data(*asked, "--venue", "三溪村教学点")["classes"] == []


def test_what_a_lesson_teaches_is_changed(made: Desk) -> None:
    made.text("lesson", "edit", NUMBER, "1", "--subject", "移乘护理", "--kind", "practice")
    first = made.data("lesson", "list", NUMBER)[0]
    assert (first["subject"], first["part"]) == ("移乘护理", "practice")


def test_weekdays_are_digits(made: Desk) -> None:
    assert "星期一至星期日" in made.refusal("lesson", "plan", NUMBER, "--weekdays", "周一")


# --- sentences of generated keys -----------------------------------------------------------------------------------------


def generated_keys() -> list[str]:
    keys = [CLASS_STEPS.title(state) for state in ClassState] + [CLASS_STEPS.refusal(state) for state in ClassState]
    keys += [LESSON_STEPS.title(state) for state in LessonState] + [
        LESSON_STEPS.refusal(state) for state in LessonState
    ]
    keys += [f"training_class.paper_{paper.value}" for paper in ClassDocument]
    keys += [f"lesson.part_{part.value}" for part in LessonPart] + [f"lesson.slot_{part.value}" for part in PartOfDay]
    keys += [f"lesson.resource_{one.value}" for one in Resource] + [f"calendar.skip_{one.value}" for one in Skip]
    keys += [f"calendar.kind_{kind.value}" for kind in DayKind] + [f"employer.size_{size}" for size in SIZES]
    return keys


@pytest.mark.parametrize("language", Language)
def test_every_state_paper_and_refusal_has_its_sentence(language: Language) -> None:
    sentences = Sentences.load(language, resource("locale"))
    for key in generated_keys():
        assert sentences.of(key)


@pytest.mark.parametrize("language", Language)
def test_every_item_of_the_checklist_has_its_sentence_with_its_values(language: Language) -> None:
    import ast  # noqa: PLC0415 -- only here
    from pathlib import Path  # noqa: PLC0415

    from trainingdesk.domain import class_checklist  # noqa: PLC0415

    sentences = Sentences.load(language, resource("locale"))
    tree = ast.parse(Path(class_checklist.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_item"]
    assert len(calls) > 35
    for call in calls:
        (key,) = (argument.value for argument in call.args if isinstance(argument, ast.Constant))
        values = {one.arg: 1 for one in call.keywords if one.arg and one.arg not in {"clause", "blocks"}}
        assert sentences.of(f"training_class.{key}", values)
