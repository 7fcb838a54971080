"""The small county as a plan, and as rows in a real desk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.sample.bulk import fill
from trainingdesk.sample.plan import County, plan_county
from trainingdesk.sample.size import SIZES, SizeName
from trainingdesk.sample.staff import SceneClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.services.work import Work
    from trainingdesk.storage.vault import Kdf

UNTIL = date(2026, 11, 2)
NAME, PASSWORD = "王主任", "a-long-village-password"


@pytest.fixture(scope="session")
def small_county() -> County:
    return plan_county(SIZES[SizeName.S], seed=1)


@pytest.fixture(scope="module")
def filled(small_county: County, tmp_path_factory: pytest.TempPathFactory, cheap_kdf: Kdf) -> Iterator[Work]:
    """The small county written as rows, as large ones are."""
    root = tmp_path_factory.mktemp("filled") / "desk"
    clock = SceneClock(date(2026, 1, 4))
    create_desk(
        root,
        county_code="500241",
        county_name="示例中心",
        admin_name=NAME,
        password=PASSWORD,
        clock=clock,
        kdf=cheap_kdf,
    )
    clock.move_to(UNTIL, hour=9)
    with signed_in(root, user_name=NAME, password=PASSWORD, clock=clock) as work:
        fill(work, small_county, until=UNTIL)
        yield work
