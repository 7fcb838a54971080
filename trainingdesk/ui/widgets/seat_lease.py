"""A line on seats that are kept of a class: by this laptop, and by others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLabel

    from trainingdesk.services.seat_lease import AskedLine, LeaseLine
    from trainingdesk.ui.workplace import Workplace


class SeatLeaseLine:
    """Shown only where seats are kept; ``here`` is the lease of this laptop."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.here: LeaseLine | None = None
        self.words: QLabel = label(role="muted", wrap=True)
        self.words.hide()

    def show(self, leases: Sequence[LeaseLine], asked: Sequence[AskedLine] = ()) -> None:
        """Say what is kept today, and what was asked for and is not here."""
        self.here = next((one for one in leases if one.here), None)
        today = self.place.work.today()
        others = sum(one.lease.kept_on(today) for one in leases if not one.here)
        said = [] if self.here is None else [self._own(self.here)]
        if others:
            said.append(self.place.say("seat_lease.chip_others", seats=others))
        said += [self.place.say(one.sentence, seats=one.request.seats) for one in asked]
        self.words.setText(" · ".join(said))
        self.words.setVisible(bool(said))

    def _own(self, one: LeaseLine) -> str:
        lease = one.lease
        if self.place.work.today() > lease.ends_on:
            left = lease.kept_on(self.place.work.today())
            return self.place.say("seat_lease.chip_kept", until=lease.ends_on, seats=left)
        return self.place.say("seat_lease.chip", seats=lease.seats, used=lease.used, until=lease.ends_on)
