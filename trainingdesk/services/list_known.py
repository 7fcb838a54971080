"""What a desk knows that the cells of a list of the catalogue (目录) name, fetched once for a whole file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from trainingdesk.services.division import divisions
from trainingdesk.services.list_cells import Known, References, Referred
from trainingdesk.settings.code_tables import CodeTable, OwnItem, Tables, kept_by_county, plain
from trainingdesk.storage import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import CourseRow, InstitutionRow, PlatformRow, VenueRow

#: The lists that a county may call otherwise.
_OWN: Final = ("training_types", "skill_levels")


def known_of(work: Work, session: Session) -> Known:
    """Codes as the county calls them, its places, and the rows that others refer to."""
    named = {
        "institution": References(_named(catalogue.institutions(session))),
        "online_platform": References(_named(catalogue.platforms(session))),
        "venue": References(_named(catalogue.venues(session))),
    }
    courses = References(_courses(catalogue.courses(session)))
    tables = Tables({name: _own(session, name) for name in _OWN})
    return Known(tables, dict(_places(work)), {**named, "course": courses}, work.today())


def _named(rows: Iterable[InstitutionRow | PlatformRow | VenueRow]) -> Iterator[Referred]:
    for row in rows:
        in_use = getattr(row, "status", "active") == "active"
        yield Referred(row.id, row.name, (getattr(row, "uscc", None) or "",), in_use)


def _own(session: Session, name: str) -> CodeTable:
    items = (OwnItem(one.code, one.name, one.core) for one in catalogue.code_items(session, name))
    return kept_by_county(CodeTable.shipped(name), items)


def _courses(rows: Iterable[CourseRow]) -> Iterator[Referred]:
    """The newest version goes by the code and the name, an older one by the code with its version."""
    in_order = sorted(rows, key=lambda row: row.version)
    newest = {row.code: row for row in in_order}
    for row in in_order:
        version = f"{row.code}/{row.version}"
        is_newest = newest[row.code] is row
        writings = (version, row.name) if is_newest else (version,)
        yield Referred(row.id, row.code if is_newest else version, writings, row.status == "active")


def _places(work: Work) -> Iterator[tuple[str, str]]:
    """Codes by every writing of a place that is only this place's."""
    known = divisions(work)
    writings = [(plain(text), code) for code in known.places for text in {known.name(code), known.places[code].name}]
    count: Mapping[str, int] = Counter(text for text, _code in writings)
    return ((text, code) for text, code in writings if count[text] == 1)
