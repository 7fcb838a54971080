"""Rows that came before what they refer to, or before a program that knows them: they wait, and are not opened in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import text

from tests.sync.conftest import COUNTY
from tests.sync.test_engine import take
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id, new_id
from trainingdesk.wire.operation import Page, Row

if TYPE_CHECKING:
    from tests.sync.conftest import Desk


def test_a_row_without_its_parent_waits_and_is_never_dropped(one: Desk) -> None:
    institution, course = new_id(one.clock()), new_id(one.clock())
    approval = fact_id("institution_approval", institution, "4-07")
    child = Row(
        table="institution_approval",
        row_id=approval,
        values={"institution_id": institution, "occupation_code": "4-07", "highest_level": "3"},
        version=1,
        stamps={"*": 1},
    )
    ghost = Row(table="ghost", row_id=course, values={}, version=2, stamps={"*": 2})
    take(one, Page(bucket="c", asked=0, rows=[child, ghost], removed=[], next=2, more=False))
    assert one.ask("SELECT table_name, reason FROM sync_waiting ORDER BY 1") == [
        ("ghost", "unknown_table"),
        ("institution_approval", "no_parent"),
    ]
    parent = Row(
        table="institution",
        row_id=institution,
        values={"name": "甲校", "kind": "school", "status": "active"},
        version=3,
        stamps={"*": 3},
    )
    take(one, Page(bucket="c", asked=2, rows=[parent], removed=[], next=3, more=False))
    assert one.ask("SELECT table_name FROM sync_waiting") == [("ghost",)]
    assert one.value("institution_approval", approval, "occupation_code") == "4-07"


def approval_of(institution: str, occupation: str, version: int, level: str = "3") -> Row:
    return Row(
        table="institution_approval",
        row_id=fact_id("institution_approval", institution, occupation),
        values={"institution_id": institution, "occupation_code": occupation, "highest_level": level},
        version=version,
        stamps={"*": version},
    )


def school(row_id: str, version: int, name: str = "甲校") -> Row:
    values = {"name": name, "kind": "school", "status": "active"}
    return Row(table="institution", row_id=row_id, values=values, version=version, stamps={"*": version})


def test_of_many_rows_that_wait_only_those_are_opened_whose_parent_came(one: Desk) -> None:
    schools = [new_id(one.clock()) for _ in range(1500)]
    children = [approval_of(row_id, code, at) for at, row_id in enumerate(schools, 1) for code in ("4-07", "6-20")]
    head = len(children)
    take(one, Page(bucket="c", asked=0, rows=children, removed=[], next=head, more=False))
    waits = waiting(one)
    assert len(waits) == len(children)
    first, second, third = schools[:3]
    take(one, Page(bucket="c", asked=head, rows=[school(second, head + 1)], removed=[], next=head + 1, more=False))
    assert waiting(one) == without(waits, ids_of(second))
    with one.database.write(one.author()) as session:  # one may be made here, and the centre does not send it back
        rows.add(session, "institution", row_id=third, county_code=COUNTY, values={"name": "丙校", "status": "active"})
    newer = approval_of(first, "4-07", head + 2, level="5")
    take(one, Page(bucket="c", asked=head + 1, rows=[newer], removed=[], next=head + 2, more=False))
    gone = (*ids_of(second), *ids_of(third))
    assert {row_id for (row_id,) in one.ask("SELECT id FROM institution_approval")} == set(gone)
    assert without(waiting(one), (newer.row_id,)) == without(waits, (*gone, newer.row_id))
    take(one, Page(bucket="c", asked=head + 2, rows=[school(first, head + 3)], removed=[], next=head + 3, more=False))
    assert one.value("institution_approval", newer.row_id, "highest_level") == "5"
    assert waiting(one) == without(waits, (*gone, *ids_of(first)))


def test_a_course_of_an_older_program_comes_without_its_points_and_takes_none_away(one: Desk) -> None:
    """Points to pass came later and are a group of their own: who does not know them neither makes nor empties them."""
    row_id = new_id(one.clock())
    older = {
        "code": "K", "name": "课", "training_type": "1", "level": "5", "theory_periods": 8, "practice_periods": 8,
        "status": "active",
    }  # fmt: skip
    take(one, Page(bucket="c", asked=0, rows=[course_row(row_id, 1, older)], removed=[], next=1, more=False))
    assert (one.value("course", row_id, "pass_points_theory"), waiting(one)) == (None, {})
    points = {"pass_points_theory": 800, "pass_points_practice": None}
    take(one, Page(bucket="c", asked=1, rows=[course_row(row_id, 2, older | points)], removed=[], next=2, more=False))
    longer = course_row(row_id, 3, older | {"theory_periods": 12, "online_periods": 0, "safety_periods": None})
    take(one, Page(bucket="c", asked=2, rows=[longer], removed=[], next=3, more=False))
    assert [one.value("course", row_id, name) for name in ("theory_periods", "pass_points_theory")] == [12, 800]


def course_row(row_id: str, version: int, values: dict[str, object]) -> Row:
    return Row(table="course", row_id=row_id, values=values, version=version, stamps={"*": version})


def waiting(desk: Desk) -> dict[str, int]:
    """What waits, and where it lies: a row that was opened and put back lies elsewhere."""
    return dict(desk.ask("SELECT row_id, rowid FROM sync_waiting"))


def without(waits: dict[str, int], ids: tuple[str, ...]) -> dict[str, int]:
    return {row_id: at for row_id, at in waits.items() if row_id not in ids}


def ids_of(institution: str) -> tuple[str, ...]:
    return tuple(approval_of(institution, code, 1).row_id for code in ("4-07", "6-20"))


def test_rows_that_wait_for_each_other_go_in_together(one: Desk) -> None:
    """A class waits for its course and school, its lesson for the class, a booking for nothing but the lesson's venue."""
    school_id, course_id, class_id, lesson_id = (new_id(one.clock()) for _ in range(4))
    course = {
        "code": "K",
        "name": "课",
        "training_type": "1",
        "level": "5",
        "theory_periods": 8,
        "practice_periods": 8,
        "status": "active",
        "institution_id": school_id,
    }
    taught = {
        "number": "1", "name": "班", "course_id": course_id, "institution_id": school_id, "mode": "OFF",
        "starts_on": "2026-12-01", "ends_on": "2026-12-20", "capacity": 30, "policy": "blank", "policy_version": "1",
        "state": "draft",
    }  # fmt: skip
    lesson = {
        "class_id": class_id, "planned_day": "2026-12-01", "planned_slot": 1, "day": "2026-12-01", "slot": 1,
        "starts_at": 540, "ends_at": 585, "periods": 1, "part": "theory", "state": "planned",
    }  # fmt: skip
    told = (("lesson", lesson_id, lesson), ("training_class", class_id, taught), ("course", course_id, course))
    for at, (table, row_id, values) in enumerate(told):
        row = Row(table=table, row_id=row_id, values=values, version=at + 1, stamps={"*": at + 1})
        take(one, Page(bucket="c", asked=at, rows=[row], removed=[], next=at + 1, more=False))
    assert {row[0] for row in one.ask("SELECT table_name FROM sync_waiting")} == {"lesson", "training_class", "course"}
    take(one, Page(bucket="c", asked=3, rows=[school(school_id, 4)], removed=[], next=4, more=False))
    assert one.ask("SELECT * FROM sync_waiting") == []
    assert one.value("lesson", lesson_id, "class_id") == class_id


def test_what_a_program_did_not_accept_is_tried_again_by_another_one(one: Desk) -> None:
    row_id = new_id(one.clock())
    row = Row(table="person", row_id=row_id, values={"name": "王", "sex": "?"}, version=1, stamps={"*": 1})
    take(one, Page(bucket="c", asked=0, rows=[row], removed=[], next=1, more=False))
    ((refused_by, at),) = one.ask("SELECT refused_by, rowid FROM sync_waiting")
    take(one, Page(bucket="c", asked=1, rows=[], removed=[], next=1, more=False))
    assert one.ask("SELECT refused_by, rowid FROM sync_waiting") == [(refused_by, at)]
    with one.database.write(one.author()) as session:  # as an older program left it, and what this one would take
        body = msgspec.json.encode(msgspec.structs.replace(row, values={"name": "王", "sex": "female"}))
        changed = text("UPDATE sync_waiting SET refused_by = 'another', body = :body")
        session.connection().execute(changed, {"body": body})
    take(one, Page(bucket="c", asked=1, rows=[], removed=[], next=1, more=False))
    assert one.ask("SELECT * FROM sync_waiting") == []
    assert one.value("person", row_id, "sex") == "female"


def test_a_row_that_the_file_does_not_accept_holds_up_nothing(one: Desk) -> None:
    bad, good = (
        Row(table="person", row_id=new_id(one.clock()), values={"name": "王", "sex": sex}, version=v, stamps={"*": v})
        for v, sex in ((1, "from a newer program"), (2, "female"))
    )
    take(one, Page(bucket="c", asked=0, rows=[bad, good], removed=[], next=2, more=False))
    assert one.ask("SELECT row_id, reason FROM sync_waiting") == [(bad.row_id, "not_accepted")]
    assert one.value("person", good.row_id, "name_key") == "王"
