"""Versions of policies: found by name, by day, and by the classes that follow them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from trainingdesk.storage import policy, rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from trainingdesk.storage.database import Author, Database


@pytest.fixture
def stocked(database: Database, author: Author) -> Database:
    with database.write(author) as session:
        for version, first, last in (
            ("1", date(2020, 1, 1), date(2021, 12, 31)),
            ("2", date(2021, 7, 1), None),
            ("3", date(2030, 1, 1), None),
        ):
            rows.put(
                session,
                "policy_pack",
                row_id=fact_id("policy_pack", "a", version),
                county_code="500241",
                keys={"policy": "a", "version": version},
                values={
                    "region": "r",
                    "title": version,
                    "body": f"body {version}",
                    "valid_from": first,
                    "valid_to": last,
                },
            )
        rows.put(
            session,
            "policy_pack",
            row_id=fact_id("policy_pack", "b", "1"),
            county_code="500241",
            keys={"policy": "b", "version": "1"},
            values={"region": "r", "title": "t", "body": "b", "valid_from": date(2020, 1, 1), "valid_to": None},
        )
        rows.remove(session, "policy_pack", fact_id("policy_pack", "b", "1"))
    return database


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "1"),
        (date(2021, 6, 30), "1"),
        (date(2021, 7, 1), "2"),
        (date(2021, 12, 31), "2"),
        (date(2029, 12, 31), "2"),
        (date(2030, 1, 1), "3"),
    ],
)
def test_the_version_of_a_day_is_the_last_that_began(stocked: Database, day: date, version: str | None) -> None:
    with stocked.read() as session:
        found = policy.pack_holding(session, "a", day)
    assert (found and found.version) == version


def test_versions_come_latest_first_without_deleted_ones(stocked: Database) -> None:
    with stocked.read() as session:
        assert [row.version for row in policy.versions(session, "a")] == ["3", "2", "1"]
        assert {line.policy for line in policy.packs(session)} == {"a"}
        assert policy.pack(session, "b", "1") is None
        assert policy.pack_holding(session, "b", date(2025, 1, 1)) is None


def test_one_version_comes_with_its_text(stocked: Database) -> None:
    with stocked.read() as session:
        found = policy.pack(session, "a", "2")
    assert found is not None
    assert found.body == "body 2"


def test_nobody_follows_a_version_without_classes(stocked: Database) -> None:
    with stocked.read() as session:
        assert policy.class_with(session, "a", "1") is None
