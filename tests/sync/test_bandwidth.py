"""The exchange takes no more of the line than the desk is set to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sync.conftest import COUNTY
from trainingdesk.domain.access import Role
from trainingdesk.sync.bandwidth import Bandwidth
from trainingdesk.sync.client import Client, enroll
from trainingdesk.wire.operation import Batch, Operation, Unreadable, freeze

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger

PER_SECOND = 8 << 10


@dataclass(slots=True)
class Watch:
    """A clock that only pauses and ``pass_by`` move; as sleep does, it never goes back."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds


@given(st.lists(st.tuples(st.integers(1, 1 << 20), st.floats(0, 100)), min_size=1, max_size=30))
def test_no_stretch_of_time_takes_more_than_the_limit(steps: list[tuple[int, float]]) -> None:
    watch = Watch()
    line = Bandwidth(PER_SECOND, watch, watch.pass_by)
    crossed: list[tuple[float, int]] = []
    for size, idle in steps:
        begun = watch.now
        line.take(size)
        crossed.append((begun, size))
        for at, (since, _size) in enumerate(crossed):
            together = sum(size for _begun, size in crossed[at:])
            assert together <= PER_SECOND * (watch.now - since + line.slack) + 1
        watch.pass_by(idle)


@given(st.lists(st.integers(1, 16 << 10), min_size=1, max_size=30), st.floats(1.001, 10))
def test_a_line_that_is_slower_is_not_slowed_down(steps: list[int], slower: float) -> None:
    watch, pauses = Watch(), list[float]()
    line = Bandwidth(PER_SECOND, watch, pauses.append)
    for size in steps:
        watch.pass_by(slower * size / PER_SECOND)
        line.take(size)
    assert pauses == []


def test_a_batch_and_its_answer_take_their_time(ledger: Ledger, address: str) -> None:
    """Over a real socket: what goes and what comes is paid for with time, and comes whole."""
    enrolled = enroll(address, code=ledger.code(county=COUNTY, user="u1", role=Role.ADMINISTRATOR))
    watch = Watch()
    client = Client(
        address, enrolled.device, enrolled.private_key, bandwidth=Bandwidth(PER_SECOND, watch, watch.pass_by)
    )
    names = [f"{number}号教室 {number * 7_654_321 % 99_991} {number**7}" for number in range(3_000)]
    made = [
        Operation(table="venue", row_id=str(at), group=None, values={"name": name}, hlc=1, base=0, user="u1")
        for at, name in enumerate(names)
    ]
    body = freeze(Batch(number=1, first=1, operations=made))
    client.push(body)
    sent = watch.now
    assert sent >= len(body) / PER_SECOND - client.bandwidth.slack
    assert sent > 1
    page = client.pull(bucket="c", after=0, own=True)
    assert [row.values["name"] for row in page.rows][:3] == names[:3]
    assert watch.now - sent > 1
    with pytest.raises(Unreadable):
        client.push(b"no batch")
    client.close()


def test_no_limit_takes_no_time(ledger: Ledger, address: str) -> None:
    enrolled = enroll(address, code=ledger.code(county=COUNTY, user="u1", role=Role.CLERK))
    watch = Watch()
    client = Client(address, enrolled.device, enrolled.private_key, bandwidth=Bandwidth(0, watch, watch.pass_by))
    assert client.hello().last_op == 0
    assert watch.now == 0
    client.close()
