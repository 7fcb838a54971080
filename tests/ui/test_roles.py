"""What the window offers to each role opens, on a desk of a county too: nobody comes to a page that then refuses them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.i18n.sentences import Language
from trainingdesk.services.work import Worker
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.rehearsal import Rehearsal, rehearsal
from trainingdesk.ui.screens.administration import Administration
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.theme import ThemeName

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from trainingdesk.services.work import Work

#: What everybody has; whoever looks after a laptop, whatever they are in the county, sees to it in one place more.
OF_EVERYBODY = {"today", "classes", "sync"}


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMINISTRATOR])
def test_what_a_role_is_offered_opens(qapp: QApplication, county: Work, role: Role) -> None:
    alone = Worker(county.worker.user_id, county.worker.name, frozenset({role}))
    keeper = replace(county.worker, desk=role)
    for worker, offered in ((alone, OF_EVERYBODY), (keeper, OF_EVERYBODY | {"administration"})):
        rail, refused = walked(replace(county, worker=worker))
        assert refused == []
        assert offered <= rail
        assert ("people" in rail) is (role is not Role.INSTRUCTOR)


def walked(work: Work) -> tuple[set[str], list[tuple[object, ...]]]:
    """The places of the rail, and where somebody was refused who went to all of them and their parts."""
    refused: list[tuple[object, ...]] = []
    with rehearsal(work, theme=ThemeName.LIGHT, language=Language.CHINESE) as window:
        shell = window.shell
        shell.place.tasks.failed.connect(lambda said: refused.append((shell.destination, said.key, said.values)))
        rail = set(shell.rail.buttons)
        for name in rail:
            window.visit(Destination(name))
            for part in parts(window):
                window.visit(Destination(name, part=part))
    return rail, refused


def parts(window: Rehearsal) -> tuple[str, ...]:
    """The parts of the screen that is shown, as far as they differ by role."""
    match window.shell.shown:
        case Administration(sections=sections):
            return tuple(one.name for one in sections)
        case SyncScreen(tabs=tabs):
            return tuple(tabs.names)
    return ()
