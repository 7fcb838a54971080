"""What expires soon (FEATURES 7): licenses of institutions, their approvals, and course versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import EXPIRY_DAYS, EXPIRY_URGENT_DAYS
from trainingdesk.storage import expiry as stored

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.services.work import Work


class Expires(StrEnum):
    """What it is that ends."""

    LICENCE = "licence"  # 办学许可证
    APPROVAL = "approval"  # 承担培训的资格
    COURSE = "course"  # 培训项目


@dataclass(frozen=True, slots=True)
class Expiring:
    """Something that ends on ``until`` or has ended; ``urgent`` where the county's last days have begun."""

    kind: Expires
    row_id: str
    name: str
    until: date
    urgent: bool


def expiring(work: Work) -> tuple[Expiring, ...]:
    """Everything that ends within the county's days, or has ended while it is still in use, the first to end first."""
    today = work.today()
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        until = today + timedelta(days=value_of(session, EXPIRY_DAYS))
        urgent = today + timedelta(days=value_of(session, EXPIRY_URGENT_DAYS))
        found = (
            *((Expires.LICENCE, row) for row in stored.licences(session, until=until)),
            *((Expires.APPROVAL, row) for row in stored.approvals(session, until=until)),
            *((Expires.COURSE, row) for row in stored.courses(session, until=until)),
        )
    ending = (Expiring(kind, row.id, row.name, row.until, row.until <= urgent) for kind, row in found)
    return tuple(sorted(ending, key=lambda one: (one.until, one.kind, one.name)))
