"""A hall without a network, by the commands alone: one laptop collects, is killed, and sends on what it had taken."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.first_days import PASSWORD
from trainingdesk.bootstrap import signed_in
from trainingdesk.cli.app import UNAVAILABLE, run
from trainingdesk.domain.access import Role
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails

from .desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.first_days import FirstDays
    from trainingdesk.server.ledger import Ledger

HERE = "127.0.0.1"
#: Whatever runs the tests may have told its children to take no notice of Ctrl+C.
_AT_A_TERMINAL = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "runpy.run_module('trainingdesk', run_name='__main__', alter_sys=True)"
)


@pytest.fixture
def teacher(made_desk: Desk, ledger: Ledger, address: str) -> Desk:
    made_desk.text("device", "enroll", address, ledger.code(county="500241", user="u1", role=Role.CLERK))
    with signed_in(made_desk.folder, user_name="王主任", password=PASSWORD) as work:
        institution.add_institution(work, InstitutionDetails(name="秀山职教中心"))
    return made_desk


@pytest.fixture
def clerk(tmp_path: Path, first_days: FirstDays, made_desk: Desk, ledger: Ledger, address: str) -> Desk:
    root = tmp_path / "clerk"
    first_days.put(root, admin="李老师")
    desk = Desk(root, made_desk._capsys)
    desk.text("device", "enroll", address, ledger.code(county="500241", user="u2", role=Role.CLERK))
    return desk


@pytest.fixture
def collecting(clerk: Desk) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """The clerk's laptop as a process of its own, and what it said when it was open."""
    with socket.create_server((HERE, 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-c", _AT_A_TERMINAL, "--folder", str(clerk.folder), "--json"]
    asked = [*command, "relay", "open", "--address", HERE, "--port", port, "--minutes", "5"]
    process = subprocess.Popen(asked, stdout=subprocess.PIPE, text=True, env={**os.environ})
    assert process.stdout is not None
    yield process, json.loads(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()


def test_what_was_taken_survives_a_kill(
    teacher: Desk, clerk: Desk, collecting: tuple[subprocess.Popen[str], dict[str, Any]]
) -> None:
    process, opened = collecting
    assert clerk.data("relay", "list") == []
    told = teacher.data("relay", "hand-over", opened["address"], opened["code"])
    assert (told["operations"] >= 1, told["replied"]) == (True, False)
    process.kill()
    process.wait()
    (line,) = clerk.data("relay", "list")
    assert line["stage"] == "waits"
    assert "等待送到中心" in clerk.text("relay", "list")
    assert clerk.data("relay", "send") == {"taken": 1, "waiting": 0}
    assert clerk.data("relay", "list")[0]["stage"] == "reply"
    assert (
        run(["--folder", str(teacher.folder), "relay", "hand-over", opened["address"], opened["code"]]) == UNAVAILABLE
    )
    assert "连不上那台电脑" in teacher._capsys.readouterr().err


def test_the_reply_is_fetched_and_ctrl_c_ends_it(
    teacher: Desk, clerk: Desk, collecting: tuple[subprocess.Popen[str], dict[str, Any]]
) -> None:
    process, opened = collecting
    teacher.text("relay", "hand-over", opened["address"], opened["code"])
    clerk.text("sync")
    said = teacher.text("relay", "hand-over", opened["address"], opened["code"])
    assert "已同步：上传" in said
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert process.stdout is not None
    (visitor,) = json.loads(process.stdout.readlines()[-1])["visitors"]
    assert (visitor["name"], visitor["times"], visitor["stage"]) == ("王主任", 2, "waits")


def test_what_cannot_be_is_said(teacher: Desk, made_desk: Desk) -> None:
    assert "不是本地网络的地址" in teacher.refusal("relay", "hand-over", "centre.example", "2222-2222")
    assert "不是本地网络的地址" in teacher.refusal("relay", "open", "--address", "8.8.8.8")
    assert "分钟" in teacher.refusal("relay", "open", "--address", HERE, "--minutes", "1")
    assert "没有代其他终端转交" in made_desk.text("relay", "list")
