"""The same fact has the same id everywhere; ids never collide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.wire.ids import FACTS, enrollment_id_of, fact_id, mark_id, marks_between, new_id, stint_id_of

NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)
uuids = st.uuids(version=4).map(str)


def test_an_entity_has_a_version_7_id_of_its_instant() -> None:
    made = UUID(new_id(NOW))
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(NOW.timestamp() * 1000)
    assert len({new_id(NOW) for _ in range(1000)}) == 1000


def test_the_same_keys_make_the_same_fact() -> None:
    assert fact_id("enrollment", "a", "b") == fact_id("enrollment", "a", "b")
    assert len({fact_id("enrollment", "a", "b"), fact_id("stint", "a", "b"), fact_id("enrollment", "b", "a")}) == 3


@given(st.text(), st.text())
def test_a_fact_has_the_version_5_id_of_its_keys(one: str, other: str) -> None:
    assert fact_id("stint", one, other) == str(uuid5(FACTS, f"stint|{one}|{other}"))


@given(uuids, uuids)
def test_a_mark_lies_beside_its_lesson(lesson: str, enrollment: str) -> None:
    mark = mark_id(lesson, enrollment)
    low, high = marks_between(lesson)
    assert low <= mark <= high
    assert UUID(mark).version == 8
    assert mark == mark_id(lesson, enrollment)


@given(uuids, uuids, uuids)
def test_two_marks_of_a_lesson_differ(lesson: str, one: str, other: str) -> None:
    assert (mark_id(lesson, one) == mark_id(lesson, other)) == (one == other)


@given(uuids, uuids, uuids)
def test_an_enrollment_and_its_stints_lie_beside_their_class(class_id: str, one: str, other: str) -> None:
    enrollment = enrollment_id_of(class_id, one)
    stint = stint_id_of(enrollment, NOW.date())
    assert enrollment[:13] == stint[:13] == class_id[:13]
    assert UUID(enrollment).version == UUID(stint).version == 8
    assert (enrollment == enrollment_id_of(class_id, other)) == (one == other)
    assert (
        len({enrollment, stint, stint_id_of(enrollment, NOW.date() + timedelta(days=1)), mark_id(class_id, one)}) == 4
    )


def test_a_stint_of_an_enrollment_of_the_first_version_keeps_its_id() -> None:
    enrollment = fact_id("enrollment", "a", "b")
    assert stint_id_of(enrollment, NOW.date()) == fact_id("stint", enrollment, "2026-10-20")
