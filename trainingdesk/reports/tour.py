"""The tour plan of a term on one sheet (送培下乡计划): villages down, weeks across, and what must be put right below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import (
    Column,
    Density,
    Heading,
    Items,
    Orientation,
    Page,
    Paper,
    Paragraph,
    Row,
    Table,
    Text,
    Tone,
)
from trainingdesk.reports.imprint import issued

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from trainingdesk.domain.tour import Flaw, Stay, TourPlan, Village, Wrong
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Block, Document
    from trainingdesk.reports.imprint import Imprint

#: So many weeks stand readably across a sheet of A4; more of them take A3.
_ON_A4: Final = 10
_VILLAGE_WIDTH, _WEEK_WIDTH = 7, 5


def tour_page(plan: TourPlan, imprint: Imprint, words: Sentences) -> Document:
    """The weeks in which somebody is on tour; the others would only make the sheet wider."""
    title = words.of("tour.title", first=plan.first, last=plan.last)
    paper = Paper.A4 if len(plan.busy_weeks) <= _ON_A4 else Paper.A3
    page = Page(paper, Orientation.LANDSCAPE)
    return issued(title, tuple(_blocks(plan, words)), imprint=imprint, words=words, page=page)


def sign(wrong: Wrong) -> str:
    """What stands before the words, as nothing is said by color alone."""
    return "×" if wrong.must_be_mended else "？"


def short(flaw: Flaw, words: Sentences) -> str:
    """What is wrong, in the few words that a cell has room for."""
    return f"{sign(flaw.wrong)} {words.of(f'tour.short_{flaw.wrong}')}"


def told(flaw: Flaw, words: Sentences) -> str:
    """What is wrong, in a sentence."""
    return words.of(f"tour.wrong_{flaw.wrong}", name=flaw.name, other=flaw.other)


def stay_lines(stay: Stay, words: Sentences) -> Iterator[str]:
    """What a cell says below the class: what is wrong, who teaches on how many days, and with what."""
    yield from dict.fromkeys(short(flaw, words) for flaw in stay.flaws)
    yield " ".join(filter(None, ("、".join(stay.instructors), words.of("tour.days", count=stay.days))))
    yield from (f"{one.equipment}×{one.pieces}" for one in stay.bookings)


def _blocks(plan: TourPlan, words: Sentences) -> Iterator[Block]:
    if not plan.villages:
        yield Paragraph(words.of("tour.nothing"), Tone.MUTED)
        return
    weeks = plan.busy_weeks
    columns = (
        Column(words.of("tour.village"), _VILLAGE_WIDTH),
        *(Column(f"{monday:%m-%d}", _WEEK_WIDTH, grow=1, group=f"{monday:%Y-%m}") for monday in weeks),
    )
    rows = tuple(_row(village, weeks, words) for village in plan.villages)
    yield Table(columns, rows, note=words.of("tour.weeks_begin"), density=Density.DENSE, frozen=1)
    if plan.flaws:
        yield Heading(words.of("tour.to_mend"))
        yield Items(tuple(_item(flaw, words) for flaw in plan.flaws))


def _row(village: Village, weeks: tuple[date, ...], words: Sentences) -> Row:
    cells = ("\n".join(_cell(village.stays.get(monday, ()), words)) for monday in weeks)
    return Row((Text(village.name), *(Text(cell) for cell in cells)))


def _cell(stays: tuple[Stay, ...], words: Sentences) -> Iterator[str]:
    for stay in stays:
        yield stay.lessons[0].class_name
        yield from stay_lines(stay, words)


def _item(flaw: Flaw, words: Sentences) -> str:
    said = told(flaw, words)
    return words.of(
        "tour.item", sign=sign(flaw.wrong), day=flaw.day, village=flaw.village, number=flaw.class_number, said=said
    )
