"""``python -m trainingdesk`` and ``trainingdesk``: a command, or the window where none is given."""

from __future__ import annotations

import sys

from trainingdesk.cli.app import run


def main() -> None:
    """Run and leave with the exit status."""
    sys.exit(run())


if __name__ == "__main__":
    main()
