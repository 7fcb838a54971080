"""The dictionary of occupations (职业分类大典) in its versions: listed, taken in from a file, and ended (FEATURES 110).

An occupation is a row for each version that names it. Taking in a list again changes only what differs. Rows never leave:
a version that no longer holds gets a last day, and what was entered under it stays readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.code_tables import plain
from trainingdesk.settings.occupation_list import heads_a_list, parse_occupations
from trainingdesk.storage import occupation as stored
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.exchange.grid import Sheet
    from trainingdesk.settings.occupation_list import BadRow, Occupation, OccupationList
    from trainingdesk.storage.occupation import OccupationRow

#: Rows above the headings: a title, a publisher, a date.
_ROWS_BEFORE: Final = 5
_LONGEST: Final = 20


@dataclass(frozen=True, slots=True)
class OccupationImport:
    """What a file would do: occupations that are new, that change and that stay, and the rows that are none."""

    new: int
    changing: int
    same: int
    bad: tuple[BadRow, ...]


def list_occupations(
    work: Work, *, text: str = "", shortage_only: bool = False, on: date | None = None
) -> tuple[OccupationRow, ...]:
    """Occupations by code, the newest version first; ``on`` keeps those that hold on a day."""
    wanted = plain(text)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = stored.occupations(session)
    return tuple(
        row
        for row in found
        if (not wanted or wanted in plain(row.name) or wanted in row.code)
        and (not shortage_only or row.shortage)
        and (on is None or _holds(row, on))
    )


def check_list(work: Work, source: Source, *, version: str, valid_from: date | None) -> OccupationImport:
    """What taking in a file would do; raises Refused for a file that lists no occupations and for no version."""
    found = _read(source, version)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        there = _by_key(session)
    states = [_state(there.get((one.code, one.version)), _values(one, valid_from)) for one in found.occupations]
    return OccupationImport(states.count("new"), states.count("changing"), states.count("same"), found.bad)


def import_list(work: Work, source: Source, *, version: str, valid_from: date | None) -> Changes:
    """Take in the sound rows of a file as ``version``, valid from a day; a row that names its version keeps that.

    An official list and a shortage list (紧缺职业) alike: a row without a shortage leaves the shortage of its occupation.
    """
    found = _read(source, version)
    with work.writing(Action.MANAGE_DESK) as session:
        there = _by_key(session)
        put = tuple(
            _put(work, session, one, values)
            for one in found.occupations
            if _state(there.get((one.code, one.version)), values := _values(one, valid_from)) != "same"
        )
        return changed(session, Topic.CATALOGUE, rows=put)


def end_occupation(work: Work, row_id: str, last: date | None) -> Changes:
    """Give an occupation of one version its last day, or take it away; raises Refused for an end before the beginning."""
    with work.writing(Action.MANAGE_DESK) as session:
        row = next((one for one in stored.occupations(session) if one.id == row_id), None)
        if row is None:
            raise Refused("occupation.unknown")
        if last is not None and row.valid_from is not None and last < row.valid_from:
            raise Refused("occupation.ends_first", first=row.valid_from, last=last)
        rows.change(session, "occupation", row.id, {"valid_to": last})
        return changed(session, Topic.CATALOGUE, rows=(row.id,))


def _read(source: Source, version: str) -> OccupationList:
    wanted = version.strip()
    if not wanted or len(wanted) > _LONGEST:
        raise Refused("occupation.version_unsound", wanted=_LONGEST)
    book = read_workbook(source)
    for sheet in book.sheets:
        found = parse_occupations(_body(sheet), version=wanted)
        if found.occupations:
            return found
    raise Refused("occupation.no_list", name=book.name)


def _body(sheet: Sheet) -> Iterable[Mapping[str, str]]:
    """The rows below the headings, which may have a title above them, each as heading → text."""
    for at, row in enumerate(sheet.rows[:_ROWS_BEFORE]):
        heads = [cell_text(cell) for cell in row.cells]
        if heads_a_list(heads):
            for below in sheet.rows[at + 1 :]:
                yield {head: cell_text(below.at(column)) for column, head in enumerate(heads) if head}
            return


def _by_key(session: Session) -> dict[tuple[str, str], OccupationRow]:
    return {(row.code, row.version): row for row in stored.occupations(session)}


def _values(one: Occupation, valid_from: date | None) -> dict[str, Any]:
    flags = "/".join(sign for sign, on in (("L", one.green), ("S", one.digital)) if on)
    values = {"name": one.name, "flags": flags or None, "valid_from": valid_from}
    return values | ({"shortage": one.shortage} if one.shortage else {})


def _state(row: OccupationRow | None, values: Mapping[str, Any]) -> str:
    if row is None:
        return "new"
    return "same" if all(getattr(row, name) == value for name, value in values.items()) else "changing"


def _put(work: Work, session: Session, one: Occupation, values: Mapping[str, Any]) -> str:
    return rows.put(
        session,
        "occupation",
        row_id=fact_id("occupation", one.code, one.version),
        county_code=work.county_code,
        keys={"code": one.code, "version": one.version},
        values=values,
    )


def _holds(row: OccupationRow, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)
