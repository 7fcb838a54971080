"""Memory that was freed between what is still in use goes back to the system."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from trainingdesk.ui.allocator import give_back_now

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="glibc alone is told what to do")
_BLOCK = 2_000
_BLOCKS = 20_000


def anonymous_bytes() -> int:
    """What this process holds that stands in no file."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("Anonymous:")).split()[1]) * 1024


def test_what_lies_between_blocks_in_use_is_given_back() -> None:
    blocks = [ctypes.create_string_buffer(_BLOCK) for _ in range(_BLOCKS)]
    kept = blocks[::50]
    before = anonymous_bytes()
    del blocks
    give_back_now()
    assert before - anonymous_bytes() > _BLOCK * _BLOCKS / 2
    assert len(kept) == _BLOCKS / 50
