"""Categories with proofs, and who sees the sensitive ones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services.people import acting_as, add
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services.person_category import Proof, add_category, remove_category
from trainingdesk.services.person_page import person_page

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


@pytest.mark.parametrize(
    ("text", "code"), [("A05", "A05"), ("登记失业人员", "A05"), ("失业人员", "A05"), ("农民工", "A04")]
)
def test_a_category_is_given_by_code_name_or_alias(work: Work, text: str, code: str) -> None:
    person = add(work, "张三", 1)
    proof = Proof(proof_kind="就业创业证", proof_number="5002410012345678", valid_from=date(2026, 1, 1))
    add_category(work, person, category=text, proof=proof)
    (held,) = person_page(work, person).categories
    assert (held.category, held.proof_kind, held.valid_from) == (code, "就业创业证", date(2026, 1, 1))
    assert held.proof_mask == "************5678"
    assert held.name != held.category


def test_a_category_that_is_there_gets_the_new_proof(work: Work) -> None:
    person = add(work, "张三", 1)
    add_category(work, person, category="A05")
    add_category(work, person, category="A05", proof=Proof(valid_to=date(2026, 12, 31)))
    (held,) = person_page(work, person).categories
    assert held.valid_to == date(2026, 12, 31)


def test_a_category_that_never_was_true_is_removed(work: Work) -> None:
    person = add(work, "张三", 1)
    added = add_category(work, person, category="A05").rows[1]
    remove_category(work, added)
    assert person_page(work, person).categories == ()
    with pytest.raises(Refused, match=r"person\.category_gone"):
        remove_category(work, added)


def test_what_is_no_category_is_refused(work: Work) -> None:
    person = add(work, "张三", 1)
    with pytest.raises(Refused, match=r"person\.category_unknown"):
        add_category(work, person, category="富豪")
    with pytest.raises(Refused, match=r"person\.unknown"):
        add_category(work, "nobody", category="A05")
    upside_down = Proof(valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 31))
    with pytest.raises(Refused, match=r"person\.proof_ends_before_it_begins"):
        add_category(work, person, category="A05", proof=upside_down)


@pytest.mark.parametrize("sensitive", ["C04", "C08", "C09", "C10"])
def test_sensitive_categories_are_shown_only_to_roles_that_work_with_them(work: Work, sensitive: str) -> None:
    person = add(work, "张三", 1)
    add_category(work, person, category="A05")
    add_category(work, person, category=sensitive)
    for role, seen in {
        Role.CLERK: {"A05", sensitive},
        Role.REVIEWER: {"A05", sensitive},
        Role.ADMINISTRATOR: {"A05", sensitive},
        Role.AUDITOR: {"A05"},
    }.items():
        page = person_page(acting_as(work, role), person)
        assert {one.category for one in page.categories} == seen
        assert len(page.categories) + page.hidden_categories == 2
