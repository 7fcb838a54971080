"""The months that were frozen, read back from their reports, and every adjustment that was posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month_book import Past
from trainingdesk.domain.month_frozen import from_plain
from trainingdesk.domain.monthly_report import ReportState
from trainingdesk.services.changes import Said
from trainingdesk.storage import monthly_report as stored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from trainingdesk.domain.month_frozen import FrozenMonth
    from trainingdesk.storage.monthly_report import ReportRow


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """A frozen month with what it said it does not include."""

    version: ReportRow
    frozen: FrozenMonth
    omitted: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class PastMonths:
    """Frozen months, as the rules take them and as they were kept."""

    past: Past
    kept: Mapping[Month, KeptMonth]


def frozen_versions(session: Session) -> dict[Month, ReportRow]:
    """The version of every frozen month that stands."""
    return {Month.parse(row.month): row for row in stored.versions(session) if row.state == ReportState.FROZEN}


def past_of(session: Session, month: Month) -> PastMonths:
    """The frozen months from January of the year before up to ``month``."""
    wanted = {one: row for one, row in frozen_versions(session).items() if Month(month.year - 1, 1) <= one <= month}
    if not wanted:
        return PastMonths(Past(), {})
    plain = stored.figures_of(session, [row.id for row in wanted.values()])
    kept = {
        one: KeptMonth(row, from_plain(one, plain[row.id]), _said(plain[row.id].get("omitted", ())))
        for one, row in wanted.items()
    }
    flows = {one: month_kept.frozen.flow for one, month_kept in kept.items()}
    return PastMonths(Past(flows, stored.adjustments(session)), kept)


def _said(omitted: list[tuple[str, dict[str, object]]]) -> tuple[Said, ...]:
    return tuple(Said.of(key, **values) for key, values in omitted)
