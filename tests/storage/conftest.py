"""A real encrypted database in a temporary folder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from trainingdesk.storage.database import Author, Database
from trainingdesk.storage.opening import create_database
from trainingdesk.storage.vault import DataKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)


@pytest.fixture
def key() -> DataKey:
    return DataKey(bytes(range(32)))


@pytest.fixture
def database(tmp_path: Path, key: DataKey) -> Iterator[Database]:
    opened = create_database(tmp_path / "trainingdesk.db", key, county_code="500241", now=NOW)
    yield opened
    opened.close()


@pytest.fixture
def author() -> Author:
    return Author("user-1", "edit_person", NOW)
