"""``screenshots`` takes a picture of every screen, dialog and printed page, from a county of made-up people."""

from __future__ import annotations

import os
import tempfile
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from trainingdesk.cli.options import AsJson
from trainingdesk.ui.small_screen import environment

if TYPE_CHECKING:
    from trainingdesk.cli.invocation import Invocation
    from trainingdesk.ui.theme import ThemeName

#: Synthetic people in a folder that is removed: this password protects nothing.
_PASSWORD: Final = "screenshots-2026"  # noqa: S105
_CENTER: Final = "秀山县职业技能培训中心"


class Theme(StrEnum):
    """The two looks of the window; named here because Qt is imported only when pictures are taken."""

    LIGHT = "light"
    DARK = "dark"


def screenshots(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(help="the folder for the pictures / 图片文件夹")],
    theme: Annotated[Theme, typer.Option(help="light or dark / 浅色或深色")] = Theme.LIGHT,
    scale: Annotated[int, typer.Option(min=100, max=300, help="scaling in percent / 缩放百分比")] = 100,
    as_json: AsJson = False,
) -> None:
    """Make a sample county and write a PNG of every screen, dialog and page; ``--lang`` says in which language.

    The window has the size of a small laptop's screen, of which ``--scale`` leaves less.
    """
    invocation: Invocation = ctx.obj
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="trainingdesk-screenshots-", ignore_cleanup_errors=True) as folder:
        os.environ.update(environment(scale, Path(folder)))
        from trainingdesk.ui.theme import ThemeName  # noqa: PLC0415 -- Qt only where there is a window

        taken = _take(invocation, Path(folder), out, ThemeName(theme.value))
    invocation.say("screenshots.taken", count=len(taken), folder=out)
    invocation.answer({"pictures": [path.name for path in taken]})


def _take(invocation: Invocation, folder: Path, out: Path, theme: ThemeName) -> list[Path]:
    """The first run, a desk of the first day, one in its second year, and the same in a hall without a line."""
    from trainingdesk.cli.progress import progress_bar  # noqa: PLC0415
    from trainingdesk.cli.sample_desk import play, sample_desk  # noqa: PLC0415
    from trainingdesk.cli.sample_hall import visitor_of  # noqa: PLC0415
    from trainingdesk.sample.plan import plan_county  # noqa: PLC0415
    from trainingdesk.sample.size import SIZES, SizeName  # noqa: PLC0415
    from trainingdesk.ui import gallery, pictures  # noqa: PLC0415

    language, root = invocation.sentences.language, folder / "desk"
    county = plan_county(SIZES[SizeName.S], seed=1)
    taken = [*pictures.take_first_run(out, theme=theme, language=language)]
    with sample_desk(root, county, center=_CENTER, password=_PASSWORD) as (work, clock):
        take = partial(pictures.take_screens, work, folder=out, theme=theme, language=language)
        taken += take(gallery.places(work), prefix="empty-")
        with progress_bar(invocation) as advance:
            play(work, clock, county, password=_PASSWORD, watch=advance)
        taken += take(gallery.exhibits(work))
        taken += pictures.take_pages(work, out, invocation.sentences)
        with visitor_of(work, folder, center=_CENTER, password=_PASSWORD, clock=clock) as visitor:
            taken += pictures.take_hall(work, visitor, out, theme=theme, language=language, prefix="joined-")
    taken.append(pictures.take_gate(root, out, name="sign-in", language=language))
    return taken
