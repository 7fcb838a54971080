"""Write the fonts of a packaged build: python build/packaging/make_fonts.py FOLDER.

Song and Hei with every regional form and every plane would be 93 MB, the fonts of rare characters 53 MB more. What is
shipped: all of Song's regular face, the rest of Song and Hei for the characters of GBK, and of the rare ones what those
lack. So every character that the whole fonts could set is still set, and only bold rare ones look a little lighter.
"""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

NOTO = Path("/usr/share/fonts/opentype/noto")
RARE = Path("/usr/share/fonts/truetype/hanazono")
#: The face for simplified Chinese in each of Noto's collections.
SIMPLIFIED = 2
#: Latin, punctuation, symbols and kana, and the unified ideographs that GBK knows (GB 13000.1-1993).
GBK = frozenset([*range(0x20, 0x3400), *range(0x4E00, 0xA000), *range(0xF900, 0x10000)])


def cut(source: Path, number: int, keep: frozenset[int], target: Path) -> None:
    """Write the characters to keep of one face; the forms of other regions (``locl``) are not among them."""
    options = subset.Options(layout_features=[*_FEATURES], name_IDs=["*"], notdef_outline=True, font_number=number)
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=keep & font.getBestCmap().keys())
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def characters(source: Path, number: int = -1) -> frozenset[int]:
    """What a face can set."""
    with TTFont(source, fontNumber=number, lazy=True) as font:
        return frozenset(font.getBestCmap())


def main(folder: Path) -> None:
    """Write them all, two at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(NOTO / "NotoSerifCJK-Regular.ttc", folder)
    shutil.copy(RARE / "HanaMinB.ttf", folder)
    lacking = characters(RARE / "HanaMinA.ttf") - GBK
    work = [
        *((NOTO / f"{name}.ttc", SIMPLIFIED, GBK, folder / f"{name}.otf") for name in _CUT),
        (RARE / "HanaMinA.ttf", -1, lacking, folder / "HanaMinA.ttf"),
    ]
    with ProcessPoolExecutor(2) as pool:
        for done in [pool.submit(cut, *one) for one in work]:
            done.result()
    for package in ("fonts-noto-cjk", "fonts-hanazono"):
        shutil.copy(Path("/usr/share/doc") / package / "copyright", folder / f"LICENSE-{package}")


_FEATURES = ("vert", "kern", "palt", "halt", "liga", "ccmp")
_CUT = ("NotoSansCJK-Regular", "NotoSansCJK-Bold", "NotoSerifCJK-Bold")

if __name__ == "__main__":
    main(Path(sys.argv[1]))
