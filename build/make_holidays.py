"""Make resources/tables/holidays_cn.csv from the package chinesecalendar (MIT); attribution stands in NOTICE.md beside it.

    python build/make_holidays.py

The program itself reads the table only: a county may add the days of a new year by hand the day they are announced, a
frozen build needs no further package, and a year without a table is known to be unknown instead of raising an error.
"""

from __future__ import annotations

import csv
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import constants

TABLE = Path(__file__).resolve().parent.parent / "resources" / "tables" / "holidays_cn.csv"

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


def make_holidays() -> None:
    """Every holiday (weekend days inside a holiday too) and every make-up working day (调休), by date."""
    days = {day: ("false", english) for day, english in constants.holidays.items()}
    days |= {day: ("true", english) for day, english in constants.workdays.items()}
    first, last = min(days).year, max(days).year
    package = f"chinesecalendar {version('chinesecalendar')} / MIT; see NOTICE.md"
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# 国务院办公厅 holiday notices {first}-{last} / {package}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("day", "working", "name", "english"))
        writer.writerows((day.isoformat(), working, NAMES[name], name) for day, (working, name) in sorted(days.items()))


if __name__ == "__main__":
    make_holidays()
