"""What a new desk goes on from, once somebody showed a code for it: a file of the centre, or the line to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.wire.clock import instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trainingdesk.bootstrap import FirstDesk, Founder
    from trainingdesk.domain.errors import Failure
    from trainingdesk.sync.client import DeviceKeys, Enrolled
    from trainingdesk.ui.entry.door import Door
    from trainingdesk.ui.entry.entrance import Entrance
    from trainingdesk.ui.widgets.progress_panel import Progress
    from trainingdesk.wire.invitation import Letter
    from trainingdesk.wire.joining import Invited, Joining

#: Seconds until a first copy goes on after the line broke.
_PAUSE: Final = 5.0


#: Nothing is lost and nothing waits on the first day, so these are said in other words than at a desk.
_HERE: Final = {"sync.unreachable": "entry.centre_unreachable", "sync.centre_failed": "entry.centre_failed"}


def said(entrance: Entrance, failure: Failure) -> str:
    """A failure in the words of the first day."""
    return entrance.say(_HERE.get(failure.key, failure.key), **failure.values)


class Beginning(Protocol):
    """Whose desk it will be, and how it is made: there with all that its user may see, or not at all."""

    @property
    def title(self) -> str:
        """The sentence key of the way that was chosen."""
        ...

    @property
    def invited(self) -> tuple[str, str, str]:
        """The code of the county, the name of the user, and the role; what is not known is empty."""
        ...

    def facts(self) -> Iterator[tuple[str, str]]:
        """What else is known, by sentence key."""
        ...

    def create(self, door: Door, founder: Founder, progress: Progress) -> FirstDesk:
        """Make the desk; raises Refused ``invitation.stopped`` where somebody ended it, else a Failure that can be said."""
        ...


@dataclass(frozen=True, slots=True)
class FromFile:
    """A file whose code is right, and what its letter says."""

    file: Path
    code: str = field(repr=False)
    letter: Letter

    @property
    def title(self) -> str:
        return "entry.from_file"

    @property
    def invited(self) -> tuple[str, str, str]:
        return self.letter.county, self.letter.user, self.letter.role

    def facts(self) -> Iterator[tuple[str, str]]:
        if self.letter.made_ms:
            yield "entry.copied_at", _spoken(self.letter.made_ms)
        yield "entry.copied_rows", f"{self.letter.rows:,}"

    def create(self, door: Door, founder: Founder, progress: Progress) -> FirstDesk:
        return door.create_from(self.file, self.code, founder=founder, rows=self.letter.rows, watch=progress.report)


@dataclass(slots=True)
class OverTheLine:
    """A code that the centre knows, and whom it is for; the device that is made with it is kept for another try."""

    joining: Joining = field(repr=False)
    whom: Invited
    keys: DeviceKeys | None = None
    enrolled: Enrolled | None = None

    @property
    def title(self) -> str:
        return "entry.from_centre"

    @property
    def invited(self) -> tuple[str, str, str]:
        return self.whom.county, self.whom.user, self.whom.role

    def facts(self) -> Iterator[tuple[str, str]]:
        yield "entry.centre_address", self.joining.address
        yield "entry.code_until", _spoken(self.whom.until_ms)

    def create(self, door: Door, founder: Founder, progress: Progress) -> FirstDesk:
        self.keys = self.keys or door.new_keys()
        self.enrolled = self.enrolled or door.enroll(self.joining, self.keys)
        return door.create_joined(
            self.enrolled,
            founder=founder,
            watch=progress.report,
            again=lambda _failure: progress.pause("entry.line_broke", _PAUSE),
        )


def _spoken(at_ms: int) -> str:
    return f"{instant(at_ms).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
