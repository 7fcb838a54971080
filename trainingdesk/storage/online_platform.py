"""Queries over the life of online platforms (线上培训平台)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from trainingdesk.domain.online_platform import PlatformState
from trainingdesk.storage.rows import live, table

if TYPE_CHECKING:
    from sqlmodel import Session


def applicant(session: Session, platform_id: str) -> str | None:
    """The user who recorded the platform's last application; None where none was recorded."""
    review = table("platform_review")
    query = (
        select(review.c.by_user)
        .where(live("platform_review"), review.c.platform_id == platform_id, review.c.to_state == PlatformState.APPLIED)
        .order_by(review.c.reviewed_on.desc(), review.c.at.desc())
    )
    return session.connection().execute(query).scalar()
