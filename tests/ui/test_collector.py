"""Cycles with Qt objects in them are collected on the GUI thread."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from trainingdesk.ui.collector import Collector

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class Knot:
    """Holds itself and a Qt object."""

    def __init__(self) -> None:
        self.itself, self.object = self, QObject()


def test_a_busy_thread_collects_nothing_and_the_gui_thread_does(qapp: QApplication) -> None:
    collector = Collector()
    gone = weakref.ref(Knot())
    busy = threading.Thread(target=lambda: [[] for _ in range(100_000)])
    busy.start()
    busy.join()
    assert gone() is not None
    while gone() is not None:
        garbage = [[object()] for _ in range(20_000)]  # makes a generation due
        collector.collect()
        del garbage
    collector.stop()
    assert gc.isenabled()
