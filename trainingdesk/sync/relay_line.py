"""The way from one laptop to the relay of another in the same hall: the code proved, each answer held to its proof.

Between two laptops no other machine is asked. A question whose answer did not come is asked again; what was taken before is
not sent again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec
import requests

from trainingdesk.domain.errors import Failure, Refused, Unavailable
from trainingdesk.sync.pieces import in_pieces
from trainingdesk.wire.bundle import MOST_BYTES
from trainingdesk.wire.bundle_content import Handed
from trainingdesk.wire.code import key_of_code
from trainingdesk.wire.relay import (
    BYTES_OF_A_PART,
    COUNT,
    PROOF,
    VISIT,
    Arrival,
    Challenge,
    Lying,
    Received,
    Tie,
    Turned,
    address_of,
    door_of,
    is_same,
    new_visit,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")
#: Seconds to connect and to wait for an answer: a laptop in the same hall answers at once, or sleeps.
_PATIENCE: Final = (5, 30)
_ATTEMPTS: Final = 3
_OK: Final = 200
#: What a relay says before it knows who asks, and so without a proof; everything else must have one.
_UNPROVED: Final = frozenset({"code", "wait", "spent", "gone", "altered"})
_REFUSED: Final = {
    "code": "relay.wrong_code",
    "county": "relay.other_county",
    "own": "relay.is_own",
    "spent": "relay.code_spent",
}
_UNAVAILABLE: Final = {
    "full": "relay.full",
    "disk": "relay.its_disk",
    "gone": "relay.begin_again",
    "wait": "relay.wait_first",
}


@dataclass(slots=True)
class RelayLine:
    """One visit of one desk; to be closed."""

    host: str
    port: int
    _session: requests.Session = field(default_factory=requests.Session, repr=False)
    _visit: str = ""
    _tie: Tie | None = field(default=None, repr=False)
    _count: int = 0

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()

    def arrive(self, code: str, *, device: str, county: str, name: str) -> list[Lying]:
        """Prove the code and say who comes; answers which replies lie there.

        Raises Refused for a wrong code and for a relay of another county, Unavailable where none answers or one must wait.
        """
        self._session.trust_env = False  # a proxy of this laptop's office does not reach into this hall
        asked = self._challenge()
        self._visit = f"{asked.visit}.{new_visit()}"
        self._tie = Tie.of(key_of_code(code, asked.salt), self._visit)
        said = Arrival(device=device, county=county, name=self._tie.seal(name))
        return _decoded(self._ask("arrive", body=msgspec.json.encode(said)), Received).replies

    def hand_over(self, body: bytes) -> None:
        """Give a bundle; when this ends, it lies on the other laptop's disk. Raises Refused with the reason, Unavailable."""
        sha256 = hashlib.sha256(body).hexdigest()

        def put(offset: int, piece: bytes) -> Handed:
            where = {"sha256": sha256, "offset": offset, "size": len(body)}
            return _decoded(self._ask("part", where, piece), Handed)

        handed = in_pieces(body, put, most=lambda: BYTES_OF_A_PART)
        if handed.refused:
            raise Refused(f"bundle.{handed.refused}")

    def reply(self, lying: Lying) -> bytes:
        """A reply that lies there; raises Unavailable where it does not come whole."""
        body = b""
        while len(body) < min(lying.size, MOST_BYTES):
            piece = self._ask("reply", {"sha256": lying.sha256, "offset": len(body)})
            if not piece:
                break
            body += piece
        if hashlib.sha256(body).hexdigest() != lying.sha256:
            raise Unavailable("relay.begin_again")
        return body

    def kept(self, lying: Lying) -> None:
        """Tell that a reply is here now."""
        self._ask("kept", {"sha256": lying.sha256})

    def _challenge(self) -> Challenge:
        answer = self._sent("GET", door_of("challenge"), b"", {})
        return _decoded(answer.content, Challenge)

    def _ask(self, name: str, query: Mapping[str, object] | None = None, body: bytes = b"") -> bytes:
        """Ask until an answer comes whole, a few times."""
        failure: Failure = Unavailable("relay.unreachable")
        for _ in range(_ATTEMPTS):
            try:
                return self._asked(door_of(name, query), body)
            except _AskAgain as lost:
                failure = lost.failure
        raise failure

    def _asked(self, door: str, body: bytes) -> bytes:
        self._count += 1
        assert self._tie is not None  # noqa: S101 -- a visit begins with ``arrive``
        headers = {VISIT: self._visit, COUNT: str(self._count), PROOF: self._tie.asks(self._count, door, body)}
        try:
            answer = self._sent("POST", door, body, headers)
        except Unavailable as failure:
            raise _AskAgain(failure) from failure
        content, status = answer.content, answer.status_code
        proof = self._tie.answers(self._count, status, content)
        is_proved = is_same(answer.headers.get(PROOF, ""), proof)
        if status == _OK and is_proved:
            return content
        raise _failure(content, is_proved=is_proved)

    def _sent(self, method: str, door: str, body: bytes, headers: dict[str, str]) -> requests.Response:
        how: dict[str, Any] = {"timeout": _PATIENCE, "allow_redirects": False}
        headers = {**headers, "accept-encoding": "identity"}
        try:
            return self._session.request(
                method, f"http://{self.host}:{self.port}{door}", data=body, headers=headers, **how
            )
        except requests.RequestException as error:
            raise Unavailable("relay.unreachable") from error


class _AskAgain(Exception):  # noqa: N818 -- the line was cut, or what came is not what was said
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.key)
        self.failure = failure


def line_to(address: str) -> RelayLine:
    """The way to a relay; raises Refused for an address that is not of a local network."""
    found = address_of(address)
    if found is None:
        raise Refused("relay.not_local", address=address.strip())
    return RelayLine(*found)


def _failure(content: bytes, *, is_proved: bool) -> Exception:
    try:
        turned = msgspec.json.decode(content, type=Turned)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        turned = Turned()
    if turned.error == "altered" or not (is_proved or turned.error in _UNPROVED):
        return _AskAgain(Unavailable("relay.not_a_relay"))
    if turned.error in _REFUSED:
        return Refused(_REFUSED[turned.error])
    return Unavailable(_UNAVAILABLE.get(turned.error, "relay.begin_again"), seconds=turned.seconds)


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unavailable("relay.not_a_relay") from error
