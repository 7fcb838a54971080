"""One box finds people, classes, courses and institutions, each only for whom may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Role
from trainingdesk.services.lookup import MOST, Found, look_up

from .county import make_class, make_county
from .people import acting_as, add

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def test_nothing_is_found_for_nothing(work: Work) -> None:
    assert look_up(work, "  ") == Found()


def test_a_person_is_found_by_initials(work: Work) -> None:
    row = add(work, "曾小红", 2)
    assert [one.id for one in look_up(work, "zxh").people] == [row]


def test_each_kind_is_found(work: Work) -> None:
    county = make_county(work)
    made = make_class(work, county)
    assert [one.id for one in look_up(work, "护理").courses] == [county.course]
    assert [one.id for one in look_up(work, "500241").classes] == [made]
    assert [one.id for one in look_up(work, "校").institutions] == [county.school]


def test_an_instructor_finds_nobodys_file(work: Work) -> None:
    add(work, "曾小红", 2)
    assert look_up(acting_as(work, Role.INSTRUCTOR), "zxh") == Found()


def test_only_so_many_of_each_are_shown(work: Work) -> None:
    for sequence in range(MOST + 2):
        add(work, f"曾小{'一二三四五六七八九'[sequence]}", sequence)
    assert len(look_up(work, "曾").people) == MOST
