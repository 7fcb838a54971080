"""Opening a relay on this laptop, and what lies in it (SYNC 2.7, 2.16; FEATURES 82)."""

from __future__ import annotations

import errno
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

import ifaddr

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.relay import LONGEST, SHORTEST
from trainingdesk.storage import coming
from trainingdesk.storage.carried import carried
from trainingdesk.storage.disk import on_disk
from trainingdesk.sync.carrying import hand_over
from trainingdesk.sync.exchange import client_of, joined
from trainingdesk.sync.relay import Host, Relay
from trainingdesk.sync.relay_guard import Guard
from trainingdesk.sync.relay_listener import Listener
from trainingdesk.wire import clock
from trainingdesk.wire.bundle import Kind
from trainingdesk.wire.code import key_of_code
from trainingdesk.wire.relay import PORT, is_local, new_code, new_salt, relay_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.carried import Carried
    from trainingdesk.sync.relay import Visit


class Stage(StrEnum):
    """How far the files of a desk are."""

    WAITS = "waits"  # here, for the centre
    REPLY = "reply"  # the centre's reply is here, for the desk
    GONE = "gone"  # nothing of it is here any more

    @property
    def sentence(self) -> str:
        """The key of its name."""
        return f"relay.stage_{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A desk whose files are carried, or that came in this opening; ``name`` is known of the latter alone."""

    device: str
    name: str
    at: datetime
    size: int
    times: int
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A relay that listens: where, with which code, until when."""

    relay: Relay
    listener: Listener
    code: str = field(repr=False)
    until: datetime

    @property
    def address(self) -> str:
        """What the others type."""
        return f"{self.listener.host}:{self.listener.port}"

    @property
    def trouble(self) -> str | None:
        """What keeps others from handing over, as a sentence key; None where nothing does."""
        return "relay.spent_here" if self.relay.guard.is_spent else self.relay.trouble

    @property
    def text(self) -> str:
        """Address and code in one line."""
        return relay_text(self.address, self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How many bundles the centre took now, and how many still wait here for it."""

    taken: int
    waiting: int


def local_addresses() -> tuple[str, ...]:
    """The addresses of this laptop in local networks; none where it is in none."""
    found = (one.ip for adapter in ifaddr.get_adapters() for one in adapter.ips if isinstance(one.ip, str))
    return tuple(sorted({ip for ip in found if is_local(IPv4Address(ip)) and not IPv4Address(ip).is_loopback}))


def open_relay(
    work: Work,
    *,
    address: str,
    minutes: int,
    port: int | None = None,
    told: Callable[[], None] = lambda: None,
    ended: Callable[[], None] = lambda: None,
) -> Opened:
    """Take from other desks of the county for so many minutes, under a new code; without ``port`` the usual or a free one.

    Raises Refused where this desk is not joined, for an address that is not local and for no such time; Unavailable where
    the address is not of this laptop or the port is taken.
    """
    work.require(Action.SEE_OWN_CLASSES)
    device = joined(work).device_id
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused("relay.how_long", least=SHORTEST, most=LONGEST)
    host = _local(address)
    folder = work.folder.bundles
    coming.drop_all(folder)
    code, salt = new_code(), new_salt()
    key = key_of_code(code, salt)
    listening = Host(county=work.county_code, device=device, folder=folder, clock=work.clock)
    until = work.now() + timedelta(minutes=minutes)

    def listen(at: int) -> Opened:
        relay = Relay(listening, Guard(key, salt), told)
        return Opened(relay=relay, listener=Listener(relay, host, at, minutes * 60, ended), code=code, until=until)

    return _listening(listen, port)


def visitors(folder: Path, visits: Mapping[str, Visit]) -> tuple[Visitor, ...]:
    """Whose files are carried, and who came; the latest first."""
    files: dict[str, list[Carried]] = {}
    for one in carried(folder):
        files.setdefault(one.manifest.device, []).append(one)
    found = [_visitor(device, files.get(device, []), visits.get(device)) for device in {*files, *visits}]
    return tuple(sorted(found, key=lambda one: (one.at, one.device), reverse=True))


def carried_for_others(work: Work) -> tuple[Visitor, ...]:
    """Whose files lie on this laptop."""
    work.require(Action.SEE_OWN_CLASSES)
    return visitors(work.folder.bundles, {})


def send_carried(work: Work) -> Sent:
    """Hand over to the centre now what is carried for others, and fetch their replies.

    Raises Refused where this desk is not joined, Unavailable where something waits and nothing of it went.
    """
    work.require(Action.SEE_OWN_CLASSES)
    folder = work.folder.bundles
    with closing(client_of(work)) as centre:
        taken = hand_over(centre, folder, now_ms=clock.milliseconds(work.now()))
    waiting = sum(one.manifest.kind is Kind.CHANGES for one in carried(folder))
    if waiting and not taken:
        raise Unavailable("relay.not_sent", count=waiting)
    return Sent(taken=taken, waiting=waiting)


def _local(address: str) -> str:
    try:
        host = IPv4Address(address.strip())
    except ValueError:
        raise Refused("relay.not_local", address=address.strip()) from None
    if not is_local(host):
        raise Refused("relay.not_local", address=str(host))
    return str(host)


def _listening(listen: Callable[[int], Opened], port: int | None) -> Opened:
    for at in (PORT, 0) if port is None else (port,):
        try:
            return listen(at)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Unavailable("relay.cannot_listen") from error
    raise Unavailable("relay.port_taken", port=port)


def _visitor(device: str, files: list[Carried], visit: Visit | None) -> Visitor:
    latest = max((one.manifest.created_ms for one in files), default=0)
    with on_disk():
        size = sum(one.size for one in files)
    kinds = {one.manifest.kind for one in files}
    stage = Stage.WAITS if Kind.CHANGES in kinds else Stage.REPLY if kinds else Stage.GONE
    if visit is None:
        return Visitor(device=device, name="", at=clock.instant(latest), size=size, times=0, stage=stage)
    return Visitor(device=device, name=visit.name, at=visit.at, size=visit.size, times=visit.times, stage=stage)
