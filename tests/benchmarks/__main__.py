"""Build a sample county and measure it: a table on standard output, the same as JSON with ``--json FILE``."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import desk, figures, people, registers, rosters, window
from tests.benchmarks.measure import Figure, seconds, table
from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.sample.bulk import fill
from trainingdesk.sample.plan import plan_county
from trainingdesk.sample.size import SIZES, SizeName

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

NAME, PASSWORD = "王主任", "a-long-village-password"
UNTIL = date(2026, 11, 2)
#: Seconds that making a county may take, by size.
BUILT = {SizeName.S: None, SizeName.M: 60.0, SizeName.L: 600.0}


def now() -> datetime:
    """The morning after the plan's last day, moving with the machine's clock."""
    return datetime(2026, 11, 3, 1, tzinfo=UTC) + (datetime.now(UTC) - STARTED)


STARTED = datetime.now(UTC)


def build(root: Path, size: SizeName) -> float:
    """Make the county; answers the seconds it took."""

    def make() -> None:
        county = plan_county(SIZES[size], seed=1)
        create_desk(
            root, county_code=county.code, county_name="示例中心", admin_name=NAME, password=PASSWORD, clock=now
        )
        with signed_in(root, user_name=NAME, password=PASSWORD, clock=now) as work:
            fill(work, county, until=UNTIL)

    return seconds(make)


def measure(work: Work, size: SizeName, shared: Path, scratch: Path) -> list[Figure]:
    """Everything that a desk does without a window."""
    return [
        desk.size_of(work, size),
        *registers.measured(work),
        *people.measured(work, size),
        *figures.measured(work, size, scratch),
        *rosters.measured(work, shared, scratch),
        *desk.measured(work, size, scratch),
    ]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--size", type=SizeName, choices=list(SizeName), default=SizeName.M)
    parser.add_argument("--county", type=Path, help="a folder with a county made before (it is changed)")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    shared = Path(__file__).resolve().parents[3] / "shared"
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        root = options.county or scratch / "desk"
        found: list[Figure] = []
        if not root.exists():
            found.append(
                Figure("sample county built", build(root, options.size), budget=BUILT[options.size], of="once")
            )
        found.append(desk.opened(root, NAME, PASSWORD, now))
        with signed_in(root, user_name=NAME, password=PASSWORD, clock=now) as work:
            found += measure(work, options.size, shared, scratch)
        found += window.measured(root, options.size, PASSWORD)
    sys.stdout.write(
        f"county {options.size}, Python {platform.python_version()}, {platform.machine()}\n{table(found)}\n"
    )
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
