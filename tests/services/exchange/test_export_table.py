"""A value is shown as its column asks, and never in a way that loses digits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from trainingdesk.services.exchange.export_table import ColumnKind, shown


@pytest.mark.parametrize(
    ("value", "kind", "wanted"),
    [
        (None, ColumnKind.TEXT, None),
        ("", ColumnKind.NUMBER, None),
        ("007", ColumnKind.NUMBER, "007"),
        (7, ColumnKind.NUMBER, 7),
        (7, ColumnKind.TEXT, "7"),
        (123456, ColumnKind.MONEY, 1234.56),
        (100, ColumnKind.MONEY, 1),
        (Fraction(1, 2), ColumnKind.PERCENT, 0.5),
        (Decimal("1.50"), ColumnKind.NUMBER, 1.5),
        (10**15, ColumnKind.NUMBER, "1000000000000000"),
        (float("nan"), ColumnKind.NUMBER, "nan"),
        (date(2026, 10, 12), ColumnKind.DATE, date(2026, 10, 12)),
        (date(2026, 10, 12), ColumnKind.TEXT, "2026-10-12"),
        (datetime(2026, 10, 11, 17, tzinfo=UTC), ColumnKind.DATE, date(2026, 10, 12)),
        (datetime(2026, 10, 11, 17, tzinfo=UTC), ColumnKind.TEXT, "2026-10-12 01:00"),
    ],
)
def test_what_is_shown(value: object, kind: ColumnKind, wanted: object) -> None:
    found = shown(value, kind)  # type: ignore[arg-type]
    assert (found, type(found)) == (wanted, type(wanted))
