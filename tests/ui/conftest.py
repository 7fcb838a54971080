"""The event loop of the window, and a window on a real desk."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
import qasync

from trainingdesk.bootstrap import create_desk
from trainingdesk.i18n.sentences import Language
from trainingdesk.ui.application import build_window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from trainingdesk.storage.vault import Kdf
    from trainingdesk.ui.main_window import MainWindow

PASSWORD = "a-long-village-password"
NAME = "王主任"


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """Qasync's loop over Qt's own; a test runs its steps in it as the window does."""
    made = qasync.QEventLoop(qapp, already_running=False)
    asyncio.set_event_loop(made)
    yield made
    made.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def desk_folder(tmp_path: Path, cheap_kdf: Kdf) -> Path:
    root = tmp_path / "desk"
    create_desk(
        root,
        county_code="500241",
        county_name="秀山县职业技能培训中心",
        admin_name=NAME,
        password=PASSWORD,
        kdf=cheap_kdf,
    )
    return root


@pytest.fixture
def window(qtbot: QtBot, loop: asyncio.AbstractEventLoop, desk_folder: Path) -> Iterator[MainWindow]:
    with ExitStack() as desk:
        opened = build_window(desk_folder, Language.CHINESE, desk)
        qtbot.addWidget(opened)
        opened.show()
        yield opened
        opened.close()
