"""Of an update no byte is believed that its publisher did not sign."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.updates import Publisher, offered, program
from trainingdesk.wire.update_file import NotAnUpdate, NotSigned, UpdateFile

if TYPE_CHECKING:
    from pathlib import Path


def go_on(_done: int, _total: int) -> bool:
    return True


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def content(publisher: Publisher, tmp_path: Path) -> bytes:
    path = tmp_path / "an.tdupdate"
    publisher.write(path, offered(), program("9.0.0"))
    return path.read_bytes()


def test_it_says_what_it_is_and_proves_what_it_brings(publisher: Publisher, content: bytes) -> None:
    found = UpdateFile(BytesIO(content), publisher.public)
    assert (str(found.update.version), found.update.notes) == ("9.0.0", "新的月报")
    assert found.prove(go_on)
    assert found.packed().read(4) == b"\x28\xb5\x2f\xfd"  # RFC 8878, 3.1.1: the magic number of zstd


def test_who_watches_may_end_it(publisher: Publisher, content: bytes) -> None:
    assert not UpdateFile(BytesIO(content), publisher.public).prove(lambda _done, _total: False)


def test_of_another_publisher_it_is_not_opened(content: bytes) -> None:
    with pytest.raises(NotSigned):
        UpdateFile(BytesIO(content), Publisher().public)


def test_no_byte_may_be_another(publisher: Publisher, content: bytes) -> None:
    for place in range(len(content)):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises((NotAnUpdate, NotSigned)):
            UpdateFile(BytesIO(changed), publisher.public).prove(go_on)


def test_nothing_may_be_missing_or_follow(publisher: Publisher, content: bytes) -> None:
    for part in (*(content[:length] for length in range(0, len(content), 7)), content + b"x"):
        with pytest.raises((NotAnUpdate, NotSigned)):
            UpdateFile(BytesIO(part), publisher.public).prove(go_on)
