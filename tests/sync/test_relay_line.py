"""The way to a relay in the hall: cut, overheard, played again, with a wrong code, and to nowhere else."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.sync.processes.proxy import Proxy
from tests.sync.relays import HERE, Hall, address, hall, line, operations_at, teacher, unsent, why
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.sync.bundle import changes_for_centre
from trainingdesk.sync.exchange import joined
from trainingdesk.sync.relay_line import line_to

if TYPE_CHECKING:
    from tests.sync.conftest import Desk
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.sync.relay_line import RelayLine

__all__ = ["address", "hall", "line", "teacher"]


@pytest.mark.parametrize("seed", range(3))
def test_a_network_that_breaks_loses_and_doubles_nothing(
    hall: Hall, one: Desk, teacher: Work, ledger: Ledger, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 -- no secret
    proxy = Proxy(hall.opened.listener.port, random, cut_in=2)
    proxy.start()
    for number in range(3):
        for _ in range(20):
            one.make("venue", name=f"{number} {random.randbytes(900).hex()}", status="active")
        while True:
            try:
                hall.visit(teacher, address=f"{HERE}:{proxy.port}")
            except Unavailable:
                continue
            break
        if number == 1:
            hall.send()
    proxy.close()
    hall.send()
    hall.visit(teacher)
    assert (proxy.cuts > 0, unsent(one), operations_at(ledger)) == (True, 0, 60)
    assert one.engine.check() == 0
    assert not [path for path in hall.clerk.folder.bundles.iterdir() if path.suffix != ".tdsync"]


def test_a_wrong_code_costs_a_growing_wait(hall: Hall, one: Desk, teacher: Work) -> None:
    now = [0.0]
    hall.opened.relay.guard.seconds = lambda: now[0]
    wrong = "2222-2222" if hall.opened.code != "2222-2222" else "3333-3333"
    for _ in range(4):
        assert why(lambda: hall.visit(teacher, code=wrong)) == "relay.wrong_code"
    with pytest.raises(Unavailable) as told:
        hall.visit(teacher)
    assert (told.value.key, told.value.values["seconds"]) == ("relay.wait_first", 5)
    now[0] = 5.0
    one.make("venue", name="一", status="active")
    assert hall.visit(teacher, code=hall.opened.code.replace("-", " ").lower()).operations == 1
    assert hall.opened.relay.guard.mistakes == 4


def test_half_a_bundle_is_none_and_goes_with_the_next(
    hall: Hall, one: Desk, teacher: Work, line: RelayLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.make("venue", name="一", status="active")
    (made,) = changes_for_centre(teacher)
    monkeypatch.setattr("trainingdesk.sync.relay_line.BYTES_OF_A_PART", 300)
    asked, plain = [], type(line)._ask

    def breaks(self: RelayLine, name: str, query: object = None, body: bytes = b"") -> bytes:
        asked.append(name)
        if len(asked) == 3:
            raise Unavailable("relay.unreachable")
        return plain(self, name, query, body)

    monkeypatch.setattr(type(line), "_ask", breaks)
    assert why(lambda: line.hand_over(made.body)) == "relay.unreachable"
    (half,) = hall.clerk.folder.bundles.iterdir()
    assert (half.suffix, half.stat().st_size, hall.files()) == (".coming", 300, ())
    before = len(asked)
    line.hand_over(made.body)
    assert len(asked) - before == -(-(len(made.body) - 300) // 300) + 1
    assert [file.body for file in hall.files()] == [made.body]


def test_nothing_on_the_network_can_be_read(hall: Hall, one: Desk, teacher: Work) -> None:
    proxy = Proxy(hall.opened.listener.port, Random(1), cut_in=0, heard=[])  # noqa: S311 -- no secret
    proxy.start()
    one.make("venue", name="机密教室", address="学府路一号", status="active")
    named = replace(teacher, worker=replace(teacher.worker, name="李老师"))
    hall.visit(named, address=f"{HERE}:{proxy.port}")
    hall.send()
    hall.visit(named, address=f"{HERE}:{proxy.port}")
    proxy.close()
    said = b"".join(proxy.heard or ())
    device = joined(teacher).device_id
    assert device.encode() in said
    code = hall.opened.code
    for word in ("机密教室", "学府路", "李老师", "venue", code, code.replace("-", "")):
        assert word.encode() not in said
    assert [one.name for one in hall.list()] == ["李老师"]


def test_a_question_that_is_played_again_is_refused(hall: Hall, line: RelayLine) -> None:
    door, body = "/relay/v1/part?sha256=" + "0" * 64 + "&offset=0&size=9", b"123"
    assert line._tie is not None
    headers = {
        "x-relay-visit": line._visit,
        "x-relay-count": "2",
        "x-relay-proof": line._tie.asks(2, door, body),
    }
    assert line._sent("POST", door, body, headers).status_code == 200
    assert line._sent("POST", door, body, headers).status_code == 400
    assert line._sent("POST", door, b"124", {**headers, "x-relay-count": "3"}).status_code == 400


@pytest.mark.parametrize("where", ["", "8.8.8.8", "https://centre.example", "127.0.0.1:99999", "127.0.0.1:x", "hall:1"])
def test_a_desk_hands_over_in_its_local_network_alone(teacher: Work, where: str) -> None:
    with pytest.raises(Refused) as refused:
        line_to(where)
    assert refused.value.key == "relay.not_local"
