"""What the status and the days of many enrollments follow from, read and written for all of them at once."""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlmodel import Session

#: Kind of an event, the status its author saw, and the position of the event that it takes back.
Step: TypeAlias = tuple[str, str | None, int | None]
#: The status that counts, None where no event says one; and the day since when somebody is off the roll, if they are.
Standing: TypeAlias = tuple[str | None, str | None]

_AT_ONCE: Final = 2000
_EVENTS: Final = """
SELECT enrollment_id, id, kind, seen, takes_back, day FROM enrollment_event
WHERE enrollment_id IN (SELECT value FROM json_each(?)) AND NOT deleted ORDER BY enrollment_id, at, id"""
_WRITE: Final = """
UPDATE enrollment SET status = coalesce(?1, status),
joined_on = (SELECT min(joined_on) FROM stint WHERE enrollment_id = ?2 AND NOT deleted),
left_on = CASE WHEN ?1 IS NULL OR ?3 IS NOT NULL THEN
(SELECT coalesce(left_on, max(joined_on, ?3)) FROM stint WHERE enrollment_id = ?2 AND NOT deleted
ORDER BY joined_on DESC LIMIT 1) END
WHERE id = ?2 AND NOT deleted"""
#: The first day after a stint, NULL while it goes on, in a statement that asks ``stint`` and ``enrollment``. Whoever has
#: left has left every stint, also one that the desk of the leaving did not know; of whoever has not, the last goes on.
ENDS_ON: Final = """
CASE WHEN enrollment.left_on IS NOT NULL THEN coalesce(stint.left_on, max(stint.joined_on, enrollment.left_on))
WHEN EXISTS (SELECT 1 FROM stint AS later WHERE later.enrollment_id = stint.enrollment_id AND NOT later.deleted
AND later.joined_on > stint.joined_on) THEN stint.left_on END"""


def steps(session: Session, enrollment_ids: Collection[str]) -> Iterator[tuple[str, tuple[Step, ...], tuple[str, ...]]]:
    """The events of enrollments in their order, and the day of each; an enrollment without any is left out."""
    wanted = sorted(enrollment_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        asked = json.dumps(wanted[start : start + _AT_ONCE])
        found = _driver(session).execute(_EVENTS, (asked,)).fetchall()
        for enrollment_id, events in groupby(found, key=itemgetter(0)):
            several = list(events)
            at = {event[1]: position for position, event in enumerate(several)}
            # An event that takes back something which is not here takes back nothing: len(several) is no position.
            taken = (None if event[4] is None else at.get(event[4], len(several)) for event in several)
            told = tuple((event[2], event[3], back) for event, back in zip(several, taken, strict=True))
            yield enrollment_id, told, tuple(event[5] for event in several)


def write(session: Session, enrollment_ids: Collection[str], standings: Mapping[str, Standing]) -> None:
    """Write the status of living enrollments, where one is given, and the days that follow from it and from their stints."""
    found = ((one, standings.get(one, (None, None))) for one in sorted(enrollment_ids))
    _driver(session).executemany(_WRITE, [(status, one, off_since) for one, (status, off_since) in found])


def _driver(session: Session) -> Any:
    """The driver's own connection: a first copy reads and writes hundreds of thousands of plain values here."""
    return session.connection().connection.driver_connection
