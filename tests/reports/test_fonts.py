"""Fonts are found, and a character that none of them holds is named before a page is made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.reports.fonts import FontShelf, near_folders, read_coverage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.i18n.sentences import Language, Sentences

RARE = "㛃䶮𬭎𠅤𰻝·喆堃昇犇龑㑊"
"""The characters of the shared table of names, and the separation dot."""


def test_every_rare_name_character_can_be_set(shelf: FontShelf) -> None:
    assert shelf.near.missing(RARE) == ()
    assert shelf.typefaces_for(RARE) is shelf.near


def test_coverage_is_what_the_font_itself_says(shelf: FontShelf) -> None:
    face = next(face for face in shelf.near.fonts.fonts() if face.family == shelf.near.body[0] and face.path)
    path = Path(str(face.path))
    with TTFont(path, lazy=True, fontNumber=face.index) as font:
        known = font.getBestCmap()
    coverage = read_coverage(path, face.index)
    assert all(coverage.holds(chr(point)) == (point in known) for point in range(0x3300, 0x3400))
    assert all(coverage.holds(chr(point)) == (point in known) for point in range(0x20000, 0x21000))
    assert sum(end - start + 1 for start, end in zip(coverage.starts, coverage.ends, strict=True)) == len(known)


@pytest.mark.parametrize(
    ("character", "named"),
    [
        ("\U0003134f", "U+3134F \U0003134f"),  # not assigned in any font of this kind: outside every extension
        ("\ue5e5", "U+E5E5"),  # private use: what GB 18030 of 2000 gave to characters that now have places of their own
        ("\x07", "U+0007"),
        ("\ud840", "U+D840"),  # half of a pair, as careless programs leave it
    ],
)
def test_a_character_without_a_glyph_is_refused_by_name(
    shelf: FontShelf, words: Sentences, character: str, named: str
) -> None:
    if not shelf.everywhere.missing(character):
        pytest.skip("a font of this machine holds even this character")
    with pytest.raises(Refused) as refusal:
        shelf.typefaces_for("王" + character)
    assert refusal.value.key == "reports.no_glyph"
    assert refusal.value.values["character"] == (named,)
    assert named in words.of(refusal.value.key, refusal.value.values)


def test_line_ends_and_selectors_need_no_glyph(shelf: FontShelf) -> None:
    assert shelf.near.missing("\n\u200b葛\U000e0100") == ()


def test_a_machine_without_chinese_fonts_says_what_to_install(
    tmp_path: Path, languages: Mapping[Language, Sentences]
) -> None:
    with pytest.raises(Unavailable) as failure:
        FontShelf([tmp_path], search_system=False).typefaces_for("王")
    for words in languages.values():
        assert "Noto Serif CJK SC" in words.of(failure.value.key, failure.value.values)


def test_fonts_shipped_with_the_program_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "fonts").mkdir()
    assert tmp_path / "fonts" in near_folders()
    assert all(folder.is_dir() for folder in near_folders())


def test_a_shelf_that_may_not_search_refuses_what_its_own_folders_lack(tmp_path: Path) -> None:
    hanazono = Path("/usr/share/fonts/truetype/hanazono")
    if not hanazono.is_dir():
        pytest.skip("fonts-hanazono is not installed")
    with pytest.raises(Unavailable):
        FontShelf([hanazono], search_system=False).typefaces_for("王")
    assert FontShelf([hanazono, tmp_path]).typefaces_for("王𰻝").body
