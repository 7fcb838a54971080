"""What every document says about itself: who made it, when, on which device, and what had not been synced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import Document, Field, Page, Text

if TYPE_CHECKING:
    from datetime import date, datetime

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Block, Value

CHINA: Final = timezone(timedelta(hours=8))
"""The civil time of the whole country (UTC+8, without summer time since 1992)."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Stands at the foot of every page. ``cut_off`` is an aware instant; printed in China's civil time.

    ``unsynced`` counts changes that the centre does not have; None where the desk works alone and has no centre.
    """

    organization: str
    cut_off: datetime
    device: str
    unsynced: int | None
    preparer: str

    def lines(self, words: Sentences) -> tuple[str, ...]:
        """The lines of the foot."""
        cut_off = self.cut_off.astimezone(CHINA)
        if self.unsynced is None:
            unsynced = words.of("reports.foot_alone")
        else:
            key = "reports.foot_unsynced" if self.unsynced else "reports.foot_synced"
            unsynced = words.of(key, count=self.unsynced)
        return (
            words.of("reports.foot_cut_off", at=cut_off, device=self.device),
            words.of("reports.foot_preparer", unsynced=unsynced, preparer=self.preparer),
        )


@dataclass(frozen=True, slots=True)
class ClassHeading:
    """The training class a list belongs to."""

    code: str
    name: str
    institution: str
    venue: str
    starts: date
    ends: date


def numbering(words: Sentences) -> str:
    """The sentence that counts the pages, its places still open."""
    return words.of("reports.page_numbering", page="{page}", pages="{pages}")


def issued(
    title: str,
    blocks: tuple[Block, ...],
    *,
    imprint: Imprint,
    words: Sentences,
    heading: ClassHeading | None = None,
    page: Page | None = None,
) -> Document:
    """A document with its foot, and with the head and the number of the class where it belongs to one."""
    return Document(
        title=title,
        blocks=blocks,
        language=words.language,
        numbering=numbering(words),
        part=title,
        organization=imprint.organization,
        header=class_header(heading, words) if heading else (),
        footer=imprint.lines(words),
        code=heading.code if heading else "",
        page=page or Page(),
    )


def labeled(words: Sentences, key: str, value: Value | str) -> Field:
    """A field of the head: its label with a colon, and the value."""
    return Field(words.of("reports.label", label=words.of(key)), Text(value) if isinstance(value, str) else value)


def class_header(heading: ClassHeading, words: Sentences) -> tuple[tuple[Field, ...], ...]:
    """Two lines that say which class this is."""
    period = words.of("reports.period", starts=heading.starts, ends=heading.ends)
    return (
        (labeled(words, "reports.class_name", heading.name), labeled(words, "reports.class_code", heading.code)),
        (
            labeled(words, "reports.institution", heading.institution),
            labeled(words, "reports.venue", heading.venue),
            labeled(words, "reports.class_period", period),
        ),
    )
