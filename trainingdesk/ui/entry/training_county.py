"""The training county (演示县): a sample county in a folder of its own, made by the use cases, day by day."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.sample.plan import plan_county
from trainingdesk.sample.size import SIZES, SizeName
from trainingdesk.sample.staff import SceneClock, hire
from trainingdesk.sample.walk import walk
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage.disk import on_disk
from trainingdesk.ui.entry.door import Door

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.sample.plan import County
    from trainingdesk.sample.walk import Step

#: Made-up people only: this password protects nothing, and the window says it.
PASSWORD: Final = "training-mode-2026"  # noqa: S105
ADMINISTRATOR: Final = "王主任"
CENTER: Final = "秀山县职业技能培训中心（培训演示）"
#: The last day that is played; the month before it is complete.
UNTIL: Final = date(2026, 11, 2)


def plan() -> County:
    """The same county on every machine."""
    return plan_county(SIZES[SizeName.S], seed=1)


def make_training_county(door: Door, watch: Callable[[int, int], bool], county: County | None = None) -> None:
    """Make it in the folder of ``door``; half a county never stands there.

    ``watch`` hears steps done and all. Raises Refused ``entry.training_stopped`` where it ends the work, and like
    ``create_desk``.
    """
    final = door.folder.root
    part = Door(DeskFolder(final.with_name(f"{final.name}.part")), kdf=door.kdf)
    with on_disk():
        shutil.rmtree(part.folder.root, ignore_errors=True)  # of a program that was killed meanwhile
    try:
        _fill(part, county or plan(), watch)
        with on_disk():
            part.folder.training.touch()
            part.folder.root.rename(final)
    finally:
        shutil.rmtree(part.folder.root, ignore_errors=True)


def _fill(door: Door, county: County, watch: Callable[[int, int], bool]) -> None:
    scene = SceneClock(date(county.first_year, 1, 4))
    made = Door(door.folder, scene, door.kdf)
    made.create(county_code=county.code, center=CENTER, administrator=ADMINISTRATOR, password=PASSWORD)

    def go_on(_step: Step, done: int, total: int) -> None:
        if not watch(done, total):
            raise Refused("entry.training_stopped")

    opened = made.open(ADMINISTRATOR, PASSWORD)
    try:
        staff = hire(opened.work, password=PASSWORD)
        walk(staff, scene, county, until=UNTIL, folder=opened.work.folder.rosters, watch=go_on)
    finally:
        opened.close()
