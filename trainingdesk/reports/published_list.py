"""The county's two lists (两目录) as published: the training that is wanted, and who gives it (the plan, art. 11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.desk_imprint import imprint_of
from trainingdesk.reports.document import (
    BLANK,
    Align,
    Column,
    Count,
    Orientation,
    Page,
    Row,
    Table,
    Text,
    Yuan,
)
from trainingdesk.reports.imprint import issued
from trainingdesk.services import published_list as service

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import Imprint
    from trainingdesk.services.published_list import DemandLine, ProviderLine
    from trainingdesk.services.work import Work

_LANDSCAPE: Final = Page(orientation=Orientation.LANDSCAPE)


class PublishedList(StrEnum):
    """The two lists."""

    DEMAND = "demand"  # 需求指导目录
    PROVIDERS = "providers"  # 培训机构目录


@dataclass(frozen=True, slots=True)
class PreparedList:
    """A list as of ``cut_off``; ``day`` is the day on which its rows hold."""

    document: Document
    cut_off: datetime
    day: date
    count: int


def prepare_list(work: Work, wanted: PublishedList, words: Sentences, *, on: date | None = None) -> PreparedList:
    """One of the lists as it holds on a day (today)."""
    day, imprint = on or work.today(), imprint_of(work)
    if wanted is PublishedList.DEMAND:
        demand = service.demand_list(work, on=day)
        return PreparedList(demand_document(demand, imprint, words), imprint.cut_off, day, len(demand))
    providers = service.provider_list(work, on=day)
    return PreparedList(provider_document(providers, imprint, words), imprint.cut_off, day, len(providers))


def demand_document(lines: Sequence[DemandLine], imprint: Imprint, words: Sentences) -> Document:
    """The training that is wanted, with the subsidy that the county's policy gives for it."""
    columns = (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("catalogue.training_type"), 9, grow=1),
        Column(words.of("catalogue.occupation"), 10, grow=1),
        Column(words.of("published_list.course"), 10, grow=2),
        Column(words.of("catalogue.level"), 6, Align.CENTER),
        Column(words.of("catalogue.periods"), 4.4, Align.END),
        Column(words.of("published_list.rate"), 7, Align.END),
        Column(words.of("catalogue.per"), 4.4, Align.CENTER),
        Column(words.of("catalogue.clause"), 10, grow=1),
    )
    rows = tuple(_demand(number, line, words) for number, line in enumerate(lines, start=1))
    table = Table(columns, rows, frozen=2, note=words.of("published_list.count", count=len(rows)))
    return issued(words.of("published_list.title_demand"), (table,), imprint=imprint, words=words, page=_LANDSCAPE)


def provider_document(lines: Sequence[ProviderLine], imprint: Imprint, words: Sentences) -> Document:
    """Institutions with what each may teach, platforms that take classes, and digital resources."""
    columns = (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("catalogue.kind"), 5, Align.CENTER),
        Column(words.of("catalogue.name"), 12, grow=2),
        Column(words.of("published_list.nature"), 6, Align.CENTER),
        Column(words.of("catalogue.programs"), 14, grow=3),
        Column(words.of("published_list.address"), 12, grow=2),
        Column(words.of("published_list.licence"), 10, grow=1),
        Column(words.of("catalogue.contact"), 5, Align.CENTER),
        Column(words.of("catalogue.phone"), 8),
    )
    rows = tuple(_provider(number, line, words) for number, line in enumerate(lines, start=1))
    table = Table(columns, rows, frozen=3, note=words.of("published_list.count", count=len(rows)))
    return issued(words.of("published_list.title_providers"), (table,), imprint=imprint, words=words, page=_LANDSCAPE)


def _demand(number: int, line: DemandLine, words: Sentences) -> Row:
    return Row(
        (
            Count(number),
            Text(line.training_type),
            Text(line.occupation),
            Text(line.course),
            Text(line.level),
            Count(line.periods),
            BLANK if line.amount_fen is None else Yuan(line.amount_fen),
            Text("" if line.per is None else words.of(f"catalogue.per_{line.per}")),
            Text(line.clause or ""),
        )
    )


def _provider(number: int, line: ProviderLine, words: Sentences) -> Row:
    return Row(
        (
            Count(number),
            Text(words.of(f"catalogue.provides_{line.kind.value}")),
            Text(line.name),
            Text(line.nature or ""),
            Text("、".join(line.programs)),
            Text(line.address or ""),
            Text(line.licence_number or ""),
            Text(line.contact_name or ""),
            Text(line.contact_phone or ""),
        )
    )
