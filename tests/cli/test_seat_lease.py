"""``seats`` takes seats along, lists them and gives them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.class_on_desk import NUMBER, ClassOnDesk
from trainingdesk.domain.access import Role

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> ClassOnDesk:
    return ClassOnDesk(folder, capsys, people=4, enrolled=1, capacity=9)


def test_seats_are_taken_along_listed_and_given_back(desk: ClassOnDesk, ledger: Ledger, address: str) -> None:
    assert "还没有加入中心" in desk.refusal("seats", "take", NUMBER, "3")
    desk.text("device", "enroll", address, ledger.code(county="500241", user="u1", role=Role.CLERK))
    assert "3 个名额" in desk.text("seats", "take", NUMBER, "3", "--days", "5")
    (line,) = desk.data("seats", "list")
    assert (line["number"], line["here"], line["promises"], line["lease"]["seats"]) == (NUMBER, True, 3, 3)
    shown = desk.text("seats", "list")
    assert "本机" in shown
    assert line["lease"]["ends_on"] in shown
    assert "已归还" in desk.text("seats", "return", NUMBER)
    assert desk.data("seats", "list") == []
    assert desk.run("seats", "take", NUMBER, "three") != 0


@pytest.fixture
def joined(desk: ClassOnDesk, ledger: Ledger, address: str) -> ClassOnDesk:
    desk.text("device", "enroll", address, ledger.code(county="500241", user="u1", role=Role.CLERK))
    desk.text("sync")
    return desk


def round_trip(desk: ClassOnDesk, ledger: Ledger, folder: Path, *, lost: bool = False) -> str:
    """A stick goes to the centre and comes back, or does not."""
    folder.mkdir()
    (file,) = desk.data("bundle", "export", str(folder))["files"]
    reply = ledger.take(Path(file).read_bytes()).reply
    if lost or reply is None:
        return ""
    (folder / "reply.tdsync").write_bytes(reply)
    return desk.text("bundle", "import", str(folder / "reply.tdsync"))


def test_seats_asked_for_by_stick_count_when_the_reply_is_read(
    joined: ClassOnDesk, ledger: Ledger, tmp_path: Path
) -> None:
    assert "不能当场承诺" in joined.text("seats", "take", NUMBER, "3", "--days", "5", "--later")
    assert "等中心答复" in joined.text("seats", "list")
    assert joined.data("seats", "list") == []
    round_trip(joined, ledger, tmp_path / "lost", lost=True)
    assert joined.data("seats", "list") == []
    assert "3 个名额" in round_trip(joined, ledger, tmp_path / "found")
    (line,) = joined.data("seats", "list")
    assert (line["here"], line["promises"], line["lease"]["seats"]) == (True, 3, 3)
    assert "等中心答复" not in joined.text("seats", "list")
    assert "3 个名额" not in round_trip(joined, ledger, tmp_path / "again")


def test_fewer_and_none_are_said(joined: ClassOnDesk, ledger: Ledger, tmp_path: Path) -> None:
    other = ledger.code(county="500241", user="u2", role=Role.CLERK)
    device = ledger.enroll(code=other, public_key=bytes(32))
    the_class = joined.made.class_id
    ledger.take_seats(device, class_id=the_class, seats=6, days=20)
    joined.text("seats", "take", NUMBER, "5", "--later")
    said = round_trip(joined, ledger, tmp_path / "fewer")
    assert "2 个名额" in said
    assert "想要 5 个" in said
    joined.text("seats", "return", NUMBER)
    ledger.take_seats(device, class_id=the_class, seats=9, days=20)
    joined.text("seats", "take", NUMBER, "5", "--later")
    assert "没有空余名额" in round_trip(joined, ledger, tmp_path / "none")
    assert joined.refusal("seats", "take", NUMBER, "500", "--later")


def test_a_line_that_comes_first_asks_as_well(joined: ClassOnDesk, ledger: Ledger, tmp_path: Path) -> None:
    joined.text("seats", "take", NUMBER, "4", "--later")
    (tmp_path / "stick").mkdir()
    (file,) = joined.data("bundle", "export", str(tmp_path / "stick"))["files"]
    joined.text("sync")
    assert [line["lease"]["seats"] for line in joined.data("seats", "list")] == [4]
    joined.text("seats", "take", NUMBER, "2")
    ledger.take(Path(file).read_bytes())  # the stick of before comes after all
    joined.text("sync")
    assert [line["lease"]["seats"] for line in joined.data("seats", "list")] == [2]
