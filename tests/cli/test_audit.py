"""``audit`` on the command line."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlcipher

from tests.first_days import PASSWORD
from trainingdesk.bootstrap import signed_in
from trainingdesk.cli.app import run
from trainingdesk.cli.audit import BROKEN

if TYPE_CHECKING:
    import pytest

    from .desk import Desk


def test_the_chain_verifies_and_gives_its_head(made_desk: Desk) -> None:
    first = made_desk.data("audit", "verify")
    assert first["sound"] is True
    again = made_desk.data("audit", "verify", "--head", first["verified"]["head"])
    assert again["verified"]["expected_found"] is True
    assert "访问日志完好" in made_desk.text("audit", "verify")


def test_a_head_of_another_log_is_missed(made_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--folder", str(made_desk.folder), "audit", "verify", "--head", "f" * 64]) == BROKEN
    assert "已不在日志里" in capsys.readouterr().out


def test_a_changed_row_is_named(made_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    made_desk.text("audit", "verify")
    with (
        signed_in(made_desk.folder, user_name="王主任", password=PASSWORD) as work,
        closing(work.database.connection()) as connection,
    ):
        assert isinstance(connection, sqlcipher.Connection)
        connection.execute("UPDATE sync_control SET applying = 1")
        connection.execute("UPDATE access_log SET by_user = 'x' WHERE id = (SELECT min(id) FROM access_log)")
        connection.execute("UPDATE sync_control SET applying = 0")
    assert run(["--folder", str(made_desk.folder), "audit", "verify"]) == BROKEN
    assert "对不上" in capsys.readouterr().out


def test_the_log_is_listed_in_words_and_by_kind(made_desk: Desk) -> None:
    made_desk.text("backup", "make")
    assert "登录" in made_desk.text("audit", "list")
    assert [row["action"] for row in made_desk.data("audit", "list", "--action", "backed_up")] == ["backed_up"]
