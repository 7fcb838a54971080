"""What every door takes and answers, as the OpenAPI document tells it: made from the types that decode and encode.

The routes read bodies by themselves, so that a body is bounded before it is read; FastAPI then knows nothing of what is in
them, and the document would say nothing.
"""

from __future__ import annotations

from functools import cache, partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import msgspec
from fastapi.openapi.utils import get_openapi

from trainingdesk.server.doors.door import Gate
from trainingdesk.wire.operation import ZSTD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI

    from trainingdesk.server.doors.door import Door

_REF: Final = "#/components/schemas/{name}"
#: Messages and refusals.
JSON: Final = "application/json"
#: A frozen batch, zstd over the JSON of ``Batch``; or a part of a snapshot, the same over ``Part``.
FROZEN: Final = "application/octet-stream"
_BEARER: Final = {"type": "http", "scheme": "bearer"}


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why the centre did not do it; ``last_op`` where operations before a batch are missing, ``why`` of a one-time code."""

    error: str
    last_op: int = 0
    why: str = ""


def describe(app: FastAPI, doors: Mapping[str, Door]) -> None:
    """Let the application's document tell these doors, by path."""
    app.openapi = cache(partial(_document, app, dict(doors)))  # type: ignore[method-assign]


def _document(app: FastAPI, doors: dict[str, Door]) -> dict[str, Any]:
    told = get_openapi(title=app.title, version=app.version, routes=app.routes)
    kinds = [Refused, *(kind for door in doors.values() for kind in (door.asks, door.answers) if kind is not None)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    by_kind = dict(zip(map(id, kinds), schemas, strict=True))
    for path, door in doors.items():
        for operation in told["paths"][path].values():
            operation.update(_operation(path, door, by_kind))
    told["components"] = {"schemas": components, "securitySchemes": {"token": _BEARER}}
    return told


def _parameters(path: str, address: Any) -> list[dict[str, Any]]:
    _, components = msgspec.json.schema_components([address], ref_template=_REF)
    (said,) = components.values()
    return [
        {"name": name, "in": "path" if f"{{{name}}}" in path else "query", "required": True, "schema": schema}
        for name, schema in said["properties"].items()
    ]


def _operation(path: str, door: Door, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"responses": _responses(door, schemas)}
    if door.frozen:
        found["requestBody"] = {
            "required": True,
            "content": {FROZEN: {"schema": {"type": "string", "format": "binary"}}},
        }
    elif door.asks is not None:
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": schemas[id(door.asks)]}}}
    if door.address is not None:
        found["parameters"] = _parameters(path, door.address)
    if door.gate is Gate.DEVICE:
        found["security"] = [{"token": []}]
    return found


def _responses(door: Door, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    file = {"schema": {"type": "string", "format": "binary"}}
    content = {FROZEN: file} if door.answers is None else {JSON: {"schema": schemas[id(door.answers)]}}
    if door.packed:
        content[ZSTD] = file
    refusal = {"content": {JSON: {"schema": schemas[id(Refused)]}}}
    refusals = {str(status): {"description": HTTPStatus(status).phrase, **refusal} for status in sorted(door.refuses)}
    return {"200": {"description": "Done", "content": content}, **refusals}
