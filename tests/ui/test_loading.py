"""What is in memory when: the sign-in waits for little, and a window for nothing that only some of its work needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

BEFORE = "from trainingdesk.ui.application import build_window"
AFTER = "from trainingdesk.ui.places import load_screens; load_screens()"


@pytest.mark.parametrize(
    ("loading", "without"),
    [
        (BEFORE, {"sqlalchemy", "sqlcipher3", "requests", "PySide6.QtPrintSupport", "trainingdesk.settings.divisions"}),
        (AFTER, {"openpyxl", "xlsxwriter", "typst", "fontTools", "alembic", "pypinyin"}),
    ],
)
def test_what_is_not_needed_yet_is_not_loaded(loading: str, without: set[str]) -> None:
    told = f"import sys; {loading}; sys.exit(' '.join(sorted({without!r} & sys.modules.keys())) or 0)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
