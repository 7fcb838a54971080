"""The file of a roster (花名册): the words of its headings, and what it need not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.services.exchange.roster_rows import REQUIRED
from trainingdesk.services.import_file import Expected, remembered
from trainingdesk.services.roster_columns import OWN_HEADINGS
from trainingdesk.settings.roster_headings import RosterField, RosterHeadings, heading_form

if TYPE_CHECKING:
    from sqlmodel import Session

#: Columns that are known and have no place in a roster: what they say belongs to the class, or is not kept at all.
NOT_TAKEN: Final = frozenset(
    {RosterField.OCCUPATION, RosterField.LEVEL, RosterField.CLASS, RosterField.INSTITUTION, RosterField.NOT_KEPT}
)


class _Vocabulary:
    """What a heading means: the columns of our own exports, then the shipped headings."""

    def __init__(self) -> None:
        self._shipped = RosterHeadings.shipped()

    def field_of(self, text: str, /) -> str | None:
        return OWN_HEADINGS.get(heading_form(text)) or self._shipped.field_of(text)


def expected_roster(session: Session) -> Expected:
    """What a file must have to be a roster, with what the desk remembers of its senders."""
    return Expected(
        words=_Vocabulary(),
        required=REQUIRED,
        remembered=remembered(session),
        not_taken=NOT_TAKEN,
        missing="headings.no_roster",
        not_taken_said="roster.not_taken",
    )
