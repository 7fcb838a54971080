"""A stack of pages, of which one is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """Every page gets all the room there is.

    Qt would ask each page, the hidden ones too, how high it wants to be at every width that comes to its mind: 300 ms
    where a dozen screens are kept.
    """

    def hasHeightForWidth(self) -> bool:
        return False
