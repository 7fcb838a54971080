"""The main job by commands alone, as a script of a county would do it: from an empty folder to a month that adds up.

Every answer is read as JSON. The clock is the only thing that is not real: a class needs days to be filed and held.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from pypdf import PdfReader

from tests.services.conftest import Clock
from trainingdesk import bootstrap
from trainingdesk.cli.app import REFUSED, run

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.storage.key_slot import Kdf

ADMINISTRATOR, CLERK, REVIEWER = "王主任", "李会计", "张科长"
PASSWORDS = {name: f"{name}-2026-password" for name in (ADMINISTRATOR, CLERK, REVIEWER)}
#: Of 38 people of the roster five are past the age; one of these is let in, for a reason.
IMPORTED, TOO_OLD, STUDENTS, LESSONS, TAUGHT = 38, (5, 26, 27, 38, 43), 34, 10, 4
#: Periods attended by the two who missed the first lesson; who came late was there.
MISSED = {23: 12, 34: 12}
PAPERS = ("institution_commitment", "trainee_commitments")


class Script:
    """Runs commands on one desk, each by the user who would."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.clock = Clock()
        self._patch = patch
        self._capsys = capsys
        self.on(2026, 10, 12)

    def on(self, *day: int) -> None:
        """The morning of another day."""
        self.clock.now = datetime(*day, 1, tzinfo=UTC)  # type: ignore[arg-type, misc]

    def answer(self, user: str, *arguments: object) -> Any:
        """What a command answers; it must succeed and say nothing else."""
        status, out, error = self._run(user, arguments)
        assert (status, error) == (0, ""), (arguments, error)
        return json.loads(out)

    def refusal(self, user: str, *arguments: object) -> str:
        """The sentence with which a command is refused; a program finds nothing on standard output."""
        status, out, error = self._run(user, arguments)
        assert (status, out) == (REFUSED, ""), (arguments, out, error)
        return error

    def _run(self, user: str, arguments: tuple[object, ...]) -> tuple[int, str, str]:
        self._patch.setenv("TRAININGDESK_PASSWORD", PASSWORDS[user])
        general = ["--folder", str(self.folder), "--user", user, "--json"]
        status = run([*map(str, arguments), *general], clock=self.clock)
        out, error = self._capsys.readouterr()
        return status, out, error


@pytest.fixture
def script(
    tmp_path: Path, cheap_kdf: Kdf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Script:
    """No desk yet; passwords will cost nothing to try."""
    monkeypatch.setattr(bootstrap, "create_desk", partial(bootstrap.create_desk, kdf=cheap_kdf))
    return Script(tmp_path / "desk", monkeypatch, capsys)


def test_the_main_job(script: Script, shared: Path, tmp_path: Path) -> None:
    the_desk_is_made(script)
    the_catalogue_is_filled(script)
    number = a_class_is_planned(script)
    the_roster_comes_in(script, number, shared / "rosters" / "township_roster.xlsx", tmp_path / "退回.xlsx")
    the_class_is_filed_and_approved(script, number)
    registers_are_taken(script, number)
    a_mark_is_taken_back(script, number)
    the_month_is_reported(script, tmp_path / "月报")
    assert script.answer(ADMINISTRATOR, "audit", "verify")["sound"] is True


def the_desk_is_made(script: Script) -> None:
    made = script.answer(
        ADMINISTRATOR, "init", "--county", "500241", "--name", "秀山县职业技能培训中心", "--admin", ADMINISTRATOR
    )
    assert made["recovery_code"]
    for name, role in ((CLERK, "clerk"), (REVIEWER, "reviewer")):
        script._patch.setenv("TRAININGDESK_NEW_PASSWORD", PASSWORDS[name])
        assert script.answer(ADMINISTRATOR, "user", "add", name, "--display", name, "--role", role)["rows"]
    users = script.answer(ADMINISTRATOR, "user", "list")
    assert {user["name"]: user["roles"] for user in users} == {
        ADMINISTRATOR: ["administrator"], CLERK: ["clerk"], REVIEWER: ["reviewer"],
    }  # fmt: skip
    script.answer(ADMINISTRATOR, "policy", "use", "sample")
    assert [one["policy"] for one in script.answer(CLERK, "policy", "list") if one["chosen"]] == ["sample"]


def the_catalogue_is_filled(script: Script) -> None:
    for arguments in (
        ("add-institution", "启航职业培训学校", "--until", "2030-12-31"),
        ("approve", "启航职业培训学校", "4-10-01-05", "--highest", "3"),
        ("add-instructor", "李老师"),
        ("add-venue", "平凯村教学点", "--division", "500241100200"),
        ("add-course", "YL5", "养老护理员", "16", "24", "--type", "13", "--level", "5", "--occupation", "4-10-01-05",
         "--textbook", "养老护理员（初级）"),
    ):  # fmt: skip
        assert script.answer(ADMINISTRATOR, "catalogue", *arguments)["rows"], arguments
    (course,) = script.answer(CLERK, "catalogue", "courses")
    assert (course["code"], course["theory_periods"], course["practice_periods"]) == ("YL5", 16, 24)


def a_class_is_planned(script: Script) -> str:
    script.answer(
        CLERK, "class", "new", "--course", "YL5", "--institution", "启航", "--from", "2026-10-26", "--to", "2026-10-30",
        "--capacity", 40, "--mode", "送培下乡", "--venue", "平凯村教学点", "--instructor", "李老师",
        "--textbook", "养老护理员（初级）", "--assessment-plan", "理论和实操",
    )  # fmt: skip
    (made,) = script.answer(CLERK, "class", "list")
    number = str(made["number"])
    assert (number, made["state"]) == ("500241-2026-001", "draft")
    assert len(script.answer(CLERK, "lesson", "plan", number)["rows"]) == LESSONS
    lessons = script.answer(CLERK, "lesson", "list", number)
    assert sum(lesson["periods"] for lesson in lessons) == 40
    assert (lessons[0]["day"], lessons[-1]["day"]) == ("2026-10-26", "2026-10-30")
    return number


def the_roster_comes_in(script: Script, number: str, file: Path, rejects: Path) -> None:
    found = script.answer(CLERK, "roster", "check", file, "--class", number)
    assert (found["new"], [row["row"] for row in found["came_back"]]) == (IMPORTED, [14, 17, 20, 25, 31])
    assert tuple(row["row"] for row in found["not_eligible"]) == TOO_OLD
    assert script.answer(CLERK, "enroll", "list", "--class", number) == []
    done = script.answer(CLERK, "roster", "import", file, "--class", number, "--rejects", rejects)
    assert (done["written"], len(done["came_back"])) == (IMPORTED, 5)
    assert openpyxl.load_workbook(rejects).active.max_row == 3 + 5
    again = script.answer(CLERK, "roster", "import", file, "--class", number)
    assert (again["written"], again["existing"], again["change_set"]) == (0, IMPORTED, None)


def people_are_checked(script: Script, number: str) -> None:
    """By somebody else than the clerk; whom a rule names, one by one."""
    roll = script.answer(REVIEWER, "enroll", "list", "--class", number)
    assert {line["status"] for line in roll} == {"applied"}
    assert all("****" in line["phone"] and "****" in line["id_mask"] for line in roll)
    flagged = [line["number"] for line in roll if line["flagged"] == "not_eligible"]
    assert len(flagged) == len(TOO_OLD)
    assert len(script.answer(REVIEWER, "enroll", "confirm", "--class", number)["rows"]) == IMPORTED - len(TOO_OLD)
    assert "退休" in script.refusal(REVIEWER, "enroll", "confirm", flagged[0])
    script.answer(ADMINISTRATOR, "enroll", "confirm", flagged[0], "--override", "未按月领取养老待遇，自费参加")
    assert len(script.answer(REVIEWER, "enroll", "reject", *flagged[1:], "--reason", "超过法定退休年龄")["rows"]) == 4


def the_class_is_filed_and_approved(script: Script, number: str) -> None:
    assert "没有提交机构承诺书" in script.refusal(CLERK, "class", "advance", number, "submitted")
    for paper in PAPERS:
        script.answer(CLERK, "class", "document", number, paper)
    assert len(script.answer(CLERK, "consent", "missing", number)) == IMPORTED
    assert len(script.answer(CLERK, "consent", "record", number)["rows"]) == IMPORTED
    assert script.answer(CLERK, "class", "missing", number, "submitted") == []
    script.answer(CLERK, "class", "advance", number, "submitted")
    assert script.refusal(CLERK, "class", "advance", number, "approved")
    people_are_checked(script, number)
    script.answer(REVIEWER, "class", "advance", number, "approved")
    script.on(2026, 10, 26)
    script.answer(CLERK, "class", "advance", number, "running")
    page = script.answer(CLERK, "class", "show", number)
    assert (page["head"]["state"], page["enrolled"], page["documents"].keys()) == ("running", STUDENTS, set(PAPERS))


def registers_are_taken(script: Script, number: str) -> None:
    """Two days, two registers a day; in the first, rows 7, 23 and 34 are not simply present."""
    for lesson in range(1, TAUGHT + 1):
        script.on(2026, 10, 26 + (lesson - 1) // 2)
        exceptions = ("7=迟到:10", "23=旷课", "34=事假") if lesson == 1 else ()
        where = ("--class", number, "--lesson", lesson)
        page = script.answer(CLERK, "register", "mark", *exceptions, *where, "--rest-present", "--close")
        assert (page["register"]["closed_at"] is not None, page["unmarked"]) == (True, 0)
        others = {"late": 1, "absent": 1, "personal_leave": 1} if exceptions else {}
        assert page["counts"] == {"present": STUDENTS - len(others), **others}
    rates = script.answer(CLERK, "register", "rates", "--class", number)["lines"]
    assert {line["row"]: line["rate"]["attended"] for line in rates if line["rate"]["attended"] < 16} == MISSED


def a_mark_is_taken_back(script: Script, number: str) -> None:
    """The office corrects a mark, and takes the correction back."""
    where = ("--class", number, "--lesson", 1)
    corrected = script.answer(ADMINISTRATOR, "register", "correct", "23=出勤", "--reason", "补交请假条", *where)
    assert script.answer(CLERK, "register", "show", *where)["counts"]["present"] == STUDENTS - 2
    shown = script.answer(ADMINISTRATOR, "history", "show", corrected["change_set"])
    assert [change["table"] for change in shown["changes"]] == ["attendance_mark"]
    script.answer(ADMINISTRATOR, "undo", corrected["change_set"])
    assert script.answer(CLERK, "register", "show", *where)["counts"]["present"] == STUDENTS - 3


def the_month_is_reported(script: Script, out: Path) -> None:
    report = script.answer(ADMINISTRATOR, "report", "month", "2026-10", "--out", out)
    assert [file.suffix for file in sorted(out.iterdir())] == [".pdf", ".xlsx"]
    assert PdfReader(report["pdf"]).pages
    figures = {row["id"]: (row["month"], row["year"]) for row in report["rows"]}
    behind = script.answer(ADMINISTRATOR, "report", "behind", "2026-10", "A1")
    assert behind["value"] == len(behind["lines"]) == figures["A1"][0] == STUDENTS
    assert all(check["holds"] for check in report["checks"])
