"""A new desk starts with the shipped lists, under ids that are the same on every desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.services import seed
from trainingdesk.settings.code_tables import Tables
from trainingdesk.storage import rows
from trainingdesk.wire import schema
from trainingdesk.wire.ids import fact_id

from .conftest import PASSWORD, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.key_slot import Kdf

LISTS = ("holiday", "occupation", "code_item", "fund", "policy_pack")


def contents(work: Work) -> dict[str, list[dict[str, object]]]:
    with work.database.read() as session:
        return {
            name: [dict(row) for row in session.connection().execute(rows.table(name).select()).mappings()]
            for name in (*LISTS, "county_setting")
        }


def test_two_desks_start_with_the_same_rows(work: Work, tmp_path: Path, clock: Clock, cheap_kdf: Kdf) -> None:
    root = tmp_path / "second"
    create_desk(
        root,
        county_code="500241",
        county_name="秀山县职业技能培训中心",
        admin_name="李主任",
        password=PASSWORD,
        clock=clock,
        kdf=cheap_kdf,
    )
    with signed_in(root, user_name="李主任", password=PASSWORD, clock=clock) as second:
        assert contents(second) == contents(work)


def test_ids_follow_from_the_keys_that_the_wire_declares(work: Work) -> None:
    for name, found in contents(work).items():
        keys = schema.table(name).keys
        assert found, name
        for row in found:
            assert row["id"] == fact_id(name, *(str(row[key]) for key in keys)), (name, row)


def test_every_editable_list_is_there_with_its_core_meanings(work: Work) -> None:
    items = contents(work)["code_item"]
    for name in seed.EDITABLE:
        wanted = [(item.code, item.name, item.core) for item in Tables().codes(name)]
        found = sorted(
            (row for row in items if row["list_name"] == name), key=lambda row: str(row["position"]).zfill(5)
        )
        assert [(row["code"], row["name"], row["core"]) for row in found] == wanted


def test_holidays_of_this_year_are_there(work: Work) -> None:
    days = {str(row["day"]): row["working"] for row in contents(work)["holiday"]}
    assert days["2026-10-01"] is False


def test_what_a_desk_starts_with_has_no_moment(work: Work) -> None:
    with work.database.read() as session:
        asked = text("SELECT h.table_name, c.hlc FROM history h JOIN change_set c ON c.id = h.change_set_id")
        moments = {(row.table_name, row.hlc) for row in session.connection().execute(asked)}
    assert {(name, 0) for name in (*LISTS, "county_setting")} <= moments
    assert all(hlc == 0 for name, hlc in moments if name in LISTS)
