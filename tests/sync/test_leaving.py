"""Who has left a class is off its roll, whatever a desk knew when it wrote so: the fold decides, the days follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services.people import add
from tests.services.roster_class import make_class
from tests.sync.test_merged_people import enroll, exchange_all, put_lesson, work_at
from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.services.enrollment_record import Step, present, take
from trainingdesk.storage import class_facts, enrollment, month

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.conftest import Desk
    from trainingdesk.services.work import Work

K, S = EventKind, Status
FIRST = date(2026, 10, 26)


def on(day: int) -> date:
    """A day of that October; the class begins on the 26th."""
    return FIRST.replace(day=day)


@dataclass(frozen=True, slots=True)
class County:
    """Three desks that know one class and one enrollment in it."""

    desks: tuple[Desk, ...]
    works: tuple[Work, ...]
    class_id: str
    enrolled: str

    def step(self, desk: int, kind: EventKind, day: int) -> None:
        """What a clerk writes at one of the desks."""
        work = self.works[desk]
        with work.writing(Action.ENROLL) as session:
            take(work, session, [Step(enrollment=present(session, self.enrolled), kind=kind, day=on(day))])

    def days(self, desk: int) -> tuple[str, tuple[int, ...]]:
        """The status, and the days of the 26th to the 31st on which the person is on the roll there."""
        with self.works[desk].reading(Action.SEE_EVERYTHING) as session:
            stints = enrollment.stints(session, [self.enrolled])[self.enrolled]
            status = present(session, self.enrolled).status
        covered = tuple(
            day
            for day in range(26, 32)
            if any(one.joined_on <= on(day) and (one.left_on is None or on(day) < one.left_on) for one in stints)
        )
        return status.value, covered


@pytest.fixture
def county(new_desk: Callable[..., Desk], tmp_path: Path) -> County:
    desks = tuple(new_desk(f"u{number}") for number in range(3))
    works = tuple(work_at(desk, tmp_path / desk.user) for desk in desks)
    class_id = make_class(works[0], state="running")
    exchange_all(*desks)
    enrolled = enroll(works[0], class_id, add(works[0], "王芳", 2))
    exchange_all(*desks)
    return County(desks, works, class_id, enrolled)


def left_before_the_other_stint_came(county: County) -> None:
    """Two desks let somebody in again, and a third lets them go that has heard of one of the two alone."""
    county.step(0, K.WITHDRAWN, 27)
    exchange_all(*county.desks)
    county.step(1, K.REOPENED, 28)
    county.step(2, K.REOPENED, 29)
    county.desks[2].exchange()
    county.desks[0].exchange()
    county.step(0, K.WITHDRAWN, 30)
    exchange_all(*county.desks)


def test_a_leaving_holds_for_a_stint_that_comes_later(county: County) -> None:
    left_before_the_other_stint_came(county)
    for desk in range(3):
        assert county.days(desk) == ("withdrawn", (26, 28, 29))
        assert county.desks[desk].engine.check() == 0


def test_who_comes_back_then_is_not_there_in_between(county: County) -> None:
    left_before_the_other_stint_came(county)
    county.step(2, K.REOPENED, 31)
    exchange_all(*county.desks)
    for desk in range(3):
        assert county.days(desk) == ("applied", (26, 28, 29, 31))
        assert county.desks[desk].engine.check() == 0


def test_the_report_and_the_checklist_count_the_same_days(county: County) -> None:
    for day in (27, 30, 31):
        put_lesson(county.works[0], county.class_id, on(day))
    left_before_the_other_stint_came(county)
    with county.works[1].reading(Action.SEE_EVERYTHING) as session:
        (stints,) = month.several_stints(session).values()
        assert [(one.joined_on.day, one.left_on and one.left_on.day) for one in stints] == [
            (26, 27),
            (28, 30),
            (29, 30),
        ]
        assert class_facts.unmarked(session, county.class_id) == 0
        assert present(session, county.enrolled).left_on == on(30)


def test_a_leaving_that_does_not_stand_closes_nothing(county: County) -> None:
    """One desk marks somebody who withdraws at another: they attend until a person has looked at it (SYNC 2.8)."""
    county.step(0, K.ATTENDING, 26)
    county.step(1, K.WITHDRAWN, 28)
    exchange_all(*county.desks)
    for desk in range(3):
        assert county.days(desk) == ("attending", (26, 27, 28, 29, 30, 31))
    with county.works[2].reading(Action.SEE_EVERYTHING) as session:
        assert present(session, county.enrolled).left_on is None
