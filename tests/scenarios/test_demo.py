"""The whole main job without a person: ``trainingdesk demo`` from an empty folder to a report that equals the ledger."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from trainingdesk.cli.app import run
from trainingdesk.domain.month_rows import ROWS

PASSWORD = "a-long-village-password"


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the command answers to a program; one run serves the module, for it takes a year of a county."""
    folder = tmp_path_factory.mktemp("demo") / "desk"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRAININGDESK_PASSWORD", PASSWORD)
        out = tmp_path_factory.mktemp("out") / "answer.json"
        patch.setattr("typer.echo", lambda text, **_: out.write_text(str(text), encoding="utf-8"))
        assert run(["demo", "--folder", str(folder), "--json"]) == 0
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_the_report_is_the_ledger_and_no_row_is_zero(answer: dict[str, Any]) -> None:
    assert answer["agrees_with_ledger"] is True
    rows = {row["id"]: (row["month"], row["year"]) for row in answer["rows"]}
    assert set(rows) == {row.id for row in ROWS}
    assert all(value for values in rows.values() for value in values)
    assert all(check["holds"] for check in answer["checks"])


def test_the_workbook_says_the_same_figures(answer: dict[str, Any]) -> None:
    sheet = load_workbook(answer["xlsx"], data_only=True).worksheets[0]
    found = {str(row[0]): row for row in sheet.iter_rows(values_only=True) if row[0]}
    for row in answer["rows"]:
        cells = [cell for cell in found[row["id"]] if isinstance(cell, int | float)]
        wanted = [row["month"], row["year"]]
        if row["id"].startswith("F"):  # printed in 万元, kept in fen
            assert [round(value * 1_000_000) for value in cells if value] == wanted, row["id"]
        else:
            assert [value for value in cells if value in wanted][:2] == wanted, row["id"]


def test_the_pdf_says_the_same_figures(answer: dict[str, Any]) -> None:
    text = "\n".join(page.extract_text() for page in PdfReader(answer["pdf"]).pages)
    for row in answer["rows"]:
        if not row["id"].startswith("F"):
            shown = f"{row['year']:.2%}" if row["unit"] == "percent" else f"{row['year']:,}"
            assert shown in text, row["id"]
    assert "137.10" in text  # F4 of the year in 万元


def test_everything_it_made_opens_again(
    answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAININGDESK_PASSWORD", PASSWORD)
    arguments = ["--folder", answer["folder"], "--user", answer["user"], "--json"]
    assert run([*arguments, "audit", "verify"]) == 0
    assert json.loads(capsys.readouterr().out)["sound"] is True
    assert run([*arguments, "class", "list"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 40
