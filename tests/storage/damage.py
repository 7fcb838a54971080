"""Rows to lose, and ways to lose them: for the tests of pages, salvage and backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.storage import rows
from trainingdesk.storage.pages import PAGE
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.storage.database import Author, Database


def people(database: Database, author: Author, many: int) -> list[str]:
    """Add people whose names carry their number; answers their ids in order."""
    ids = sorted(new_id(author.at) for _ in range(many))
    with database.write(author) as session:
        rows.add_many(
            session,
            "person",
            [
                {"id": row_id, "county_code": "500241", "name": f"王秀英{number:04}", "name_key": f"王秀英{number:04}"}
                for number, row_id in enumerate(ids)
            ],
        )
    return ids


def flip(path: Path, page: int, *, at: int) -> None:
    """Change one bit of a page on disk; a second time takes it back."""
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE + at)
        byte = file.read(1)[0]
        file.seek((page - 1) * PAGE + at)
        file.write(bytes([byte ^ 0x10]))


def overwrite(path: Path, page: int) -> None:
    """Lose a whole page."""
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xa5" * PAGE)
