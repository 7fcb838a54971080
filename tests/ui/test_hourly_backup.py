"""While people work: a change starts the clock, a backup is made when it is due, and a failure is a notice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.ui.driving import until, visit
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.storage.backup_list import list_backups
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.hourly_backup import HourlyBackup

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from tests.ui.conftest import Clock
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


@pytest.fixture
def hourly(shell: Shell) -> Iterator[HourlyBackup]:
    made = HourlyBackup(shell.place, shell)
    yield made
    made.stop()


def add_school(work: Work) -> Changes:
    return institution.add_institution(work, InstitutionDetails(name="甲校"))


def count(work: Work) -> int:
    return len(list_backups(work.folder.backups)) if work.folder.backups.exists() else 0


def test_a_change_starts_the_clock_and_then_it_is_backed_up(
    loop: asyncio.AbstractEventLoop, shell: Shell, hourly: HourlyBackup, work: Work, clock: Clock
) -> None:
    async def steps() -> None:
        await visit(shell, Destination("classes"))
        hourly.make()
        await until(lambda: count(work) == 1)
        assert not hourly.timer.isActive()
        await shell.place.do(add_school)
        await until(hourly.timer.isActive)
        assert hourly.timer.interval() == 60 * 60_000
        hourly.make()
        await until(shell.place.tasks.is_idle)
        assert count(work) == 1
        clock.now += timedelta(minutes=61)
        hourly.timer.timeout.emit()
        await until(lambda: count(work) == 2)

    loop.run_until_complete(steps())


def test_a_failure_is_said_and_the_work_goes_on(
    loop: asyncio.AbstractEventLoop, shell: Shell, hourly: HourlyBackup, work: Work
) -> None:
    work.folder.backups.write_bytes(b"a file in the place of the folder")

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        hourly.make()
        await until(shell.notices.isVisible)
        assert "备份" in shell.notices.text.text()

    loop.run_until_complete(steps())
