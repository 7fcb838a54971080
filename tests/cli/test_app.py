"""The command line as a whole: every command is where it is said to be, and help answers at once."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from trainingdesk.cli.app import ENTRIES, Entry, command_line, run


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
