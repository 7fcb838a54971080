"""A laptop takes seats along: people have theirs at once in the village, and keep it when the laptop comes home."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.services import running_class
from tests.services.conftest import PASSWORD
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.trip import Topic
from trainingdesk.services import enrollment, trip
from trainingdesk.services import seat_lease as service
from trainingdesk.services.enrolling import Applicant, enroll_many
from trainingdesk.services.enrollment_placing import class_present
from trainingdesk.services.trip import TripWanted
from trainingdesk.services.work import Worker
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import sync_link
from trainingdesk.sync import seat_lease
from trainingdesk.sync.exchange import exchange, join

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.services.conftest import Clock
    from tests.services.running_class import Made
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work


@pytest.fixture
def made(work: Work) -> Made:
    return running_class.make(work, people=9, enrolled=0, capacity=4, state=ClassState.APPROVED)


@pytest.fixture
def office(work: Work, made: Made, ledger: Ledger, address: str) -> Work:
    """The desk that stays; what the class is has gone to the centre."""
    _join(work, ledger, address)
    return work


@pytest.fixture
def laptop(office: Work, ledger: Ledger, address: str, tmp_path: Path, clock: Clock) -> Iterator[Work]:
    """The desk that goes to the village."""
    root = tmp_path / "laptop"
    shutil.copytree(office.folder.root, root)
    with signed_in(root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        _join(opened, ledger, address)
        yield opened


def _join(work: Work, ledger: Ledger, address: str, role: Role = Role.CLERK) -> None:
    join(work, address=address, code=ledger.code(county=work.county_code, user=work.worker.user_id, role=role))
    exchange(work)


def enroll(work: Work, made: Made, *people: int) -> list[tuple[str, str | None, Status]]:
    """Enroll some of the nine; what each has then."""
    rows = [enrollment.enroll(work, made.class_id, made.people[one]).row for one in people]
    return standing(work, *rows)


def standing(work: Work, *rows: str) -> list[tuple[str, str | None, Status]]:
    with work.database.read() as session:
        found = stored.enrollments(session, rows)
    return [(str(found[one].seat), found[one].lease_id, found[one].status) for one in rows]


def seats(work: Work, made: Made) -> dict[str, Any]:
    with work.database.read() as session:
        return {
            made.people.index(one.person_id): one.seat for one in stored.enrollments_of_class(session, made.class_id)
        }


def test_people_of_the_village_have_their_seat_at_once_and_keep_it(office: Work, laptop: Work, made: Made) -> None:
    said = seat_lease.take(laptop, made.class_id, seats=2, days=5).said
    assert [(one.key, dict(one.values)["until"]) for one in said] == [("seat_lease.taken", date(2026, 10, 25))]
    exchange(office)
    lease = service.here(laptop, made.class_id)
    assert lease is not None
    applied = Status.APPLIED
    assert enroll(laptop, made, 0, 1, 2) == [
        ("promised", lease.lease.id, applied),
        ("promised", lease.lease.id, applied),
        ("provisional", None, applied),
    ]
    assert enroll(office, made, 3, 4, 5)[2] == ("waitlisted", None, Status.WAITLISTED)
    exchange(office)
    exchange(laptop)
    exchange(office)
    found = {0: "granted", 1: "granted", 2: "waitlisted", 3: "granted", 4: "granted", 5: "waitlisted"}
    assert (seats(laptop, made), seats(office, made)) == (found, found)
    (line,) = service.leases(office)
    assert (line.lease.seats, line.lease.used, line.here, line.promises) == (2, 2, False, 0)


def test_a_roster_takes_the_promised_seats_first_and_then_those_that_are_free(laptop: Work, made: Made) -> None:
    seat_lease.take(laptop, made.class_id, seats=2, days=5)
    with laptop.writing(Action.IMPORT_ROSTER) as session:
        enroll_many(laptop, session, class_present(session, made.class_id), [Applicant(one) for one in made.people[:6]])
    assert list(seats(laptop, made).values()) == ["promised"] * 2 + ["provisional"] * 2 + ["waitlisted"] * 2


def test_who_leaves_frees_a_promise_and_comes_back_under_it(laptop: Work, made: Made) -> None:
    seat_lease.take(laptop, made.class_id, seats=1, days=5)
    row = enrollment.enroll(laptop, made.class_id, made.people[0]).row
    enrollment.withdraw(laptop, row, reason="外出务工")
    assert enroll(laptop, made, 1)[0][0] == "promised"
    assert enroll(laptop, made, 0)[0][:2] == ("provisional", None)
    exchange(laptop)
    assert seats(laptop, made) == {0: "granted", 1: "granted"}


def test_the_first_who_waits_is_let_in_under_the_lease(office: Work, laptop: Work, made: Made) -> None:
    enroll(office, made, 0, 1, 2)
    exchange(office)
    seat_lease.take(laptop, made.class_id, seats=1, days=5)
    exchange(office)
    enroll(office, made, 3)
    exchange(office)
    exchange(laptop)
    enrollment.promote_waiting(laptop, made.class_id)
    exchange(laptop)
    line = service.here(laptop, made.class_id)
    assert line is not None
    assert (line.lease.used, seats(laptop, made)[3]) == (1, "granted")


def test_whom_the_centre_gave_a_seat_keeps_it_through_the_check(office: Work, made: Made) -> None:
    row = enrollment.enroll(office, made.class_id, made.people[0]).row
    exchange(office)
    enrollment.confirm(replace(office, worker=Worker("r1", "李审核", frozenset({Role.REVIEWER}))), [row])
    assert standing(office, row)[0][0] == "granted"


def test_after_its_last_day_a_lease_promises_nothing_and_can_be_given_back(
    office: Work, laptop: Work, made: Made, clock: Clock
) -> None:
    seat_lease.take(laptop, made.class_id, seats=4, days=1)
    clock.now += timedelta(days=2)
    assert enroll(laptop, made, 0)[0][0] == "waitlisted"
    assert dict(seat_lease.give_back(laptop, made.class_id).said[0].values)["number"]
    assert service.leases(laptop) == ()
    exchange(office)
    assert enroll(office, made, 1)[0][0] == "provisional"


def test_what_was_promised_goes_to_the_centre_before_the_rest_is_given_back(
    office: Work, laptop: Work, made: Made
) -> None:
    seat_lease.take(laptop, made.class_id, seats=3, days=5)
    enroll(laptop, made, 0)
    seat_lease.give_back(laptop, made.class_id)
    exchange(office)
    enroll(office, made, 1, 2, 3, 4)
    exchange(office)
    assert seats(office, made) == {0: "granted", 1: "granted", 2: "granted", 3: "granted", 4: "waitlisted"}


def test_it_is_said_when_fewer_are_free_and_refused_when_none_is(office: Work, laptop: Work, made: Made) -> None:
    assert [one.key for one in seat_lease.take(office, made.class_id, seats=3, days=5).said] == ["seat_lease.taken"]
    assert [one.key for one in seat_lease.take(laptop, made.class_id, seats=3, days=5).said] == [
        "seat_lease.taken",
        "seat_lease.fewer",
    ]
    enroll(laptop, made, 0)
    with pytest.raises(Refused) as refused:
        seat_lease.take(laptop, made.class_id, seats=2, days=5)
    assert refused.value.key == "seat_lease.none_free"


@pytest.mark.parametrize(
    ("seats", "days", "key"),
    [(0, 5, "how_many"), (5, 5, "how_many"), (1, 31, "how_long"), (1, -1, "how_long"), (1, 5, "promised_more")],
)
def test_what_cannot_be_wanted_is_said_before_anybody_is_asked(
    laptop: Work, made: Made, seats: int, days: int, key: str
) -> None:
    seat_lease.take(laptop, made.class_id, seats=2, days=5)
    enroll(laptop, made, 0, 1)
    with pytest.raises(Refused) as refused:
        seat_lease.take(laptop, made.class_id, seats=seats, days=days)
    assert refused.value.key == f"seat_lease.{key}"


def test_a_desk_without_a_centre_or_a_line_says_so(work: Work, made: Made, ledger: Ledger, address: str) -> None:
    with pytest.raises(Refused) as alone:
        seat_lease.take(work, made.class_id, seats=1, days=1)
    assert (alone.value.key, service.is_joined(work)) == ("sync.not_joined", False)
    _join(work, ledger, address)
    with pytest.raises(Refused) as nothing:
        seat_lease.give_back(work, made.class_id)
    assert nothing.value.key == "seat_lease.none_here"
    with work.writing(Action.MANAGE_DESK) as session:
        link = sync_link.link(session)
        assert link is not None
        sync_link.join(session, address="http://127.0.0.1:1", device_id=link.device_id, private_key=link.private_key)
    with pytest.raises(Unavailable) as silent:
        seat_lease.take(work, made.class_id, seats=1, days=1)
    assert silent.value.key == "sync.unreachable"


def test_a_laptop_that_may_not_enroll_there_is_refused(work: Work, made: Made, ledger: Ledger, address: str) -> None:
    _join(work, ledger, address, Role.AUDITOR)
    with pytest.raises(Refused) as refused:
        seat_lease.take(work, made.class_id, seats=1, days=1)
    assert refused.value.key == "seat_lease.not_allowed"


def test_packing_for_a_trip_tells_whether_seats_go_along(laptop: Work, made: Made) -> None:
    def told(last: date) -> list[str]:
        found = trip.pack(laptop, TripWanted(first=date(2026, 10, 20), last=last, class_id=made.class_id))
        return [check.key for check in found.checks if check.topic is Topic.SEATS]

    assert told(date(2026, 10, 21)) == ["trip.no_seats_along"]
    seat_lease.take(laptop, made.class_id, seats=2, days=3)
    assert (told(date(2026, 10, 23)), told(date(2026, 10, 24))) == (["trip.seats_along"], ["trip.no_seats_along"])
