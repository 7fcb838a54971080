"""The lists a new desk starts with: holidays, occupations, code lists, funds, policies.

Seeds have fixed ids (UUIDv5 of their code), so that two new desks make the same rows (SYNC 1, no. 21).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services import policy
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.settings import declared
from trainingdesk.settings.code_tables import Tables
from trainingdesk.settings.divisions import counties
from trainingdesk.settings.holidays import special_days
from trainingdesk.storage import change_set, rows
from trainingdesk.storage import setting as stored_settings
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The lists whose rows a county may rename, add to and retire.
EDITABLE = ("attendance_marks", "person_categories", "training_types", "skill_levels", "certificate_kinds")

#: Holidays before this year are no use to a desk that starts now.
FIRST_YEAR = 2020


def install(work: Work, *, county_name: str) -> Changes:
    """Fill a new desk; raises Refused for a county code that is in no list."""
    if work.county_code not in counties():
        raise Refused("desk.county_unknown", found=work.county_code)
    tables = Tables()
    with work.writing(Action.MANAGE_DESK, note="seed") as session:
        rows.add_many(session, "holiday", list(_holidays(work)))
        rows.add_many(session, "occupation", list(_occupations(work, tables)))
        rows.add_many(session, "code_item", [row for name in EDITABLE for row in _code_items(work, tables, name)])
        rows.add_many(session, "fund", list(_funds(work, tables)))
        rows.add_many(session, "policy_pack", [_row(work, "policy_pack", pack) for pack in policy.shipped_packs()])
        stored_settings.store_for_county(session, work.county_code, declared.CENTER_NAME.key, county_name)
        change_set.from_the_beginning(session)
        return changed(session, Topic.CATALOGUE, Topic.POLICIES, Topic.SETTINGS)


def _row(work: Work, table: str, keyed: tuple[tuple[str, ...], Mapping[str, Any]]) -> dict[str, Any]:
    keys, values = keyed
    return {"id": fact_id(table, *keys), "county_code": work.county_code, **values}


def _holidays(work: Work) -> Iterator[dict[str, Any]]:
    for day in special_days():
        if day.day.year >= FIRST_YEAR:
            values = {"day": day.day, "working": day.working, "name": day.name}
            yield _row(work, "holiday", ((day.day.isoformat(),), values))


def _occupations(work: Work, tables: Tables) -> Iterator[dict[str, Any]]:
    for row in tables.rows("occupations"):
        values = {
            "code": row["code"],
            "version": row["version"],
            "name": row["name"],
            "flags": row["flags"] or None,
            "shortage": row["shortage"] or None,
        }
        yield _row(work, "occupation", ((row["code"], row["version"]), values))


def _code_items(work: Work, tables: Tables, name: str) -> Iterator[dict[str, Any]]:
    for position, item in enumerate(tables.codes(name)):
        values = {
            "list_name": name,
            "code": item.code,
            "name": item.name,
            "core": item.core,
            "position": position,
            "active": True,
            "symbol": item.more.get("symbol"),
            "key": item.more.get("key"),
        }
        yield _row(work, "code_item", ((name, item.code), values))


def _funds(work: Work, tables: Tables) -> Iterator[dict[str, Any]]:
    for item in tables.codes("funds"):
        values = {"code": item.code, "name": item.name, "core": item.core, "active": True}
        yield _row(work, "fund", ((item.code,), values))
