"""``seats`` takes seats along, lists them and gives them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.class_on_desk import NUMBER, ClassOnDesk, make_desk
from trainingdesk.domain.access import Role

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.storage.vault import Kdf


@pytest.fixture
def desk(
    tmp_path: Path, cheap_kdf: Kdf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> ClassOnDesk:
    make_desk(tmp_path / "desk", cheap_kdf, monkeypatch)
    return ClassOnDesk(tmp_path / "desk", capsys, people=4, enrolled=1, capacity=9)


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
