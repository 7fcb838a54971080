"""Doors are put into the application: who knocks is known first, then a bounded body is read, then the ledger is asked."""

from __future__ import annotations

from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from trainingdesk.server.doors.door import Call, Gate
from trainingdesk.server.doors.openapi import FROZEN, JSON
from trainingdesk.server.limits import DESKS, STRANGERS
from trainingdesk.wire.operation import ZSTD, Revoked, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi import FastAPI

    from trainingdesk.server.doors.door import Centre, Door
    from trainingdesk.server.limits import Limits


class TooLarge(Exception):  # noqa: N818 -- an answer, as in wire/operation.py
    """The body is larger than its door takes; the desk halves its batch."""


def open_doors(app: FastAPI, centre: Centre, doors: Iterable[Door]) -> None:
    """Put a route for each of them."""
    for door in doors:
        _open(app, centre, door)


def _open(app: FastAPI, centre: Centre, door: Door) -> None:
    async def knock(request: Request) -> Response:
        device = await _admitted(request, centre, door.gate)
        address = _address(request, door)
        call = Call(centre, device, await _asked(request, door), address)
        return _answer(request, door, await _opened(door, call))

    name = getattr(door.opens, "__name__", "")
    app.add_api_route(door.path, knock, methods=[door.method], name=name, description=door.opens.__doc__ or "")


async def _opened(door: Door, call: Call) -> Any:
    if iscoroutinefunction(door.opens):
        return await door.opens(call)
    return await run_in_threadpool(door.opens, call)


async def _admitted(request: Request, centre: Centre, gate: Gate) -> str:
    """The device that calls, known before a byte of its body is read; empty where none has to show who it is."""
    if gate is Gate.DEVICE:
        return await _device(request, centre)
    if gate is Gate.STRANGER:
        count_stranger(request, centre.limits)
    return ""


async def _device(request: Request, centre: Centre) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Revoked
    try:
        device = await run_in_threadpool(centre.ledger.device_of, token)
    except Revoked:
        count_stranger(request, centre.limits)
        raise
    centre.limits.take(device, DESKS)
    return device


def count_stranger(request: Request, limits: Limits) -> None:
    """Count a call of somebody who shows nothing that holds; raises TooOften."""
    limits.take(request.client.host if request.client else "", STRANGERS)


def _address(request: Request, door: Door) -> Any:
    """What the address says; numbers in it are words."""
    if door.address is None:
        return None
    return _decoded(msgspec.json.encode({**request.query_params, **request.path_params}), door.address, strict=False)


async def _asked(request: Request, door: Door) -> Any:
    """What the body says: bytes, or a message; one that is empty says nothing of what a message may leave out."""
    if door.frozen:
        return await _body(request, door.most)
    return None if door.asks is None else _decoded(await _body(request, door.most) or b"{}", door.asks)


async def _body(request: Request, most: int) -> bytes:
    """A body up to a limit, whatever its header promises."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)


def _decoded(said: bytes, kind: type[Any], *, strict: bool = True) -> Any:
    try:
        return msgspec.json.decode(said, type=kind, strict=strict)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable from error


def _answer(request: Request, door: Door, found: Any) -> Response:
    """Bytes as they are, else JSON; compressed where the door may and the desk says that it reads it."""
    if door.answers is None:
        return Response(found, media_type=FROZEN)
    said = msgspec.json.encode(found)
    if door.packed and ZSTD in request.headers.get("accept", ""):
        return Response(zstandard.compress(said, 3), media_type=ZSTD)
    return Response(said, media_type=JSON)
