"""The papers of a class: each kind is shown, or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.month_county import make_county
from tests.ui.driving import is_settled, until, visit
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.class_papers import ClassPapers
from trainingdesk.ui.screens.paper import PaperScreen

if TYPE_CHECKING:
    import asyncio

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

#: The county made by hand has no rule pack, by which attendance is counted, and no assessment.
REFUSED = {PaperKind.ATTENDANCE, PaperKind.SCORES}


@pytest.mark.parametrize("kind", PaperKind)
def test_every_paper_is_shown_or_says_why_not(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, kind: PaperKind
) -> None:
    make_county(work)

    async def steps() -> None:
        paper = await visit(shell, Destination("paper", "c0", kind.value))
        assert isinstance(paper, PaperScreen)
        await until(lambda: is_settled(shell))
        assert paper.kind is kind
        if kind in REFUSED:
            assert paper.preview.document is None
            assert paper.preview.refusal.text()
        else:
            assert paper.preview.area.pages
            assert paper.preview.refusal.isHidden()

    loop.run_until_complete(steps())


def test_the_tab_has_its_own_buttons(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    tab = ClassPapers(shell.place, Destination("class", "c0", "papers"))
    assert tab.commands() == ()
    assert list(tab.bar.buttons) == ["page_preview.excel", "page_preview.pdf", "page_preview.print"]
    tab.deleteLater()
