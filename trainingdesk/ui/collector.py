"""Python's cycles are collected on the GUI thread alone.

A cycle that holds a Qt object and is collected by a worker thread destroys the object there, which Qt forbids ("Timers
cannot be stopped from another thread", or a crash). So the automatic collector is off while there is a window, and a timer
collects.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class Collector(QObject):
    """Collects what is due, generation by generation as the automatic collector would, from ``spare`` until ``stop``."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)

    def spare(self) -> None:
        """The program is loaded: what it is made of is never walked, which takes 100 ms each time."""
        gc.freeze()
        self._timer.start(_EVERY_MS)

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Leave collecting to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
