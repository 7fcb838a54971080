"""A reason comes out of a row as it went in, in every language, and a typed one is said as it stands."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.verdict import Verdict
from trainingdesk.services import kept_reason
from trainingdesk.services.changes import Said

VALUES = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.fractions(),
    st.lists(st.text(), max_size=3).map(tuple),
)


@given(values=st.dictionaries(st.sampled_from(["found", "wanted", "day"]), VALUES))
def test_what_is_kept_is_read(values: dict[str, object]) -> None:
    found = kept_reason.read(kept_reason.kept(Verdict.no("attendance.too_low", **values)))
    assert found is not None
    assert (found.key, dict(found.values)) == ("attendance.too_low", values)


def test_shares_and_days_stay_exact() -> None:
    kept = kept_reason.kept(Verdict.no("attendance.too_low", found=Fraction(2, 3), day=date(2026, 10, 20)))
    assert kept is not None
    assert '"2/3"' in kept
    assert '"2026-10-20"' in kept


def test_a_yes_keeps_nothing() -> None:
    assert kept_reason.kept(Verdict.yes(clause="第一条")) is None
    assert kept_reason.read(None) is None


def test_typed_text_is_said_as_it_stands() -> None:
    for text in ("材料不全", "[1, 2]", '{"key": 1}', '"word"', "7", '{"key": "a.b", "values": []}'):
        assert kept_reason.read(text) == Said.of("claim.reason_typed", text=text)
