"""The centre over the network: one device, its key, a token for an hour (SYNC 2.7, 2.15).

A line that fails raises Unavailable and nothing else happened; what the centre refuses comes back as the exception that its
ledger raised. The desk signs in with the centre's own clock, so that a laptop with a dead battery is not shut out.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.sync.bandwidth import Bandwidth
from trainingdesk.sync.pieces import in_pieces
from trainingdesk.sync.trust import session_to
from trainingdesk.wire.attachment import FilesHeld
from trainingdesk.wire.bundle import box_of, new_box_key
from trainingdesk.wire.bundle_content import Handed
from trainingdesk.wire.joining import CodeFault, CodeMade, Invited, Joining, private_address
from trainingdesk.wire.operation import (
    ZSTD,
    Digest,
    Forked,
    Gap,
    NoCode,
    OutOfScope,
    Page,
    Receipt,
    Revoked,
    Row,
    SlicePage,
    Unreadable,
    Welcome,
    challenge,
    opened,
)
from trainingdesk.wire.report_signing import Answer, ReportAnswered, ReportSigned, freeze_signed
from trainingdesk.wire.seat_lease import Leased
from trainingdesk.wire.snapshot import Gone, Offer, Rebase
from trainingdesk.wire.update_file import NewestUpdate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.wire.operation import Slices

T = TypeVar("T")

#: Seconds to connect and to wait for an answer: a page over a slow line takes its time.
_PATIENCE: Final = (10, 60)
#: Of a bundle that is carried: small enough for a line of four kilobytes a second.
_BYTES_OF_A_PART: Final = 128 << 10
_OK: Final = 200
#: What an older centre answers to a question that it does not know.
_NO_SUCH_DOOR: Final = 404
#: The desk comes again after its usual pause, which is longer than what these ask for.
_BUSY: Final = (429, 503)
_REFUSALS: Final[Mapping[str, type[Exception]]] = {
    "revoked": Revoked,
    "out_of_scope": OutOfScope,
    "forked": Forked,
    "unreadable": Unreadable,
    "too_large": Unreadable,
    "gone": Gone,
    "rebase": Rebase,
}


class _Named(msgspec.Struct):
    """An answer that names one thing."""

    device: str = ""
    county: str = ""
    user: str = ""
    token: str = ""
    epoch: str = ""
    server_ms: int = 0
    signer: bytes = b""
    box: bytes = b""


class _Refusal(msgspec.Struct):
    """Why the centre does not do it."""

    error: str = ""
    last_op: int = 0
    why: str = ""


def checked_address(address: str) -> str:
    """The address without what follows the host; raises Refused unless the line to it is private.

    Only a centre on this machine may be asked without TLS.
    """
    found = private_address(address)
    if found is None:
        raise Refused("sync.address_not_private")
    return found


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device of a centre: its id there, the county and the user it belongs to, and its new private keys.

    ``signer`` and ``box`` are the centre's public keys for bundles; they and the user are empty from an older one.
    """

    address: str
    device: str
    county: str
    private_key: bytes = field(repr=False)
    box_key: bytes = field(repr=False)
    signer: bytes = b""
    box: bytes = b""
    user: str = ""


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The private keys of a device that is to be; whoever asks with the same ones again is given the same device."""

    private_key: bytes = field(repr=False, default_factory=lambda: Ed25519PrivateKey.generate().private_bytes_raw())
    box_key: bytes = field(repr=False, default_factory=new_box_key)

    def public(self) -> dict[str, str]:
        """What the centre is told of them."""
        key = Ed25519PrivateKey.from_private_bytes(self.private_key).public_key()
        return {"public_key": _text(key.public_bytes_raw()), "box": _text(box_of(self.box_key))}


def enroll(address: str, *, code: str, county: str = "", keys: DeviceKeys | None = None) -> Enrolled:
    """Become a device of the centre by a one-time code.

    Raises Refused where the code does not hold, also where it is not of the ``county`` that is named, Unavailable where the
    centre is not heard.
    """
    own, joining = keys or DeviceKeys(), Joining(checked_address(address), code, county)
    named = _decoded(_ask_with_code(joining, "enroll", own.public()), _Named)
    kept = {"private_key": own.private_key, "box_key": own.box_key, "signer": named.signer, "box": named.box}
    return Enrolled(joining.address, named.device, named.county, user=named.user, **kept)


def invited(joining: Joining) -> Invited:
    """Whom a code is for, which is not used up by that; raises as ``enroll`` does."""
    return _decoded(_ask_with_code(joining, "invited", {}), Invited)


def _ask_with_code(joining: Joining, door: str, said: dict[str, str]) -> bytes:
    asked = {"code": joining.code.strip().upper(), "county": joining.county, **said}
    try:
        with session_to(joining.address) as session:
            return _post(session, f"{joining.address}/sync/v1/devices/{door}", msgspec.json.encode(asked))
    except NoCode as refusal:
        raise Refused(f"sync.code_{refusal.why}", wanted=joining.county) from None
    except Revoked:
        raise Refused("sync.code_not_valid") from None


@dataclass(slots=True)
class Client:
    """One device's way to its centre; to be closed."""

    address: str
    device: str
    private_key: bytes = field(repr=False)
    #: What this device's bundles are sealed with; told with every hello, for a centre that does not know it yet.
    box: bytes = b""
    bandwidth: Bandwidth = field(default_factory=Bandwidth)
    #: The number of its last operation, told with every hello: whoever keeps the desks sees what has not come.
    made: Callable[[], int | None] = field(default=lambda: None, repr=False)
    #: The kind of machine that this is, told with every hello: the centre tells what program it has for one.
    platform: str = ""
    _token: str = field(default="", repr=False)
    _session: requests.Session = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._session = session_to(self.address)

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()

    def hello(self) -> Welcome:
        """Where this device stands."""
        said = {"box": _text(self.box), "made": self.made(), "platform": self.platform}
        return _decoded(self._ask("hello", said), Welcome)

    def push(self, body: bytes) -> Receipt:
        """Hand over a frozen batch; raises Gap, Forked, Unreadable."""
        return _decoded(self._ask("push", body), Receipt)

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:
        """The next page of a bucket, without ``own`` but for what this device wrote; raises OutOfScope, Rebase."""
        return _decoded(self._ask("pull", {"bucket": bucket, "after": after, "own": own}), Page)

    def snapshot(self, *, bucket: str) -> Offer:
        """A snapshot of a bucket, which may not be ready yet; raises OutOfScope."""
        return _decoded(self._ask("snapshot", {"bucket": bucket}), Offer)

    def part(self, *, snapshot: str, number: int) -> bytes:
        """A part of a snapshot in the bytes that its offer names; raises OutOfScope, Gone."""
        return self._ask("part", {"snapshot": snapshot, "number": number})

    def digest(self, *, bucket: str) -> Digest:
        """What the bucket sums up to; raises OutOfScope."""
        return _decoded(self._ask("digest", {"bucket": bucket}), Digest)

    def slices(self, asked: Slices) -> SlicePage:
        """A page of the rows of some slices; raises OutOfScope. A centre of before there were pages tells all at once."""
        try:
            return _decoded(self._ask("slices", msgspec.json.encode(asked)), SlicePage)
        except Unavailable as failure:
            if failure.values.get("status") != _NO_SUCH_DOOR:
                raise
            return SlicePage(
                rows=_decoded(self._ask("rows", {"bucket": asked.bucket, "wanted": asked.wanted}), list[Row])
            )

    def invite(self, *, user: str, role: str) -> CodeMade:
        """A one-time code for another desk of the county; raises OutOfScope."""
        return _decoded(self._ask("devices/invite", {"user": user, "role": role}), CodeMade)

    def take_seats(self, *, class_id: str, seats: int, days: int, number: int) -> Leased:
        """Have so many seats of a class in all, as far as they are free; raises OutOfScope."""
        wanted = {"class_id": class_id, "seats": seats, "days": days, "number": number}
        return _decoded(self._ask("seats/take", wanted), Leased)

    def return_seats(self, *, class_id: str, number: int) -> Leased:
        """Give the seats of a class back; raises OutOfScope."""
        return _decoded(self._ask("seats/return", {"class_id": class_id, "number": number}), Leased)

    def sign_report(self, said: ReportSigned) -> Answer:
        """Let a step of a monthly report stand; raises OutOfScope."""
        return _decoded(self._ask("reports", freeze_signed(said)), ReportAnswered).answer

    def hand_over(self, body: bytes) -> Handed:
        """Give the bundle of another desk to the centre, from where the line broke the last time."""
        sha256 = hashlib.sha256(body).hexdigest()

        def put(offset: int, piece: bytes) -> Handed:
            where = f"bundles/{sha256}?offset={offset}&size={len(body)}"
            return _decoded(self._ask(where, piece, method="PUT"), Handed)

        return in_pieces(body, put, most=lambda: _BYTES_OF_A_PART)

    def reply_for(self, device: str) -> bytes:
        """The last reply to a desk whose bundle was handed over; empty where there is none."""
        return self._ask(f"bundles/reply/{device}", method="GET")

    def files_held(self, rows: list[str]) -> dict[str, int]:
        """How much the centre holds of the files of these attachments, as far as they concern this device."""
        return _decoded(self._ask("attachments/held", {"rows": rows}), FilesHeld).held

    def put_file_piece(self, row: str, offset: int, piece: bytes) -> Handed:
        """Give a piece of the file of an attachment; raises OutOfScope."""
        return _decoded(self._ask(f"attachments/{row}?offset={offset}", piece, method="PUT"), Handed)

    def file_piece(self, row: str, *, offset: int) -> bytes:
        """What stands at ``offset`` of the file of an attachment; raises OutOfScope, Gone."""
        return self._ask("attachments/piece", {"row": row, "offset": offset})

    def newest_update(self) -> bytes:
        """The head of the newest update for this kind of machine; empty where the centre has none, or is an older one."""
        try:
            return _decoded(self._ask("updates/newest", {"platform": self.platform}), NewestUpdate).head
        except Unavailable as failure:
            if failure.values.get("status") == _NO_SUCH_DOOR:
                return b""
            raise

    def update_piece(self, *, sha256: str, offset: int, keep: Callable[[bytes], None]) -> None:
        """A piece of an update from ``offset`` on, given to ``keep`` as it comes; raises Gone, and what ``keep`` raises."""
        self._ask("updates/piece", {"sha256": sha256, "offset": offset}, keep=keep)

    def renew(self) -> str:
        """A new identity; this connection goes on under it."""
        self.device, self._token = _decoded(self._ask("renew"), _Named).device, ""
        return self.device

    def _ask(
        self,
        what: str,
        asked: bytes | dict[str, Any] = b"",
        *,
        method: str = "POST",
        keep: Callable[[bytes], None] | None = None,
    ) -> bytes:
        """Ask with the token; one that has run out is replaced once. What ``keep`` is given is not answered."""
        body = asked if isinstance(asked, bytes) else msgspec.json.encode(asked)
        fresh = not self._token
        if fresh:
            self._token = self._sign_in()
        try:
            url, line = f"{self.address}/sync/v1/{what}", self.bandwidth
            return _post(self._session, url, body, token=self._token, method=method, bandwidth=line, keep=keep)
        except Revoked:
            self._token = ""
            if fresh:
                raise
        return self._ask(what, body, method=method, keep=keep)

    def _sign_in(self) -> str:
        at_ms = _decoded(_get(self._session, f"{self.address}/health"), _Named).server_ms
        nonce = secrets.token_hex(16)
        signed = challenge(self.device, at_ms=at_ms, nonce=nonce)
        signature = Ed25519PrivateKey.from_private_bytes(self.private_key).sign(signed)
        asked = {"device": self.device, "at_ms": at_ms, "nonce": nonce, "signature": _text(signature)}
        answer = _post(self._session, f"{self.address}/sync/v1/devices/token", msgspec.json.encode(asked))
        return _decoded(answer, _Named).token


def _get(session: requests.Session, url: str) -> bytes:
    try:
        answer = session.get(url, timeout=_PATIENCE)
    except requests.RequestException as error:
        raise _not_heard(error) from error
    return _content(answer, answer.content)


def _post(
    session: requests.Session,
    url: str,
    body: bytes,
    *,
    token: str = "",
    method: str = "POST",
    bandwidth: Bandwidth | None = None,
    keep: Callable[[bytes], None] | None = None,
) -> bytes:
    headers = {"accept": f"{ZSTD}, application/json", "authorization": f"Bearer {token}"}
    line = bandwidth or Bandwidth()
    stream = keep is not None or bool(line.per_second)
    how: dict[str, Any] = {"timeout": _PATIENCE, "allow_redirects": False, "stream": stream}
    try:
        with session.request(method, url, data=line.outgoing(body), headers=headers, **how) as answer:
            if keep is None or answer.status_code != _OK:
                return _content(answer, line.incoming(answer))
            for step in line.steps(answer):
                keep(step)
            return b""
    except requests.RequestException as error:
        raise _not_heard(error) from error


def _not_heard(error: requests.RequestException) -> Unavailable:
    """Nothing was sent where the other side could not show that it is the centre, and trying again does not help."""
    if not isinstance(error, requests.exceptions.SSLError):
        return Unavailable("sync.unreachable")
    return Unavailable("sync.not_trusted" if "CERTIFICATE_VERIFY_FAILED" in str(error) else "sync.not_a_centre")


def _content(answer: requests.Response, content: bytes) -> bytes:
    """What was answered; raises what the centre refused with."""
    if answer.status_code == _OK:
        return opened(content) if answer.headers.get("content-type", "") == ZSTD else content
    try:
        refusal = msgspec.json.decode(content, type=_Refusal)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        refusal = _Refusal()
    if refusal.error == "gap":
        raise Gap(refusal.last_op)
    if refusal.why in set(CodeFault):
        raise NoCode(refusal.why)
    if refusal.error in _REFUSALS:
        raise _REFUSALS[refusal.error]
    if answer.status_code in _BUSY:
        raise Unavailable("sync.centre_busy")
    raise Unavailable("sync.centre_failed", status=answer.status_code)


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unavailable("sync.not_a_centre") from error


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
