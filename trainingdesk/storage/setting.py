"""Stored settings: those of this desk, and those that are the same on every desk of the county."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from trainingdesk.storage import rows
from trainingdesk.storage.rows import live, table
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from sqlmodel import Session


def stored(session: Session) -> dict[str, object]:
    """Every stored setting by key, of the desk and of the county."""
    desk, county = table("setting"), table("county_setting")
    found = list(session.connection().execute(select(desk.c.key, desk.c.value)))
    found += list(session.connection().execute(select(county.c.key, county.c.value).where(live("county_setting"))))
    return {row.key: json.loads(row.value) for row in found}


def store_for_desk(session: Session, key: str, value: Any) -> None:
    """Keep a setting of this laptop; it never leaves it and is no change that could be undone."""
    session.connection().execute(
        text("INSERT INTO setting (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value"),
        {"key": key, "value": json.dumps(value, ensure_ascii=False)},
    )


def store_for_county(session: Session, county_code: str, key: str, value: Any) -> str:
    """Keep a setting of the county; answers the id of its row."""
    values = {"value": json.dumps(value, ensure_ascii=False)}
    return rows.put(
        session,
        "county_setting",
        row_id=fact_id("county_setting", key),
        county_code=county_code,
        keys={"key": key},
        values=values,
    )
