"""Venues and equipment booked in the window: a clash is refused by name, and what was booked is given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.classes import dialog_of, save
from tests.ui.driving import is_settled, until, visit
from trainingdesk.services import booking, teaching
from trainingdesk.services.booking import EquipmentBooking, VenueBooking
from trainingdesk.services.teaching import EquipmentDetails, VenueDetails
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.booking import BookingDialog
from trainingdesk.ui.screens.booking import Bookings
from trainingdesk.ui.screens.today import TodayScreen

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_a_venue_is_booked_once_at_a_time_and_released(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    hall = teaching.add_venue(work, VenueDetails(name="村活动室")).row
    fair = VenueBooking(venue_id=hall, day=work.today(), starts_at=540, ends_at=600, purpose="招聘会")
    booking.book(work, fair)

    async def steps() -> None:
        screen = await visit(shell, Destination("bookings"))
        assert isinstance(screen, Bookings)
        assert [one.row.purpose for one in screen.model.rows] == ["招聘会"]
        qtbot.mouseClick(screen.bar.buttons["screen_booking.book"], Qt.MouseButton.LeftButton)
        dialog = await dialog_of(shell, BookingDialog)
        dialog.thing.set_text(hall)
        dialog.purpose.set_text("村民大会")
        dialog.begins.set_text("09:30")
        dialog.ends.set_text("11:00")
        dialog.save_button.click()
        await until(dialog.refusal.isVisible)
        assert "招聘会" in dialog.refusal.text()
        dialog.begins.set_text("10:00")
        await save(shell, dialog)
        assert [one.row.purpose for one in screen.model.rows] == ["招聘会", "村民大会"]
        screen.table.setCurrentIndex(screen.model.index(0, 0))
        qtbot.mouseClick(screen.bar.buttons["screen_booking.release"], Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell) and screen.model.rowCount() == 1)

    loop.run_until_complete(steps())


def test_equipment_is_booked_by_keys_for_some_days(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    hall = teaching.add_venue(work, VenueDetails(name="村活动室")).row
    beds = teaching.add_equipment(work, EquipmentDetails(name="护理床", quantity=6)).row
    last = work.today() + timedelta(days=3)

    async def steps() -> None:
        screen = await visit(shell, Destination("bookings", beds, "equipment"))
        assert isinstance(screen, Bookings)
        qtbot.keyClick(screen, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        dialog = await dialog_of(shell, BookingDialog)
        assert (dialog.kind.text(), dialog.thing.typed()) == ("equipment", "护理床 ×6")
        for field, typed in ((dialog.pieces, "7"), (dialog.last, last.isoformat())):
            field.line.setFocus()
            field.line.selectAll()
            qtbot.keyClicks(field.line, typed)
        dialog.purpose.set_text("养老1班")
        dialog.venue.set_text(hall)
        qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        await until(dialog.refusal.isVisible)
        assert "只剩 6 件" in dialog.refusal.text()
        dialog.pieces.set_text("4")
        await save(shell, dialog)
        (one,) = screen.model.rows
        assert (one.row.pieces, one.row.last_day, one.row.place) == (4, last, "村活动室")
        assert (one.row.starts_at, one.row.ends_at) == (0, booking.MIDNIGHT)

    loop.run_until_complete(steps())


def test_a_booking_is_changed_in_the_form_it_was_made_in(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    """It keeps what its form offers no more: where it goes is out of use."""
    hall = teaching.add_venue(work, VenueDetails(name="村活动室")).row
    beds = teaching.add_equipment(work, EquipmentDetails(name="护理床", quantity=6)).row
    days = {"first_day": work.today(), "last_day": work.today() + timedelta(days=3), "starts_at": 0, "ends_at": 720}
    made = EquipmentBooking(equipment_id=beds, quantity=4, purpose="养老1班", venue_id=hall, **days)
    booking_id = booking.book(work, made).row
    teaching.retire(work, "venue", hall)

    async def steps() -> None:
        screen = await visit(shell, Destination("bookings"))
        assert isinstance(screen, Bookings)
        qtbot.keyClick(screen, Qt.Key.Key_F2)
        dialog = await dialog_of(shell, BookingDialog)
        assert (dialog.thing.typed(), dialog.pieces.text(), dialog.venue.typed()) == ("护理床 ×6", "4", "村活动室")
        assert (dialog.begins.text(), dialog.ends.text(), dialog.kind.isEnabled()) == ("", "12:00", False)
        dialog.pieces.set_text("6")
        await save(shell, dialog)
        assert [one.row.pieces for one in screen.model.rows] == [6]

    loop.run_until_complete(steps())
    assert booking.booking_of(work, booking_id) == replace(made, quantity=6)


def test_a_chip_shows_what_is_taken_twice_and_today_leads_there(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    beds = teaching.add_equipment(work, EquipmentDetails(name="护理床", quantity=2)).row
    days = {"first_day": work.today(), "last_day": work.today(), "starts_at": 480, "ends_at": 720}
    for number in (1, 2):
        booking.book(work, EquipmentBooking(equipment_id=beds, quantity=1, purpose=f"养老{number}班", **days))
    teaching.edit_equipment(work, beds, EquipmentDetails(name="护理床", quantity=1))

    async def steps() -> None:
        today = await visit(shell, Destination("today"))
        assert isinstance(today, TodayScreen)
        assert today.waiting.table.choose(f"booking {beds} 护理床")
        today.waiting.table.opened.emit(today.waiting.table.current())
        await until(lambda: is_settled(shell) and shell.destination == Destination("bookings", beds, "clashes"))
        screen = shell.shown
        assert isinstance(screen, Bookings)
        clash = screen.model.columns[[column.key for column in screen.model.columns].index("clash")]
        assert [clash.value(one) for one in screen.model.rows] == ["× 与“养老2班”冲突", "× 与“养老1班”冲突"]
        await screen._release()
        await until(lambda: is_settled(shell) and not screen.model.rowCount())
        assert screen.empty.words.text() == "这几天没有预约冲突。"

    loop.run_until_complete(steps())
