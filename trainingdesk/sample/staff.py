"""Who works in the sample county: four people with four roles, and one clock that jumps from day to day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import account

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

#: Sign-in names beside the administrator's.
CLERK, REVIEWER, INSTRUCTOR = "李录入", "张审核", "田老师"
_TICK: Final = timedelta(milliseconds=7)


class SceneClock:
    """A clock that stands where the scene is: it moves a little at each look, and forward when the scene does."""

    def __init__(self, day: date) -> None:
        self._now = datetime.combine(day, time(8), SHANGHAI).astimezone(UTC)

    def __call__(self) -> datetime:
        """The instant, never the same twice."""
        self._now += _TICK
        return self._now

    def move_to(self, day: date, *, hour: int) -> None:
        """Go on to an hour of a day; never back."""
        self._now = max(self._now, datetime.combine(day, time(hour), SHANGHAI).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Staff:
    """The same desk as each of them sees it."""

    administrator: Work
    clerk: Work
    reviewer: Work
    instructor: Work


def hire(work: Work, *, password: str) -> Staff:
    """Add the staff to the administrator's desk; all sign in with the same password."""
    people = ((CLERK, Role.CLERK), (REVIEWER, Role.REVIEWER), (INSTRUCTOR, Role.INSTRUCTOR))
    seen = [_hired(work, name, role, password) for name, role in people]
    return Staff(work, *seen)


def _hired(work: Work, name: str, role: Role, password: str) -> Work:
    user = account.add_user(work, name=name, display_name=name, roles=(role,), password=password).row
    return replace(work, worker=account.worker(work.database, user, now=work.now()))
