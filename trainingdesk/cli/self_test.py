"""``self-test`` proves a build on the machine it stands on: a desk is made, the main job is done, and the window opens."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from trainingdesk.cli.options import AsJson

if TYPE_CHECKING:
    from trainingdesk.cli.invocation import Invocation
    from trainingdesk.sample.plan import County
    from trainingdesk.ui.rehearsal import Visit

#: Synthetic people in a folder that is removed: this password protects nothing.
_PASSWORD: Final = "self-test-2026"  # noqa: S105


def self_test(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Make a desk in a folder of its own, do the main job with synthetic people, write the report, open the window."""
    invocation: Invocation = ctx.obj
    with tempfile.TemporaryDirectory(prefix="trainingdesk-self-test-", ignore_cleanup_errors=True) as folder:
        root = Path(folder) / "desk"
        county = _county()
        _do_the_main_job(invocation, root, county)
        visit = _open_the_window(root)
        if not visit.pages:
            invocation.say("self_test.not_drawn")
            raise typer.Exit(1)
        invocation.say("self_test.window_opened", screens=len(visit.places), pages=visit.pages)
    invocation.say("self_test.passed")
    said = {"classes": len(county.classes), "screens": visit.places, "pages": visit.pages}
    invocation.answer({"passed": True, **said})


def _county() -> County:
    """Eight classes of a year: every step of the main job, in seconds."""
    from trainingdesk.sample.plan import plan_county  # noqa: PLC0415 -- what only this command needs
    from trainingdesk.sample.size import Size  # noqa: PLC0415

    return plan_county(Size(1, 8, 2, 40, 40, 8, 240, 240, 20), seed=1)


def _do_the_main_job(invocation: Invocation, root: Path, county: County) -> None:
    from trainingdesk.cli.report import write_report  # noqa: PLC0415
    from trainingdesk.cli.sample_desk import REPORTED, UNTIL, play, sample_desk  # noqa: PLC0415
    from trainingdesk.sample.ledger import ledger_of  # noqa: PLC0415

    with sample_desk(root, county, center="自检", password=_PASSWORD) as (work, clock):
        play(work, clock, county, password=_PASSWORD)
        written = write_report(work, REPORTED, work.folder.reports, invocation.sentences)
    ledger = ledger_of(county, REPORTED, until=UNTIL)
    for line in written.figures.report.lines:
        if (line.month, line.year) != (ledger.month.get(line.row.id, 0), ledger.year.get(line.row.id, 0)):
            invocation.say("self_test.differs", row=line.row.id)
            raise typer.Exit(1)
    invocation.say("self_test.reported", classes=len(county.classes), files=len((written.xlsx, written.pdf)))


def _open_the_window(root: Path) -> Visit:
    """Every place of the rail and the pages of the report, shown to the administrator on no screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from trainingdesk.bootstrap import signed_in  # noqa: PLC0415
    from trainingdesk.cli.sample_desk import ADMINISTRATOR  # noqa: PLC0415
    from trainingdesk.ui.rehearsal import visit_places  # noqa: PLC0415 -- Qt only where there is a window

    with signed_in(root, user_name=ADMINISTRATOR, password=_PASSWORD) as work:
        return visit_places(work)
