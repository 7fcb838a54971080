"""The columns of the list of classes; what costs a look at every mark is filled in for the rows that are seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.ui.models.rows import Column
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.wording.record_state import RECORD_TONES
from trainingdesk.ui.wording.training_class import missing_words, state_sentence

if TYPE_CHECKING:
    from trainingdesk.services.class_progress import ClassProgress
    from trainingdesk.storage.record_state import RecordState
    from trainingdesk.storage.training_class import ClassLine
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class ListedClass:
    """A class as the list shows it; ``progress`` is None until it was asked for, ``synced`` on a desk without a centre."""

    line: ClassLine
    place: str
    synced: RecordState | None = None
    progress: ClassProgress | None = None

    @property
    def id(self) -> str:
        """The id of the class."""
        return self.line.id


def columns(place: Workplace) -> tuple[Column[ListedClass], ...]:
    """Number, name, state, days, place, people, attendance, what is missing; more can be chosen."""
    say = place.say
    return (
        Column("number", "window.class_number", lambda row: row.line.number, width=152),
        Column("name", "window.class_name", lambda row: row.line.name, width=240),
        Column("state", "screen_class.state", lambda row: say(state_sentence(row.line.state)), width=132),
        Column("dates", "screen_class.dates", lambda row: row.line.starts_on, _dates, width=160),
        Column("place", "screen_class.place", lambda row: row.place, width=112),
        Column("enrolled", "screen_class.seats", lambda row: row.line.enrolled, _seats, width=84, number=True),
        Column("attendance", "screen_class.attended", _share, _percent, width=80, number=True),
        Column(
            "missing",
            "screen_class.missing",
            lambda row: _missing(place, row),
            tone=lambda row: Tone.WARN if row.progress is not None and row.progress.missing else None,
            hint=lambda row: _all_missing(place, row),
            width=160,
        ),
        _synced(place),
        Column("course", "window.class_course", lambda row: row.line.course, width=160, hidden=True),
        Column("institution", "screen_class.institution", lambda row: row.line.institution, width=200, hidden=True),
    )


def _synced(place: Workplace) -> Column[ListedClass]:
    """Whether the centre has everything of the class; shown only on a desk that was joined to one."""
    return Column(
        "synced",
        "screen_sync.state_title",
        lambda row: "" if row.synced is None else place.say(f"screen_sync.state_{row.synced}"),
        tone=lambda row: None if row.synced is None else RECORD_TONES[row.synced],
        width=68,
        hidden=True,
    )


def _seats(row: ListedClass) -> str:
    return f"{row.line.enrolled}/{row.line.capacity}"


def _dates(row: ListedClass) -> str:
    """First and last day; the year of the last only where it is another."""
    first, last = row.line.starts_on, row.line.ends_on
    return f"{first} – {last:%m-%d}" if first.year == last.year else f"{first} – {last}"


def _share(row: ListedClass) -> float | None:
    share = None if row.progress is None else row.progress.attendance
    return None if share is None else float(share)


def _percent(row: ListedClass) -> str:
    share = _share(row)
    return "" if share is None else f"{share:.1%}"


def _missing(place: Workplace, row: ListedClass) -> str:
    """The first thing that the next step lacks, and how many there are."""
    missing = () if row.progress is None else row.progress.missing
    if not missing:
        return ""
    first = missing_words(place, missing[0])
    return first if len(missing) == 1 else place.say("screen_class.missing_count", count=len(missing), first=first)


def _all_missing(place: Workplace, row: ListedClass) -> str | None:
    """Everything that the next step lacks, line by line."""
    progress = row.progress
    if progress is None or progress.step is None or not progress.missing:
        return None
    head = place.say("screen_class.lacking", step=place.say(state_sentence(progress.step)))
    return "\n".join((head, *(f"✗ {missing_words(place, item)}" for item in progress.missing)))
