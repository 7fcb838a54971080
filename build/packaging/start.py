"""Where the packaged program begins; a newer one that came as an update begins in its place."""

from __future__ import annotations

import sys
from importlib.metadata import version
from multiprocessing import freeze_support
from pathlib import Path

from trainingdesk.settings.programs import hand_over, programs_of_this_user

freeze_support()  # a process that draws documents begins here too, and never comes to the next line
status = hand_over(
    programs_of_this_user(), newer_than=version("trainingdesk"), arguments=sys.argv[1:], name=Path(sys.executable).name
)
if status is not None:
    sys.exit(status)

from trainingdesk.__main__ import main  # noqa: E402 -- the program is loaded where it runs

main()
