"""Every screen, in both languages and both looks: nothing clipped, nothing nameless, nothing Qt warns of."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.ui.reading import clipped, nameless, wide_tables
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource
from trainingdesk.ui.gallery import FIRST_PAGES, exhibits
from trainingdesk.ui.pictures import take_first_run, take_gate, take_pages, take_screens
from trainingdesk.ui.places import PLACES, SCREENS
from trainingdesk.ui.rehearsal import before_any_desk, rehearsal
from trainingdesk.ui.small_screen import environment, logical_size
from trainingdesk.ui.theme import ThemeName

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from trainingdesk.services.work import Work


@pytest.mark.parametrize(("theme", "language"), list(zip(ThemeName, Language, strict=True)))
def test_every_screen_can_be_read(qapp: QApplication, county: Work, theme: ThemeName, language: Language) -> None:
    problems: dict[str, list[str]] = {}
    with rehearsal(county, theme=theme, language=language) as window:
        for one in exhibits(county):
            window.visit(one.destination)
            if one.button is None:
                wrong = [*clipped(window.shell), *nameless(window.shell), *wide_tables(window.shell)]
            else:
                dialog = window.open_dialog(one.button, refused=one.refused)
                wrong = [*clipped(dialog), *nameless(dialog)]
                window.close_dialog(dialog)
            if wrong:
                problems[one.name] = wrong
    assert problems == {}


@pytest.mark.parametrize("language", Language)
def test_every_page_of_the_first_day_can_be_read(qapp: QApplication, tmp_path: Path, language: Language) -> None:
    problems: dict[str, list[str]] = {}
    with before_any_desk(tmp_path / "none", language) as window:
        for name, turn in FIRST_PAGES:
            turn(window.gate)
            if wrong := [*clipped(window), *nameless(window)]:
                problems[name] = wrong
    assert problems == {}


@pytest.mark.parametrize(
    ("percent", "language"),
    [(200, Language.CHINESE), (200, Language.ENGLISH), (150, Language.ENGLISH), (125, Language.ENGLISH)],
)
def test_every_screen_can_be_used_at_a_large_scaling(
    county_folder: Path, tmp_path: Path, percent: int, language: Language
) -> None:
    root = tmp_path / "desk"
    shutil.copytree(county_folder, root)
    surroundings = {**os.environ, **environment(percent, tmp_path)}
    command = [sys.executable, "-m", "tests.ui.walk_child", str(root), language.value, str(tmp_path / "none")]
    walked = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert walked.returncode == 0, walked.stderr
    told = json.loads(walked.stdout)
    assert told["size"] == list(logical_size(percent / 100))
    assert told["seen"] > len(SCREENS)
    assert told["problems"] == {}


def test_every_screen_is_in_the_gallery(county: Work) -> None:
    assert {one.destination.screen for one in exhibits(county)} == SCREENS.keys()


def test_pictures_are_taken(qapp: QApplication, county: Work, tmp_path: Path) -> None:
    shown = [one for one in exhibits(county) if one.destination.screen == "people"]
    taken = take_screens(county, shown, tmp_path, theme=ThemeName.LIGHT, language=Language.CHINESE, prefix="a-")
    taken += take_pages(county, tmp_path, Sentences.load(Language.CHINESE, resource("locale")))
    taken += take_first_run(tmp_path, theme=ThemeName.DARK, language=Language.CHINESE)
    taken += (take_gate(county.folder.root, tmp_path, name="sign-in", language=Language.CHINESE),)
    assert {"a-people.png", "a-people-new.png", "a-people-new-refused.png", "page-roster-1.png"} <= {
        one.name for one in taken
    }
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in taken)


def test_every_screen_of_the_list_is_there() -> None:
    for shown in SCREENS.values():
        assert shown.load().title is not None
        assert shown.place in {place.name for place in PLACES}
