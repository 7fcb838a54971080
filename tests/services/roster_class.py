"""A class to import rosters into, made of rows: one institution, one course, one class that takes people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def make_class(
    work: Work,
    number: str = "2026-001",
    *,
    capacity: int = 60,
    state: str = "draft",
    policy: tuple[str, str] = ("blank", "1"),
) -> str:
    """A class of October 2026; answers its id."""
    with work.writing(Action.EDIT_CLASS) as session:
        institution = rows.add(
            session,
            "institution",
            row_id=work.new_id(),
            county_code=work.county_code,
            values={"name": "县职业技能培训中心", "status": "active"},
        )
        course = rows.add(
            session,
            "course",
            row_id=work.new_id(),
            county_code=work.county_code,
            values={
                "code": number,
                "version": 1,
                "name": "家政服务员",
                "training_type": "01",
                "level": "5",
                "theory_periods": 40,
                "practice_periods": 60,
                "online_periods": 0,
                "delivery_modes": "F2F",
                "digital": False,
                "status": "active",
            },
        )
        return rows.add(
            session,
            "training_class",
            row_id=work.new_id(),
            county_code=work.county_code,
            values={
                "number": number,
                "name": "家政服务员班",
                "course_id": course,
                "institution_id": institution,
                "mode": "F2F",
                "starts_on": date(2026, 10, 26),
                "ends_on": date(2026, 11, 13),
                "capacity": capacity,
                "policy": policy[0],
                "policy_version": policy[1],
                "state": state,
            },
        )
