"""The tour plan in the window: walked by keys, opened, equipped and packed for from where the cursor is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.services.county import CARER, VILLAGE, County, make_county
from tests.services.test_tour import tour_of
from tests.ui.classes import dialog_of, save
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.tour import Wrong
from trainingdesk.services import booking, teaching
from trainingdesk.services.booking import EquipmentBooking
from trainingdesk.services.teaching import EquipmentDetails, VenueDetails
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.booking import BookingDialog
from trainingdesk.ui.screens.booking import Bookings
from trainingdesk.ui.screens.calendar import CalendarScreen
from trainingdesk.ui.screens.tour import TourScreen
from trainingdesk.ui.screens.trip import TripScreen

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

MONDAY = date(2026, 11, 2)


def on_tour(work: Work) -> tuple[County, str, str, str]:
    """The county, a village with a class there in November, and equipment for what the class learns."""
    county = make_county(work)
    village = teaching.add_venue(work, VenueDetails(name="三溪村教学点", division=VILLAGE)).row
    class_id, _lessons = tour_of(work, county, village)
    beds = teaching.add_equipment(work, EquipmentDetails(name="护理床", quantity=6, occupation_code=CARER)).row
    return county, village, class_id, beds


async def opened(shell: Shell) -> TourScreen:
    screen = await visit(shell, Destination("tour"))
    assert isinstance(screen, TourScreen)
    return screen


def test_the_cursor_begins_at_the_next_tour_and_enter_opens_its_class(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    _county, _village, class_id, _beds = on_tour(work)

    async def steps() -> None:
        screen = await opened(shell)
        stay = screen.current()
        assert stay is not None
        assert (stay.class_id, stay.lessons[0].day) == (class_id, MONDAY)
        assert screen.said.text() == "1 个教学点，1 个班级：× 0 项要处理，？ 1 项请确认。"
        entry = screen.grid.entry()
        assert entry is not None
        assert entry.mark == "？"
        assert "？ 无设备预约" in entry.lines
        qtbot.keyClick(screen.grid, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("class", class_id, "timetable") and is_settled(shell))

    loop.run_until_complete(steps())


def test_equipment_is_booked_for_the_whole_stay_and_the_problem_goes(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    _county, village, class_id, beds = on_tour(work)

    async def steps() -> None:
        screen = await opened(shell)
        assert [flaw.wrong for flaw in screen.model.rows] == [Wrong.NO_EQUIPMENT]
        qtbot.keyClick(screen, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        dialog = await dialog_of(shell, BookingDialog)
        assert (dialog.first.text(), dialog.last.text()) == ("2026-11-02", "2026-11-06")
        assert (dialog.venue.text(), dialog.for_class.text()) == (village, class_id)
        assert dialog.thing.text() == beds
        dialog.pieces.set_text("4")
        await save(shell, dialog)
        assert screen.model.rowCount() == 0
        assert screen.said.text() == "1 个教学点，1 个班级，没有发现问题。"
        stay = screen.current()
        assert stay is not None
        assert [(one.equipment, one.pieces) for one in stay.bookings] == [("护理床", 4)]

    loop.run_until_complete(steps())


def test_a_problem_leads_to_its_booking_or_its_class(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    county, _village, class_id, beds = on_tour(work)

    async def steps() -> None:
        screen = await opened(shell)
        screen.flaws.opened.emit(screen.model.rows[0])
        await until(lambda: shell.destination == Destination("class", class_id, "timetable") and is_settled(shell))
        shell.go_back()
        await until(lambda: shell.shown is screen and is_settled(shell))
        elsewhere = EquipmentBooking(
            equipment_id=beds, quantity=1, first_day=MONDAY, starts_at=480, last_day=MONDAY, ends_at=1080,
            purpose="养老1班", venue_id=county.venue, class_id=class_id,
        )  # fmt: skip
        await shell.place.do(lambda work: booking.book(work, elsewhere))
        await until(lambda: is_settled(shell) and screen.model.rows[0].wrong is Wrong.EQUIPMENT_ELSEWHERE)
        screen.flaws.opened.emit(screen.model.rows[0])
        await until(lambda: is_settled(shell) and isinstance(shell.shown, Bookings))
        assert isinstance(shell.shown, Bookings)
        assert [one.row.thing_id for one in shell.shown.model.rows] == [beds]

    loop.run_until_complete(steps())


def test_the_village_and_the_week_are_packed_for(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    _county, village, class_id, _beds = on_tour(work)

    async def steps() -> None:
        screen = await opened(shell)
        qtbot.keyClick(screen, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: is_settled(shell) and isinstance(shell.shown, TripScreen))
        trip = shell.shown
        assert isinstance(trip, TripScreen)
        assert (trip.fields["venue"].text(), trip.days.first.text()) == (village, "2026-11-02")
        assert trip.found is not None
        assert [one.class_id for one in trip.found.classes] == [class_id]

    loop.run_until_complete(steps())


def test_page_keys_turn_the_half_year_and_an_empty_one_says_what_to_do(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    on_tour(work)

    async def steps() -> None:
        screen = await opened(shell)
        assert (screen.days.first.text(), screen.days.last.text()) == ("2026-07-01", "2026-12-31")
        qtbot.keyClick(screen.grid, Qt.Key.Key_PageUp)
        await until(lambda: is_settled(shell) and screen.days.first.text() == "2026-01-01")
        assert (screen.days.last.text(), screen.said.text()) == ("2026-06-30", "没有教学点有课。")
        assert not screen.grid.isVisible()
        screen.days.first.set_text("2026-11")  # half typed
        screen.refresh()
        assert screen.days.between() is None

    loop.run_until_complete(steps())


def test_the_sheet_is_drawn_beside_the_plan(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    on_tour(work)

    async def steps() -> None:
        calendar = await visit(shell, Destination("calendar"))
        assert isinstance(calendar, CalendarScreen)
        calendar.commands()[1].run()
        await until(lambda: is_settled(shell) and isinstance(shell.shown, TourScreen))
        screen = shell.shown
        assert isinstance(screen, TourScreen)
        shell.go(Destination("tour", part="page"))
        await until(lambda: len(screen.preview.area.pages) == 1)
        assert screen.preview.document is not None
        assert screen.preview.document.title == "送培下乡计划 2026-07-01 至 2026-12-31"

    loop.run_until_complete(steps())
