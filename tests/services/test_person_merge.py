"""Two records of one person made one, previewed field by field, and taken apart to the last row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from tests.services.people import acting_as, add, enrolled, number, said
from tests.services.roster_class import make_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attachment, consent, enrollment
from trainingdesk.services.person import PersonDetails, add_person, add_provisional, edit_person, find_people
from trainingdesk.services.person_category import Proof, add_category
from trainingdesk.services.person_merge import merge, preview, unmerge
from trainingdesk.services.person_page import person_page
from trainingdesk.services.undo import undo
from trainingdesk.storage import assessment as assessments
from trainingdesk.storage import class_facts, class_paper
from trainingdesk.storage import enrollment as enrollments
from trainingdesk.storage import person as stored
from trainingdesk.storage import person_merge as queries
from trainingdesk.storage.attachment import photos
from trainingdesk.storage.twin_enrollment import set_aside

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

TABLES = ("person", "person_alias", "former_identity", "person_category", "enrollment")


def living(work: Work) -> dict[str, list[Any]]:
    """Everything that is not marked deleted."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return {
            name: [tuple(row) for row in session.connection().execute(
                text(f'SELECT * FROM "{name}" WHERE NOT deleted ORDER BY id')  # noqa: S608 -- names from the list above
            )]
            for name in TABLES
        }  # fmt: skip


def test_a_merge_leads_from_the_old_id_to_the_person(work: Work) -> None:
    old, kept = add(work, "张三", 1, phone="13812345678"), add(work, "张叁", 3)
    changes = merge(work, old, kept, reason="同一人")
    assert changes.rows == (kept, old)
    assert said(changes) == []
    page = person_page(work, old)
    assert (page.id, page.name, page.merged_ids) == (kept, "张叁", (old,))
    assert page.phone_mask == "138****5678"  # what the kept record left empty
    assert [(one.name, one.reason) for one in page.former] == [("张三", "merge")]
    for question in ("张三", number(1), "张叁", number(3)):
        assert [one.id for one in find_people(work, question)] == [kept]
    assert add_person(work, PersonDetails(name="张三", document_number=number(1))).rows == (kept,)


def test_everything_of_both_is_read_through_the_alias(work: Work) -> None:
    old, kept = add(work, "张三", 1), add(work, "张叁", 3)
    first, second = make_class(work, "2026-001"), make_class(work, "2026-002")
    enrolled(work, first, old)
    enrolled(work, second, kept)
    add_category(work, old, category="A05", proof=Proof(proof_kind="就业创业证"))
    merge(work, old, kept)
    page = person_page(work, kept)
    assert {one.class_number for one in page.enrollments} == {"2026-001", "2026-002"}
    assert [(one.category, one.proof_kind) for one in page.categories] == [("A05", "就业创业证")]


def test_a_class_shows_whoever_is_in_it_by_the_file_that_lives_on(work: Work) -> None:
    """Somebody came without a card, and is found to be on file: nothing of the first file is asked any more."""
    the_class = make_class(work)
    old = add_provisional(work, name="张三").row
    enrollment.enroll(work, the_class, old)
    newer = add(work, "张叁", 2)
    kept = add(work, "张三", 1, phone="13812345678", payee_account="6222021001116245702")
    merge(work, old, newer)
    merge(work, newer, kept)
    (line,) = enrollment.roll_of(work, the_class)
    assert (line.person_id, line.name, line.id_mask, line.phone) == (kept, "张三", "500241********0010", "138****5678")
    assert not line.provisional
    with work.reading(Action.SEE_EVERYTHING) as session:
        assert class_facts.people(session, the_class).provisional == 0
        (printed,) = class_paper.people_of(session, the_class)
        assert (printed.name, printed.payee_account) == ("张三", "6222021001116245702")
        (named,) = assessments.candidate_keys(session, the_class)
        assert named.document_number == number(1)
    unmerge(work, newer)
    assert [one.name for one in enrollment.roll_of(work, the_class)] == ["张叁"]
    unmerge(work, old)
    assert [one.provisional for one in enrollment.roll_of(work, the_class)] == [True]


def test_scans_photos_and_consents_of_both_are_the_persons(work: Work) -> None:
    old, kept = add(work, "张三", 1), add(work, "张叁", 3)
    scan = attachment.attach(work, ("person", old), b"%PDF-1.7 ", kind="scan", name="a.pdf").row
    photo = attachment.attach(work, ("person", old), b"\xff\xd8\xff ", kind="photo", name="a.jpg").row
    the_class = make_class(work)
    enrollment.enroll(work, the_class, old)
    consent.record_consents(work, [old], kind=consent.COMMITMENT)
    merge(work, old, kept)
    assert [one.id for one in attachment.list_attachments(work, kept)] == [scan, photo]
    assert [one.kind for one in consent.consents_of(work, kept)] == [consent.COMMITMENT]
    assert consent.without_commitment(work, the_class) == ()
    with work.reading(Action.SEE_EVERYTHING) as session:
        assert photos(session, [kept], folder=work.folder.attachments).here == {kept: photo}


def test_a_preview_says_field_by_field_what_would_happen(work: Work) -> None:
    old = add(work, "张三", 1, phone="13812345678", address="县城", payee_account="6222021001116245702")
    kept = add(work, "张叁", 3, address="平凯")
    the_class = make_class(work)
    enrolled(work, the_class, old)
    enrolled(work, the_class, kept)
    add_category(work, old, category="A05")
    seen = preview(work, old, kept, take=frozenset({"address"}))
    taken = {one.group: one.taken for one in seen.fields}
    assert taken == {"identity": False, "payee": True, "phone": True, "address": True}
    shown = {one.group: (one.old, one.kept) for one in seen.fields}
    assert shown["address"] == ({"address": "县城"}, {"address": "平凯"})
    assert shown["phone"][0] == {"phone": "*******5678"}
    assert shown["payee"][0]["payee_account"] == "***************5702"
    assert shown["identity"][0]["document_number"] == "*" * 14 + number(1)[-4:]
    assert (seen.brings["enrollment"], seen.categories, seen.classes) == (1, ("A05",), ("2026-001",))
    assert person_page(work, old).id == old


def test_the_identity_of_a_complete_record_fills_a_provisional_one(work: Work) -> None:
    old = add(work, "张三", 1)
    kept = add_provisional(work, name="张叁").row
    merge(work, old, kept)
    page = person_page(work, kept)
    assert (page.name, page.provisional, page.sex is None) == ("张三", False, False)
    assert [one.name for one in page.former] == ["张叁"]
    assert [one.id for one in find_people(work, "张叁")] == [kept]


def test_two_enrollments_in_one_class_count_once_and_it_is_said(work: Work) -> None:
    old, kept = add(work, "张三", 1), add(work, "张叁", 3)
    the_class = make_class(work)
    both = {enrolled(work, the_class, old), enrolled(work, the_class, kept)}
    changes = merge(work, old, kept)
    assert said(changes) == ["person_merge.both_in_class"]
    with work.reading(Action.SEE_EVERYTHING) as session:
        (stands,) = (line.enrollment_id for line in enrollments.roll(session, the_class))
        assert set_aside(session) == dict.fromkeys(both - {stands}, stands)
        assert enrollments.seats_taken(session, the_class, ["completed"]) == 1
    unmerge(work, old)
    with work.reading(Action.SEE_EVERYTHING) as session:
        assert {line.enrollment_id for line in enrollments.roll(session, the_class)} == both


@pytest.mark.parametrize("take", [frozenset(), frozenset({"identity", "phone"})])
def test_a_merge_is_taken_apart_to_the_last_row(work: Work, take: frozenset[str]) -> None:
    old, kept = add(work, "张三", 1, phone="13812345678"), add(work, "张叁", 3, phone="13987654321")
    the_class = make_class(work)
    enrolled(work, the_class, old)
    enrolled(work, the_class, kept)
    add_category(work, old, category="A05")
    before = living(work)
    merge(work, old, kept, take=take)
    assert living(work) != before
    assert said(unmerge(work, old)) == []
    assert living(work) == before
    for question, wanted in (("张三", old), ("张叁", kept)):
        assert [one.id for one in find_people(work, question)] == [wanted]
    merge(work, old, kept, take=take)  # and again
    unmerge(work, old)
    assert living(work) == before


def test_what_was_changed_since_stays_and_is_said(work: Work) -> None:
    old, kept = add(work, "张三", 1, address="县城"), add(work, "张叁", 3)
    merge(work, old, kept)
    edit_person(work, kept, PersonDetails(name="张叁", address="平凯"), only=frozenset({"address"}))
    assert said(unmerge(work, old)) == ["person_merge.kept_address"]
    assert person_page(work, kept).address == "平凯"
    assert person_page(work, old).address == "县城"


def test_undo_takes_a_merge_back_too(work: Work) -> None:
    old, kept = add(work, "张三", 1, address="县城"), add(work, "张叁", 3)
    before = living(work)
    undo(work, merge(work, old, kept).change_set)
    assert living(work) == before


def test_merges_in_a_chain_lead_to_the_last(work: Work) -> None:
    first, second, third = add(work, "甲", 1), add(work, "乙", 3), add(work, "丙", 5)
    merge(work, first, second)
    merge(work, second, third)
    page = person_page(work, first)
    assert (page.id, set(page.merged_ids)) == (third, {first, second})
    with work.reading(Action.SEE_EVERYTHING) as session:
        assert queries.aliases(session) == {first: third, second: third}
        known = stored.people_with_numbers(session, (number(1), number(3), number(5)))
        assert {row.id for row in known.values()} == {third}
    unmerge(work, second)
    assert person_page(work, first).id == second


def test_what_is_no_merge_is_refused(work: Work) -> None:
    old, kept = add(work, "张三", 1), add(work, "张叁", 3)
    for use, key in (
        (lambda: merge(work, old, old), "person_merge.same_person"),
        (lambda: merge(work, old, "nobody"), "person.unknown"),
        (lambda: unmerge(work, old), "person_merge.not_merged"),
        (lambda: preview(work, kept, kept), "person_merge.same_person"),
        (lambda: merge(acting_as(work, Role.REVIEWER), old, kept), "access.not_allowed"),
    ):
        with pytest.raises(Refused) as caught:
            use()
        assert caught.value.key == key
    merge(work, old, kept)
    with pytest.raises(Refused, match=r"person_merge\.same_person"):
        merge(work, old, kept)
