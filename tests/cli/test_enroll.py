"""``enroll`` from the command line: apply, confirm, wait, leave, transfer, walk in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.class_on_desk import NUMBER, YESTERDAY, ClassOnDesk
from tests.services.people import number as document_number
from trainingdesk.domain.training_class import ClassState

if TYPE_CHECKING:
    from pathlib import Path


FIRST = f"{NUMBER}-0-001"


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> ClassOnDesk:
    return ClassOnDesk(folder, capsys, people=4, enrolled=2, capacity=3, state=ClassState.DRAFT)


def statuses(desk: ClassOnDesk, number: str = NUMBER) -> list[str]:
    return [line["status"] for line in desk.data("enroll", "list", "--class", number)]


def test_somebody_is_enrolled_by_id_and_the_next_one_waits(desk: ClassOnDesk) -> None:
    assert "已报名。" in desk.text("enroll", "add", desk.made.people[2], "--class", NUMBER, "--category", "农民工")
    assert "已列入候补名单" in desk.text("enroll", "add", desk.made.people[3], "--class", NUMBER)
    assert statuses(desk) == ["applied", "applied", "applied", "waitlisted"]
    shown = desk.text("enroll", "list", "--class", NUMBER)
    assert "候补" in shown
    assert "A04" in shown
    (waiting,) = desk.data("enroll", "waiting", "--class", NUMBER)
    assert waiting["person_id"] == desk.made.people[3]


def test_enrolling_twice_says_so(desk: ClassOnDesk) -> None:
    assert "已在班内" in desk.text("enroll", "add", desk.made.people[0], "--class", NUMBER)


def test_several_people_of_one_name_are_named(desk: ClassOnDesk) -> None:
    assert "找到多人" in desk.refusal("enroll", "add", "学员", "--class", NUMBER)
    assert "没有找到" in desk.refusal("enroll", "add", "查无此人", "--class", NUMBER)


def test_nobody_confirms_their_own_work(desk: ClassOnDesk) -> None:
    assert desk.refusal("enroll", "confirm", "--class", NUMBER)


def test_a_seat_that_comes_free_is_given_away(desk: ClassOnDesk) -> None:
    for person in desk.made.people[2:]:
        desk.text("enroll", "add", person, "--class", NUMBER)
    said = desk.text("enroll", "withdraw", FIRST, "--reason", "外出务工")
    assert "已由候补递补入班" in said
    assert statuses(desk) == ["withdrawn", "applied", "applied", "confirmed"]
    assert "已满员" in desk.refusal("enroll", "waiting", "--class", NUMBER, "--promote")
    history = desk.text("enroll", "history", FIRST)
    assert "开课前退出" in history
    assert "外出务工" in history


def test_a_running_class_drops_transfers_and_lets_in(desk: ClassOnDesk) -> None:
    other = desk.another("500241-2026-002", people=3)
    target = desk.another("500241-2026-003", people=0)
    assert target.enrollments == ()
    desk.text("enroll", "drop", "500241-2026-002-0-001", "--reason", "生病", "--day", YESTERDAY.isoformat())
    assert "开课前退出" in desk.refusal("enroll", "drop", FIRST, "--reason", "x")
    said = desk.text("enroll", "transfer", "500241-2026-002-0-002", "--to", "500241-2026-003", "--reason", "离家近")
    assert "已转入班级 500241-2026-003" in said
    assert statuses(desk, "500241-2026-002") == ["dropped", "transferred", "attending"]
    walked = ("enroll", "walk-in", "--class", "500241-2026-003", "--lesson", "3")
    assert "待办公室核对" in desk.text(*walked, "--id", document_number(9), "--name", "田小满")
    desk.text("enroll", "settle", "500241-2026-003-0-002")
    assert "还没有补全证件号码" in desk.refusal("enroll", "settle", _without_document(desk, *walked))
    desk.text("enroll", "add", other.people[0], "--class", "500241-2026-002")
    assert statuses(desk, "500241-2026-002")[0] == "applied"


def _without_document(desk: ClassOnDesk, *walked: str) -> str:
    desk.text(*walked, "--name", "石头")
    return str(desk.data("enroll", "list", "--class", "500241-2026-003")[-1]["number"])


def test_a_category_is_chosen(desk: ClassOnDesk) -> None:
    desk.text("enroll", "category", FIRST, "失业人员")
    assert desk.data("enroll", "list", "--class", NUMBER)[0]["paid_category"] == "A05"
    assert "没有唯一的补贴类别" in desk.text("enroll", "categories", "--class", NUMBER)
    assert "人员类别中没有" in desk.refusal("enroll", "category", FIRST, "宇航员")


def test_document_numbers_are_never_shown_whole(desk: ClassOnDesk) -> None:
    for shown in (desk.text("enroll", "list", "--class", NUMBER), str(desk.data("enroll", "list", "--class", NUMBER))):
        assert "********" in shown
