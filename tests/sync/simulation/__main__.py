"""Runs as many counties as asked for, and says what happened in them.

``python -m tests.sync.simulation --seeds 20000 --workers 2`` is the full run, of 40 steps each. It ends with 1 where the
oracle found something (its seed is printed, and is all that is needed to see it again) or where a path was hardly taken.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tests.sync.conftest import COUNTY, KEY, Clock
from tests.sync.simulation.driver import tried
from tests.sync.simulation.world import PATHS
from trainingdesk.storage.opening import create_database

#: A path that fewer seeds in a hundred than this went down was not tried.
_LEAST_IN_A_HUNDRED = 2
_TOLD_EVERY = 100


def main() -> int:
    """Everything, from the command line; 0 where nothing was found."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "desk.db"
        create_database(empty, KEY, county_code=COUNTY, now=Clock()()).close()
        return _all(asked, empty)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.sync.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _all(asked: argparse.Namespace, empty: Path) -> int:
    taken, bad, begun = Counter[str](), list[int](), time.monotonic()
    seeds = range(asked.first, asked.first + asked.seeds)
    one = partial(tried, empty=empty, steps=asked.steps)
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        for done, (seed, paths, failure) in enumerate(pool.map(one, seeds, chunksize=4), 1):
            taken.update(paths)
            if failure:
                bad.append(seed)
                _say(f"seed {seed}\n{failure}")
            if done % _TOLD_EVERY == 0 or done == asked.seeds:
                _say(
                    f"{done} seeds × {asked.steps} steps, {time.monotonic() - begun:.0f} s, {len(bad)} bad, {dict(taken)}"
                )
    rare = [path for path in PATHS if taken[path] * 100 < asked.seeds * _LEAST_IN_A_HUNDRED]
    if rare:
        _say(f"hardly ever taken: {', '.join(rare)}")
    return 1 if bad or rare else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 -- a program for a terminal


if __name__ == "__main__":
    raise SystemExit(main())
