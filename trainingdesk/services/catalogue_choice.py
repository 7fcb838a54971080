"""Finding the one row of the catalogue that a text names: by id, by code or credit code, by name or a part of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from trainingdesk.domain.access import Action
from trainingdesk.domain.booking import Bookable
from trainingdesk.domain.errors import Refused
from trainingdesk.services.class_details import course_version_on
from trainingdesk.storage import catalogue, employer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import CourseRow


class Named(Protocol):
    """A row with an id and a name."""

    @property
    def id(self) -> str: ...  # noqa: D102 -- plain values
    @property
    def name(self) -> str: ...  # noqa: D102


class InUse(Named, Protocol):
    """A row that can be retired."""

    @property
    def status(self) -> str: ...  # noqa: D102


#: How many names one sentence lists.
_NAMED: Final = 5

Row = TypeVar("Row", bound=Named)
Kept = TypeVar("Kept", bound=InUse)


def one_institution(work: Work, text: str) -> str:
    """The id of the institution that a text names; raises Refused for none and for several."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return _one(text, catalogue.institutions(session), codes=("uscc", "licence_number")).id


def one_course(work: Work, text: str, *, on: date) -> str:
    """The id of the course version that holds on a day; raises Refused for none and for several."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        versions = catalogue.courses(session)
        by_id = next((row for row in versions if row.id == text.strip()), None)
        if by_id is not None:
            return by_id.id
        newest: dict[str, CourseRow] = {}
        for row in sorted(versions, key=lambda row: row.version):
            newest[row.code] = row
        found = _one(text, tuple(newest.values()), codes=("code",))
        return course_version_on(session, found.id, on=on).id


def one_instructor(work: Work, text: str) -> str:
    """The id of the instructor that a text names; raises Refused for none and for several."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return _one(text, _in_use(catalogue.instructors(session))).id


def one_venue(work: Work, text: str) -> str:
    """The id of the venue that a text names; raises Refused for none and for several."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return _one(text, _in_use(catalogue.venues(session)), codes=("division",)).id


def one_bookable(work: Work, text: str) -> tuple[Bookable, str]:
    """The venue or the equipment that a text names, and which of them; raises Refused for none and for several."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        venues, equipment = _in_use(catalogue.venues(session)), _in_use(catalogue.equipment(session))
    things: list[InUse] = [*venues, *equipment]
    found = _one(text, things)
    return Bookable.VENUE if found in venues else Bookable.EQUIPMENT, found.id


def one_platform(work: Work, text: str) -> str:
    """The id of the platform that a text names; raises Refused for none and for several."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return _one(text, catalogue.platforms(session)).id


def one_employer(work: Work, text: str) -> str:
    """The id of the employer that a text names; raises Refused for none and for several."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return _one(text, employer.employers(session), codes=("uscc",)).id


def _told_apart(rows: Sequence[Row]) -> tuple[str, ...]:
    """Names, with the id where a name alone does not tell who is meant."""
    names = Counter(row.name for row in rows)
    return tuple(row.name if names[row.name] == 1 else f"{row.name} {row.id}" for row in rows)


def _in_use(rows: Sequence[Kept]) -> list[Kept]:
    return [row for row in rows if row.status == "active"]


def _one(text: str, rows: Sequence[Row], *, codes: tuple[str, ...] = ()) -> Row:
    """What is meant exactly goes before what only contains the text."""
    wanted = text.strip()
    exact = [row for row in rows if wanted in {row.id, row.name, *(getattr(row, code) for code in codes)}]
    found = exact or [row for row in rows if wanted and wanted.casefold() in row.name.casefold()]
    if not found:
        raise Refused("catalogue.none_called", found=text)
    if len(found) > 1:
        raise Refused("catalogue.several_called", found=text, names=_told_apart(found[:_NAMED]))
    return found[0]
