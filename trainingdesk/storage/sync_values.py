"""Rows as they travel: the plain values that SQLite holds, without the types of the program."""

from __future__ import annotations

import json
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Enum as ChoiceOf
from sqlalchemy import text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from trainingdesk.storage.tables import METADATA
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlmodel import Session

_AT_ONCE: Final = 500


def raw_rows(session: Session, name: str, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The declared fields and the version of rows, deleted ones too, by id."""
    return fields_of(session, name, ("id", "sync_ver", *schema.table(name).fields), ids)


def fields_of(session: Session, name: str, fields: Sequence[str], ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """These fields of rows, deleted ones too, by id."""
    named = ", ".join(f'"{field}"' for field in fields)
    asked = text(f'SELECT id, {named} FROM "{name}" WHERE id IN (SELECT value FROM json_each(:ids))')
    found: dict[str, dict[str, Any]] = {}
    for part in parts(ids):
        for row_id, *values in session.connection().execute(asked, {"ids": json.dumps(part)}).all():
            found[row_id] = dict(zip(fields, values, strict=True))
    return found


@cache
def blank(name: str) -> Mapping[str, Any]:
    """What the fields of a table hold where nobody said anything: rows of an older program lack what came later."""
    columns = METADATA.tables[name].c
    found = {one.name: one.default.arg for one in columns if isinstance(one.default, ScalarElementColumnDefault)}
    return {field: plain(found.get(field)) for field in schema.table(name).fields}


@cache
def choices(name: str) -> Mapping[str, frozenset[str]]:
    """The values that the fields of a table may have, where the file checks that."""
    columns = METADATA.tables[name].c
    found = {one.name: one.type.enums for one in columns if isinstance(one.type, ChoiceOf)}
    return {field: frozenset(values) for field, values in found.items()}


@cache
def may_be_missing(name: str) -> frozenset[str]:
    """The fields of a table that hold nothing where nothing is said."""
    return frozenset(one.name for one in METADATA.tables[name].c if one.nullable)


def parts(ids: Collection[str], *, size: int = _AT_ONCE) -> Iterator[list[str]]:
    """Ids in portions that one statement takes."""
    whole = list(ids)
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def plain(value: Any) -> Any:
    """As SQLite keeps it: truth is 0 or 1, a member of an enumeration is its value."""
    if isinstance(value, Enum):
        return value.value
    return int(value) if isinstance(value, bool) else value
