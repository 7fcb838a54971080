"""Watching a program by its system calls, where the machine lets us."""

from __future__ import annotations

import os
import shutil
import subprocess


def traces() -> bool:
    """Whether strace is here and may trace."""
    strace = shutil.which("strace")
    return (
        strace is not None
        and subprocess.run([strace, "-o", os.devnull, "true"], check=False, capture_output=True).returncode == 0
    )
