"""Pictures of what needs a second computer: a relay that is open, and what somebody handed over to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ui.conftest import PASSWORD
from trainingdesk.cli.sample_hall import visitor_of
from trainingdesk.i18n.sentences import Language
from trainingdesk.sync.relay_opening import Stage, carried_for_others
from trainingdesk.ui.pictures import take_hall
from trainingdesk.ui.theme import ThemeName

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work


def test_the_relay_is_pictured_with_a_visitor(qapp: QApplication, work: Work, clock: Clock, tmp_path: Path) -> None:
    with visitor_of(work, tmp_path, center="示例中心", password=PASSWORD, clock=clock) as visitor:
        taken = take_hall(work, visitor, tmp_path, theme=ThemeName.DARK, language=Language.ENGLISH, prefix="joined-")
    assert {"joined-sync-relay.png", "joined-sync-relay-hand-over.png", "joined-sync-relay-open.png"} <= {
        one.name for one in taken
    }
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in taken)
    assert [one.stage for one in carried_for_others(work)] == [Stage.WAITS]
