"""What the linters do not see: size of files and functions, names that say nothing, secrets in the wrong place."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "trainingdesk").rglob("*.py"))

LONGEST_FILE = 400
LONGEST_FUNCTION = 25


@cache
def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; the signature and the docstring are not counted."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_a_file_holds_one_idea() -> None:
    too_long = {
        str(path.relative_to(ROOT)): count
        for path in SOURCES
        if "migrations/versions" not in path.as_posix()
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert too_long == {}


def test_a_function_can_be_read_at_once() -> None:
    too_long = {
        f"{path.relative_to(ROOT)}:{function.name}": lines_of(function)
        for path in SOURCES
        if "migrations/versions" not in path.as_posix()
        for function in functions(path)
        if lines_of(function) > LONGEST_FUNCTION
    }
    assert too_long == {}
    assert median(lines_of(function) for path in SOURCES for function in functions(path)) <= 8


def test_no_file_is_named_after_nothing() -> None:
    empty_words = {"utils", "util", "helper", "helpers", "manager", "managers", "common", "misc", "base_utils"}
    assert [path.name for path in SOURCES if path.stem in empty_words] == []
