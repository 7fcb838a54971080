"""A small county in rows, for tests that look at screens with something in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.services.conflicting import put_conflict
from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.sample.bulk import fill
from trainingdesk.sample.plan import plan_county
from trainingdesk.sample.size import Size
from trainingdesk.services import institution

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.vault import Kdf

NAME, PASSWORD = "王主任", "a-long-village-password"
UNTIL = date(2026, 11, 10)
#: Ten classes, nobody in two of them: nine ended, four of them with a claim, and one that runs.
_SIZE = Size(1, 8, 2, 40, 40, 10, 300, 300, 20)


class Morning:
    """The morning after the plan's last day; it moves a millisecond at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 11, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


def make_county(root: Path, kdf: Kdf) -> None:
    """Make the desk and fill it."""
    clock = Morning()
    county = plan_county(_SIZE, seed=1)
    create_desk(
        root, county_code=county.code, county_name="示例中心", admin_name=NAME, password=PASSWORD, clock=clock, kdf=kdf
    )
    with signed_in(root, user_name=NAME, password=PASSWORD, clock=clock) as work:
        fill(work, county, until=UNTIL)
        _disagree(work)


def _disagree(work: Work) -> None:
    """One address was written twice, and one person of a register was marked twice."""
    school = institution.list_institutions(work)[0]
    put_conflict(work, "institution", school.id, "address", {"address": school.address}, {"address": "职教路 8 号"})
    with work.database.read() as session:
        mark = session.connection().exec_driver_sql("SELECT id, status FROM attendance_mark LIMIT 1").one()
    put_conflict(work, "attendance_mark", mark.id, "mark", {"status": mark.status}, {"status": "sick_leave"})
