"""Undo puts back what was, refuses in words where somebody built on it, and never touches the access log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.identity import Sex
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.services import attendance, audit, backup, enrollment, history, institution, person, undo
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.person import PersonDetails
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.shipped import resource
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import references, rows

from . import running_class
from .county import make_class, make_county
from .people import add

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row

    from .conftest import Clock

SCHOOL = InstitutionDetails(name="秀山职教中心", uscc=None, kind="vocational_school", division="500241100")


def find(work: Work, table: str, row_id: str) -> Row[tuple[object, ...]] | None:
    with work.database.read() as session:
        return rows.find(session, table, row_id)


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def other(work: Work, *roles: Role) -> Work:
    return replace(work, worker=Worker("somebody-else", "李会计", frozenset(roles)))


def status(work: Work, enrollment_id: str) -> Status:
    row = find(work, "enrollment", enrollment_id)
    assert row is not None
    return row.status  # type: ignore[attr-defined,no-any-return]


def test_a_creation_is_taken_back_and_brought_back(work: Work) -> None:
    made = institution.add_institution(work, SCHOOL).row
    undone = undo.undo(work)
    assert find(work, "institution", made) is None
    assert made in undone.rows
    undo.undo(work, undone.change_set)
    assert find(work, "institution", made) is not None


def test_a_change_is_put_back_group_by_group(work: Work) -> None:
    school = institution.add_institution(work, SCHOOL).row
    before = find(work, "institution", school)
    institution.edit_institution(work, school, replace(SCHOOL, name="秀山新职教中心", division="500241101"))
    institution.retire_institution(work, school)
    undo.undo(work)
    undo.undo(work)
    after = find(work, "institution", school)
    assert after == before


def test_a_person_is_put_back_with_every_type_of_field(work: Work) -> None:
    who = add(work, "王秀英", 2, phone="13800000002")
    before = find(work, "person", who)
    person.change_identity(work, who, PersonDetails(name="王秀莹", sex=Sex.FEMALE), reason="户口登记更正")
    changed = find(work, "person", who)
    assert changed != before
    assert getattr(changed, "name_key", None) == "王秀莹"
    undo.undo(work)
    assert find(work, "person", who) == before


def test_the_last_own_change_is_taken_where_none_is_named(work: Work) -> None:
    first = institution.add_institution(work, SCHOOL).row
    second = institution.add_institution(work, replace(SCHOOL, name="第二学校")).row
    theirs = institution.add_institution(other(work, Role.CLERK), replace(SCHOOL, name="第三学校")).row
    undo.undo(work)
    assert [find(work, "institution", one) is None for one in (first, second, theirs)] == [False, True, False]
    undo.undo(work)
    assert find(work, "institution", first) is None


def test_looking_and_signing_in_are_nothing_to_undo(work: Work) -> None:
    school = institution.add_institution(work, SCHOOL).row
    backup.back_up(work)
    audit.log_sign_in(work)
    undo.undo(work)
    assert find(work, "institution", school) is None
    assert audit.verify_chain(work).sound


def test_the_log_of_an_undone_action_stays(work: Work) -> None:
    with work.writing(Action.EXPORT_PEOPLE) as session:
        audit.log(work, session, Logged.EXPORTED, reason="上报")
        values = {"name": "一厂"}
        rows.add(session, "employer", row_id="e1", county_code=work.county_code, values=values)
    before = len(audit.list_access(work))
    undo.undo(work)
    assert find(work, "employer", "e1") is None
    assert len(audit.list_access(work)) == before
    assert audit.verify_chain(work).sound


def test_where_somebody_changed_the_same_since_it_is_refused(work: Work) -> None:
    school = institution.add_institution(work, SCHOOL).row
    mine = institution.edit_institution(work, school, replace(SCHOOL, name="甲")).change_set
    institution.edit_institution(other(work, Role.CLERK), school, replace(SCHOOL, name="乙"))
    assert refusal(lambda: undo.undo(work, mine)).key == "undo.changed_since"
    assert getattr(find(work, "institution", school), "name", None) == "乙"


def test_another_group_of_the_same_row_does_not_hinder(work: Work) -> None:
    school = institution.add_institution(work, SCHOOL).row
    mine = institution.edit_institution(work, school, replace(SCHOOL, name="甲")).change_set
    institution.edit_institution(other(work, Role.CLERK), school, replace(SCHOOL, name="甲", note="后来的备注"))
    undo.undo(work, mine)
    row = find(work, "institution", school)
    assert (getattr(row, "name", None), getattr(row, "note", None)) == ("秀山职教中心", "后来的备注")


def test_what_a_later_row_refers_to_is_kept(work: Work) -> None:
    made = institution.add_institution(work, SCHOOL)
    institution.approve_occupation(work, made.row, occupation_code="4-10-01-05", highest_level="5", capacity=40)
    refused = refusal(lambda: undo.undo(work, made.change_set))
    assert refused.key == "undo.used_since"
    sentences = Sentences.load(Language.CHINESE, resource("locale"))
    assert "培训机构" in sentences.of(refused.key, refused.values)
    undo.undo(work)  # the approval first
    undo.undo(work)
    assert find(work, "institution", made.row) is None


def test_a_change_set_is_undone_once(work: Work) -> None:
    made = institution.add_institution(work, SCHOOL)
    undo.undo(work, made.change_set)
    assert refusal(lambda: undo.undo(work, made.change_set)).key == "undo.done_already"


def test_somebody_elses_work_is_an_administrators_to_undo(work: Work) -> None:
    made = institution.add_institution(work, SCHOOL)
    assert refusal(lambda: undo.undo(other(work, Role.CLERK), made.change_set)).key == "undo.not_yours"
    undo.undo(other(work, Role.ADMINISTRATOR), made.change_set)
    assert find(work, "institution", made.row) is None


def test_an_auditor_undoes_nothing(work: Work) -> None:
    assert refusal(lambda: undo.undo(other(work, Role.AUDITOR))).key == "access.not_allowed"


def test_unknown_and_empty(work: Work) -> None:
    assert refusal(lambda: undo.undo(work, 99_999)).key == "undo.unknown"
    assert refusal(lambda: undo.undo(other(work, Role.CLERK))).key == "undo.nothing"


@pytest.mark.parametrize("action", sorted(undo.FINAL))
def test_what_is_final_says_so_beforehand_and_is_refused(work: Work, action: Action) -> None:
    assert not undo.can_be_undone(action)
    with work.writing(action) as session:
        rows.add(session, "employer", row_id="e1", county_code=work.county_code, values={"name": "一厂"})
    assert refusal(lambda: undo.undo(work)).key == "undo.final"
    assert find(work, "employer", "e1") is not None


def test_the_lists_of_a_new_desk_are_not_undone(work: Work) -> None:
    first = history.list_changes(work)[-1].number
    for number in range(first, first + 2):
        assert refusal(lambda number=number: undo.undo(work, number)).key == "undo.final"


def test_a_failed_undo_changes_nothing(work: Work) -> None:
    with work.writing(Action.EDIT_CATALOGUE) as session:
        for name in ("e1", "e2"):
            rows.add(session, "employer", row_id=name, county_code=work.county_code, values={"name": name})
    number = history.list_changes(work)[0].number
    with work.writing(Action.EDIT_PERSON) as session:
        values = {"name": "王", "name_key": "王", "employer_id": "e2"}
        rows.add(session, "person", row_id=work.new_id(), county_code=work.county_code, values=values)
    assert refusal(lambda: undo.undo(work, number)).key == "undo.used_since"
    assert find(work, "employer", "e1") is not None


def test_what_happened_to_an_enrollment_is_compensated_not_removed(work: Work, clock: Clock) -> None:
    county = make_county(work)
    the_class = make_class(work, county)
    who = add(work, "王秀英", 2)
    enrolled = enrollment.enroll(work, the_class, who, override="测试").row
    before = status(work, enrolled)
    clock.now += timedelta(minutes=1)
    enrollment.withdraw(work, enrolled, reason="外出务工")
    assert status(work, enrolled) is Status.WITHDRAWN
    undone = undo.undo(work)
    assert status(work, enrolled) is before
    with work.database.read() as session:
        events = stored_enrollment.events(session, [enrolled])[enrolled]
    assert [event.kind.value for event in events][-2:] == ["withdrawn", "taken_back"]
    undo.undo(work, undone.change_set)  # redo
    assert status(work, enrolled) is Status.WITHDRAWN


def test_an_enrollment_with_a_mark_is_used_and_one_without_is_not(work: Work) -> None:
    """Marks have no foreign keys (for speed) and hinder an undo all the same."""
    made = running_class.make(work, people=2, lessons=2)
    page = attendance.register_page(work, made.lessons[0])
    first, second = (line.enrollment_id for line in page.lines)
    attendance.record_marks(work, made.lessons[0], {first: Mark.PRESENT})
    with work.database.read() as session:
        own = {
            row.id
            for name in ("stint", "enrollment_event", "register")
            for row in session.connection().execute(rows.table(name).select())
        }
        asked = (("lesson", made.lessons[0]), ("enrollment", first), ("enrollment", second))
        used = [references.first_used(session, {name: [row_id]}, except_rows=own) for name, row_id in asked]
    assert used == [("lesson", "attendance_mark"), ("enrollment", "attendance_mark"), None]
