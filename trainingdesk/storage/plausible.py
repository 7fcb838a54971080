"""Whether values could be a row of a table: what a page is judged by when nothing says whose it was."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Enum

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Column, Table

    from trainingdesk.storage.btree import Value

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COUNTY = re.compile(r"\d{6}")


def plausible(table: Table, values: Mapping[str, Value]) -> bool:
    """Whether every value could stand in its column."""
    return all(_could_stand(column, values.get(column.name)) for column in table.c)


def _could_stand(column: Column[object], value: Value) -> bool:
    if value is None:
        return bool(column.nullable)
    match column.name, column.type.python_type:
        case "county_code", _:
            return isinstance(value, str) and _COUNTY.fullmatch(value) is not None
        case _, kind if kind is bool:
            return value in {0, 1}
        case _, kind if kind is int:
            return isinstance(value, int)
        case _, kind if kind is date:
            return isinstance(value, str) and _DAY.fullmatch(value) is not None
        case _:
            return isinstance(value, str) and _fits_text(column, value)


def _fits_text(column: Column[object], value: str) -> bool:
    if isinstance(column.type, Enum):
        return value in column.type.enums
    refers = column.foreign_keys or (column.primary_key and column.table.c.get("county_code") is not None)
    return not refers or _ID.fullmatch(value) is not None
