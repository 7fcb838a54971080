"""The event loop of the window, and a window on a real desk."""

from __future__ import annotations

import asyncio
import gc
import shutil
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDialog, QWidget
from shiboken6 import delete, isValid

from tests.ui.county import NAME, PASSWORD, Morning, make_county
from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.settings.shipped import resource
from trainingdesk.ui.application import build_window
from trainingdesk.ui.dialogs import form_dialog
from trainingdesk.ui.entry.door import Door
from trainingdesk.ui.event_loop import EventLoop
from trainingdesk.ui.memory import WindowMemory
from trainingdesk.ui.notices import Notices
from trainingdesk.ui.shell import Shell
from trainingdesk.ui.tasks import Tasks
from trainingdesk.ui.theme import Theme, ThemeName
from trainingdesk.ui.widgets.form import Form

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pytestqt.qtbot import QtBot

    from trainingdesk.domain.errors import Failure
    from trainingdesk.services.work import Work
    from trainingdesk.storage.vault import Kdf
    from trainingdesk.ui.main_window import MainWindow


class Clock:
    """A clock that moves a millisecond at each look, and as far as a test says; it begins on a Tuesday morning."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Cycles are collected between tests, on this thread: see ``ui/collector.py``. What was there before is not walked."""
    gc.disable()
    gc.freeze()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_left(collected_here: None) -> Iterator[None]:
    """A part that goes with no window lives on, and every later look dresses it: ten windows cost each test ten seconds."""
    before = Counter(_parts())
    yield
    left = Counter(_parts()) - before
    assert not left, f"the test leaves {dict(left)}"


def _parts() -> list[str]:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return []
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [type(one).__name__ for one in application.allWidgets()]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """What the last test of windows left is collected before other tests begin threads, which must not come upon it.

    The hook is asked about the tests of all folders: collecting after each of them took two thirds of a run.
    """
    result = yield
    if _is_of_windows(item) and not _is_of_windows(nextitem):
        gc.collect()
    return result


def _is_of_windows(item: pytest.Item | None) -> bool:
    return item is not None and Path(__file__).parent in item.path.parents


@pytest.fixture(autouse=True)
def whole_dialogs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever form a test opens, by whichever way: no part of its dialog stands outside of it."""
    cut: list[str] = []
    answered = form_dialog.answered

    async def looked_at(dialog: QDialog) -> bool:
        asyncio.get_running_loop().call_soon(lambda: cut.extend(outside(dialog)))
        return await answered(dialog)

    monkeypatch.setattr(form_dialog, "answered", looked_at)
    yield
    assert cut == []


def outside(dialog: QDialog) -> list[str]:
    """Parts of a dialog that it does not show whole; what scrolls may be longer than its window."""
    found = []
    for one in dialog.findChildren(QWidget) if isValid(dialog) else ():
        frame = QRect(one.mapTo(dialog, QPoint(0, 0)), one.size())
        if one.isVisible() and one.window() is dialog and not scrolls(one) and not dialog.rect().contains(frame):
            found.append(f"{dialog.windowTitle()}: {type(one).__name__} {one.objectName()} {frame} of {dialog.size()}")
        if isinstance(one, Form) and one.isVisible() and one.visibleRegion().boundingRect().width() < one.width():
            found.append(f"{dialog.windowTitle()}: its fields are cut at the right")
    return found


def scrolls(widget: QWidget) -> bool:
    """Whether it lies in something that scrolls."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    return above is not None


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The loop of the window; a test runs its steps in it as the window does."""
    qapp.setQuitOnLastWindowClosed(False)
    made = EventLoop(qapp, already_running=False)
    asyncio.set_event_loop(made)
    yield made
    made.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    """The ledger of a centre that a desk may join; see ``tests/ui/joined.py``."""
    engine = open_engine(f"sqlite:///{tmp_path / 'centre.sqlite'}")
    yield Ledger(engine, clock)
    engine.dispose()


@pytest.fixture(scope="session")
def new_desk(tmp_path_factory: pytest.TempPathFactory, cheap_kdf: Kdf) -> tuple[Path, datetime]:
    """A desk as it is on its first day, made once and copied for each test, and the time when it was ready."""
    root, clock = tmp_path_factory.mktemp("new") / "desk", Clock()
    create_desk(
        root,
        county_code="500241",
        county_name="秀山县职业技能培训中心",
        admin_name=NAME,
        password=PASSWORD,
        clock=clock,
        kdf=cheap_kdf,
    )
    return root, clock.now


@pytest.fixture
def desk_folder(tmp_path: Path, new_desk: tuple[Path, datetime], clock: Clock) -> Path:
    made, clock.now = new_desk
    root = tmp_path / "desk"
    shutil.copytree(made, root)
    return root


@pytest.fixture
def window(loop: asyncio.AbstractEventLoop, desk_folder: Path) -> Iterator[MainWindow]:
    """The whole window, at its sign-in form; what it did not expect fails the test."""
    yield from window_before(loop, Door(DeskFolder(desk_folder)))


def window_before(loop: asyncio.AbstractEventLoop, door: Door) -> Iterator[MainWindow]:
    """The window before any folder; closed at the end without a backup, and not by qtbot, which would do it before us."""
    opened = build_window(door, Language.CHINESE)
    bugs: list[Exception] = []
    opened.broken.connect(bugs.append)
    opened.show()
    yield opened
    loop.run_until_complete(opened.close_at_once())
    delete(opened)
    if bugs:
        raise bugs[0]


@pytest.fixture
def work(desk_folder: Path, clock: Clock) -> Iterator[Work]:
    """The administrator at the desk, for use cases that set a scene."""
    with signed_in(desk_folder, user_name=NAME, password=PASSWORD, clock=clock) as opened:
        yield opened


@pytest.fixture(scope="session")
def county_folder(tmp_path_factory: pytest.TempPathFactory, cheap_kdf: Kdf) -> Path:
    """A desk with something in every screen; it is only read."""
    root = tmp_path_factory.mktemp("county") / "desk"
    make_county(root, cheap_kdf)
    return root


@pytest.fixture
def county(county_folder: Path, tmp_path: Path) -> Iterator[Work]:
    """The administrator at a copy of it, on the morning after its last day."""
    root = tmp_path / "county"
    shutil.copytree(county_folder, root)
    with signed_in(root, user_name=NAME, password=PASSWORD, clock=Morning()) as opened:
        yield opened


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme(qapp)
    made.apply(ThemeName.LIGHT)
    return made


@pytest.fixture
def shell(qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme) -> Iterator[Shell]:
    """The window of the signed-in administrator, at no screen yet; see ``driving.visit``."""
    yield from shell_of(qtbot, work, theme)


def settle(tasks: Tasks) -> None:
    """What the window was still asking when the test ended comes to its end; what waits for a person does not."""

    async def wait() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(tasks.settle(), timeout=1)

    asyncio.get_event_loop_policy().get_event_loop().run_until_complete(wait())


def shell_of(qtbot: QtBot, work: Work, theme: Theme, language: Language = Language.CHINESE) -> Iterator[Shell]:
    """The window of any worker; what fails without being a Failure fails the test.

    It is not given to qtbot, which would delete it while answers are still on their way.
    """
    tasks, notices = Tasks(), Notices()
    made = Shell(
        work,
        sentences=Sentences.load(language, resource("locale")),
        tasks=tasks,
        notices=notices,
        memory=WindowMemory(DeskFolder(work.folder.root).window),
        theme=theme,
    )
    bugs: list[Exception] = []

    def tell(error: Failure) -> None:
        if hasattr(error, "key"):
            made.place.tell(error)
        else:
            bugs.append(error)

    tasks.failed.connect(tell)
    theme.dress(made)
    made.resize(1366, 768)
    made.show()
    yield made
    settle(tasks)
    tasks.close()
    made.place.press.close()
    delete(made)
    if bugs:
        raise bugs[0]
