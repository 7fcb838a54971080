"""Seats of a class taken along from its roster, and given back; a centre answers on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.at_desk import join_centre
from tests.services import eligible_class
from tests.ui.driving import until
from tests.ui.screens.test_class_roster import Person, at_roster, known
from trainingdesk.domain.access import Role
from trainingdesk.services import enrollment, seat_lease
from trainingdesk.sync.stick import export_bundle, import_bundle
from trainingdesk.ui.dialogs.seat_lease import SeatLeaseDialog
from trainingdesk.ui.gallery import _of_classes

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.screens.test_class_roster import Play
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


@pytest.fixture
def class_id(work: Work) -> str:
    return eligible_class.make_class(work, "2026-001", capacity=4)


@pytest.fixture
def play(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, class_id: str) -> Play:
    return lambda steps: loop.run_until_complete(at_roster(qtbot, shell, class_id, steps))


@pytest.fixture
def joined(work: Work, class_id: str, ledger: Ledger, address: str) -> None:
    join_centre(work, ledger, address, Role.CLERK)


def test_a_desk_that_works_alone_has_no_seats_to_take_along(play: Play, work: Work, class_id: str) -> None:
    async def steps(clerk: Person) -> None:
        await clerk.settle()
        assert not clerk.roster.seat_bar.buttons["screen_roster.take_seats"].isVisible()
        assert not clerk.roster.lease.words.isVisible()

    play(steps)
    assert not [one for one in _of_classes(work, class_id, class_id) if one.button == "screen_roster.take_seats"]


@pytest.mark.usefixtures("joined")
def test_seats_are_taken_along_promised_and_given_back(play: Play, work: Work, class_id: str) -> None:
    person = known(work, "张三", 1)

    async def steps(clerk: Person) -> None:
        clerk.click("take_seats")
        dialog = await clerk.dialog(SeatLeaseDialog)
        assert isinstance(dialog, SeatLeaseDialog)
        dialog.seats.set_text("9")
        clerk.save(dialog)
        assert dialog.save_button.isEnabled()  # nobody was asked: the class has four
        dialog.seats.set_text("2")
        dialog.days.set_text("5")
        clerk.save(dialog)
        await until(clerk.roster.lease.words.isVisible)
        assert clerk.roster.lease.words.text() == "本机预留 2 个名额，已用 0 个，有效至 2026-10-25"
        enrollment.enroll(work, class_id, person)
        clerk.roster.refresh()
        await until(lambda: clerk.roster.model.rows)
        assert "已用 1 个" in clerk.roster.lease.words.text()
        assert [one.line.seat for one in clerk.roster.model.rows] == ["promised"]
        clerk.click("return_seats")
        await until(lambda: not clerk.roster.lease.words.isVisible())
        await clerk.settle()
        assert [one.line.seat for one in clerk.roster.model.rows] == ["granted"]
        assert not clerk.roster.seat_bar.buttons["screen_roster.return_seats"].isVisible()

    play(steps)
    assert seat_lease.leases(work) == ()


@pytest.mark.usefixtures("joined")
def test_without_a_line_seats_are_asked_for_with_the_next_stick(
    play: Play, work: Work, ledger: Ledger, tmp_path: Path
) -> None:
    async def asks(clerk: Person) -> None:
        clerk.click("take_seats")
        dialog = await clerk.dialog(SeatLeaseDialog)
        assert isinstance(dialog, SeatLeaseDialog)
        dialog.seats.set_text("3")
        dialog.later.set_text("yes")
        clerk.save(dialog)
        await until(clerk.roster.lease.words.isVisible)
        assert clerk.roster.lease.words.text() == "已申请 3 个名额，等中心答复，尚不能承诺"

    async def has_them(clerk: Person) -> None:
        clerk.roster.refresh()
        await until(lambda: clerk.roster.lease.words.text().startswith("本机预留 3 个名额，已用 0 个"))

    play(asks)
    (file,) = export_bundle(work, tmp_path).files
    (tmp_path / "reply.tdsync").write_bytes(ledger.take(file.read_bytes()).reply or b"")
    assert "seat_lease.taken" in [key for key, _values in import_bundle(work, tmp_path / "reply.tdsync").said()]
    play(has_them)
