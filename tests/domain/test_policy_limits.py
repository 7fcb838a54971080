"""The row that fits best decides, and what is not given stays None."""

from __future__ import annotations

from datetime import date

import pytest

from trainingdesk.domain.limit import Limit
from trainingdesk.domain.policy import Policy, Term
from trainingdesk.domain.policy_limits import RowFacts, claim_limits, class_limits, fitting

FIRST = date(2026, 1, 1)


def policy(terms: dict[str, Term] | None = None, **tables: tuple[dict[str, object], ...]) -> Policy:
    named = {name.replace("__", "."): rows for name, rows in tables.items()}
    return Policy(key="a", version="1", region="r", title="t", valid_from=FIRST, terms=terms or {}, tables=named)


def test_a_blank_policy_limits_nothing() -> None:
    of_class = class_limits(policy(), level="5", training_type="13")
    of_claim = claim_limits(policy())
    for limits in (of_class, of_claim):
        assert {getattr(limits, name) for name in limits.__slots__} == {None}


def test_numbers_arrive_with_their_clauses() -> None:
    terms = {
        "class.filing_workdays": Term(5, "第一条"),
        "class.size_max": Term(50, "第二条"),
        "class.periods_per_day_max": Term(7, "第三条"),
        "class.site_visits_min": Term(1, "第四条"),
        "claim.days_after_end": Term(30, "第五条"),
        "claim.months_after_certificate": Term(12, "第六条"),
        "claim.review_workdays": Term(10, "第七条"),
        "claim.publicity_workdays": Term(5, "第八条"),
        "claim.payment_workdays": Term(15, "第九条"),
    }
    of_class = class_limits(policy(terms), level="5", training_type="13")
    assert of_class.filing_workdays == Limit(5, "第一条")
    assert of_class.class_size == Limit(50, "第二条")
    assert of_class.periods_a_day == Limit(7, "第三条")
    assert of_class.site_visits == Limit(1, "第四条")
    assert of_class.minimum_periods is None
    of_claim = claim_limits(policy(terms))
    assert of_claim.claim_days_after_end == Limit(30, "第五条")
    assert of_claim.claim_months_after_certificate == Limit(12, "第六条")
    assert of_claim.review_workdays == Limit(10, "第七条")
    assert of_claim.publicity_workdays == Limit(5, "第八条")
    assert of_claim.payment_workdays == Limit(15, "第九条")


@pytest.mark.parametrize(
    ("level", "training_type", "mode", "periods"),
    [
        ("5", "13", None, 40),
        ("4", "13", None, 56),
        ("4", "16", None, 60),
        ("5", "13", "PRJ", 20),
        ("3", "13", None, None),
    ],
)
def test_the_row_that_asks_for_most_decides(
    level: str, training_type: str, mode: str | None, periods: int | None
) -> None:
    rows = (
        {"level": "5", "periods": 40, "clause": "五级"},
        {"level": "4", "periods": 56, "clause": "四级"},
        {"level": "4", "training_types": ("16",), "periods": 60, "clause": "定向"},
        {"level": "5", "modes": ("PRJ",), "periods": 20, "clause": "项目制"},
    )
    found = class_limits(policy(class__minimum_periods=rows), level=level, training_type=training_type, mode=mode)
    assert (found.minimum_periods and found.minimum_periods.value) == periods


def test_a_row_with_categories_goes_before_one_without() -> None:
    rows = ({"times": 2, "clause": "其他"}, {"times": 1, "categories": ("C13",), "clause": "学生"})
    assert [row["times"] for row in fitting(rows, RowFacts(categories=frozenset({"C13"})))] == [1, 2]
    assert [row["times"] for row in fitting(rows, RowFacts(categories=frozenset({"A01"})))] == [2]


def test_equals_keep_the_order_of_the_policy() -> None:
    rows = tuple({"categories": (code,), "clause": code} for code in ("B", "A", "C"))
    facts = RowFacts(categories=frozenset("ABC"))
    assert [row["clause"] for row in fitting(rows, facts)] == ["B", "A", "C"]


@pytest.mark.parametrize(("on", "fits"), [(None, False), (date(2026, 4, 30), False), (date(2026, 5, 1), True)])
def test_a_dated_row_fits_only_on_its_days(on: date | None, *, fits: bool) -> None:
    rows = ({"valid_from": date(2026, 5, 1), "clause": "x"},)
    assert bool(fitting(rows, RowFacts(on=on))) is fits
