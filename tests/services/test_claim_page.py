"""A claim to look at: whose it is, when it is due, the public notice and the payment list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.services import claimed_class, finished_class
from tests.services.prepared_claim import prepare, published, refusal, reviewer
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.claim import ClaimState
from trainingdesk.services import claim_page, code_list, person_category
from trainingdesk.storage import person, rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

S = ClaimState


# --- the page ---------------------------------------------------------------------------------------------------------


def test_only_who_handed_it_in_is_told_that_it_is_their_own(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock, people=1))
    mine, theirs = claim_page.claim_page(work, claim_id), claim_page.claim_page(reviewer(work), claim_id)
    assert (mine.own, mine.may_approve) == (True, False)
    assert (theirs.own, theirs.may_approve) == (False, True)
    assert mine.names[work.worker.user_id] == "王主任"


def test_deadlines_of_the_review_are_shown(work: Work, clock: Clock) -> None:
    page = claim_page.claim_page(work, prepare(work, claimed_class.make(work, clock)))
    assert page.due is not None
    assert (page.due.day, page.due.clause) == (date(2026, 11, 16), "测试规则 claim.review_workdays")
    assert page.next_steps == (S.AUDITING,)


def test_an_auditor_reads_a_claim_without_its_sensitive_categories(work: Work, clock: Clock) -> None:
    claim_id = published(work, claimed_class.make(work, clock, people=2, categories={1: "C04"}))
    auditor = finished_class.acting(work, Role.AUDITOR)
    assert {line.category for line in claim_page.claim_page(auditor, claim_id).lines} == {"A04", None}
    assert {line.category for line in claim_page.claim_page(work, claim_id).lines} == {"A04", "C04"}


# --- the public notice ------------------------------------------------------------------------------------------------


def test_the_public_notice_masks_numbers_and_hides_whom_it_must(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=3, categories={1: "C04"})
    notice = claim_page.public_notice(work, published(work, made))
    assert {one.name for one in notice.lines} == {"学员0070", "学员0072"}
    assert all("********" in one.id_mask for one in notice.lines)
    assert (notice.withheld, notice.withheld_fen) == (2, 141_050)
    assert sum(one.amount_fen for one in notice.lines) + notice.withheld_fen == notice.total_fen == 423_150


def test_a_sensitive_category_of_the_countys_own_is_published_no_more_than_a_shipped_one(
    work: Work, clock: Clock
) -> None:
    code_list.add_item(work, "person_categories", code="Z01", name="残疾人家庭成员", core="disabled")
    made = claimed_class.make(work, clock, people=2, categories={1: "C04"})
    claim_id = published(work, made)
    with work.writing(Action.EDIT_PERSON) as session:
        (held,) = person.categories(session, (made.people[1],))[made.people[1]]
        rows.remove(session, "person_category", held.id)
    person_category.add_category(work, made.people[1], category="残疾人家庭成员")
    with work.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", made.enrollments[1], {"paid_category": "Z01"})
    assert {one.name for one in claim_page.public_notice(work, claim_id).lines} == {"学员0070"}


# --- the payment list -------------------------------------------------------------------------------------------------


def test_the_payment_list_is_whole_and_its_reason_is_logged(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1, categories={0: "A01"})
    with work.writing(Action.EDIT_PERSON) as session:
        rows.change(session, "person", made.people[0], {"payee_account": "6222021001116245702", "payee_bank": "农商行"})
    claim_id = prepare(work, made)
    assert refusal(lambda: claim_page.payment_list(work, claim_id, reason="")) == "access.reason_missing"
    lines = claim_page.payment_list(work, claim_id, reason="发放生活费")
    (personal,) = [one for one in lines if one.payee_kind == "person"]
    assert (personal.account, personal.bank, personal.amount_fen) == ("6222021001116245702", "农商行", 25_005)
    assert all(one.account is None for one in lines if one.payee_kind != "person")
    assert personal.document_number is not None
    assert len(personal.document_number) == 18
    reader = finished_class.acting(work, Role.AUDITOR)
    assert refusal(lambda: claim_page.payment_list(reader, claim_id, reason="看看")) == "access.not_allowed"
