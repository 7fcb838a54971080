"""Whether an institution may open a class, each reason by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trainingdesk.domain.class_provider import Approval, Provider, Teaching, has_places, may_open_class, refusals
from trainingdesk.domain.sanction import Ban, SanctionAction
from trainingdesk.domain.verdict import Decision

TODAY = date(2026, 10, 20)
TEACHING = Teaching(occupation="4-10-01-05", level="5", starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 13))
SCHOOL = Provider(
    active=True,
    licence_until=date(2027, 12, 31),
    approvals=(Approval(occupation="4-10-01-05", highest_level="4"),),
)
BAN = Ban(first=date(2026, 10, 1), last=date(2027, 4, 1), action=SanctionAction.CORRECTION_LETTER, clause="60号")


def reasons(provider: Provider, teaching: Teaching = TEACHING) -> list[str | None]:
    return [verdict.reason for verdict in refusals(may_open_class(provider, teaching, today=TODAY))]


def test_a_school_in_good_standing_may() -> None:
    verdicts = may_open_class(SCHOOL, TEACHING, today=TODAY)
    assert {verdict.decision for verdict in verdicts} == {Decision.YES}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"active": False}, "class_provider.not_listed"),
        ({"licence_until": date(2026, 11, 12)}, "class_provider.licence_ends"),
        ({"approvals": ()}, "class_provider.occupation_not_approved"),
        ({"approvals": (Approval(occupation="4-10-01-05", highest_level="Z"),)}, "class_provider.level_not_approved"),
        ({"bans": (BAN,)}, "sanction.banned"),
    ],
)
def test_each_reason_is_named(change: dict[str, object], reason: str) -> None:
    assert reasons(replace(SCHOOL, **change)) == [reason]  # type: ignore[arg-type]


def test_all_reasons_are_named_at_once() -> None:
    assert len(reasons(Provider(active=False, licence_until=TODAY, bans=(BAN,)))) == 4


def test_a_license_that_nobody_entered_is_undecided() -> None:
    verdicts = may_open_class(replace(SCHOOL, licence_until=None), TEACHING, today=TODAY)
    assert [one.reason for one in verdicts if one.decision is Decision.UNDECIDED] == ["class_provider.licence_unknown"]
    assert reasons(replace(SCHOOL, licence_until=None)) == []


def test_a_license_must_last_to_the_last_day() -> None:
    assert reasons(replace(SCHOOL, licence_until=TEACHING.ends_on)) == []


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        (None, date(2026, 11, 1), False),
        (None, date(2026, 11, 2), True),
        (date(2026, 11, 2), None, True),
        (date(2026, 11, 3), None, False),
    ],
)
def test_an_approval_holds_on_the_first_day_of_the_class(
    valid_from: date | None,
    valid_to: date | None,
    holds: bool,
) -> None:
    approval = Approval(occupation="4-10-01-05", highest_level="4", valid_from=valid_from, valid_to=valid_to)
    wanted = [] if holds else ["class_provider.approval_not_valid"]
    assert reasons(replace(SCHOOL, approvals=(approval,))) == wanted


def test_a_ban_that_is_over_counts_no_more() -> None:
    assert reasons(replace(SCHOOL, bans=(replace(BAN, last=date(2026, 10, 19)),))) == []
    assert reasons(replace(SCHOOL, bans=(replace(BAN, last=TODAY),))) == ["sanction.banned"]


def test_a_startup_training_has_no_occupation_to_be_approved_for() -> None:
    assert reasons(replace(SCHOOL, approvals=()), replace(TEACHING, occupation=None, level="H")) == []


@pytest.mark.parametrize(
    ("places", "at_once", "decision"),
    [(100, 100, Decision.YES), (100, 101, Decision.NO), (None, 1000, Decision.UNDECIDED)],
)
def test_the_agreement_says_how_many_at_one_time(places: int | None, at_once: int, decision: Decision) -> None:
    approval = Approval(occupation="4-10-01-05", highest_level="4", places=places)
    assert has_places(replace(SCHOOL, approvals=(approval,)), TEACHING, at_once=at_once).decision is decision
