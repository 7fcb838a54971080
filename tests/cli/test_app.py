"""The command line as a whole: every command is where it is said to be, and help answers at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
import typer

from trainingdesk.cli.app import ENTRIES, REFUSED, Entry, command_line, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .desk import Desk


@pytest.mark.parametrize(("name", "entry"), ENTRIES.items(), ids=ENTRIES)
def test_every_command_can_be_loaded_and_helps(name: str, entry: Entry, capsys: pytest.CaptureFixture[str]) -> None:
    command = entry.load(name)
    assert command.get_short_help_str(), name
    assert run([name, "--help"]) == 0
    assert "--help" in capsys.readouterr().out


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [name for name in ENTRIES if f" {name} " not in shown] == []
    assert all(entry.help.isprintable() and " / " in entry.help for entry in ENTRIES.values())


def test_it_says_its_version_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"trainingdesk {version('trainingdesk')}\n"


def test_a_mistyped_command_is_a_sentence_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["usr"]) == 2
    assert "user" in capsys.readouterr().err
    assert run(["user", "nothing"]) == 2
    assert run(["user", "list", "--nonsense"]) == 2


def test_it_is_put_together_anew_each_time() -> None:
    assert command_line() is not command_line()


def test_help_imports_neither_database_nor_window_nor_paper() -> None:
    code = (
        "import sys; from trainingdesk.cli.app import run; run(['--help']); "
        "heavy = {'sqlalchemy', 'sqlmodel', 'sqlcipher3', 'cryptography', 'PySide6', 'typst', 'openpyxl', 'xlsxwriter', "
        "'pypinyin', 'alembic', 'msgspec'} & sys.modules.keys(); sys.exit(' '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_errors_of_the_command_line_are_its_own() -> None:
    assert any(base.__name__ == "ClickException" for base in typer.BadParameter.__mro__)


# --- general options: before the command and behind it ----------------------------------------------------------------


def within(command: Any) -> Iterator[Any]:
    """A command and every command inside it."""
    yield command
    for inner in getattr(command, "commands", {}).values():
        yield from within(inner)


@pytest.mark.parametrize(("name", "entry"), ENTRIES.items(), ids=ENTRIES)
def test_every_command_takes_each_general_option_once(name: str, entry: Entry) -> None:
    for command in within(entry.load(name)):
        taken = Counter(option for parameter in command.params for option in parameter.opts)
        general = {option: taken[option] for option in ("--folder", "--user", "--lang", "--json")}
        assert set(general.values()) == {1}, (command.name, general)


@pytest.mark.parametrize(
    "words",
    [["class", "list"], ["catalogue", "employer", "list"], ["history", "list", "--limit", "3"], ["user", "list"]],
)
def test_behind_the_command_they_do_what_they_do_before_it(
    made_desk: Desk, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    general = ["--folder", str(made_desk.folder), "--user", "王主任", "--lang", "en"]
    answers = set()
    for arguments in ([*general, *words], [*words, *general], [words[0], *general, *words[1:]]):
        assert run(arguments) == 0
        answers.add(capsys.readouterr().out)
    (text,) = answers
    assert "编号" not in text
    assert run([*words, *general, "--json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def test_what_stands_behind_counts(made_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = ["--folder", str(tmp_path / "nowhere"), "--user", "nobody", "--lang", "en"]
    behind = ["--folder", str(made_desk.folder), "--user", "王主任", "--lang", "zh_CN"]
    assert run([*before, "class", "list", *behind]) == 0
    assert "班级编号" in capsys.readouterr().out


def test_a_value_that_looks_like_an_option_stays_a_value(made_desk: Desk) -> None:
    made_desk.text("catalogue", "add-institution", "--", "--json")
    assert [one["name"] for one in made_desk.data("catalogue", "institutions")] == ["--json"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["class", "show", "无此班", "--lang", "en"], REFUSED, "无此班"),
        (["class", "show", "无此班", "--user", "nobody"], REFUSED, "登录名"),
        (["class", "list", "--folder"], 2, "--folder"),
        (["class", "list", "--lang", "fr"], 2, "fr"),
        (["class", "list", "--limit", "many", "--json"], 2, "--limit"),
    ],
)
def test_a_failure_is_a_sentence_on_standard_error_alone(
    made_desk: Desk, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, words: str
) -> None:
    assert run(["--folder", str(made_desk.folder), *arguments]) == status
    out, error = capsys.readouterr()
    assert out == ""
    assert words in error
    assert "Traceback" not in error
