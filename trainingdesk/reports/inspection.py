"""What is published of an inspection (双随机、一公开): a draw that anybody can repeat, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.desk_imprint import imprint_of
from trainingdesk.reports.document import (
    BLANK,
    Align,
    Column,
    Count,
    Day,
    Items,
    KeyValues,
    Orientation,
    Page,
    Row,
    SignatureLine,
    Table,
    Text,
    Tone,
)
from trainingdesk.reports.imprint import CHINA, issued, labeled
from trainingdesk.services import inspection as service

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Block, Document
    from trainingdesk.reports.imprint import Imprint
    from trainingdesk.services.inspection import PublishedDraw
    from trainingdesk.services.work import Work
    from trainingdesk.storage.inspection import InspectionLine

ROW_HEIGHT: Final = 7.0


@dataclass(frozen=True, slots=True)
class PreparedDraw:
    """The sheet of a draw as of ``cut_off``, and the draw itself."""

    document: Document
    published: PublishedDraw
    cut_off: datetime


def prepare_draw_sheet(work: Work, draw_id: str, words: Sentences) -> PreparedDraw:
    """The sheet of a draw with what its visits found so far; raises Refused for an unknown draw."""
    published = service.published_draw(work, draw_id)
    lines = service.list_inspections(work, draw_id=draw_id)
    imprint = imprint_of(work)
    return PreparedDraw(draw_sheet(published, lines, imprint, words), published, imprint.cut_off)


def draw_sheet(
    published: PublishedDraw, lines: Sequence[InspectionLine], imprint: Imprint, words: Sentences
) -> Document:
    """Seed, what was drawn with what was found, all candidates, and how to repeat it with any tool."""
    blocks: tuple[Block, ...] = (
        _facts(published, words),
        _drawn(published, lines, words),
        _candidates(published, words),
        Items(tuple(words.of(f"inspection.sheet_how_{step}") for step in ("lot", "rank", "again"))),
        SignatureLine(tuple(words.of("reports.label", label=words.of(f"inspection.sheet_{one}")) for one in _SIGNERS)),
    )
    title = words.of("inspection.sheet_title")
    return issued(title, blocks, imprint=imprint, words=words, page=Page(orientation=Orientation.LANDSCAPE))


_SIGNERS: Final = ("drawn_by", "witness")


def _facts(published: PublishedDraw, words: Sentences) -> KeyValues:
    made = published.draw
    counts = {"classes": len(made.classes), "inspectors": len(made.inspectors)}
    return KeyValues(
        (
            labeled(words, "inspection.seed", made.seed),
            labeled(words, "inspection.drawn_at", f"{published.at.astimezone(CHINA):%Y-%m-%d %H:%M}"),
            labeled(words, "inspection.candidates", words.of("inspection.sheet_counts", **counts)),
            labeled(words, "inspection.candidate_inspectors", "、".join(made.inspectors)),
        )
    )


def _drawn(published: PublishedDraw, lines: Sequence[InspectionLine], words: Sentences) -> Table:
    """In the order in which they were drawn."""
    order = {one.class_id: at for at, one in enumerate(published.draw.drawn)}
    columns = (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("inspection.class_number"), 11),
        Column(words.of("inspection.class_name"), 10, grow=2),
        Column(words.of("inspection.institution"), 9, grow=1),
        Column(words.of("inspection.inspectors"), 9, grow=1),
        Column(words.of("inspection.visited_on"), 6, Align.CENTER),
        Column(words.of("inspection.result"), 5, Align.CENTER),
        Column(words.of("inspection.findings"), 10, grow=2),
    )
    ordered = sorted(lines, key=lambda line: order.get(line.class_id, len(order)))
    rows = tuple(_visit(number, line, words) for number, line in enumerate(ordered, start=1))
    return Table(columns, rows, title=words.of("inspection.sheet_drawn"), row_height=ROW_HEIGHT)


def _visit(number: int, line: InspectionLine, words: Sentences) -> Row:
    return Row(
        (
            Count(number),
            Text(line.class_number),
            Text(line.class_name),
            Text(line.institution),
            Text(line.inspectors),
            BLANK if line.visited_on is None else Day(line.visited_on),
            Text(words.of(f"inspection.result_{service.result_of(line)}")),
            Text(line.findings or ""),
        ),
        Tone.STRONG if line.qualified is False else Tone.PLAIN,
    )


def _candidates(published: PublishedDraw, words: Sentences) -> Table:
    """Every class that could have been drawn, by its number; lots are drawn over the ids."""
    made = published.draw
    drawn = {one.class_id for one in made.drawn}
    columns = (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("inspection.class_number"), 11),
        Column(words.of("inspection.candidate_id"), 22, grow=1),
        Column(words.of("inspection.sheet_is_drawn"), 5, Align.CENTER),
    )
    ordered = sorted(made.classes, key=lambda one: published.numbers.get(one, one))
    rows = tuple(
        Row((Count(at), Text(published.numbers.get(one, "")), Text(one), Text("√" if one in drawn else "")))
        for at, one in enumerate(ordered, start=1)
    )
    return Table(columns, rows, title=words.of("inspection.sheet_candidates", count=len(rows)))
