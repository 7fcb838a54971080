"""The logical digest: alike for desks that hold the same, another for one changed mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.sample.bulk import fill
from trainingdesk.sample.plan import plan_county
from trainingdesk.sample.size import SIZES, SizeName
from trainingdesk.sample.staff import SceneClock
from trainingdesk.services.digest import digest_of
from trainingdesk.storage.database import Author

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.vault import Kdf

NAME, PASSWORD = "王主任", "a-long-village-password"
#: A county of one cycle.
TINY = replace(SIZES[SizeName.S], classes=9, enrollments=45, people=45)


def made(root: Path, kdf: Kdf, *, seed: int) -> tuple[str, Path]:
    clock = SceneClock(date(2026, 1, 4))
    create_desk(
        root, county_code="500241", county_name="示例中心", admin_name=NAME, password=PASSWORD, clock=clock, kdf=kdf
    )
    with signed_in(root, user_name=NAME, password=PASSWORD, clock=clock) as work:
        fill(work, plan_county(TINY, seed=seed), until=date(2026, 11, 2))
        return digest_of(work), work.folder.database


def test_the_same_seed_gives_the_same_digest_in_files_that_differ(tmp_path: Path, cheap_kdf: Kdf) -> None:
    first, one = made(tmp_path / "one", cheap_kdf, seed=5)
    second, other = made(tmp_path / "other", cheap_kdf, seed=5)
    third, _ = made(tmp_path / "third", cheap_kdf, seed=6)
    assert first == second
    assert first != third
    assert one.read_bytes() != other.read_bytes()


def test_one_changed_mark_gives_another_digest_and_taken_back_the_same(filled: Work) -> None:
    said = []
    for status in ("absent", "sick_leave", "absent"):
        set_first_mark(filled, status)
        said.append(digest_of(filled))
    assert said[0] == said[2] != said[1]


def set_first_mark(work: Work, status: str) -> None:
    statement = "UPDATE attendance_mark SET status = :status WHERE id = (SELECT min(id) FROM attendance_mark)"
    with work.database.write(Author(work.worker.user_id, "correct_mark", work.now())) as session:
        session.connection().execute(text(statement), {"status": status})
