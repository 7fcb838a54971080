"""Walks through the window in a process of its own, which has the screen it was given, and tells what cannot be used."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.ui.county import NAME, PASSWORD, Morning
from tests.ui.reading import clipped, nameless, off_screen, sideways, unreachable
from trainingdesk.bootstrap import signed_in
from trainingdesk.i18n.sentences import Language
from trainingdesk.ui.gallery import FIRST_PAGES, exhibits
from trainingdesk.ui.rehearsal import before_any_desk, rehearsal
from trainingdesk.ui.theme import ThemeName


def walk(root: Path, language: Language) -> dict[str, object]:
    """Every exhibit of the gallery; the problems by its name."""
    problems: dict[str, list[str]] = {}
    with (
        signed_in(root, user_name=NAME, password=PASSWORD, clock=Morning()) as work,
        rehearsal(work, theme=ThemeName.LIGHT, language=language) as window,
    ):
        shown = exhibits(work)
        for one in shown:
            window.visit(one.destination)
            if one.button is None:
                seen = window.shell
                wrong = [*clipped(seen), *nameless(seen), *unreachable(seen), *sideways(seen)]
            else:
                dialog = window.open_dialog(one.button, refused=one.refused)
                wrong = [*clipped(dialog), *unreachable(dialog), *sideways(dialog), *off_screen(dialog)]
                window.close_dialog(dialog)
            if wrong:
                problems[one.name] = wrong
        size = window.shell.size()
    return {"size": [size.width(), size.height()], "seen": len(shown), "problems": problems}


def walk_before(folder: Path, language: Language) -> dict[str, list[str]]:
    """Every page of the first day."""
    problems: dict[str, list[str]] = {}
    with before_any_desk(folder, language) as window:
        for name, turn in FIRST_PAGES:
            turn(window.gate)
            if wrong := [*clipped(window), *unreachable(window), *sideways(window)]:
                problems[name] = wrong
    return problems


if __name__ == "__main__":
    told = walk(Path(sys.argv[1]), Language(sys.argv[2]))
    problems = told["problems"]
    assert isinstance(problems, dict)
    problems |= walk_before(Path(sys.argv[3]), Language(sys.argv[2]))
    sys.stdout.write(json.dumps(told))
