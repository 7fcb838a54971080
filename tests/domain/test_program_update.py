"""Which update fits: for this machine, and newer than what runs."""

from __future__ import annotations

import pytest

from tests.updates import offered
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.program_update import Version, require_fits


@pytest.mark.parametrize("text", ["", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.x", "1.2.3-rc1", "٣.1.1", "1.2.3\n"])
def test_what_is_no_released_version(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Version.read(text)


def test_versions_are_numbers_and_no_words() -> None:
    versions = [Version.read(text) for text in ("0.10.0", "0.9.12", "0.9.2", "1.0.0")]
    assert [str(one) for one in sorted(versions)] == ["0.9.2", "0.9.12", "0.10.0", "1.0.0"]


@pytest.mark.parametrize(
    ("running", "platform", "key"),
    [
        ("9.0.0", "", "update.not_newer"),
        ("9.0.1", "", "update.not_newer"),
        ("8.9.9", "win32-amd64", "update.other_machine"),
        ("8.9.9", "", None),
    ],
)
def test_only_a_newer_one_for_this_machine_fits(running: str, platform: str, key: str | None) -> None:
    update = offered("9.0.0")
    try:
        require_fits(update, running=Version.read(running), platform=platform or update.platform)
    except Refused as refused:
        found: str | None = refused.key
    else:
        found = None
    assert found == key
