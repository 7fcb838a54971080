"""The database of every released version opens, with everything that was in it.

The files are made by ``build/make_released.py`` when a version is released; their people are made up.
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.services import audit, backup, undo
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage import mark_count, rows
from trainingdesk.storage.tables import METADATA

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.storage.key_slot import Kdf

RELEASED = Path(__file__).parent / "released"
USER, PASSWORD = "王主任", "a-password-for-a-released-desk"
VERSIONS = sorted(path.stem for path in RELEASED.glob("*.db"))


def now() -> datetime:
    return datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


@pytest.fixture(params=VERSIONS)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    root = tmp_path / "desk"
    root.mkdir()
    shutil.copyfile(RELEASED / f"{request.param}.db", root / "trainingdesk.db")
    shutil.copyfile(RELEASED / f"{request.param}.vault.json", root / "vault.json")
    return root, json.loads((RELEASED / f"{request.param}.json").read_text(encoding="utf-8"))


def schema_of(work: Work) -> set[tuple[str, str]]:
    with closing(work.database.connection()) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        return {(name, " ".join(sql.split())) for name, sql in found}


def test_there_is_a_file_to_open() -> None:
    assert VERSIONS


def test_everything_that_was_there_is_there(released: tuple[Path, dict[str, Any]]) -> None:
    root, expected = released
    with signed_in(root, user_name=USER, password=PASSWORD, clock=now) as work:
        with closing(work.database.connection()) as connection:
            found = {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 -- our own list
                for name in expected["counts"]
            }
        # Signing in leaves a row in the access log, with its change set, its history and its operation.
        more = dict.fromkeys(("access_log", "change_set", "history", "sync_change"), 1)
        assert found == {name: count + more.get(name, 0) for name, count in expected["counts"].items()}
        assert audit.verify_chain(work, expected_head=expected["audit_head"]).sound
        assert backup.verify_database(work, lambda _done, _total: True).sound


def test_its_schema_is_that_of_a_new_desk(
    released: tuple[Path, dict[str, Any]], tmp_path: Path, cheap_kdf: Kdf
) -> None:
    fresh = tmp_path / "fresh"
    create_desk(
        fresh,
        county_code="500241",
        county_name="秀山",
        admin_name=USER,
        password=PASSWORD,
        clock=now,
        kdf=cheap_kdf,
    )
    with (
        signed_in(fresh, user_name=USER, password=PASSWORD, clock=now) as new,
        signed_in(released[0], user_name=USER, password=PASSWORD, clock=now) as old,
    ):
        assert schema_of(old) == schema_of(new)


def test_every_row_can_be_read_and_work_goes_on(released: tuple[Path, dict[str, Any]]) -> None:
    with signed_in(released[0], user_name=USER, password=PASSWORD, clock=now) as work:
        with work.database.read() as session:
            for table in METADATA.sorted_tables:
                found = session.connection().execute(table.select()).all()
                assert found or table.name not in released[1]["counts"], table.name  # later ones have more tables
            phones = session.connection().execute(rows.table("person").select()).mappings().all()
            assert {row["phone"] for row in phones} == {"13900000002", "13800000001"}
        undo.undo(work)
        with work.database.read() as session:
            after = session.connection().execute(rows.table("person").select()).mappings().all()
        assert {(row["phone"], row["deleted"]) for row in after} == {("13800000001", False)}


def test_the_marks_that_were_there_are_counted(released: tuple[Path, dict[str, Any]]) -> None:
    with (
        signed_in(released[0], user_name=USER, password=PASSWORD, clock=now) as work,
        closing(work.database.connection()) as connection,
    ):
        kept = connection.execute("SELECT lesson_id, mark, minutes, people FROM mark_count").fetchall()
        assert kept
        assert set(kept) == set(connection.execute(mark_count.COUNTED).fetchall())


def test_a_released_file_is_encrypted() -> None:
    for version in VERSIONS:
        content = (RELEASED / f"{version}.db").read_bytes()
        assert not content.startswith(b"SQLite format 3")
        assert "田甲".encode() not in content


def test_only_its_own_password_opens_it(released: tuple[Path, dict[str, Any]]) -> None:
    assert DeskFolder(released[0]).vault.exists()
    with (
        pytest.raises(Exception, match=r"vault\.wrong"),
        signed_in(released[0], user_name=USER, password="x", clock=now),
    ):
        pass
