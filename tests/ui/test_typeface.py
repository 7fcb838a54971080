"""The first font of the interface has Chinese, so that Chinese stands in the middle of its fields."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from trainingdesk.ui.typeface import with_chinese

pytestmark = pytest.mark.usefixtures("qapp")

#: Has no Chinese; every Debian that can show a window has it (a dependency of Fontconfig).
LATIN = "DejaVu Sans"
CHINESE = QFontDatabase.WritingSystem.SimplifiedChinese


def test_a_font_without_chinese_stands_behind_one_that_has_it() -> None:
    font = QFont(LATIN, 11)
    readable = with_chinese(font)
    assert CHINESE not in QFontDatabase.writingSystems(LATIN)
    assert CHINESE in QFontDatabase.writingSystems(QFontInfo(readable).family())
    assert readable.families()[-1] == LATIN
    assert readable.pointSize() == font.pointSize()


def test_a_font_with_chinese_is_the_desktops_own_choice() -> None:
    font = QFont(QFontDatabase.families(CHINESE)[0])
    assert with_chinese(font) == font
