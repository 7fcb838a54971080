"""Where the packaged program begins."""

from __future__ import annotations

from multiprocessing import freeze_support

from trainingdesk.__main__ import main

freeze_support()  # a process that draws documents begins here too, and never comes to the next line
main()
