"""Institutions and what they may teach."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services.refusals import refused
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import course, expiry, institution
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.expiry import Expires
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.storage import month

from .county import CARER, as_user

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

USCC = "91350100M000100Y43"


def test_an_institution_is_listed_from_today(work: Work) -> None:
    made = institution.add_institution(
        work, InstitutionDetails(name=" 启航学校 ", uscc=USCC.lower(), division="500241100000")
    )
    (row,) = institution.list_institutions(work)
    assert (row.id, row.name, row.uscc, row.status) == (made.row, "启航学校", USCC, "active")


def test_a_wrong_check_character_is_refused(work: Work) -> None:
    with pytest.raises(Refused) as error:
        institution.add_institution(work, InstitutionDetails(name="启航学校", uscc="91350100M000100Y44"))
    assert error.value.key.startswith("credit_code.")
    assert institution.list_institutions(work) == ()


def test_a_credit_code_belongs_to_one_institution(work: Work) -> None:
    first = institution.add_institution(work, InstitutionDetails(name="启航学校", uscc=USCC)).row
    with refused("institution.exists_already"):
        institution.add_institution(work, InstitutionDetails(name="另一所", uscc=USCC))
    second = institution.add_institution(work, InstitutionDetails(name="另一所")).row
    with refused("institution.exists_already"):
        institution.edit_institution(work, second, InstitutionDetails(name="另一所", uscc=USCC))
    institution.edit_institution(work, first, InstitutionDetails(name="启航职校", uscc=USCC))
    assert institution.list_institutions(work, text=USCC)[0].name == "启航职校"


def test_a_retired_one_stays_and_can_come_back(work: Work) -> None:
    row = institution.add_institution(work, InstitutionDetails(name="启航学校")).row
    institution.retire_institution(work, row)
    assert institution.list_institutions(work)[0].status == "retired"
    assert institution.list_institutions(work, active_only=True) == ()
    institution.readmit_institution(work, row)
    assert institution.list_institutions(work, active_only=True)[0].id == row


def test_coming_and_leaving_keep_their_day(work: Work, clock: Clock) -> None:
    """The report counts who came and who left in a month: saying it again later does not move it there."""
    stays, leaves = (institution.add_institution(work, InstitutionDetails(name=name)).row for name in ("甲校", "乙校"))
    institution.retire_institution(work, leaves)
    clock.now += timedelta(days=40)
    with refused("institution.in_the_catalogue"):
        institution.readmit_institution(work, stays)
    with refused("institution.retired_already"):
        institution.retire_institution(work, leaves)
    with work.reading(Action.SEE_EVERYTHING) as session:
        days = {one.id: (one.listed_on, one.delisted_on) for one in month.listings(session, "institution")}
    assert days == {stays: (date(2026, 10, 20), None), leaves: (date(2026, 10, 20), date(2026, 10, 20))}


def test_no_two_institutions_in_use_have_one_name(work: Work) -> None:
    first = institution.add_institution(work, InstitutionDetails(name="启航学校")).row
    second = institution.add_institution(work, InstitutionDetails(name="远航学校")).row
    with refused("institution.name_taken"):
        institution.edit_institution(work, second, InstitutionDetails(name=" 启航学校"))
    institution.edit_institution(work, first, InstitutionDetails(name="启航学校", address="新址"))
    institution.retire_institution(work, first)
    institution.edit_institution(work, second, InstitutionDetails(name="启航学校"))
    with refused("institution.name_taken"):
        institution.readmit_institution(work, first)


def test_approvals_carry_level_places_and_days(work: Work) -> None:
    row = institution.add_institution(work, InstitutionDetails(name="启航学校")).row
    institution.approve_occupation(
        work, row, occupation_code=CARER, highest_level="3", capacity=80, valid_to=date(2027, 6, 30)
    )
    institution.approve_occupation(work, row, occupation_code=CARER, highest_level="2", capacity=60)
    (approval,) = institution.approvals_of(work, row)
    assert (approval.highest_level, approval.capacity, approval.valid_to) == ("2", 60, None)
    institution.withdraw_approval(work, row, occupation_code=CARER)
    assert institution.approvals_of(work, row) == ()
    with refused("institution.not_approved"):
        institution.withdraw_approval(work, row, occupation_code=CARER)


def test_what_is_no_approval_is_refused(work: Work) -> None:
    row = institution.add_institution(work, InstitutionDetails(name="启航学校")).row
    with refused("course.level_unknown"):
        institution.approve_occupation(work, row, occupation_code=CARER, highest_level="9", capacity=None)
    with refused("institution.approval_without_places"):
        institution.approve_occupation(work, row, occupation_code=CARER, highest_level="3", capacity=0)
    with refused("institution.unknown"):
        institution.approve_occupation(work, "none", occupation_code=CARER, highest_level="3", capacity=1)
    said = institution.approve_occupation(
        work, row, occupation_code="9-99-99-99", highest_level="3", capacity=None
    ).said
    assert [one.key for one in said] == ["course.occupation_unknown"]


def test_the_list_is_narrowed_by_region_and_occupation(work: Work) -> None:
    town = institution.add_institution(work, InstitutionDetails(name="镇校", division="500241100000")).row
    institution.add_institution(work, InstitutionDetails(name="外校", division="500101000000"))
    institution.approve_occupation(work, town, occupation_code=CARER, highest_level="3", capacity=None)

    def names(**wanted: str) -> list[str]:
        return [row.name for row in institution.list_institutions(work, **wanted)]  # type: ignore[arg-type]

    assert names(division="500241000000") == ["镇校"]
    assert names(division="500241101000") == []
    assert names(occupation=CARER) == ["镇校"]
    assert names(text="校") == ["外校", "镇校"]


def test_what_ends_soon_is_listed_the_urgent_marked(work: Work) -> None:
    first = InstitutionDetails(name="急校", licence_until=date(2026, 10, 25))
    institution.add_institution(work, first)
    later = institution.add_institution(work, InstitutionDetails(name="缓校", licence_until=date(2026, 11, 15))).row
    institution.add_institution(work, InstitutionDetails(name="远校", licence_until=date(2027, 11, 15)))
    institution.approve_occupation(
        work, later, occupation_code=CARER, highest_level="3", capacity=None, valid_to=date(2026, 10, 31)
    )
    form = CourseDetails(
        code="YL", name="养老护理员", training_type="13", level="5", theory_periods=20, practice_periods=20,
        valid_to=date(2026, 10, 1),
    )  # fmt: skip
    course.add_course(work, form)
    found = [(one.kind, one.name, one.urgent) for one in expiry.expiring(work)]
    assert found == [
        (Expires.COURSE, "养老护理员", True),
        (Expires.LICENCE, "急校", True),
        (Expires.APPROVAL, f"缓校 {CARER}", False),
        (Expires.LICENCE, "缓校", False),
    ]


def test_a_reviewer_does_not_edit_the_catalogue(work: Work) -> None:
    with refused("access.not_allowed"):
        institution.add_institution(as_user(work, "老周", Role.REVIEWER), InstitutionDetails(name="启航学校"))
