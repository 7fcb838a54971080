"""What a laptop takes from others in the village hall: kept whole, sent on once, and nothing of strangers."""

from __future__ import annotations

import resource
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.sync.conftest import COUNTY
from tests.sync.relays import Hall, address, hall, hall_desk, line, operations_at, teacher, unsent, why, with_line
from tests.sync.sticks import work_of
from trainingdesk.domain import relay as limits
from trainingdesk.server.trail import received
from trainingdesk.sync.bundle import changes_for_centre, note_handed
from trainingdesk.sync.exchange import exchange, joined
from trainingdesk.sync.relay_opening import Stage
from trainingdesk.wire.bundle import Address, Kind, seal
from trainingdesk.wire.operation import Fate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.sync.conftest import Desk
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.sync.relay_line import RelayLine

__all__ = ["address", "hall", "line", "teacher"]


def test_a_hall_of_instructors_hands_over_and_has_its_replies(
    hall: Hall, new_desk: Callable[..., Desk], ledger: Ledger, tmp_path: Path
) -> None:
    desks = [new_desk(f"t{number}") for number in range(3)]
    works = [work_of(desk, ledger, tmp_path) for desk in desks]
    for desk, work in zip(desks, works, strict=True):
        desk.make("venue", name=f"{desk.user} 教室", status="active")
        assert (hall.visit(work).operations, unsent(desk)) == (1, 1)
    assert [(one.name, one.times, one.stage) for one in hall.list()] == [
        (f"t{number}", 1, Stage.WAITS) for number in (2, 1, 0)
    ]
    assert hall.send().taken == 3
    assert {one.stage for one in hall.list()} == {Stage.REPLY}
    for desk, work in zip(desks, works, strict=True):
        found = hall.visit(work)
        assert (found.operations, unsent(desk)) == (0, 0)
        assert found.brought is not None
        assert found.brought.exchange.sent == 1
    assert {(one.times, one.stage) for one in hall.list()} == {(2, Stage.WAITS)}
    assert (hall.send().taken, operations_at(ledger)) == (3, 3)
    for work in works:
        hall.visit(work)
    names = {desk.ask("SELECT count(*) FROM venue")[0][0] for desk in desks}
    assert names == {3}


def test_a_repeated_hand_over_leaves_one_file_and_counts_once(
    hall: Hall, one: Desk, teacher: Work, ledger: Ledger
) -> None:
    for number in range(4):
        one.make("venue", name=str(number), status="active")
        hall.visit(teacher)
        hall.visit(teacher)
    assert [(file.manifest.first, file.manifest.last) for file in hall.files()] == [(1, 4)]
    assert hall.send().taken == 1
    assert (operations_at(ledger), hall.list()[0].times) == (4, 8)


def test_the_ordinary_exchange_of_the_clerk_sends_on(hall: Hall, one: Desk, teacher: Work, ledger: Ledger) -> None:
    one.make("venue", name="一", status="active")
    hall.visit(teacher)
    exchange(hall.clerk)
    assert (operations_at(ledger), hall.list()[0].stage) == (1, Stage.REPLY)


def test_what_was_taken_survives_the_end_of_the_relay(hall: Hall, one: Desk, teacher: Work, ledger: Ledger) -> None:
    one.make("venue", name="一", status="active")
    hall.visit(teacher)
    first = hall.opened
    hall.close()
    hall.open()
    assert (first.code != hall.opened.code, hall.opened.relay.visits) == (True, {})
    assert [(visitor.name, visitor.stage) for visitor in hall.list()] == [("", Stage.WAITS)]
    assert why(lambda: hall.visit(teacher, code=first.code)) == "relay.wrong_code"
    assert (hall.send().taken, operations_at(ledger)) == (1, 1)


def test_a_laptop_that_was_shut_out_comes_to_quarantine(hall: Hall, one: Desk, teacher: Work, ledger: Ledger) -> None:
    one.make("venue", name="一", status="active")
    ledger.revoke(joined(teacher).device_id)
    hall.visit(teacher)
    hall.send()
    with ledger.engine.connect() as connection:
        assert [outcome.fate for *_, outcome in received(connection)] == [Fate.QUARANTINED]
    one.make("venue", name="二", status="active")
    assert why(lambda: hall.visit(teacher)) == "sync.revoked"
    assert [file.manifest.last for file in hall.files() if file.manifest.kind is Kind.CHANGES] == [2]


def test_without_a_line_everything_waits(hall: Hall, one: Desk, teacher: Work, ledger: Ledger, tmp_path: Path) -> None:
    one.make("venue", name="一", status="active")
    hall.visit(teacher)
    with_line(hall_desk(hall, one), ledger, tmp_path, "http://127.0.0.1:9")
    assert why(hall.send) == "relay.not_sent"
    assert len(hall.files()) == 1


def test_only_the_own_county_hands_over_and_only_its_own_bundles(
    hall: Hall, one: Desk, teacher: Work, line: RelayLine, ledger: Ledger
) -> None:
    assert why(lambda: hall.visit(replace(teacher, county_code="110101"))) == "relay.other_county"
    assert why(lambda: hall.visit(hall.clerk)) == "relay.is_own"
    link, box = joined(teacher), ledger.public_keys()[1]
    strange = [
        ("bundle.other_county", Kind.CHANGES, "110101", link.device_id),
        ("bundle.not_for_here", Kind.CHANGES, COUNTY, "somebody"),
        ("bundle.not_for_here", Kind.REPLY, COUNTY, link.device_id),
    ]
    for reason, kind, county, device in strange:
        made = Address(kind=kind, county=county, device=device)
        body = seal({}, made, signing_key=link.private_key, box=box, now_ms=1)
        assert why(lambda body=body: line.hand_over(body)) == reason
    assert why(lambda: line.hand_over(b"PK\x03\x04 a spreadsheet")) == "bundle.not_a_bundle"
    assert hall.files() == ()
    assert one.exchange().sent == 0


def test_an_altered_byte_is_refused_and_nothing_of_it_stays(
    hall: Hall, one: Desk, teacher: Work, line: RelayLine
) -> None:
    one.make("venue", name="一", status="active")
    (made,) = changes_for_centre(teacher)
    for at in (30, len(made.body) // 2, len(made.body) - 1):
        altered = made.body[:at] + bytes([made.body[at] ^ 1]) + made.body[at + 1 :]
        assert why(lambda body=altered: line.hand_over(body)) == "bundle.altered"
    assert not [*hall.clerk.folder.bundles.iterdir()]
    line.hand_over(made.body)
    assert [file.body for file in hall.files()] == [made.body]


def test_a_full_disk_is_told_on_both_sides(hall: Hall, one: Desk, teacher: Work, line: RelayLine) -> None:
    one.make("venue", name="一", status="active")
    (made,) = changes_for_centre(teacher)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, limit[1]))
        assert why(lambda: line.hand_over(made.body)) == "relay.its_disk"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert (hall.opened.relay.trouble, hall.files()) == ("storage.disk_full", ())
    line.hand_over(made.body)
    note_handed(teacher, made)
    assert (hall.opened.relay.trouble, len(hall.files())) == (None, 1)


def test_a_laptop_takes_no_more_than_it_has_room_for(
    hall: Hall, one: Desk, teacher: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_FILES", 0)
    one.make("venue", name="一", status="active")
    assert why(lambda: hall.visit(teacher)) == "relay.full"
    assert (hall.opened.relay.trouble, unsent(one)) == ("relay.full_here", 1)
