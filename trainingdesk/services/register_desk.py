"""A register as somebody sits before it: the page, the lesson in words, whom typed letters mean, and a clock in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.attendance import MarkEntry
from trainingdesk.services.register_page import RegisterPage, page_of
from trainingdesk.services.register_sheet import NAMED_ON_THE_SPOT, doubtful_clock, office_time, sheet_of
from trainingdesk.storage import monthly_report
from trainingdesk.storage.attachment import photos
from trainingdesk.storage.lesson import CalendarFilter, CalendarLine, calendar
from trainingdesk.storage.search_words import spelled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.attendance_marks import MarkItem, MarkSet
    from trainingdesk.services.changes import Said
    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDesk:
    """What the screen of a register shows.

    ``by_office`` says that marks which stand are the office's to correct; ``photos`` are attachments by person.
    ``photos_at_centre`` are those of the others that may be fetched from there.
    """

    page: RegisterPage
    lesson: CalendarLine
    by_office: bool
    photos: Mapping[str, str]
    photos_at_centre: Mapping[str, str]

    @property
    def named_on_the_spot(self) -> bool:
        """Whether the register was taken by somebody whom no clerk had named."""
        return self.page.register is not None and self.page.register.note == NAMED_ON_THE_SPOT

    @property
    def has_signed_sheet(self) -> bool:
        """Whether a scan of the signed sheet is attached."""
        return self.page.register is not None and self.page.register.signed_sheet_sha256 is not None


def register_desk(work: Work, lesson_id: str) -> RegisterDesk:
    """The register of a lesson; raises Refused for an unknown one and for a colleague's."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        sheet = sheet_of(work, session, lesson_id)
        page = page_of(session, sheet)
        day, wanted = sheet.lesson.day, CalendarFilter(class_id=sheet.the_class.id)
        shown = next(
            (one for one in calendar(session, wanted, first=day, last=day) if one.lesson_id == lesson_id), None
        )
        if shown is None:
            raise Refused("attendance.lesson_unknown")
        taken = photos(session, {line.person_id for line in page.lines}, folder=work.folder.attachments)
        return RegisterDesk(
            page=page,
            lesson=shown,
            by_office=office_time(session, sheet),
            photos=taken.here,
            photos_at_centre=taken.elsewhere if monthly_report.is_joined(session) else {},
        )


def clock_in_doubt(work: Work, lesson_id: str) -> Said | None:
    """What to ask before the first mark where the device's clock is behind what was written before."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return next(iter(doubtful_clock(work, sheet_of(work, session, lesson_id))), None)


def beginning_with(typed: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Whose name begins with what was typed: characters, initials or pinyin; ``names`` are by id and keep their order."""
    wanted = typed.lower()
    return tuple(one for one, name in names.items() if any(word.startswith(wanted) for word in spelled(name)))


def entry_of(marks: MarkSet, item: MarkItem) -> MarkEntry:
    """What is written where somebody chose this mark; one that a county added beside another is told apart by its name."""
    return MarkEntry(mark=item.core, reason=None if marks.is_first(item) else item.name)
