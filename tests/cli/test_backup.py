"""``backup`` on the command line: made, listed, verified, restored, salvaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.first_days import PASSWORD
from trainingdesk.bootstrap import signed_in
from trainingdesk.cli.app import REFUSED, UNAVAILABLE, run
from trainingdesk.cli.backup import UNSOUND
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails

if TYPE_CHECKING:
    from pathlib import Path

    from .desk import Desk


def make(desk: Desk) -> str:
    name = desk.data("backup", "make")["made"]["name"]
    assert isinstance(name, str)
    return name


def test_make_list_verify(made_desk: Desk) -> None:
    name = make(made_desk)
    assert name in made_desk.text("backup", "list")
    assert [one["sound"] for one in made_desk.data("backup", "list")] == [True]
    assert "完好" in made_desk.text("backup", "verify", name)


def test_a_damaged_backup_is_said_and_has_a_status(made_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    name = make(made_desk)
    database = made_desk.folder / "backups" / name / "trainingdesk.db"
    content = bytearray(database.read_bytes())
    content[50_000:50_010] = bytes(10)
    database.write_bytes(bytes(content))
    assert run(["--folder", str(made_desk.folder), "backup", "verify", name]) == UNSOUND
    assert "已损坏：1 页" in capsys.readouterr().out


def test_a_backup_is_carried_and_restored_elsewhere(made_desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    name = made_desk.data("backup", "make", "--to", str(stick))["made"]["name"]
    (place,) = stick.iterdir()
    for path in (made_desk.folder / "trainingdesk.db", made_desk.folder / "vault.json"):
        path.unlink()
    made_desk.text("backup", "restore", name, "--from", str(place), "--yes")
    assert "王主任" in made_desk.text("user", "list")


def test_restore_says_what_would_be_lost_and_asks(made_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    name = make(made_desk)
    with signed_in(made_desk.folder, user_name="王主任", password=PASSWORD) as work:
        institution.add_institution(work, InstitutionDetails(name="秀山职教中心"))
    assert run(["--folder", str(made_desk.folder), "backup", "restore", name, "--json"]) == REFUSED
    assert "--yes" in capsys.readouterr().err
    answer = made_desk.data("backup", "restore", name, "--yes")
    assert (answer["restored"], answer["preview"]["lost"]["made"]) == (name, {"institution": 1})
    assert (made_desk.folder / str(answer["kept"]).rsplit("/", 1)[-1]).exists()


def test_a_damaged_database_is_salvaged(made_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    make(made_desk)
    database = made_desk.folder / "trainingdesk.db"
    content = bytearray(database.read_bytes())
    content[200:4000] = bytes(3800)
    database.write_bytes(bytes(content))
    assert run(["--folder", str(made_desk.folder), "user", "list"]) == UNAVAILABLE
    assert "抢救" in capsys.readouterr().err
    assert "抢救出的数据" in made_desk.text("backup", "salvage", "--yes")
    assert "王主任" in made_desk.text("user", "list")


@pytest.mark.parametrize("lost", ["trainingdesk.db", "vault.json"])
def test_backups_are_listed_where_the_desk_does_not_open(
    made_desk: Desk, capsys: pytest.CaptureFixture[str], lost: str
) -> None:
    """Their names are what a restore is asked with."""
    name = make(made_desk)
    (made_desk.folder / lost).write_bytes(b"")
    assert name in made_desk.text("backup", "list")
    assert run(["--folder", str(made_desk.folder), "backup", "list"]) == 0
    assert "备份" in capsys.readouterr().err
    restore = ("backup", "restore", name, "--yes", *(("--own-vault",) if lost == "vault.json" else ()))
    made_desk.text(*restore)
    assert "王主任" in made_desk.text("user", "list")


def test_a_command_that_changed_something_is_backed_up_once_an_hour(made_desk: Desk) -> None:
    made_desk.text("user", "list")
    names = [one["name"] for one in made_desk.data("backup", "list")]
    assert [name.rsplit("-", 1)[-1] for name in names] == ["hourly"]
    made_desk.text("user", "list")
    assert [one["name"] for one in made_desk.data("backup", "list")] == names
