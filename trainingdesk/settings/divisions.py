"""Administrative divisions (行政区划): counties of today and of former years, and the towns and villages of a county.

Codes have two digits each for province, prefecture and county, three each for town and village (GB/T 2260, GB/T 10114). A
number on an identity card keeps the county code of the day it was given, so former codes are needed as long as people live.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from trainingdesk.settings.code_tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping


class DivisionLevel(StrEnum):
    """What a place below a county is."""

    TOWN = "town"  # 乡镇, 街道
    VILLAGE = "village"  # 村, 社区


@dataclass(frozen=True, slots=True)
class County:
    """A county-level division; ``city`` is empty where the province governs it directly, ``until`` None while it exists."""

    code: str
    name: str
    city: str
    province: str
    until: int | None = None

    @property
    def full_name(self) -> str:
        """Province, city, county."""
        parts = (self.province, self.city, self.name)
        return "".join(part for number, part in enumerate(parts) if part and part not in parts[:number])


@dataclass(frozen=True, slots=True)
class Place:
    """A town or a village; ``code`` and ``parent`` have twelve digits."""

    code: str
    level: DivisionLevel
    name: str
    parent: str


def counties() -> Mapping[str, County]:
    """Every county by its six-digit code, today's and former ones (``until`` is the last year of a former one)."""
    today = (County(row["code"], row["name"], row["city"], row["province"]) for row in read_table("divisions_county"))
    former = (
        County(row["code"], row["name"], row["city"], row["province"], int(row["until"]))
        for row in read_table("divisions_former")
    )
    return MappingProxyType({county.code: county for county in (*former, *today)})


def places_of(county_code: str) -> tuple[Place, ...]:
    """The towns and villages of a county; raises FileNotFoundError where the program ships none for it."""
    return tuple(
        Place(row["code"], DivisionLevel(row["level"]), row["name"], row["parent"])
        for row in read_table(f"divisions_{county_code}")
    )
