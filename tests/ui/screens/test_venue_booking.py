"""Venues booked in the window: a clash is refused by name, and what was booked is given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.classes import dialog_of, save
from tests.ui.driving import is_settled, until, visit
from trainingdesk.services import teaching
from trainingdesk.services.teaching import Booking, VenueDetails
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.venue_booking import BookingDialog
from trainingdesk.ui.screens.venue_booking import VenueBookings

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_a_venue_is_booked_once_at_a_time_and_released(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    hall = teaching.add_venue(work, VenueDetails(name="村活动室")).row
    fair = Booking(venue_id=hall, day=work.today(), starts_at=540, ends_at=600, purpose="招聘会")
    teaching.book_venue(work, fair)

    async def steps() -> None:
        screen = await visit(shell, Destination("venue_bookings"))
        assert isinstance(screen, VenueBookings)
        assert [row.purpose for row in screen.model.rows] == ["招聘会"]
        qtbot.mouseClick(screen.bar.buttons["screen_venue_booking.book"], Qt.MouseButton.LeftButton)
        dialog = await dialog_of(shell, BookingDialog)
        dialog.venue.set_text(hall)
        dialog.purpose.set_text("村民大会")
        dialog.begins.set_text("09:30")
        dialog.ends.set_text("11:00")
        dialog.save_button.click()
        await until(dialog.refusal.isVisible)
        assert "招聘会" in dialog.refusal.text()
        dialog.begins.set_text("10:00")
        await save(shell, dialog)
        assert [row.purpose for row in screen.model.rows] == ["招聘会", "村民大会"]
        screen.table.setCurrentIndex(screen.model.index(0, 0))
        qtbot.mouseClick(screen.bar.buttons["screen_venue_booking.release"], Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell) and screen.model.rowCount() == 1)

    loop.run_until_complete(steps())
