"""Ages on birthdays, on leap days, and the retirement age as it moves month by month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.age_limit import age_on, birthday, of_working_age, retires_on
from trainingdesk.domain.identity import Sex
from trainingdesk.domain.policy import Policy
from trainingdesk.domain.verdict import Decision, overall

MEN = {"sex": "male", "from_age": 60, "to_age": 63, "months_per_month": 4, "starts": date(2025, 1, 1), "clause": "男"}
WOMEN_55 = {**MEN, "sex": "female", "from_age": 55, "to_age": 58, "clause": "女55"}
WOMEN_50 = {**MEN, "sex": "female", "from_age": 50, "to_age": 55, "months_per_month": 2, "clause": "女50"}
births = st.dates(date(1920, 1, 1), date(2020, 12, 31))


def policy(**tables: tuple[dict[str, object], ...]) -> Policy:
    named = {name.replace("__", "."): rows for name, rows in tables.items()}
    return Policy(key="a", version="1", region="r", title="t", valid_from=date(2019, 1, 1), tables=named)


TIANJIN_2019 = policy(
    person__age=(
        {"sex": "male", "min": 16, "max": 60, "clause": "2019"},
        {"sex": "female", "min": 16, "max": 50, "clause": "2019"},
    )
)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2010, 5, 20), date(2026, 5, 19), 15),
        (date(2010, 5, 20), date(2026, 5, 20), 16),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2008, 2, 29), date(2025, 2, 27), 16),
        (date(2008, 2, 29), date(2025, 2, 28), 17),
        (date(2008, 2, 29), date(2025, 3, 1), 17),
        (date(2000, 1, 1), date(2000, 1, 1), 0),
        (date(2000, 12, 31), date(2001, 1, 1), 0),
    ],
)
def test_full_years_are_counted_to_the_birthday(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


@given(births, st.integers(0, 110))
def test_an_age_is_reached_on_the_birthday_and_not_a_day_before(birth: date, age: int) -> None:
    day = birthday(birth, age)
    assert age_on(birth, day) == age
    assert age_on(birth, day - timedelta(days=1)) == age - 1


@pytest.mark.parametrize(
    ("row", "birth", "retires"),
    [
        # men: 1964-12 is not touched; 1965-01 to 04 one month; 1965-05 two; 1976-08 35; 1976-09 36, which is 63
        (MEN, date(1964, 12, 15), date(2024, 12, 15)),
        (MEN, date(1965, 1, 15), date(2025, 2, 15)),
        (MEN, date(1965, 4, 15), date(2025, 5, 15)),
        (MEN, date(1965, 5, 15), date(2025, 7, 15)),
        (MEN, date(1976, 8, 15), date(2039, 7, 15)),
        (MEN, date(1976, 9, 15), date(2039, 9, 15)),
        (MEN, date(1990, 1, 1), date(2053, 1, 1)),
        (WOMEN_55, date(1970, 1, 31), date(2025, 2, 28)),
        (WOMEN_55, date(1981, 9, 1), date(2039, 9, 1)),
        (WOMEN_50, date(1975, 1, 10), date(2025, 2, 10)),
        (WOMEN_50, date(1975, 3, 10), date(2025, 5, 10)),
        (WOMEN_50, date(1984, 11, 10), date(2039, 11, 10)),
        (WOMEN_50, date(1984, 10, 10), date(2039, 9, 10)),
    ],
)
def test_the_retirement_age_moves_with_the_birth_month(row: dict[str, object], birth: date, retires: date) -> None:
    assert retires_on(birth, row) == retires


@given(births, st.sampled_from([MEN, WOMEN_55, WOMEN_50]))
def test_who_is_born_later_never_retires_earlier(birth: date, row: dict[str, object]) -> None:
    assert retires_on(birth, row) <= retires_on(birth + timedelta(days=1), row)
    assert birthday(birth, int(str(row["from_age"]))) <= retires_on(birth, row)
    assert retires_on(birth, row) <= birthday(birth, int(str(row["to_age"])))


@pytest.mark.parametrize(
    ("sex", "birth", "reason"),
    [
        (Sex.MALE, date(2010, 9, 2), "eligibility.too_young"),
        (Sex.MALE, date(2010, 9, 1), None),
        (Sex.MALE, date(1966, 9, 2), None),
        (Sex.MALE, date(1966, 9, 1), "eligibility.too_old"),
        (Sex.FEMALE, date(1976, 9, 2), None),
        (Sex.FEMALE, date(1976, 9, 1), "eligibility.too_old"),
    ],
)
def test_the_limits_count_from_the_birthday(sex: Sex, birth: date, reason: str | None) -> None:
    (verdict,) = of_working_age(birth, sex, day=date(2026, 9, 1), policy=TIANJIN_2019)
    assert verdict.reason == reason
    assert verdict.decision is (Decision.YES if reason is None else Decision.NO)
    assert verdict.clause == "2019"


def test_a_refusal_names_what_was_found_and_wanted() -> None:
    (verdict,) = of_working_age(date(2011, 1, 1), Sex.MALE, day=date(2026, 9, 1), policy=TIANJIN_2019)
    assert dict(verdict.values) == {"found": 15, "wanted": 16, "day": date(2026, 9, 1)}


def test_without_a_sex_the_answer_stands_only_where_both_agree() -> None:
    day = date(2026, 9, 1)
    assert of_working_age(date(1990, 1, 1), None, day=day, policy=TIANJIN_2019)[0].decision is Decision.YES
    assert of_working_age(date(1960, 1, 1), None, day=day, policy=TIANJIN_2019)[0].decision is Decision.NO
    (between,) = of_working_age(date(1970, 1, 1), None, day=day, policy=TIANJIN_2019)
    assert (between.decision, between.reason) == (Decision.UNDECIDED, "eligibility.sex_unknown")


def test_nothing_is_decided_without_a_rule_or_a_birth_date() -> None:
    assert of_working_age(date(1990, 1, 1), Sex.MALE, day=date(2026, 9, 1), policy=policy())[0].reason == (
        "eligibility.age_not_given"
    )
    (verdict,) = of_working_age(None, Sex.MALE, day=date(2026, 9, 1), policy=TIANJIN_2019)
    assert verdict.reason == "eligibility.birth_unknown"


def test_an_upper_limit_that_was_not_read_limits_nobody() -> None:
    sichuan = policy(person__age=tuple({"sex": sex, "min": 16, "clause": "四川"} for sex in ("male", "female")))
    assert of_working_age(date(1900, 1, 1), Sex.MALE, day=date(2026, 9, 1), policy=sichuan)[0].decision is Decision.YES


def test_a_woman_between_two_retirement_ages_is_undecided() -> None:
    both = policy(person__retirement=(MEN, WOMEN_50, WOMEN_55))

    def asked(birth: date) -> tuple[Decision, str | None]:
        (verdict,) = of_working_age(birth, Sex.FEMALE, day=date(2026, 9, 1), policy=both)
        return verdict.decision, verdict.reason

    assert asked(date(1985, 1, 1))[0] is Decision.YES
    assert asked(date(1974, 1, 1)) == (Decision.UNDECIDED, "eligibility.retirement_kind_unknown")
    assert asked(date(1965, 1, 1)) == (Decision.NO, "eligibility.retired")


def test_age_and_retirement_are_told_apart() -> None:
    county = policy(person__age=({"sex": "male", "min": 16, "clause": "一"},), person__retirement=(MEN,))
    verdicts = of_working_age(date(1960, 1, 1), Sex.MALE, day=date(2026, 9, 1), policy=county)
    assert [verdict.decision for verdict in verdicts] == [Decision.YES, Decision.NO]
    assert overall(verdicts) is Decision.NO
    assert verdicts[1].values["since"] == date(2020, 1, 1)
