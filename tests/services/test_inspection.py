"""Draws that anybody can repeat, visits with findings, and calls to trainees."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.inspection import ranked
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import account, inspection, undo
from trainingdesk.services.audit import list_access
from trainingdesk.services.inspection import Call, NewDraw, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.services.conftest import Clock
    from tests.services.finished_class import Made
    from trainingdesk.services.work import Work

INSPECTORS = ("李检查", "赵督查", "钱监督")
DAY = date(2026, 10, 21)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.key


def running(work: Work, clock: Clock, count: int) -> list[Made]:
    return [
        finished_class.make(work, clock, people=2, number=f"500241-2026-{101 + one}", state=ClassState.RUNNING)
        for one in range(count)
    ]


def wanted(**more: object) -> NewDraw:
    return NewDraw(**{"classes_wanted": 2, "first": DAY, "inspectors": INSPECTORS, "seed": "摇号", **more})  # type: ignore[arg-type]


def test_a_draw_is_kept_with_its_seed_and_candidates(work: Work, clock: Clock) -> None:
    classes = running(work, clock, 4)
    finished_class.make(work, clock, people=0, number="500241-2026-200", state=ClassState.DRAFT)
    changes = inspection.draw(work, wanted())
    published = inspection.published_draw(work, changes.rows[0])
    ids = [one.class_id for one in classes]
    assert set(published.draw.classes) == set(ids)
    assert [one.class_id for one in published.draw.drawn] == list(ranked("摇号", "class", ids)[:2])
    assert published.draw.inspectors == tuple(sorted(INSPECTORS))
    assert published.repeats
    lines = inspection.list_inspections(work)
    assert len(lines) == 2
    assert all(one.drawn and one.visited_on is None and len(one.inspectors.split("、")) == 2 for one in lines)
    assert len(changes.rows) == 3


def test_two_draws_of_one_seed_come_out_alike(work: Work, clock: Clock) -> None:
    running(work, clock, 4)
    first, second = (inspection.published_draw(work, inspection.draw(work, wanted()).rows[0]) for _ in range(2))
    assert first.draw == second.draw
    assert len(inspection.list_draws(work)) == 2


def test_a_seed_is_made_where_none_is_given(work: Work, clock: Clock) -> None:
    running(work, clock, 2)
    rows = [inspection.draw(work, wanted(seed=None, classes_wanted=1)).rows[0] for _ in range(2)]
    seeds = {inspection.published_draw(work, one).draw.seed for one in rows}
    assert len(seeds) == 2
    assert all(len(seed) == 32 for seed in seeds)


def test_users_who_may_inspect_are_the_inspectors(work: Work, clock: Clock) -> None:
    running(work, clock, 1)
    assert (
        refusal(lambda: inspection.draw(work, wanted(inspectors=(), classes_wanted=1)))
        == "inspection.too_few_inspectors"
    )
    for name, role in (("办事员", Role.CLERK), ("讲师", Role.INSTRUCTOR)):
        account.add_user(work, name=name, display_name=name, roles=(role,), password="a-long-village-password")
    made = inspection.published_draw(work, inspection.draw(work, wanted(inspectors=(), classes_wanted=1)).rows[0])
    assert set(made.draw.inspectors) == {"王主任", "办事员"}


def test_only_classes_of_these_days_are_drawn(work: Work, clock: Clock) -> None:
    running(work, clock, 2)
    assert refusal(lambda: inspection.draw(work, wanted(first=date(2026, 12, 1)))) == "inspection.too_few_classes"
    assert refusal(lambda: inspection.draw(work, wanted(classes_wanted=3))) == "inspection.too_few_classes"


def test_a_clerk_draws_nothing(work: Work, clock: Clock) -> None:
    running(work, clock, 2)
    clerk = finished_class.acting(work, Role.CLERK)
    assert refusal(lambda: inspection.draw(clerk, wanted())) == "access.not_allowed"


def test_a_draw_nobody_visited_can_be_undone(work: Work, clock: Clock) -> None:
    running(work, clock, 2)
    undo.undo(work, inspection.draw(work, wanted()).change_set)
    assert inspection.list_draws(work) == ()
    assert inspection.list_inspections(work) == ()


def test_a_visit_says_what_it_found(work: Work, clock: Clock) -> None:
    (made,) = running(work, clock, 1)
    opened = inspection.open_inspection(work, made.class_id, inspectors=INSPECTORS[:2]).row
    bad = Visit(visited_on=DAY, qualified=False)
    assert refusal(lambda: inspection.record_visit(work, opened, bad)) == "inspection.no_findings"
    changes = inspection.record_visit(work, opened, Visit(visited_on=DAY, qualified=False, findings="签到表不完整"))
    assert [one.key for one in changes.said] == ["inspection.consider_sanction"]
    (line,) = inspection.list_inspections(work, class_id=made.class_id)
    assert (line.visited_on, line.qualified, line.findings, line.drawn) == (DAY, False, "签到表不完整", False)


def test_a_visit_has_its_day_and_two_inspectors(work: Work, clock: Clock) -> None:
    (made,) = running(work, clock, 1)
    alone = ("李检查", "李检查")

    def opened_by(inspectors: tuple[str, ...]) -> object:
        return inspection.open_inspection(work, made.class_id, inspectors=inspectors)

    assert refusal(lambda: opened_by(alone)) == "inspection.too_few_inspectors_wanted"
    opened = inspection.open_inspection(work, made.class_id, inspectors=INSPECTORS[:2]).row
    tomorrow, before = work.today() + timedelta(days=1), date(2026, 10, 18)
    for day, key in ((tomorrow, "inspection.visited_in_future"), (before, "inspection.before_class")):
        assert refusal(lambda day=day: inspection.record_visit(work, opened, Visit(visited_on=day))) == key
    assert refusal(lambda: inspection.record_visit(work, "nothing", Visit())) == "inspection.unknown"


def test_a_tenth_is_called_and_the_calls_are_kept(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=11)
    listed = inspection.phone_list(work, made.class_id, seed="s")
    assert len(listed) == 2
    assert listed == inspection.phone_list(work, made.class_id, seed="s")
    first = listed[0].enrollment_id
    inspection.record_call(work, first, Call(answered=False))
    inspection.record_call(work, first, Call(answered=True, outcome="确实参加了培训"))
    other = next(one for one in made.enrollments if one not in {line.enrollment_id for line in listed})
    inspection.record_call(work, other, Call(answered=True, caller="第三方"))
    again = inspection.phone_list(work, made.class_id, seed="s")
    assert [line.answered for line in again] == [True, None, True]
    assert again[0].outcome == "确实参加了培训"


def test_whoever_calls_sees_the_phone_and_nobody_else(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    seen = {
        role: inspection.phone_list(finished_class.acting(work, role), made.class_id, seed="s")[0].phone
        for role in (Role.CLERK, Role.REVIEWER, Role.AUDITOR)
    }
    assert seen == {Role.CLERK: "13800000281", Role.REVIEWER: "13800000281", Role.AUDITOR: "138****0281"}


def test_whole_phones_are_logged_once_for_a_list_of_calls(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=11)
    inspection.phone_list(finished_class.acting(work, Role.AUDITOR), made.class_id, seed="s")
    assert list_access(work, action=Logged.CHECK_PHONES) == ()
    first = inspection.phone_list(work, made.class_id, seed="s")[0]
    inspection.record_call(work, first.enrollment_id, Call(answered=True))
    inspection.phone_list(work, made.class_id, seed="s")
    (entry,) = list_access(work, action=Logged.CHECK_PHONES)
    assert (entry.user_id, entry.subject_id) == (work.worker.user_id, made.class_id)
    assert str(first.phone) not in str(entry)


def test_a_call_of_tomorrow_is_refused(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    call = Call(answered=True, called_on=work.today() + timedelta(days=1))
    assert refusal(lambda: inspection.record_call(work, made.enrollments[0], call)) == "inspection.called_in_future"
    assert refusal(lambda: inspection.record_call(work, "nobody", Call(answered=True))) == "enrollment.unknown"


def test_a_county_may_call_more(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=11)
    assert len(inspection.phone_list(work, made.class_id, seed="s", share=Fraction(1, 2))) == 6


def test_what_a_draw_would_be_made_from_is_known_before(work: Work, clock: Clock) -> None:
    made = running(work, clock, 2)
    prospect = inspection.draw_prospect(work, first=DAY, last=DAY)
    assert prospect.classes == tuple(one.number for one in made)
    assert prospect.inspectors == ("王主任",)
    later = date(2026, 12, 1)
    assert inspection.draw_prospect(work, first=later, last=later).classes == ()


def test_the_page_of_an_inspection_calls_by_the_seed_of_its_draw(work: Work, clock: Clock) -> None:
    (made,) = running(work, clock, 1)
    draw_id, drawn = inspection.draw(work, wanted(classes_wanted=1)).rows
    page = inspection.inspection_page(work, drawn)
    assert (page.line.class_id, page.line.draw_id, page.seed) == (made.class_id, draw_id, "摇号")
    assert page.phones == inspection.phone_list(work, made.class_id, seed="摇号")
    named = inspection.open_inspection(work, made.class_id, inspectors=INSPECTORS[:2]).row
    assert inspection.inspection_page(work, named).seed == named
    assert [one.id for one in inspection.list_inspections(work, draw_id=draw_id)] == [drawn]
    assert refusal(lambda: inspection.inspection_page(work, "nothing")) == "inspection.unknown"
