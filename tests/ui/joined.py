"""Desks that are joined to a centre on this machine, for tests of what the window shows of it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.ui.conftest import NAME, PASSWORD
from trainingdesk.bootstrap import signed_in
from trainingdesk.sync.exchange import exchange

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work


@contextmanager
def second_desk(desk_folder: Path, clock: Clock) -> Iterator[Work]:
    """The county's second computer, with what the first one holds now."""
    root = desk_folder.with_name("second")
    shutil.copytree(desk_folder, root)
    with signed_in(root, user_name=NAME, password=PASSWORD, clock=clock) as opened:
        yield opened


def exchange_all(*desks: Work) -> None:
    """One after the other, and the first once more: it hears of what the others said."""
    for desk in (*desks, desks[0]):
        exchange(desk)
