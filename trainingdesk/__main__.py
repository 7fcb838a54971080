"""``python -m trainingdesk`` and ``trainingdesk``: a command, or the window where none is given."""

from __future__ import annotations

import os
import sys

from trainingdesk.cli.app import run
from trainingdesk.settings.programs import HANDED_OVER, programs_of_this_user


def main() -> None:
    """Run and leave with the exit status."""
    status = run()
    note_start_of_update()
    sys.exit(status)


def note_start_of_update() -> None:
    """A program that came as an update and did something is one that starts."""
    if HANDED_OVER in os.environ:
        programs_of_this_user().note_start()


if __name__ == "__main__":
    main()
