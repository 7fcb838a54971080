"""An attachment reads back as it was, is unreadable on the disk, and a damaged one is noticed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trainingdesk.domain.errors import Unavailable
from trainingdesk.settings.folders import DeskFolder, FileKind
from trainingdesk.storage import attachment
from trainingdesk.storage.key_slot import DataKey

if TYPE_CHECKING:
    from pathlib import Path

SCAN = "%PDF-1.7 姓名 王秀英 500241197006151239".encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(max_size=5000))
def test_what_goes_in_comes_out(tmp_path: Path, key: DataKey, content: bytes) -> None:
    digest = attachment.store(tmp_path / "attachments", content, (key,))
    assert digest == hashlib.sha256(content).hexdigest()
    assert attachment.load(tmp_path / "attachments", digest, (key,)) == content


def test_the_file_shows_nothing_and_is_on_the_list_of_encrypted_kinds(tmp_path: Path, key: DataKey) -> None:
    folder = DeskFolder(tmp_path)
    digest = attachment.store(folder.attachments, SCAN, (key,))
    path = folder.attachments / digest
    assert folder.kind_of(path) is FileKind.ENCRYPTED
    content = path.read_bytes()
    assert b"PDF" not in content
    assert "王秀英".encode() not in content
    assert b"500241" not in content


def test_the_same_content_is_kept_once_and_not_written_again(tmp_path: Path, key: DataKey) -> None:
    digest = attachment.store(tmp_path, SCAN, (key,))
    before = (tmp_path / digest).read_bytes()
    assert attachment.store(tmp_path, SCAN, (key,)) == digest
    assert attachment.store(tmp_path, SCAN, (DataKey.new(), key)) == digest  # under an older key: backups count on it
    assert (tmp_path / digest).read_bytes() == before


def test_a_damaged_file_is_written_anew(tmp_path: Path, key: DataKey) -> None:
    digest = attachment.store(tmp_path, SCAN, (key,))
    (tmp_path / digest).write_bytes(b"half")
    attachment.store(tmp_path, SCAN, (key,))
    assert attachment.load(tmp_path, digest, (key,)) == SCAN


def refusal(folder: Path, digest: str, key: DataKey) -> str:
    with pytest.raises(Unavailable) as caught:
        attachment.load(folder, digest, (key,))
    return caught.value.key


@pytest.mark.parametrize("place", [0, 5, 25, 33, -1])
def test_one_changed_byte_is_noticed(tmp_path: Path, key: DataKey, place: int) -> None:
    digest = attachment.store(tmp_path, SCAN, (key,))
    content = bytearray((tmp_path / digest).read_bytes())
    content[place] ^= 1
    (tmp_path / digest).write_bytes(bytes(content))
    assert refusal(tmp_path, digest, key) == "attachment.damaged"


def test_files_cannot_be_exchanged_for_one_another(tmp_path: Path, key: DataKey) -> None:
    one, two = (attachment.store(tmp_path, content, (key,)) for content in (SCAN, b"%PDF-1.7 another"))
    (tmp_path / two).replace(tmp_path / one)
    assert refusal(tmp_path, one, key) == "attachment.damaged"
    assert refusal(tmp_path, two, key) == "attachment.missing"


def test_a_cut_file_and_another_key_open_nothing(tmp_path: Path, key: DataKey) -> None:
    digest = attachment.store(tmp_path, SCAN, (key,))
    assert refusal(tmp_path, digest, DataKey.new()) == "attachment.damaged"
    for size in (0, 4, 20, 40):
        whole = (tmp_path / digest).read_bytes()
        (tmp_path / digest).write_bytes(whole[:size])
        assert refusal(tmp_path, digest, key) == "attachment.damaged"
        (tmp_path / digest).write_bytes(whole)
