"""A conflict is told with what stands, decided for either value or neither, and nothing that agrees is called one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.conflicting import put_conflict
from tests.services.people import add
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import conflict, institution, undo
from trainingdesk.services.conflict import Choice
from trainingdesk.services.institution import InstitutionDetails

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


@pytest.fixture
def school(work: Work) -> str:
    return institution.add_institution(
        work, InstitutionDetails(name="某校", address="街上", contact_phone="13800001111")
    ).row


def address(work: Work) -> str | None:
    return institution.list_institutions(work)[0].address


def test_what_stands_is_told_and_either_value_can_be_taken(work: Work, school: str) -> None:
    number = put_conflict(work, "institution", school, "address", {"address": "街上"}, {"address": "村里"})
    (told,) = conflict.disagreements(work).rows
    assert told.subject is not None
    assert (told.subject.name, told.stands) == ("某校", Choice.KEPT)
    changes = conflict.decide(work, number, Choice.LOST)
    assert address(work) == "村里"
    assert conflict.of_record(work, number).rows[0].stands is Choice.LOST
    assert conflict.disagreements(work, undecided=True).rows == ()
    undo.undo(work, changes.change_set)
    assert (address(work), len(conflict.disagreements(work, undecided=True).rows)) == ("街上", 1)


def test_a_value_written_since_stands_where_nobody_wants_the_two(work: Work, school: str) -> None:
    number = put_conflict(work, "institution", school, "address", {"address": "东街"}, {"address": "西街"})
    assert conflict.of_record(work, number).rows[0].stands is None
    conflict.decide(work, number, Choice.PRESENT)
    assert address(work) == "街上"
    conflict.decide(work, number, Choice.KEPT)
    assert address(work) == "东街"


def test_the_other_value_comes_back_and_the_first_once_more(work: Work, school: str) -> None:
    number = put_conflict(work, "institution", school, "address", {"address": "东街"}, {"address": "西街"})
    for stands in ("西街", "东街", "西街"):  # neither stood at first
        conflict.restore(work, number)
        assert address(work) == stands
    with pytest.raises(Refused, match="not_found"):
        conflict.restore(work, "unknown")


def test_two_phones_that_differ_in_the_middle_can_be_told_apart(work: Work) -> None:
    who = add(work, "王秀英", 2, phone="13911110000")
    number = put_conflict(work, "person", who, "phone", {"phone": "13911110000"}, {"phone": "13922220000"})
    (told,) = conflict.of_record(work, number).rows
    assert (told.conflict.kept.values, told.conflict.lost.values) == (
        {"phone": "1391***0000"},
        {"phone": "1392***0000"},
    )
    assert told.stands is Choice.KEPT


def test_who_may_not_see_a_category_reads_of_none_in_a_conflict(work: Work) -> None:
    made = running_class.make(work)
    sides = {"paid_category": "C04"}, {"paid_category": "A05"}
    put_conflict(work, "enrollment", made.enrollments[0], "paid_category", *sides)
    (seen,) = conflict.disagreements(work).rows
    assert seen.conflict.kept.values == {"paid_category": "C04"}
    (hidden,) = conflict.disagreements(running_class.acting(work, Role.AUDITOR)).rows
    assert (hidden.conflict.kept.values, hidden.conflict.lost.values) == (
        {"paid_category": "*"},
        {"paid_category": "A05"},
    )


def test_the_same_mark_typed_twice_is_no_conflict(work: Work, school: str) -> None:
    mark = {"status": "present", "typed_at": 1, "typed_by": "u1"}
    put_conflict(work, "attendance_mark", school, "mark", mark, mark | {"typed_at": 2, "typed_by": "u2"})
    assert conflict.disagreements(work).rows == ()
    put_conflict(work, "attendance_mark", school, "mark", mark, mark | {"status": "late"})
    assert len(conflict.disagreements(work).rows) == 1


def test_two_who_opened_or_closed_the_same_register_agree(work: Work, school: str) -> None:
    for group, at, by in (("opening", "opened_at", "opened_by"), ("closing", "closed_at", "closed_by")):
        put_conflict(work, "register", school, group, {at: 1, by: "u1"}, {at: 2, by: "u2"})
    assert conflict.disagreements(work).rows == ()
    closed, still_open = {"closed_at": 1, "closed_by": "u1"}, {"closed_at": None, "closed_by": None}
    put_conflict(work, "register", school, "closing", closed, still_open)
    assert len(conflict.disagreements(work).rows) == 1


def test_several_are_decided_at_once_or_none(work: Work, school: str) -> None:
    one = put_conflict(work, "institution", school, "address", {"address": "街上"}, {"address": "村里"})
    with pytest.raises(Refused):
        conflict.decide_all(work, {one: Choice.LOST, "unknown": Choice.LOST})
    assert address(work) == "街上"
    other = put_conflict(work, "institution", school, "note", {"note": None}, {"note": "有"})
    conflict.decide_all(work, {one: Choice.LOST, other: Choice.LOST})
    assert (address(work), conflict.disagreements(work, undecided=True).rows) == ("村里", ())
