"""Enrollment facts come back under their old id, lists stand in the order of numbers, and owners are found when deleted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.storage.conftest import NOW
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import rows
from trainingdesk.storage.enrollment import FoldedRow
from trainingdesk.wire.ids import fact_id, new_id

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.database import Author, Database

DAY = date(2026, 10, 20)
CLASS, PERSON = "class-1", "person-{}"


@pytest.fixture(autouse=True)
def class_and_people(database: Database, author: Author) -> None:
    with database.write(author) as session:
        school = _add(session, "institution", name="启航学校", status="active")
        course = _add(
            session, "course", code="YL5", version=1, name="养老护理员", training_type="13", level="5",
            theory_periods=12, practice_periods=18, online_periods=0, occupation_code="4-10-01-05", status="active",
        )  # fmt: skip
        _add(
            session, "training_class", id=CLASS, number="1", name="第1期", course_id=course, institution_id=school,
            mode="F2F", starts_on=DAY, ends_on=DAY, capacity=30, policy="blank", policy_version="1", state="draft",
        )  # fmt: skip
        for place in range(4):
            _add(session, "person", id=PERSON.format(place), name=f"学员{place}", name_key=f"学员{place}")


def _add(session: Session, table: str, /, **values: Any) -> str:
    return rows.add(session, table, row_id=values.pop("id", new_id(NOW)), county_code="500241", values=values)


def _enrollment(place: int, number: str, status: Status = Status.APPLIED) -> dict[str, Any]:
    return {
        "id": fact_id("enrollment", CLASS, PERSON.format(place)),
        "county_code": "500241",
        "class_id": CLASS,
        "person_id": PERSON.format(place),
        "number": number,
        "source": "single",
        "status": status,
    }


def _event(enrollment: dict[str, Any], kind: EventKind, minute: int = 0) -> dict[str, Any]:
    return {
        "id": new_id(NOW),
        "county_code": "500241",
        "enrollment_id": enrollment["id"],
        "class_id": CLASS,
        "kind": kind,
        "day": DAY,
        "by_user": "u",
        "at": NOW + timedelta(minutes=minute),
    }


def _stint(enrollment: dict[str, Any]) -> dict[str, Any]:
    row_id = fact_id("stint", enrollment["id"], DAY.isoformat())
    keys = {"enrollment_id": enrollment["id"], "class_id": CLASS, "joined_on": DAY}
    return {"id": row_id, "county_code": "500241", **keys, "left_on": None, "left_reason": None}


def test_the_roll_stands_in_the_order_of_numbers(database: Database, author: Author) -> None:
    with database.write(author) as session:
        made = [_enrollment(place, number) for place, number in enumerate(("1-1000", "1-2", "1-999"))]
        stored.add_many(session, enrollments=made, stints=[], events=[])
        assert [line.number for line in stored.roll(session, CLASS)] == ["1-2", "1-999", "1-1000"]
        assert [row.number for row in stored.enrollments_of_class(session, CLASS)] == ["1-2", "1-999", "1-1000"]
        assert stored.enrollment_numbered(session, "1-999") is not None
        assert stored.enrollment_numbered(session, "1-9") is None


def test_a_fact_that_was_deleted_comes_back_with_its_new_values(database: Database, author: Author) -> None:
    one = _enrollment(0, "1-1")
    with database.write(author) as session:
        stored.add_many(session, enrollments=[one], stints=[_stint(one) | {"left_on": DAY}], events=[])
        rows.remove(session, "enrollment", one["id"])
        rows.remove(session, "stint", _stint(one)["id"])
    with database.write(author) as session:
        again, other = one | {"number": "1-2"}, _enrollment(1, "1-3")
        stored.add_many(session, enrollments=[again, other], stints=[_stint(one), _stint(other)], events=[])
        found = stored.enrollments(session, [one["id"], other["id"], "nobody"])
        assert {row.number for row in found.values()} == {"1-2", "1-3"}
        assert [stint.left_on for stint in stored.stints(session, [one["id"]])[one["id"]]] == [None]


def test_numbers_of_deleted_enrollments_are_still_taken(database: Database, author: Author) -> None:
    one = _enrollment(0, "1-1")
    with database.write(author) as session:
        stored.add_many(session, enrollments=[one], stints=[], events=[])
        rows.remove(session, "enrollment", one["id"])
        assert stored.numbers_of_class(session, CLASS) == ("1-1",)


def test_who_waits_stands_in_the_order_of_arrival(database: Database, author: Author) -> None:
    made = [_enrollment(place, f"1-{place}", Status.WAITLISTED) for place in range(3)]
    events = [_event(one, EventKind.WAITLISTED, minute) for one, minute in zip(made, (5, 3, 5), strict=True)]
    with database.write(author) as session:
        stored.add_many(session, enrollments=made, stints=[], events=events)
        assert [line.number for line in stored.waiting(session, CLASS)] == ["1-1", "1-0", "1-2"]


def test_folds_are_written_without_a_trace_in_history(database: Database, author: Author) -> None:
    """Status and days follow from other rows: they are derived, so nothing of them is captured or sent."""
    one = _enrollment(0, "1-1")
    with database.write(author) as session:
        stored.add_many(session, enrollments=[one], stints=[], events=[])
    with database.write(author) as session:
        stored.write_folds(session, [FoldedRow(one["id"], Status.DROPPED, DAY, DAY)])
        number = session.info["change_set"]
    with database.read() as session:
        found = stored.enrollment(session, one["id"])
        query = "SELECT count(*) FROM history WHERE change_set_id = ?"
        assert session.connection().exec_driver_sql(query, (number,)).scalar_one() == 0
    assert found is not None
    assert (found.status, found.joined_on, found.left_on) == (Status.DROPPED, DAY, DAY)


def test_the_owner_of_a_deleted_event_is_still_found(database: Database, author: Author) -> None:
    one = _enrollment(0, "1-1")
    event = _event(one, EventKind.APPLIED)
    with database.write(author) as session:
        stored.add_many(session, enrollments=[one], stints=[_stint(one)], events=[event])
        rows.remove(session, "enrollment_event", event["id"])
        assert stored.owners(session, "enrollment_event", [event["id"]]) == {one["id"]}
        assert stored.owners(session, "stint", [_stint(one)["id"]]) == {one["id"]}
        assert stored.events(session, [one["id"]]) == {one["id"]: ()}


def test_an_event_is_written_once(database: Database, author: Author) -> None:
    one = _enrollment(0, "1-1")
    event = _event(one, EventKind.APPLIED)
    with database.write(author) as session:
        stored.add_many(session, enrollments=[one], stints=[], events=[event])
    with pytest.raises(Exception, match="written once"), database.write(author) as session:
        rows.change(session, "enrollment_event", event["id"], {"kind": EventKind.CONFIRMED})
