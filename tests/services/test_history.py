"""Who changed what, in pages, with document numbers shown by their ends only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import enrollment, history, person
from trainingdesk.services.person import PersonDetails
from trainingdesk.services.person_category import Proof, add_category
from trainingdesk.services.work import Worker

from .people import add, number

if TYPE_CHECKING:
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work


def test_a_change_is_shown_old_and_new_with_its_author(work: Work) -> None:
    who = add(work, "王秀英", 2, phone="13800000002")
    changes = person.edit_person(
        work, who, PersonDetails(name="王秀英", document_number=number(2), phone="13900000003")
    )
    shown = history.show_changes(work, changes.change_set or 0)
    assert (shown.about.user_name, shown.about.action) == ("王主任", "edit_person")
    assert [(one.old, one.new) for one in shown.changes] == [({"phone": "138****0002"}, {"phone": "139****0003"})]
    assert history.list_changes(work, limit=1) == (shown.about,)


def test_a_phone_that_changed_in_the_middle_is_seen_to_have_changed(work: Work) -> None:
    who = add(work, "王秀英", 2, phone="13911110000")
    details = PersonDetails(name="王秀英", document_number=number(2), phone="13922220000")
    shown = history.show_changes(work, person.edit_person(work, who, details).change_set or 0)
    assert [(one.old, one.new) for one in shown.changes] == [({"phone": "1391***0000"}, {"phone": "1392***0000"})]


def test_a_document_number_is_shown_by_its_end_only(work: Work) -> None:
    who = add(work, "王秀英", 2)
    details = PersonDetails(name="王秀英", document_number=number(4))
    person.change_identity(work, who, details, reason="证件号登记错误")
    shown = repr(history.life_of(work, who))
    assert number(2) not in shown
    assert number(4) not in shown
    assert number(4)[-4:] in shown


def test_an_auditor_reads_no_sensitive_category_out_of_the_record(work: Work) -> None:
    who = add(work, "王秀英", 2)
    add_category(work, who, category="C04", proof=Proof(proof_kind="残疾人证"))
    proved = add_category(work, who, category="C04", proof=Proof(proof_kind="第三代残疾人证"))
    made = running_class.make(work, people=1)
    paid = [enrollment.set_category(work, made.enrollments[0], code, reason="残疾证已核对") for code in ("C04", "A05")]
    auditor = replace(work, worker=Worker("somebody", "沈审计", frozenset({Role.AUDITOR})))

    def read(by: Work, changes: Changes) -> list[tuple[object, object]]:
        (one,) = history.show_changes(by, changes.change_set or 0).changes
        return [(value, one.new[name]) for name, value in one.old.items() if name in {"proof_kind", "paid_category"}]

    assert read(work, proved) == [("残疾人证", "第三代残疾人证")]
    assert read(auditor, proved) == [("*", "*")]
    assert [read(work, one) for one in paid] == [[(None, "C04")], [("C04", "A05")]]
    assert [read(auditor, one) for one in paid] == [[(None, "*")], [("*", "A05")]]
    assert "C04" not in repr(history.life_of(auditor, made.enrollments[0]))
    assert "残疾证已核对" in repr(history.show_changes(work, paid[0].change_set or 0))
    assert "残疾证已核对" not in repr([history.show_changes(auditor, one.change_set or 0) for one in paid])
    assert "残疾证已核对" not in repr(history.list_changes(auditor))


def test_the_life_of_a_row_ends_with_its_creation(work: Work) -> None:
    who = add(work, "王秀英", 2)
    person.edit_person(work, who, PersonDetails(name="王秀英", document_number=number(2), note="记"))
    assert [one.group for one in history.life_of(work, who)][-1] is None


def test_what_is_not_there_is_refused(work: Work) -> None:
    for call, key in (
        (lambda: history.show_changes(work, 99_999), "history.not_found"),
        (lambda: history.life_of(work, "x"), "history.no_such_row"),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.key == key


def test_an_instructor_sees_no_history(work: Work) -> None:
    instructor = replace(work, worker=Worker("u9", "李老师", frozenset({Role.INSTRUCTOR})))
    with pytest.raises(Refused):
        history.list_changes(instructor)
