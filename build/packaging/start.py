"""Where the packaged program begins."""

from __future__ import annotations

from trainingdesk.__main__ import main

main()
