"""A relay opens on a local address of this machine alone, at a free port, for a time."""

from __future__ import annotations

import pytest

from tests.sync.relays import HERE, Hall, address, hall, why
from trainingdesk.sync.relay_opening import local_addresses, open_relay

__all__ = ["address", "hall"]


@pytest.mark.parametrize("where", ["0.0.0.0", "8.8.8.8", "224.0.0.1", "hall", "::1", ""])  # noqa: S104 -- it is refused
def test_it_listens_on_a_local_address_alone(hall: Hall, where: str) -> None:
    assert why(lambda: open_relay(hall.clerk, address=where, minutes=60)) == "relay.not_local"


def test_an_address_of_another_machine_and_a_taken_port_are_told(hall: Hall) -> None:
    assert why(lambda: open_relay(hall.clerk, address="10.255.255.254", minutes=60)) == "relay.cannot_listen"
    taken = hall.opened.listener.port
    assert why(lambda: open_relay(hall.clerk, address=HERE, minutes=60, port=taken)) == "relay.port_taken"
    assert why(lambda: open_relay(hall.clerk, address=HERE, minutes=0)) == "relay.how_long"
    assert HERE not in local_addresses()
