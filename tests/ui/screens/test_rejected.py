"""What the centre did not take is listed with its reason, sent again once mended, or given up with a copy kept."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.at_desk import join_centre, somebody
from tests.services import running_class
from tests.ui.administration import name_file
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import enrollment, institution, rejected
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.sync.exchange import exchange
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.screens.catalogue import Catalogue
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.screens.sync_rejected import SyncRejected

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


@pytest.fixture
def refused(work: Work, ledger: Ledger, address: str) -> Work:
    """A desk whose device the centre knows as an auditor's, who writes nothing."""
    join_centre(work, ledger, address, Role.AUDITOR)
    institution.add_institution(work, InstitutionDetails(name="没有被接收的机构"))
    exchange(work)
    return work


def test_who_may_not_see_a_category_reads_of_none_in_what_was_sent_back(
    work: Work, ledger: Ledger, address: str
) -> None:
    join_centre(work, ledger, address, Role.AUDITOR)
    made = running_class.make(work, people=1)
    enrollment.set_category(work, made.enrollments[0], "C04", reason="残疾证已核对")
    exchange(work)

    def paid(reader: Work) -> set[str]:
        return {row.values["paid_category"] for row in rejected.list_rejected(reader) if "paid_category" in row.values}

    assert "C04" in paid(work)
    assert "C04" not in paid(running_class.acting(work, Role.AUDITOR))
    assert "*" in paid(running_class.acting(work, Role.AUDITOR))


def test_a_refused_change_is_opened_sent_again_and_given_up(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, refused: Work, tmp_path: Path
) -> None:
    say, copy = shell.place.say, tmp_path / "copy.json"

    async def listed() -> SyncScreen:
        screen = await visit(shell, Destination("sync", part="rejected"))
        assert isinstance(screen, SyncScreen)
        return screen

    async def steps() -> None:
        screen = await listed()
        part = screen.tabs.side("rejected", SyncRejected)
        first = part.model.row(0)
        columns = {one.key: one for one in part.model.columns}
        assert "没有被接收的机构" in part.model.text(first, columns["about"])
        assert part.model.text(first, columns["reason"]) == say("rejected.not_allowed")
        part.bar.buttons["screen_rejected.open"].click()
        await until(lambda: isinstance(shell.shown, Catalogue) and is_settled(shell))

        await listed()
        before = part.model.rowCount()
        part.bar.buttons["screen_rejected.again"].click()
        await until(lambda: part.model.rowCount() == before - 1 and is_settled(shell))
        await shell.exchange.now()
        await until(lambda: part.model.rowCount() == before and is_settled(shell))

        part.table.choose(str(part.model.row(0).row.number))
        part.bar.buttons["screen_rejected.give_up"].click()
        await until(lambda: shell.findChildren(Question))
        shell.findChildren(Question)[0].buttons["keep"].click()
        await name_file(qtbot, shell, copy)
        await until(lambda: part.model.rowCount() == before - 1 and is_settled(shell))

    loop.run_until_complete(steps())
    kept = json.loads(copy.read_text(encoding="utf-8"))
    assert (kept["about"], kept["values"]["name"]) == (["没有被接收的机构"], "没有被接收的机构")
    assert "没有被接收的机构" in {one.name for one in institution.list_institutions(refused)}
    assert rejected.list_rejected(refused)


def test_who_sees_own_classes_alone_sees_what_they_wrote_themselves(refused: Work) -> None:
    instructor = somebody(refused, "田老师", Role.INSTRUCTOR)
    (row, *_others) = rejected.list_rejected(refused)
    assert rejected.list_rejected(instructor) == rejected.in_words(instructor) == ()
    with pytest.raises(Refused, match=r"rejected\.not_found"):
        rejected.send_again(instructor, row.number)
    with pytest.raises(Refused, match=r"rejected\.not_found"):
        rejected.give_up(instructor, row.number)
    mine = replace(refused.worker, desk=Role.INSTRUCTOR)
    assert row in rejected.list_rejected(replace(refused, worker=mine))
