"""How long a person is kept: archived at any time, purged only after the years an administrator set (FEATURES 17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import audit
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.setting import value_of
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.declared import RETENTION_YEARS
from trainingdesk.storage import person as stored
from trainingdesk.storage import person_merge, person_purge, rows

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.storage.person_purge import PastPerson

#: People that are listed at once.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Retention:
    """The years that are set (0: nobody is ever erased), the last day that is past them, and who is."""

    years: int
    until: date | None
    people: tuple[PastPerson, ...]


def past_retention(work: Work) -> Retention:
    """Who may be erased, at most ``MOST``: the longest past first. Whoever is not archived yet is archived before."""
    with work.reading(Action.PURGE_PERSON) as session:
        years = value_of(session, RETENTION_YEARS)
        if years == 0:
            return Retention(0, None, ())
        until = _years_before(work.today(), years)
        return Retention(years, until, person_purge.past_people(session, until=until, most=MOST))


def archive_person(work: Work, person_id: str, *, archived: bool = True) -> Changes:
    """Put a person away, or take one back; nothing is lost."""
    with work.writing(Action.EDIT_PERSON) as session:
        person = stored.person(session, person_id)
        if person is None:
            raise Refused("person.unknown")
        rows.change(session, "person", person.id, {"archived": archived})
        return changed(session, Topic.PEOPLE, rows=(person.id,))


def purge_person(work: Work, person_id: str, *, reason: str) -> Changes:
    """Erase a person for good; anonymous enrollments stay for the figures, and backups made before keep the person.

    It cannot be undone. Raises Refused while no retention time is set, while the person is not archived, and before
    the last class is that long ago. The purge is written to the access log.
    """
    with work.writing(Action.PURGE_PERSON, note=reason) as session:
        person = stored.person(session, person_id)
        if person is None:
            raise Refused("person.unknown")
        if not person.archived:
            raise Refused("person.archive_first", name=person.name)
        ids = person_merge.all_ids(session, person.id)
        last = person_purge.last_class_day(session, ids)
        _refuse_early(years=value_of(session, RETENTION_YEARS), last=last, today=work.today())
        audit.log(work, session, Logged.PURGED, subject=("person", person.id), reason=reason)
        digests = person_purge.erase(session, ids)
        done = changed(session, Topic.PEOPLE, rows=ids)
    for digest in digests:  # only once it is sure that the rows are gone
        (work.folder.attachments / digest).unlink(missing_ok=True)
    return done


def _refuse_early(*, years: int, last: date | None, today: date) -> None:
    if years == 0:
        raise Refused("person.no_retention_time")
    if last is not None and _years_before(today, years) < last:
        raise Refused("person.kept_still", last=last, years=years)


def _years_before(day: date, years: int) -> date:
    """The same day years before; for 29 February the day before where that year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=day.day - 1)
