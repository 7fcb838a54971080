"""What the system knows of the network in use: whether it costs money by the byte (FEATURES 72)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

if TYPE_CHECKING:
    from collections.abc import Callable

_METERED = QNetworkInformation.Feature.Metered


def told_by_system() -> bool | None:
    """Whether the network is metered; None where this system does not tell. For the thread of the window."""
    QNetworkInformation.loadBackendByFeatures(_METERED)  # once a process; asked again it does nothing
    found = QNetworkInformation.instance()
    return found.isMetered() if found is not None and found.supports(_METERED) else None


class Network(QObject):
    """Asks anew each time; ``changed`` when the answer may be another."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None, *, told: Callable[[], bool | None] = told_by_system) -> None:
        super().__init__(parent)
        self._told = told
        told()
        found = QNetworkInformation.instance()
        if found is not None:
            found.isMeteredChanged.connect(self.changed)

    @property
    def is_metered(self) -> bool | None:
        """Whether it costs money; None where nobody knows but the person who uses it."""
        return self._told()
