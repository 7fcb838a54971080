"""Files a person asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.errors import Unavailable
from trainingdesk.reports.saving import save

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.i18n.sentences import Sentences


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    save(b"old", tmp_path / "月报.pdf")
    save(b"new", tmp_path / "月报.pdf")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


def test_what_cannot_be_written_is_said_in_words(tmp_path: Path, words: Sentences) -> None:
    with pytest.raises(Unavailable) as failure:
        save(b"new", tmp_path / "没有" / "月报.pdf")
    sentence = words.of(failure.value.key, failure.value.values)
    assert "月报.pdf" in sentence
    assert str(tmp_path) not in sentence
    assert words.of("os_problem.not_there") in sentence


def test_a_folder_of_the_name_is_said_in_the_language_of_the_window(tmp_path: Path, words: Sentences) -> None:
    (tmp_path / "月报.pdf").mkdir()
    with pytest.raises(Unavailable) as failure:
        save(b"new", tmp_path / "月报.pdf")
    assert words.of("os_problem.is_a_folder") in words.of(failure.value.key, failure.value.values)
