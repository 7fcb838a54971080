"""The full run of processes: ``python -m tests.sync.processes.full_run --seconds 300``; an error tells what broke."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.sync.conftest import COUNTY, KEY, Clock
from tests.sync.processes.county import County
from trainingdesk.storage.opening import create_database

parser = argparse.ArgumentParser(prog="python -m tests.sync.processes.full_run", description=__doc__)
parser.add_argument("--seconds", type=float, default=300)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--desks", type=int, default=3)
asked = parser.parse_args()
with tempfile.TemporaryDirectory() as folder:
    empty = Path(folder) / "empty.db"
    create_database(empty, KEY, county_code=COUNTY, now=Clock()()).close()
    found = County(Path(folder), empty, seed=asked.seed, desks=asked.desks).run(seconds=asked.seconds)
print(f"{asked.seconds:.0f} s: {dict(found)}; nothing missing, nothing twice, all alike")  # noqa: T201 -- for a terminal
