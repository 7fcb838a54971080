"""``demo`` does the whole main job without a person, on a sample county, saying each step and each file."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from trainingdesk.cli.invocation import PASSWORD, Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.cli.progress import progress_bar
from trainingdesk.sample.size import SIZES, SizeName

if TYPE_CHECKING:
    from collections.abc import Generator

    from trainingdesk.sample.plan import County
    from trainingdesk.sample.staff import SceneClock
    from trainingdesk.services.work import Work

#: Synthetic people only: this password protects nothing, and is said.
DEMO_PASSWORD: Final = "training-mode-2026"  # noqa: S105
CENTER: Final = "秀山县职业技能培训中心（培训演示）"


def demo(
    ctx: typer.Context,
    size: Annotated[SizeName, typer.Option(help="S, M or L / 规模")] = SizeName.S,
    seed: Annotated[int, typer.Option(help="the same seed makes the same county / 随机种子")] = 1,
    as_json: AsJson = False,
) -> None:
    """Make a sample county (S through every use case, M and L as rows), then report its month as .xlsx and .pdf.

    It is made in the folder that --folder names, which must be new, else in one for temporary files.
    """
    from trainingdesk.sample.plan import plan_county  # noqa: PLC0415 -- what only this command needs

    invocation: Invocation = ctx.obj
    root = (
        invocation.folder if invocation.folder_named else Path(tempfile.mkdtemp(prefix="trainingdesk-demo-")) / "desk"
    )
    county = plan_county(SIZES[size], seed=seed)
    invocation.say("demo.begins", folder=root, classes=len(county.classes), people=len(county.people))
    with _new_desk(invocation, root, county) as (work, clock):
        if size is SizeName.S:
            _walk(invocation, work, clock, county)
        else:
            _fill(invocation, work, county)
        _report(invocation, work, county)


@contextmanager
def _new_desk(invocation: Invocation, root: Path, county: County) -> Generator[tuple[Work, SceneClock]]:
    """A desk of its own, with a clock that stands where the plan does."""
    from trainingdesk.cli.sample_desk import ADMINISTRATOR, sample_desk  # noqa: PLC0415

    secret = _secret()
    with sample_desk(root, county, center=CENTER, password=secret) as (work, clock):
        invocation.say("demo.desk_made", name=ADMINISTRATOR, password=secret if secret == DEMO_PASSWORD else "…")
        yield work, clock


def _walk(invocation: Invocation, work: Work, clock: SceneClock, county: County) -> None:
    """Everything by the use cases that the window and the command line have."""
    from trainingdesk.cli.sample_desk import play  # noqa: PLC0415

    with progress_bar(invocation) as advance:
        play(work, clock, county, password=_secret(), watch=advance)
    invocation.say("demo.walked", classes=len(county.classes), folder=work.folder.rosters)


def _secret() -> str:
    return os.environ.get(PASSWORD, DEMO_PASSWORD)


def _fill(invocation: Invocation, work: Work, county: County) -> None:
    """Large counties come as rows."""
    from trainingdesk.cli.sample_desk import UNTIL  # noqa: PLC0415
    from trainingdesk.sample.bulk import fill  # noqa: PLC0415

    with progress_bar(invocation) as advance:
        fill(work, county, until=UNTIL, watch=advance)
    invocation.say("demo.filled", classes=len(county.classes))


def _report(invocation: Invocation, work: Work, county: County) -> None:
    from trainingdesk.cli.report import answer_of, write_report  # noqa: PLC0415
    from trainingdesk.cli.sample_desk import ADMINISTRATOR, REPORTED, UNTIL  # noqa: PLC0415
    from trainingdesk.sample.ledger import ledger_of  # noqa: PLC0415
    from trainingdesk.services.digest import digest_of  # noqa: PLC0415

    written = write_report(work, REPORTED, work.folder.reports, invocation.sentences)
    ledger = ledger_of(county, REPORTED, until=UNTIL)
    agrees = all(
        (line.month, line.year) == (ledger.month.get(line.row.id, 0), ledger.year.get(line.row.id, 0))
        for line in written.figures.report.lines
    )
    for path in (written.xlsx, written.pdf):
        invocation.say("monthly_report.written", file=path)
    invocation.say("demo.agrees" if agrees else "demo.differs")
    report = answer_of(written, invocation.sentences)
    plain = {"folder": work.folder.root, "user": ADMINISTRATOR, "agrees_with_ledger": agrees, "digest": digest_of(work)}
    invocation.answer({**plain, "ledger": {"month": ledger.month, "year": ledger.year}, **report})
    if not agrees:
        raise typer.Exit(1)
