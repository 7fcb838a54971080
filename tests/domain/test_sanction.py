"""The ladder as it was read, its bans to the day, and two of one rung leading to the next."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.calendar import WorkCalendar
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.sanction import (
    Ban,
    Ladder,
    SanctionAction,
    ban,
    ban_on,
    may_open_class,
    rectify_by,
    wanted_at_least,
)
from trainingdesk.domain.verdict import Decision
from trainingdesk.settings.code_tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

LADDER = Ladder.of_rows(read_table("sanction_ladder"), clause="津人社办发〔2022〕60号")
CALENDAR = WorkCalendar.of_table({})
CALLED, LETTER, NOTICE, ENDED = SanctionAction


def test_the_shipped_ladder_is_the_one_that_was_read(shared: Path) -> None:
    read = json.loads((shared / "domain" / "codes" / "supervision_actions.json").read_text(encoding="utf-8"))
    months = {"6个月不得申报": 6, "1年": 12, "2年": 24, None: None}
    assert [rung.ban_months for rung in LADDER.rungs] == [months[level["ban"]] for level in read["levels"]]
    assert [rung.rectify_workdays for rung in LADDER.rungs] == [5, None, None, None]
    assert [list(rung.triggers) for rung in LADDER.rungs] == [level["triggers"] for level in read["levels"]]
    assert [rung.action for rung in LADDER.rungs] == list(SanctionAction)


@pytest.mark.parametrize(
    ("action", "decided", "last"),
    [
        (LETTER, date(2026, 3, 31), date(2026, 9, 30)),
        (LETTER, date(2026, 8, 31), date(2027, 2, 28)),
        (NOTICE, date(2026, 10, 20), date(2027, 10, 20)),
        (ENDED, date(2024, 2, 29), date(2026, 2, 28)),
    ],
)
def test_a_ban_lasts_so_many_months(action: SanctionAction, decided: date, last: date) -> None:
    banned = ban(LADDER.rung(action), decided_on=decided)
    assert banned is not None
    assert (banned.first, banned.last) == (decided, last)


def test_being_called_in_bans_nothing() -> None:
    assert ban(LADDER.rung(CALLED), decided_on=date(2026, 10, 20)) is None


def test_time_to_put_things_right() -> None:
    tuesday = date(2026, 10, 20)
    assert rectify_by(LADDER.rung(CALLED), decided_on=tuesday, calendar=CALENDAR) == date(2026, 10, 27)
    assert rectify_by(LADDER.rung(LETTER), decided_on=tuesday, calendar=CALENDAR) == date(2026, 11, 20)


def test_a_ban_blocks_a_new_class_from_its_first_to_its_last_day() -> None:
    banned = Ban(first=date(2026, 4, 1), last=date(2026, 10, 1), action=LETTER, clause="第一条")
    days = {date(2026, 3, 31): Decision.YES, date(2026, 4, 1): Decision.NO, date(2026, 10, 1): Decision.NO}
    for day, decision in {**days, date(2026, 10, 2): Decision.YES}.items():
        assert may_open_class([banned], day).decision is decision
    verdict = may_open_class([banned], date(2026, 5, 1))
    assert (verdict.reason, verdict.clause, verdict.values["until"]) == ("sanction.banned", "第一条", date(2026, 10, 1))


def test_of_two_bans_the_longer_is_named() -> None:
    short = Ban(first=date(2026, 1, 1), last=date(2026, 6, 30), action=LETTER)
    long = Ban(first=date(2026, 2, 1), last=date(2027, 1, 31), action=NOTICE)
    assert ban_on([long, short], date(2026, 3, 1)) is long
    assert ban_on([short, long], date(2026, 1, 15)) is short
    assert ban_on([], date(2026, 3, 1)) is None


def test_two_of_one_rung_in_a_year_ask_for_the_next() -> None:
    earlier = [(CALLED, date(2026, 2, 1)), (CALLED, date(2026, 5, 1))]
    verdict = wanted_at_least(earlier, action=CALLED, decided_on=date(2026, 10, 20), ladder=LADDER)
    assert (verdict.decision, verdict.values["next"]) == (Decision.NO, LETTER)
    harder = wanted_at_least(earlier, action=LETTER, decided_on=date(2026, 10, 20), ladder=LADDER)
    assert harder.decision is Decision.YES


def test_measures_of_another_year_do_not_count() -> None:
    earlier = [(CALLED, date(2025, 11, 1)), (CALLED, date(2026, 5, 1))]
    assert (
        wanted_at_least(earlier, action=CALLED, decided_on=date(2026, 10, 20), ladder=LADDER).decision is Decision.YES
    )


def test_above_the_last_rung_there_is_none() -> None:
    earlier = [(ENDED, date(2026, 1, 1))] * 3
    assert wanted_at_least(earlier, action=ENDED, decided_on=date(2026, 10, 20), ladder=LADDER).decision is Decision.YES
    assert LADDER.above(ENDED).action is ENDED


def test_a_measure_that_the_ladder_has_not_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Ladder(LADDER.rungs[:1]).rung(ENDED)
    assert refused.value.key == "sanction.not_on_ladder"


@given(decided=st.dates(date(2020, 1, 1), date(2040, 12, 31)), action=st.sampled_from([LETTER, NOTICE, ENDED]))
def test_a_ban_covers_its_ends_and_nothing_beside_them(decided: date, action: SanctionAction) -> None:
    banned = ban(LADDER.rung(action), decided_on=decided)
    assert banned is not None
    assert banned.covers(banned.first)
    assert banned.covers(banned.last)
    assert not banned.covers(date.fromordinal(banned.first.toordinal() - 1))
    assert not banned.covers(date.fromordinal(banned.last.toordinal() + 1))
