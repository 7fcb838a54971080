"""The plan of a sample county: the same from the same seed, of the size that was asked for, and possible."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain import credit_code
from trainingdesk.domain.assessment import FULL
from trainingdesk.domain.identity import read_document
from trainingdesk.sample.people import with_luhn
from trainingdesk.sample.plan import WorkDays, plan_county
from trainingdesk.sample.size import SIZES, SizeName

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.sample.plan import County

#: The working age of the law (劳动法 art. 15).
WORKING_AGE = 16


@pytest.mark.parametrize("name", [SizeName.S, SizeName.M])
def test_a_county_has_the_volumes_of_its_size(shared: Path, name: SizeName) -> None:
    wanted = json.loads((shared / "domain/codes/volumes.json").read_text(encoding="utf-8"))[name.value]
    county = plan_county(SIZES[name], seed=3)
    assert len(county.people) == wanted["people"]
    assert len(county.classes) == wanted["classes"]
    assert sum(len(one.people) for one in county.classes) == wanted["enrolments"]
    assert len(county.institutions) == wanted["institutions"]
    assert {len(one.days) * 2 for one in county.classes} == {wanted["half_day_sessions_per_class"]}


def test_the_same_seed_makes_the_same_county_and_another_another(small_county: County) -> None:
    assert plan_county(SIZES[SizeName.S], seed=1) == small_county
    assert plan_county(SIZES[SizeName.S], seed=2) != small_county


def test_everybody_has_a_sound_number_of_their_own(small_county: County) -> None:
    numbers = Counter(person.number for person in small_county.people)
    assert numbers.most_common(1)[0][1] == 1
    for person in small_county.people:
        document = read_document(person.number, kind=None, today=date(2026, 11, 2))
        assert document.mends == ()
        assert document.value.birth_date == person.birth
        assert (document.value.sex == "female") == person.is_female


def test_everybody_is_of_working_age_on_the_first_day(small_county: County) -> None:
    for one in small_county.classes:
        for enrollment in one.people:
            birth = small_county.people[enrollment.person].birth
            age = (
                one.starts_on.year - birth.year - ((one.starts_on.month, one.starts_on.day) < (birth.month, birth.day))
            )
            assert age >= WORKING_AGE, (one.index, birth)


def test_nobody_sits_in_two_classes_at_once_or_twice_in_one_kind(small_county: County) -> None:
    classes = defaultdict(list)
    for one in small_county.classes:
        for enrollment in one.people:
            classes[enrollment.person].append(one)
    returning = {who: attended for who, attended in classes.items() if len(attended) > 1}
    assert len(returning) == 100  # 1,400 enrollments of 1,300 people, volumes.json
    for attended in returning.values():
        first, second = sorted(attended, key=lambda one: one.starts_on)
        assert first.completed_on < second.starts_on
        assert first.template.occupation != second.template.occupation or not first.template.occupation


def test_lessons_fall_on_working_days_only(small_county: County) -> None:
    days = WorkDays()
    assert all(days.works(day) for one in small_county.classes for day in one.days)


def test_institutions_have_sound_credit_codes(small_county: County) -> None:
    codes = [one.uscc for one in small_county.institutions]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert credit_code.read_credit_code(code).value.code == code


def test_the_luhn_digit_is_that_of_the_shared_vector() -> None:
    assert with_luhn("622202100111624570") == "6222021001116245702"  # test_vectors.json, luhn


def test_who_passes_reaches_the_points_of_the_course(small_county: County) -> None:
    """One kind of course asks for more than the policy of the sample, which has 60."""
    asked = {one.index: one.template.pass_points_theory or 600 for one in small_county.classes}
    assert set(asked.values()) == {600, 700}
    for one in small_county.classes:
        for enrollment in one.people:
            assert (enrollment.theory >= asked[one.index]) == enrollment.passed
            assert enrollment.theory <= FULL
