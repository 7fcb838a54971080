"""The life of a person: the file and what was put together with it, classes and papers, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.domain.enrollment import EventKind
from trainingdesk.domain.errors import Refused
from trainingdesk.services import person, person_merge
from trainingdesk.services.person_history import person_life

from .county import County, as_user, make_class, make_county, make_ready

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def someone(work: Work, name: str) -> str:
    (found,) = [one.id for one in person.list_people(work, limit=50) if one.name == name]
    return found


def test_classes_of_a_person_are_in_their_life_and_nobody_elses(work: Work, county: County) -> None:
    make_ready(work, county, make_class(work, county))
    life = person_life(work, someone(work, "田甲"))
    assert {change.table for change in life.changes} == {"person", "person_category", "enrollment", "enrollment_event"}
    assert [one.kind for one in life.events.values()] == [EventKind.APPLIED]
    assert {one.person for one in life.subjects.values()} <= {"田甲", None}
    (about,) = [life.subjects[key] for key in life.subjects if key[0] == "enrollment_event"]
    assert about.training_class


def test_the_life_of_a_file_goes_on_under_the_one_that_lives_on(work: Work, county: County) -> None:
    make_ready(work, county, make_class(work, county))
    old = person.add_provisional(work, name="田大甲").row
    living = someone(work, "田甲")
    person_merge.merge(work, old, living, reason="同一人")
    assert {change.row_id for change in person_life(work, old).changes} >= {old, living}
    assert person_life(work, living).changes == person_life(work, old).changes


def test_who_sees_only_their_classes_sees_no_life(work: Work, county: County) -> None:
    make_ready(work, county, make_class(work, county))
    with pytest.raises(Refused, match="not_allowed"):
        person_life(as_user(work, "杨老师", Role.INSTRUCTOR), someone(work, "田甲"))
