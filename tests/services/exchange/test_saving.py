"""A file for the user is complete or not there, and every failure is a sentence."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services.exchange.saving import saving

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_complete(tmp_path: Path) -> None:
    with saving(tmp_path / "a.csv") as part:
        part.write_text("x", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_failure_leaves_the_former_file_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match="surrogates"), saving(tmp_path / "a.csv") as part:
        part.write_text("new \ud800", encoding="utf-8")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no_such_folder"), saving(tmp_path / "no" / "a.csv") as part:
        part.write_text("x", encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (PermissionError(), "target_locked"),
        (OSError(errno.ENOSPC, "no space"), "disk_full"),
        (OSError(errno.EIO, "broken"), "cannot_be_written"),
    ],
)
def test_what_the_disk_does_is_said(tmp_path: Path, error: OSError, key: str) -> None:
    with pytest.raises(Unavailable, match=key), saving(tmp_path / "a.csv"):
        raise error
    assert list(tmp_path.iterdir()) == []
