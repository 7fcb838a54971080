"""The centre on the network: every route is one call of the ledger, every refusal of the ledger one status (SYNC 2.7).

Bodies are read up to a limit, whatever their header promises; nothing is kept of a call after its answer.
"""

from __future__ import annotations

import time
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
import zstandard
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from trainingdesk.server.joining_routes import add_joining
from trainingdesk.server.limits import DESKS, STRANGERS, Limits, TooOften
from trainingdesk.server.metrics import MEDIA_TYPE
from trainingdesk.server.openapi import Door, describe
from trainingdesk.server.page import add_page
from trainingdesk.server.report_routes import add_reports
from trainingdesk.server.seat_routes import add_seats
from trainingdesk.server.snapshot_routes import Bucket, Place, add_snapshots
from trainingdesk.wire.bundle_content import Handed
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.joining import CodeAsked, CodeMade, DeviceWanted, Invited
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
    Unreadable,
    Welcome,
)
from trainingdesk.wire.report_signing import MOST_PACKED, ReportAnswered
from trainingdesk.wire.seat_lease import Leased, SeatsReturned, SeatsWanted
from trainingdesk.wire.snapshot import Gone, Offer, Rebase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.server.ledger import Ledger

#: A frozen batch; the desk cuts its batches far below it.
MOST_BODY: Final = 4 << 20
#: What the databases can be asked with: no number beyond 64 bits, no character that PostgreSQL has no place for.
_Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Word = Annotated[str, msgspec.Meta(max_length=64, pattern=r"\A[0-9A-Za-z_-]*\Z")]
_STATUSES: Final[dict[type[Exception], tuple[int, str]]] = {
    Revoked: (401, "revoked"),
    OutOfScope: (403, "out_of_scope"),
    Forked: (409, "forked"),
    Gap: (409, "gap"),
    Unreadable: (400, "unreadable"),
    Gone: (404, "gone"),
    Rebase: (410, "rebase"),
}


class TooLarge(Exception):  # noqa: N818 -- an answer, as in wire/operation.py
    """The body is larger than ``MOST_BODY``; the desk halves its batch."""


class Enrollment(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time code and the key of the device that was given it, of a county where one is named."""

    code: str
    public_key: bytes
    box: bytes = b""
    county: str = ""


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """The key that a device opens bundles with, and the number of its last operation; an older desk says nothing."""

    box: bytes = b""
    made: _Number | None = None


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What a device signed to be given a token (``devices.challenge``)."""

    device: _Word
    at_ms: _Number
    nonce: _Word
    signature: bytes


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """The device that a reply is for."""

    device: _Word


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of which bundle a body is."""

    sha256: _Word
    offset: _Number
    size: _Number


class Slices(msgspec.Struct, frozen=True, kw_only=True):
    """A bucket, and which of its 256 slices a device wants to see again."""

    bucket: str
    wanted: list[int] = []


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The life of the centre's database, and its time."""

    epoch: str
    server_ms: int


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """A new device, its county, and the public keys of the centre for bundles."""

    device: str
    county: str
    signer: bytes
    box: bytes


class Admitted(msgspec.Struct, frozen=True, kw_only=True):
    """What opens the other doors for an hour."""

    token: str


class Renewed(msgspec.Struct, frozen=True, kw_only=True):
    """A new identity of a device."""

    device: str


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """Where a device stands in a bucket, and whether it must see again what it wrote itself."""

    bucket: str
    after: _Number
    own: bool = True


_STRANGE: Final = (400, 401, 413, 429)
_SHUT: Final = (401, 413, 429)
#: What each door takes and gives, for the document that tells of them.
DOORS: Final[Mapping[str, Door]] = {
    "/health": Door(answers=Health, shut=False),
    "/sync/v1/devices/enroll": Door(asks=Enrollment, answers=Enrolled, refuses=_STRANGE, shut=False),
    "/sync/v1/devices/invited": Door(asks=CodeAsked, answers=Invited, refuses=_STRANGE, shut=False),
    "/sync/v1/devices/invite": Door(asks=DeviceWanted, answers=CodeMade, refuses=(400, 403, *_SHUT)),
    "/sync/v1/devices/token": Door(asks=Challenge, answers=Admitted, refuses=_STRANGE, shut=False),
    "/sync/v1/hello": Door(asks=Hello, answers=Welcome, refuses=(400, *_SHUT)),
    "/sync/v1/push": Door(answers=Receipt, refuses=(400, 409, *_SHUT), frozen=True, packed=True),
    "/sync/v1/pull": Door(asks=Cursor, answers=Page, refuses=(400, 403, 410, *_SHUT), packed=True),
    "/sync/v1/snapshot": Door(asks=Bucket, answers=Offer, refuses=(400, 403, *_SHUT)),
    "/sync/v1/part": Door(asks=Place, refuses=(400, 403, 404, *_SHUT)),
    "/sync/v1/renew": Door(answers=Renewed, refuses=_SHUT),
    "/sync/v1/digest": Door(asks=Slices, answers=Digest, refuses=(400, 403, *_SHUT)),
    "/sync/v1/bundles/{sha256}": Door(address=Part, answers=Handed, refuses=(400, *_SHUT), frozen=True),
    "/sync/v1/bundles/reply/{device}": Door(address=Named, refuses=(400, *_SHUT)),
    "/sync/v1/seats/take": Door(asks=SeatsWanted, answers=Leased, refuses=(400, 403, *_SHUT)),
    "/sync/v1/seats/return": Door(asks=SeatsReturned, answers=Leased, refuses=(400, 403, *_SHUT)),
    "/sync/v1/reports": Door(answers=ReportAnswered, refuses=(400, 403, *_SHUT), frozen=True),
    "/sync/v1/rows": Door(asks=Slices, answers=list[Row], refuses=(400, 403, *_SHUT), packed=True),
}


def make_app(ledger: Ledger, *, seconds: Callable[[], float] = time.monotonic) -> FastAPI:
    """The application over this ledger; ``seconds`` is the clock of the limits."""
    app = FastAPI(title="trainingdesk", docs_url=None, redoc_url=None)
    app.state.limits = Limits(seconds)
    for error, (status, code) in {**_STATUSES, TooLarge: (413, "too_large"), TooOften: (429, "too_often")}.items():
        app.add_exception_handler(error, _refusal(status, code))
    app.add_api_route("/health", _health(ledger), methods=["GET"])
    app.add_api_route("/metrics", _metrics(ledger), methods=["GET"])
    add_page(app, ledger)
    _add_devices(app, ledger)
    _add_sync(app, ledger)
    _add_comparison(app, ledger)
    _add_bundles(app, ledger)
    add_snapshots(app, ledger, device=_device, message=_message)
    add_seats(app, ledger, device=_device, message=_message)
    add_reports(app, ledger, device=_device, body=partial(_body, most=MOST_PACKED))
    add_joining(app, ledger, device=_device, stranger=_stranger, message=_message)
    describe(app, DOORS)
    return app


def _health(ledger: Ledger) -> Callable[[], Any]:
    def health() -> Response:
        """Whether the database answers; the time is what a desk with a wrong clock signs in with."""
        return _answer(Health(epoch=ledger.epoch(), server_ms=milliseconds(ledger.clock())))

    return health


def _metrics(ledger: Ledger) -> Callable[[Request], Response]:
    def metrics(request: Request) -> Response:
        """The centre in numbers for Prometheus, to this machine alone."""
        if request.client is None or not ip_address(request.client.host).is_loopback:
            raise OutOfScope
        return Response(ledger.metrics(), media_type=MEDIA_TYPE)

    return metrics


def _add_devices(app: FastAPI, ledger: Ledger) -> None:
    async def enroll(request: Request) -> Response:
        _stranger(request)
        asked = await _message(request, Enrollment)
        keys = {"public_key": asked.public_key, "box": asked.box}
        device = await run_in_threadpool(ledger.enroll, code=asked.code, county=asked.county, **keys)
        county = await run_in_threadpool(ledger.county_of_device, device)
        signer, box = await run_in_threadpool(ledger.public_keys)
        return _answer(Enrolled(device=device, county=county, signer=signer, box=box))

    async def token(request: Request) -> Response:
        _stranger(request)
        asked = await _message(request, Challenge)
        signed = {"at_ms": asked.at_ms, "nonce": asked.nonce, "signature": asked.signature}
        return _answer(Admitted(token=await run_in_threadpool(ledger.token, asked.device, **signed)))

    app.add_api_route("/sync/v1/devices/enroll", enroll, methods=["POST"])
    app.add_api_route("/sync/v1/devices/token", token, methods=["POST"])


def _add_sync(app: FastAPI, ledger: Ledger) -> None:
    async def hello(request: Request) -> Response:
        device = await _device(request, ledger)
        asked = await _message(request, Hello, empty=b"{}")
        return _answer(await run_in_threadpool(ledger.hello, device, box=asked.box, made=asked.made))

    async def push(request: Request) -> Response:
        device = await _device(request, ledger)
        return _compressed(request, await run_in_threadpool(ledger.push, device, await _body(request)))

    async def pull(request: Request) -> Response:
        device = await _device(request, ledger)
        asked = await _message(request, Cursor)
        page = await run_in_threadpool(ledger.pull, device, bucket=asked.bucket, after=asked.after, own=asked.own)
        return _compressed(request, page)

    async def renew(request: Request) -> Response:
        return _answer(Renewed(device=await run_in_threadpool(ledger.renew, await _device(request, ledger))))

    for handler in (hello, push, pull, renew):
        app.add_api_route(f"/sync/v1/{handler.__name__}", handler, methods=["POST"])


def _add_comparison(app: FastAPI, ledger: Ledger) -> None:
    async def digest(request: Request) -> Response:
        device = await _device(request, ledger)
        asked = await _message(request, Slices)
        return _answer(await run_in_threadpool(ledger.digest, device, bucket=asked.bucket))

    async def rows(request: Request) -> Response:
        device = await _device(request, ledger)
        asked = await _message(request, Slices)
        found = await run_in_threadpool(ledger.slices, device, bucket=asked.bucket, wanted=asked.wanted)
        return _compressed(request, found)

    for handler in (digest, rows):
        app.add_api_route(f"/sync/v1/{handler.__name__}", handler, methods=["POST"])


def _add_bundles(app: FastAPI, ledger: Ledger) -> None:
    async def put(request: Request, sha256: str) -> Response:
        """A part of a bundle of whatever desk: the one that carries it cannot read it."""
        device = await _device(request, ledger)
        place = _decoded(msgspec.json.encode({"sha256": sha256, **request.query_params}), Part, strict=False)
        part = await _body(request)
        return _answer(
            await run_in_threadpool(ledger.put_part, device, sha256, part, start=place.offset, size=place.size)
        )

    async def reply(request: Request, device: str) -> Response:
        asking = await _device(request, ledger)
        named = _decoded(msgspec.json.encode({"device": device}), Named)
        body = await run_in_threadpool(ledger.reply_for, named.device, asked_by=asking)
        return Response(body or b"", media_type="application/octet-stream")

    app.add_api_route("/sync/v1/bundles/reply/{device}", reply, methods=["GET"])
    app.add_api_route("/sync/v1/bundles/{sha256}", put, methods=["PUT"])


async def _device(request: Request, ledger: Ledger) -> str:
    """The device that calls, known before a byte of its body is read."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Revoked
    try:
        device = await run_in_threadpool(ledger.device_of, token)
    except Revoked:
        _stranger(request)
        raise
    limits: Limits = request.app.state.limits
    limits.take(device, DESKS)
    return device


def _stranger(request: Request) -> None:
    """Count a call of somebody without a token by the address it comes from."""
    limits: Limits = request.app.state.limits
    limits.take(request.client.host if request.client else "", STRANGERS)


async def _body(request: Request, *, most: int = MOST_BODY) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)


async def _message(request: Request, kind: type[Any], *, empty: bytes = b"") -> Any:
    """What was asked; ``empty`` stands for a body that says nothing."""
    return _decoded(await _body(request) or empty, kind)


def _decoded(said: bytes, kind: type[Any], *, strict: bool = True) -> Any:
    """What was said as it must look; ``strict`` is False for an address, where numbers are words."""
    try:
        return msgspec.json.decode(said, type=kind, strict=strict)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable from error


def _compressed(request: Request, content: object) -> Response:
    """Rows, compressed where the desk says that it reads it."""
    if ZSTD not in request.headers.get("accept", ""):
        return _answer(content)
    return Response(zstandard.compress(msgspec.json.encode(content), 3), media_type=ZSTD)


def _answer(content: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


def _refusal(status: int, code: str) -> Callable[[Request, Exception], Response]:
    def refuse(_request: Request, error: Exception) -> Response:
        held: dict[str, object] = {"last_op": error.last_op} if isinstance(error, Gap) else {}
        held |= {"why": error.why} if isinstance(error, NoCode) else {}
        answer = _answer({"error": code} | held, status)
        if isinstance(error, TooOften):
            answer.headers["retry-after"] = str(error.seconds)
        return answer

    return refuse
