"""A relay without its network: what one laptop takes from others in the hall, and keeps until the centre has it (SYNC 2.7).

What is taken is sealed for the centre and lies among the files that this desk carries for others (``storage/carried.py``):
the ordinary exchange, or the next stick, brings them on, and their replies back to here. Asked from several threads at once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl

import msgspec

from trainingdesk.domain.errors import Unavailable
from trainingdesk.domain.relay import Stock
from trainingdesk.storage import coming
from trainingdesk.storage.carried import carried, carry, place_of
from trainingdesk.storage.disk import free_bytes, on_disk
from trainingdesk.sync.relay_guard import Guard, TurnedAway
from trainingdesk.wire import clock
from trainingdesk.wire.bundle import MOST_BYTES, Kind, NotTaken, Reason, read
from trainingdesk.wire.bundle_content import Handed
from trainingdesk.wire.relay import BYTES_OF_A_PART, Arrival, Lying, Piece, Received, Turned

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.storage.carried import Carried
    from trainingdesk.sync.relay_guard import Guest, Ticket

T = TypeVar("T")
_OK, _NO_ROOM = 200, 507


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The laptop that takes: its county, its device, and the folder of what it carries."""

    county: str
    device: str
    folder: Path
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a desk handed over in this opening: whose it is, when it came last, how much and how often."""

    device: str
    name: str
    at: datetime
    size: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and the proof that it comes from here."""

    status: int
    body: bytes
    proof: str


@dataclass(slots=True)
class Relay:
    """The desks that prove the code hand over here; ``told`` is called, in whatever thread, when one did."""

    host: Host
    guard: Guard
    told: Callable[[], None]
    #: Why the last file could not be kept, as a sentence key; None when there was room again.
    trouble: str | None = None
    visits: dict[str, Visit] = field(default_factory=dict)
    _coming: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def answer(self, caller: str, ticket: Ticket, door: str, body: bytes) -> Answer:
        """What a question is answered with; raises TurnedAway where the code is not proved."""
        try:
            guest = self.guard.admit(caller, ticket, door, body)
        except TurnedAway as turned:
            if turned.error == "spent":
                self.told()
            raise
        try:
            status, said = _OK, self._ask(guest, door, body)
        except TurnedAway as turned:
            status, said = turned.status, turned.said()
        except Unavailable as failure:
            self._tell_trouble(failure.key)
            status, said = _NO_ROOM, msgspec.json.encode(Turned(error="disk"))
        return Answer(status, said, guest.tie.answers(ticket.count, status, said))

    def _ask(self, guest: Guest, door: str, body: bytes) -> bytes:
        name, _, query = door.rpartition("/")[2].partition("?")
        if name == "arrive":
            return self._arrive(guest, _decoded(body, Arrival))
        if not guest.device:
            raise TurnedAway(400, "unreadable")
        piece = _piece(query)
        match name:
            case "part":
                return self._part(guest, piece, body)
            case "reply":
                return self._reply(guest, piece)
            case "kept":
                return self._kept(guest, piece)
            case _:
                raise TurnedAway(404, "gone")

    def _arrive(self, guest: Guest, said: Arrival) -> bytes:
        if said.county != self.host.county:
            raise TurnedAway(403, "county")
        if said.device == self.host.device:
            raise TurnedAway(403, "own")
        try:
            guest.name = guest.tie.unseal(said.name)[:100]
        except ValueError as error:
            raise TurnedAway(400, "unreadable") from error
        guest.device = said.device
        with on_disk():
            lying = [Lying(sha256=one.path.stem, size=one.size) for one in self._replies(said.device)]
        return msgspec.json.encode(Received(replies=lying))

    def _part(self, guest: Guest, piece: Piece, body: bytes) -> bytes:
        """Keep a piece that begins where the last one ended; the answer says how much is held, which is where to go on."""
        folder, sha256 = self.host.folder, piece.sha256
        if not 0 < piece.size <= MOST_BYTES:
            return _handed(refused=Reason.TOO_LARGE)
        with self._lock:
            if place_of(folder, sha256).exists():
                return _handed(held=piece.size, taken=True)
            held = coming.held(folder, sha256)
            if body and piece.offset == held and held + len(body) <= piece.size:
                self._make_room(guest, piece)
                coming.add(folder, sha256, body)
                held += len(body)
            return _handed(held=held) if held < piece.size else self._whole(guest, sha256)

    def _make_room(self, guest: Guest, piece: Piece) -> None:
        """A desk brings one bundle after the other, so that what it began before will not become whole any more."""
        before = self._coming.get(guest.device)
        if before == piece.sha256 and piece.offset:
            return
        if before is not None:
            coming.drop(self.host.folder, before)
        if not self._stock(guest.device).has_room_for(piece.size):
            self._tell_trouble("relay.full_here")
            raise TurnedAway(_NO_ROOM, "full")
        self._coming[guest.device] = piece.sha256

    def _whole(self, guest: Guest, sha256: str) -> bytes:
        body = coming.taken_out(self.host.folder, sha256)
        self._coming.pop(guest.device, None)
        refused = Reason.ALTERED if body is None else self._refusal(guest, body)
        if body is None or refused is not None:
            return _handed(refused=refused or Reason.ALTERED)
        now = self.host.clock()
        carry(self.host.folder, body, now_ms=clock.milliseconds(now))
        self.trouble = None
        self._note(guest, now, len(body))
        return _handed(held=len(body), taken=True)

    def _refusal(self, guest: Guest, body: bytes) -> Reason | None:
        """Why a bundle is not taken: only what a desk of this county brings for the centre, and brings itself."""
        try:
            said = read(body).manifest
        except NotTaken as refusal:
            return refusal.reason
        if said.county != self.host.county:
            return Reason.OTHER_COUNTY
        return None if (said.kind, said.device) == (Kind.CHANGES, guest.device) else Reason.NOT_FOR_HERE

    def _note(self, guest: Guest, now: datetime, size: int) -> None:
        before = self.visits.get(guest.device)
        visit = Visit(device=guest.device, name=guest.name, at=now, size=size)
        self.visits[guest.device] = visit if before is None else replace(visit, times=before.times + 1)
        self.told()

    def _reply(self, guest: Guest, piece: Piece) -> bytes:
        """A piece of a reply to this desk; empty behind its end."""
        path = self._lying(guest, piece)
        with on_disk(), path.open("rb") as file:
            file.seek(piece.offset)
            return file.read(BYTES_OF_A_PART)

    def _kept(self, guest: Guest, piece: Piece) -> bytes:
        """The desk has its reply: it need not lie here any more."""
        path = self._lying(guest, piece)
        with on_disk():
            path.unlink(missing_ok=True)
        self.told()
        return b"{}"

    def _lying(self, guest: Guest, piece: Piece) -> Path:
        found = [one.path for one in self._replies(guest.device) if one.path.stem == piece.sha256]
        if not found:
            raise TurnedAway(404, "gone")
        return found[0]

    def _replies(self, device: str) -> list[Carried]:
        there = carried(self.host.folder)
        return [one for one in there if (one.manifest.kind, one.manifest.device) == (Kind.REPLY, device)]

    def _stock(self, device: str) -> Stock:
        folder = self.host.folder
        sizes = []
        with on_disk():
            folder.mkdir(parents=True, exist_ok=True)
            for path in folder.iterdir():
                with suppress(FileNotFoundError):  # the exchange brought it on meanwhile
                    sizes.append(path.stat().st_size)
        own = sum(one.manifest.device == device for one in carried(folder))
        return Stock(files=len(sizes), held=sum(sizes), own_files=own, free=free_bytes(folder))

    def _tell_trouble(self, key: str) -> None:
        self.trouble = key
        self.told()


def _decoded(said: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(said, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TurnedAway(400, "unreadable") from error


def _piece(query: str) -> Piece:
    try:
        return msgspec.convert(dict(parse_qsl(query)), Piece, strict=False)
    except (msgspec.MsgspecError, ValueError) as error:
        raise TurnedAway(400, "unreadable") from error


def _handed(*, held: int = 0, taken: bool = False, refused: str = "") -> bytes:
    return msgspec.json.encode(Handed(held=held, taken=taken, refused=refused))
