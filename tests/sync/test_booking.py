"""Two laptops book the same equipment without hearing of each other: both bookings stay, and every desk lists the clash."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.sync.test_merged_people import work_at
from trainingdesk.services import booking, teaching
from trainingdesk.services.booking import EquipmentBooking
from trainingdesk.services.teaching import EquipmentDetails

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.conftest import Desk

DAY = date(2026, 12, 1)


def test_the_later_booking_is_not_lost(one: Desk, two: Desk, tmp_path: Path) -> None:
    works = [work_at(desk, tmp_path) for desk in (one, two)]
    beds = teaching.add_equipment(works[0], EquipmentDetails(name="护理床", quantity=1)).row
    for desk in (one, two):
        desk.exchange()
    for number, work in enumerate(works, 1):
        span = {"first_day": DAY, "starts_at": 480, "last_day": DAY, "ends_at": 720}
        booking.book(work, EquipmentBooking(equipment_id=beds, quantity=1, purpose=f"养老{number}班", **span))
    for desk in (one, two, one):
        desk.exchange()
    for work in works:
        found = {(line.row.purpose, line.meets) for line in booking.clashes(work, first=DAY, last=DAY)}
        assert found == {("养老1班", ("养老2班",)), ("养老2班", ("养老1班",))}
