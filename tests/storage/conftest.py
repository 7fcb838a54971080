"""A real encrypted database in a temporary folder."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from trainingdesk.storage.database import Author, Database
from trainingdesk.storage.opening import create_database, open_database
from trainingdesk.storage.vault import DataKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def key() -> DataKey:
    return DataKey(bytes(range(32)))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, key: DataKey) -> Path:
    """A new file, made once and copied for each test."""
    path = tmp_path_factory.mktemp("empty") / "trainingdesk.db"
    create_database(path, key, county_code="500241", now=NOW).close()
    return path


@pytest.fixture
def database(tmp_path: Path, empty: Path, key: DataKey) -> Iterator[Database]:
    shutil.copy(empty, tmp_path / empty.name)
    opened = open_database(tmp_path / empty.name, key)
    yield opened
    opened.close()


@pytest.fixture
def author() -> Author:
    return Author("user-1", "edit_person", NOW)
