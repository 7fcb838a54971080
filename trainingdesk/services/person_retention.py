"""How long a person is kept: archived at any time, purged only after the years an administrator set (FEATURES 17)."""

from __future__ import annotations

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

#: The name that stays on anonymous enrollments.
ERASED_NAME = "（已清除）"


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
        digests = person_purge.erase(session, ids, put_in_place=ERASED_NAME)
        done = changed(session, Topic.PEOPLE, rows=ids)
    for digest in digests:  # only once it is sure that the rows are gone
        (work.folder.attachments / digest).unlink(missing_ok=True)
    return done


def _refuse_early(*, years: int, last: date | None, today: date) -> None:
    if years == 0:
        raise Refused("person.no_retention_time")
    if last is not None and (today.year - years, today.month, today.day) < (last.year, last.month, last.day):
        raise Refused("person.kept_still", last=last, years=years)
