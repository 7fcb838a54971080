"""What takes long the first time is done while somebody types their password, not when they want to work."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea


def warm_up() -> None:
    """For the thread of the window, when the program is loaded."""
    from trainingdesk.ui.network import told_by_system  # noqa: PLC0415 -- the sign-in must not wait for it

    told_by_system()  # finds the service of the system that knows of networks
    QScrollArea().viewport()  # a part that Qt made itself: Python learns of every kind there is
