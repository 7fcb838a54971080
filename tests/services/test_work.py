"""Use cases that share one transaction: what one refuses it alone takes back, and a trial leaves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.running_class import acting
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services.history import list_changes
from trainingdesk.services.institution import InstitutionDetails, add_institution, list_institutions
from trainingdesk.services.teaching import VenueDetails, add_venue, list_venues

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def names(work: Work) -> list[str]:
    return [row.name for row in list_institutions(work)]


def add_both(work: Work, first: str, second: str) -> None:
    """Two institutions together: both, or none."""
    with work.together(Action.EDIT_CATALOGUE) as joined:
        add_institution(joined, InstitutionDetails(name=first))
        add_institution(joined, InstitutionDetails(name=second))


def test_use_cases_together_are_one_change_set(work: Work) -> None:
    with work.together(Action.EDIT_CATALOGUE, note="名单.xlsx") as joined:
        first = add_institution(joined, InstitutionDetails(name="甲学校"))
        second = add_venue(joined, VenueDetails(name="一号教室"))
        assert names(joined) == ["甲学校"]
        assert names(work) == []  # nobody else sees it before it is whole
    assert first.change_set == second.change_set == list_changes(work, limit=1)[0].number
    assert list_changes(work, limit=1)[0].note == "名单.xlsx"


def test_what_one_refuses_it_alone_takes_back(work: Work) -> None:
    with work.together(Action.EDIT_CATALOGUE) as joined:
        add_institution(joined, InstitutionDetails(name="甲学校"))
        with pytest.raises(Refused):
            add_both(joined, "乙学校", "甲学校")
        add_institution(joined, InstitutionDetails(name="丙学校"))
    assert sorted(names(work)) == ["丙学校", "甲学校"]


def test_an_exception_takes_all_of_it_back(work: Work) -> None:
    before = list_changes(work)
    with pytest.raises(Refused):
        add_both(work, "甲学校", "甲学校")
    assert (names(work), list_changes(work)) == ([], before)


def test_a_trial_shows_what_would_be_and_leaves_nothing(work: Work) -> None:
    before = list_changes(work)
    with work.trying(Action.EDIT_CATALOGUE) as tried:
        add_institution(tried, InstitutionDetails(name="甲学校"))
        with pytest.raises(Refused, match=r"institution\.name_taken"):
            add_institution(tried, InstitutionDetails(name="甲学校"))
        assert names(tried) == ["甲学校"]
    assert (names(work), list_venues(work), list_changes(work)) == ([], (), before)


def test_each_use_case_asks_whether_the_worker_may(work: Work) -> None:
    clerk = acting(work, Role.INSTRUCTOR)
    with clerk.together(Action.TAKE_REGISTER) as joined, pytest.raises(Refused):
        add_institution(joined, InstitutionDetails(name="甲学校"))
    with pytest.raises(Refused), clerk.trying(Action.EDIT_CATALOGUE):
        pass
