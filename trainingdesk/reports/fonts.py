"""The fonts documents are set in, where they are found, and which characters they hold.

Without a fitting font the typesetter prints boxes and warns of nothing. So the faces it will really use are asked first,
and a character that none of them holds is refused by name. Only each face's table of ranges is read for that.
"""

from __future__ import annotations

import os
import struct
import sys
import unicodedata
from array import array
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typst
from fontTools.ttLib import TTFont

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BODY_FAMILIES: Final = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "SimSun",
    "FangSong",
)
HEAD_FAMILIES: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "SimHei",
)
RARE_FAMILIES: Final = (
    "HanaMinA",
    "HanaMinB",
    "SimSun-ExtB",
    "SimSun-ExtG",
    "Plangothic P1",
    "Plangothic P2",
    "Jigmo",
    "Jigmo2",
    "Jigmo3",
    "BabelStone Han",
)
NEAR_FOLDERS: Final = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/truetype/hanazono",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-serif-cjk-fonts",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
)
"""Where Debian and its family, Arch and Fedora put the CJK fonts; these alone load in a third of a whole search's time."""

REGULAR: Final = 400
BOLD: Final = 700
SEGMENTED: Final = 12
"""The cmap format that holds every plane (OpenType 1.9, cmap, format 12)."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters one face holds, as sorted ranges: from ``starts[i]`` to ``ends[i]``."""

    starts: Sequence[int]
    ends: Sequence[int]

    def holds(self, character: str) -> bool:
        """Whether the face has a glyph for ``character``."""
        at = bisect_right(self.starts, ord(character)) - 1
        return at >= 0 and ord(character) <= self.ends[at]


def read_coverage(path: Path, index: int) -> Coverage:
    """The coverage of one face of a font file; reads its cmap table and nothing else (about 2 ms for 45,000 characters)."""
    with TTFont(path, lazy=True, fontNumber=index) as font:
        table: bytes = font.reader["cmap"]
        (count,) = struct.unpack_from(">H", table, 2)
        offsets = (struct.unpack_from(">L", table, 8 + 8 * record)[0] for record in range(count))
        for offset in offsets:
            if struct.unpack_from(">H", table, offset)[0] == SEGMENTED:
                return _segments(table, offset)
        points = sorted(font.getBestCmap())
    return Coverage(points, points)


def _segments(table: bytes, offset: int) -> Coverage:
    (groups,) = struct.unpack_from(">L", table, offset + 12)
    numbers = array("I", table[offset + 16 : offset + 16 + 12 * groups])
    if sys.byteorder == "little":
        numbers.byteswap()
    return Coverage(numbers[0::3], numbers[1::3])


class Typefaces:
    """A set of loaded fonts and the families of it that documents use, best first.

    Raises Unavailable("reports.no_font") where no Chinese family is among them.
    """

    def __init__(self, fonts: typst.Fonts) -> None:
        self.fonts = fonts
        held = set(fonts.families())
        body = [family for family in BODY_FAMILIES if family in held]
        heads = [family for family in HEAD_FAMILIES if family in held]
        if not body and not heads:
            raise Unavailable("reports.no_font", wanted=(BODY_FAMILIES[0], HEAD_FAMILIES[0]))
        rare = [family for family in RARE_FAMILIES if family in held]
        self.body = (*body, *rare, *heads)
        self.heads = (*heads, *body, *rare)

    @cached_property
    def _coverages(self) -> tuple[tuple[Coverage, ...], ...]:
        return tuple(tuple(read_coverage(*face) for face in sorted(self._faces(family))) for family in self.body)

    def _faces(self, family: str) -> set[tuple[Path, int]]:
        """The files the typesetter takes for regular and for bold text of this family."""
        upright = [
            face for face in self.fonts.fonts() if face.family == family and face.style == "normal" and face.path
        ]
        nearest = (min(upright, key=lambda face: abs(face.weight - weight)) for weight in (REGULAR, BOLD) if upright)
        return {(Path(face.path), face.index) for face in nearest if face.path}

    def missing(self, characters: Iterable[str]) -> tuple[str, ...]:
        """The characters that no family can set both regular and bold, in order of their code points."""
        return tuple(sorted(character for character in set(characters) if not self._settable(character)))

    def _settable(self, character: str) -> bool:
        if _takes_no_glyph(character):
            return True
        if unicodedata.category(character) in {"Cc", "Co", "Cs"}:
            return False  # private use means something else in every font (the GB 18030 trap); the others mean nothing
        return any(faces and all(face.holds(character) for face in faces) for faces in self._coverages)


def _takes_no_glyph(character: str) -> bool:
    """Line ends, and the selectors and joiners that fonts are asked for together with the character before them."""
    return (
        character == "\n"
        or unicodedata.category(character) == "Cf"
        or unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    )


class FontShelf:
    """The fonts of this machine, loaded when first wanted and kept; make one per process.

    Looks first in the fonts shipped with the program and in the usual folders of the CJK packages, and searches the whole
    system (fontconfig's folders, the Windows and macOS font folders) only when those do not suffice.
    """

    def __init__(self, folders: Sequence[Path] | None = None, *, search_system: bool = True) -> None:
        self._folders = near_folders() if folders is None else tuple(folders)
        self._search_system = search_system

    def load(self) -> None:
        """Load the near fonts now; raises Unavailable("reports.no_font") where no Chinese family is among them."""
        _ = self.near

    @cached_property
    def near(self) -> Typefaces:
        """The faces of the near folders alone."""
        return Typefaces(_load(self._folders, system=False))

    @cached_property
    def everywhere(self) -> Typefaces:
        """The faces of the near folders and of the whole system."""
        return Typefaces(_load(self._folders, system=True))

    def typefaces_for(self, characters: Iterable[str]) -> Typefaces:
        """Faces that can set every one of ``characters``; raises Refused("reports.no_glyph") naming those that none can."""
        wanted = frozenset(characters)
        try:
            missing = self.near.missing(wanted)
        except Unavailable:
            if not self._search_system:
                raise
        else:
            if not missing:
                return self.near
            if not self._search_system:
                raise _no_glyph(missing)
        if still_missing := self.everywhere.missing(wanted):
            raise _no_glyph(still_missing)
        return self.everywhere


def near_folders() -> tuple[Path, ...]:
    """``resources/fonts`` of a packaged build, the user's own fonts, and the usual folders of the CJK packages."""
    folders = [Path(folder) for folder in NEAR_FOLDERS]
    data_home = os.environ.get("XDG_DATA_HOME")
    folders.append((Path(data_home) if data_home else Path.home() / ".local" / "share") / "fonts")
    with suppress(FileNotFoundError):  # a checkout uses the fonts of the system
        folders.insert(0, resource("fonts"))
    return tuple(folder for folder in folders if folder.is_dir())


def _load(folders: Sequence[Path], *, system: bool) -> typst.Fonts:
    return typst.Fonts(system, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders])


def _no_glyph(missing: Sequence[str]) -> Refused:
    return Refused(
        "reports.no_glyph",
        character=tuple(f"U+{ord(character):04X} {_shown(character)}".rstrip() for character in missing),
    )


def _shown(character: str) -> str:
    return "" if unicodedata.category(character) in {"Cc", "Co", "Cs"} else character
