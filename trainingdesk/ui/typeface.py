"""The letters of the interface: the desktop's own font where it has Chinese, else one that has.

Qt places the line of a field by its first font. Where that has no Chinese, the taller font it falls back to stands some
pixels above the middle of every field, beside figures of another hand.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

_CHINESE: Final = QFontDatabase.WritingSystem.SimplifiedChinese
#: Of Windows, of Debian and the domestic desktops made from it, of others; the first that is there.
_FAMILIES: Final = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")


def with_chinese(font: QFont) -> QFont:
    """The same font where it has Chinese, else one that has, with this one behind it."""
    if _CHINESE in QFontDatabase.writingSystems(QFontInfo(font).family()):
        return font
    found = [family for family in _FAMILIES if QFontDatabase.hasFamily(family)][:1]
    readable = QFont(font)
    readable.setFamilies([*found, *font.families()])
    return readable
