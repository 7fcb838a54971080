"""``history`` and ``undo`` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.first_days import PASSWORD
from trainingdesk.bootstrap import signed_in
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails

if TYPE_CHECKING:
    from .desk import Desk


@pytest.fixture
def school(made_desk: Desk) -> str:
    with signed_in(made_desk.folder, user_name="王主任", password=PASSWORD) as work:
        made = institution.add_institution(work, InstitutionDetails(name="秀山职教中心")).row
        institution.edit_institution(work, made, InstitutionDetails(name="秀山新职教中心"))
        return made


def test_changes_are_listed_shown_and_followed(made_desk: Desk, school: str) -> None:
    listed = made_desk.data("history", "list", "--limit", "2")
    assert [one["action"] for one in listed] == ["edit_catalogue", "edit_catalogue"]
    assert "维护目录" in made_desk.text("history", "list")
    shown = made_desk.text("history", "show", str(listed[0]["number"]))
    assert "培训机构" in shown
    assert "秀山新职教中心" in shown
    assert "名称或姓名" in shown
    assert [one["group"] for one in made_desk.data("history", "of", school)] == ["registration", None]
    assert listed[0]["device_id"][-6:] in shown


def test_the_last_change_is_undone(made_desk: Desk, school: str) -> None:
    assert made_desk.text("undo") == "已撤销。\n"
    assert "秀山职教中心" in made_desk.text("history", "of", school)
    listed = made_desk.data("history", "list", "--limit", "2")
    assert listed[1]["undone_by"] == listed[0]["number"]
    assert "已经撤销过" in made_desk.refusal("undo", str(listed[1]["number"]))


def test_what_cannot_be_undone_is_said_in_words(made_desk: Desk) -> None:
    first = made_desk.data("history", "list")[-1]["number"]
    assert "“管理用户”不能撤销" in made_desk.refusal("undo", str(first))
    assert "没有编号为" in made_desk.refusal("undo", "9999")
    assert "没有编号为" in made_desk.refusal("history", "show", "9999")


@pytest.mark.parametrize("typed", [("undo", "99999999999999999999"), ("history", "show", "99999999999999999999")])
def test_a_number_that_no_column_holds_is_refused_in_words(made_desk: Desk, typed: tuple[str, ...]) -> None:
    assert made_desk.refusal(*typed) == "数字太大了，请检查是不是输错了。\n"
