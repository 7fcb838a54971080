"""What this program is, and where the data of this desk lie."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion

from trainingdesk.services import sync_state
from trainingdesk.ui.dialogs.question import ask

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace


async def show_about(parent: QWidget, place: Workplace) -> None:
    """A small window with version, folder and device: what support asks first. Its text can be copied."""
    state = await place.ask(sync_state.sync_state)
    details = [
        place.say("about.version", version=_version()),
        place.say("about.folder", folder=place.work.folder.root),
        place.say("about.device", device=state.device),
        place.say("about.parts", python=platform.python_version(), qt=qVersion()),
    ]
    answers = [("close", place.say("about.close"))]
    title = place.say("window.title")
    await ask(parent, title=place.say("command.about"), text=title, answers=answers, details=details)


def _version() -> str:
    try:
        return version("trainingdesk")
    except PackageNotFoundError:  # run from its source folder without having been installed
        return "-"
