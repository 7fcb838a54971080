"""What a monthly report is made from: rows of two years, read as plain tuples.

A report of a large county reads 50,000 enrollments at once. So the queries name their columns, days come as the text they
are stored as and are parsed once each, what is common to a class is read with the class, and people who came and left
together are one row. Ids of facts are scattered over
their tables: what is read of many rows stands in an index of its own (``ix_…_month``, ``ix_claim_line_paid``), and money and
certificates are summed by SQLite, which hands their ids over as one text for each group. CROSS JOIN keeps the order of the
tables that was measured.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.enrollment import Stint
from trainingdesk.domain.month_amounts import Amounts
from trainingdesk.domain.month_people import APART, WITHIN, People
from trainingdesk.domain.month_source import CAME, OPENED, ClassSource, EnrollmentSource
from trainingdesk.storage.enrollment_fold import ENDS_ON
from trainingdesk.storage.person_merge import aliases, living_id
from trainingdesk.storage.twin_enrollment import set_aside
from trainingdesk.wire import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import Any

    from sqlmodel import Session


class CertificateSource(NamedTuple):
    """Certificates that stand and are alike, of one class and one day."""

    rows: Amounts
    kind: str
    level: str
    issued_on: date
    class_id: str | None
    occupation: str | None


class SubsidySource(NamedTuple):
    """Lines of one claim that were paid and are alike, or below zero one that came back."""

    rows: Amounts
    kind: str
    fund: str | None
    class_id: str
    day: date


class InspectionSource(NamedTuple):
    """A visit."""

    id: str
    class_id: str
    visited_on: date
    qualified: bool | None


class ListingSource(NamedTuple):
    """Something of the catalogue; a row without a first day was always there."""

    id: str
    listed_on: date
    delisted_on: date | None


_AT_ONCE = 2_000
#: Days come as the text they are stored as, the same ones again and again.
parse_day = cache(date.fromisoformat)


def _day_or_none(written: str | None) -> date | None:
    return None if written is None else parse_day(written)


def _quoted(values: Collection[Any]) -> str:
    """Values of our own enumerations as an SQL list; written out, so that partial indexes are used."""
    return ", ".join(f"'{value}'" for value in sorted(values))


def read(session: Session, query: str, **values: object) -> Sequence[Any]:
    """The plain rows of a query."""
    return session.connection().execute(text(query), values).all()


def stream(session: Session, query: str, **values: object) -> Iterator[Any]:
    """The same some thousands at a time: what is made of them never stands beside all of them."""
    for some in session.connection().execute(text(query), values).partitions(_AT_ONCE):
        yield from some


_CLASSES = f"""
SELECT c.id, c.starts_on, c.ends_on, c.state, k.training_type, k.level, coalesce(k.occupation_code, k.occupation_name),
       k.digital, k.shortage, c.mode, coalesce(c.division, v.division), c.institution_id
FROM training_class c JOIN course k ON k.id = c.course_id LEFT JOIN venue v ON v.id = c.venue_id
WHERE c.deleted = 0 AND c.starts_on <= :last AND c.state IN ({_quoted(OPENED)})
"""
_CLASS_ENDS = """
SELECT class_id, to_state, min(at) FROM class_event
WHERE deleted = 0 AND to_state IN ('completed', 'terminated') GROUP BY class_id, to_state
"""


def classes(session: Session, *, last: date) -> list[ClassSource]:
    """Every class that was opened by a day; the day of an end is the local day of the event that says so."""
    ends = {(one, state): local_day(clock.instant(at)) for one, state, at in read(session, _CLASS_ENDS)}
    found = []
    for one, starts, ends_on, state, kind, level, occupation, digital, shortage, mode, division, institution in read(
        session, _CLASSES, last=last.isoformat()
    ):
        broken_off = ends.get((one, "terminated"))
        completed = ends.get((one, "completed"))
        if completed is None and broken_off is None and state in {"completed", "closed"}:
            completed = parse_day(ends_on)
        found.append(
            ClassSource(
                one, parse_day(starts), completed, broken_off, kind, level, occupation, bool(digital), bool(shortage), mode,
                division, institution,
            )
        )  # fmt: skip
    return found


_TOUCHED = """
SELECT DISTINCT c.class_id FROM payment p JOIN claim c ON c.id = p.claim_id WHERE p.deleted = 0 AND p.paid_on >= :since
UNION SELECT DISTINCT class_id FROM followup
  WHERE deleted = 0 AND employed = 1 AND coalesce(employed_on, checked_on) >= :since
"""


def touched_since(session: Session, since: date) -> set[str]:
    """Classes in which somebody was paid for or found work since a day, however old the class is."""
    return {row[0] for row in read(session, _TOUCHED, since=since.isoformat())}


_TRAITS = f" || '{WITHIN}' || ".join(f"coalesce({one}, '')" for one in ("e.paid_category", "p.sex", "p.ethnic_group"))
_ENROLLMENTS = f"""
SELECT e.class_id, e.status, e.source, e.joined_on, e.left_on, count(*), group_concat(e.id, ' '),
       group_concat(p.id, ' '), group_concat({_TRAITS}, '{APART}')
FROM enrollment e CROSS JOIN person p ON p.id = {{whose}}
WHERE e.class_id IN (SELECT value FROM json_each(:classes)) AND e.deleted = 0 AND e.joined_on <= :last
  AND e.status IN ({_quoted(CAME)}) AND p.provisional = 0 AND e.id NOT IN (SELECT value FROM json_each(:aside))
  AND e.person_id {{which}} (SELECT old_id FROM person_alias WHERE deleted = 0)
GROUP BY e.class_id, e.status, e.joined_on, e.left_on, e.source
"""
_OWN = _ENROLLMENTS.format(whose="e.person_id", which="NOT IN")
_MERGED = _ENROLLMENTS.format(whose=living_id("e.person_id"), which="IN")


def enrollments(session: Session, class_ids: Collection[str], *, last: date) -> list[EnrollmentSource]:
    """Who came to these classes by a day, each person once under the id that lives on; provisional people are left out.

    Whether somebody is provisional, that file says: of who was entered at the door and put together with a complete one too.
    """
    aside = json.dumps(sorted(set_aside(session)))
    asked = {"classes": json.dumps(sorted(class_ids)), "last": last.isoformat(), "aside": aside}
    found = [*read(session, _OWN, **asked), *(read(session, _MERGED, **asked) if aliases(session) else ())]
    return [
        EnrollmentSource(of_class, status, source, parse_day(joined), _day_or_none(left), People(*people))
        for of_class, status, source, joined, left, *people in found
    ]


_COMPLETED = """
SELECT class_id, day, group_concat(enrollment_id, ' ') FROM enrollment_event
WHERE kind = 'completed' AND day >= :since AND deleted = 0 GROUP BY class_id, day ORDER BY class_id, day
"""


def completions(session: Session, *, since: date) -> dict[str, list[tuple[date, str]]]:
    """Days of completion since a day by class, the oldest first, each with the enrollments that completed on it.

    Whether a completion still stands, the status of the enrollment says.
    """
    found: dict[str, list[tuple[date, str]]] = {}
    for of_class, day, ids in read(session, _COMPLETED, since=since.isoformat()):
        found.setdefault(of_class, []).append((parse_day(day), ids))
    return found


_STINTS = f"""
SELECT stint.enrollment_id, stint.joined_on, {ENDS_ON} FROM stint JOIN enrollment ON enrollment.id = stint.enrollment_id
WHERE stint.deleted = 0 AND stint.enrollment_id IN
  (SELECT enrollment_id FROM stint GROUP BY enrollment_id HAVING count(*) > 1)
ORDER BY stint.enrollment_id, stint.joined_on
"""


def several_stints(session: Session) -> dict[str, tuple[Stint, ...]]:
    """The stints of those who came more than once, oldest first."""
    found: dict[str, tuple[Stint, ...]] = {}
    for one, joined, left in read(session, _STINTS):
        found[one] = (*found.get(one, ()), Stint(parse_day(joined), _day_or_none(left)))
    return found


_EMPLOYED = """
SELECT enrollment_id, coalesce(employed_on, checked_on) AS day FROM followup
WHERE deleted = 0 AND employed = 1 AND coalesce(employed_on, checked_on) >= :since ORDER BY day DESC
"""


def employments(session: Session, *, since: date) -> dict[str, date]:
    """When people found work after a class, by enrollment: the day they began, or of the call that found it out."""
    return _once(session, read(session, _EMPLOYED, since=since.isoformat()))


_CERTIFICATES = """
SELECT group_concat(id, ' '), count(*), kind, level, issued_on, class_id, occupation_code FROM certificate
WHERE issued_on BETWEEN :since AND :last AND deleted = 0 AND status = 'issued'
GROUP BY issued_on, class_id, kind, level, occupation_code
"""


def certificates(session: Session, *, since: date, last: date) -> list[CertificateSource]:
    """The certificates issued between two days that stand."""
    found = read(session, _CERTIFICATES, since=since.isoformat(), last=last.isoformat())
    return [
        CertificateSource(Amounts.written(ids, count), kind, level, parse_day(day), of_class, occupation)
        for ids, count, kind, level, day, of_class, occupation in found
    ]


_PAID_CLAIMS = """
WITH paid AS MATERIALIZED (
  SELECT p.claim_id, c.class_id, max(p.paid_on) AS paid_on FROM payment p JOIN claim c ON c.id = p.claim_id
  WHERE p.deleted = 0 AND p.result = 'paid' AND c.deleted = 0 AND c.state IN ('paid', 'recovering', 'closed')
  GROUP BY p.claim_id HAVING max(p.paid_on) BETWEEN :since AND :last
)
"""
_PAID = f"""{_PAID_CLAIMS}
SELECT group_concat(l.id, ' '), count(*), group_concat(l.amount_fen, ' '), sum(l.amount_fen), l.kind, l.fund, paid.class_id,
       paid.paid_on
FROM paid CROSS JOIN claim_line l ON l.claim_id = paid.claim_id
WHERE l.deleted = 0 AND l.decision = 'yes' GROUP BY l.claim_id, l.kind, l.fund
"""
_RECOVERED = """
SELECT r.id, 1, -r.amount_fen, -r.amount_fen, l.kind, l.fund, l.class_id, r.recovered_on
FROM recovery r CROSS JOIN claim_line l ON l.id = r.claim_line_id
WHERE r.deleted = 0 AND r.recovered_on BETWEEN :since AND :last
"""


def paid(session: Session, *, since: date, last: date) -> list[SubsidySource]:
    """Lines of claims whose money went out between two days and was not sent back by the bank."""
    return _subsidies(session, _PAID, since, last)


def recovered(session: Session, *, since: date, last: date) -> list[SubsidySource]:
    """Money that came back between two days, below zero."""
    return _subsidies(session, _RECOVERED, since, last)


def _subsidies(session: Session, query: str, since: date, last: date) -> list[SubsidySource]:
    found = read(session, query, since=since.isoformat(), last=last.isoformat())
    return [
        SubsidySource(Amounts.written(ids, count, each=str(each), total=total), kind, fund, of_class, parse_day(day))
        for ids, count, each, total, kind, fund, of_class, day in found
    ]


_PAID_FOR = f"""{_PAID_CLAIMS}
SELECT l.enrollment_id, min(paid.paid_on)
FROM claim_line l NOT INDEXED CROSS JOIN paid ON paid.claim_id = l.claim_id
WHERE l.deleted = 0 AND l.decision = 'yes' AND l.kind = 'training' AND l.amount_fen > 0 GROUP BY l.enrollment_id
"""


def paid_for(session: Session, *, since: date, last: date) -> dict[str, date]:
    """The first day between two days on which a training subsidy was paid for somebody, by enrollment."""
    return _once(session, read(session, _PAID_FOR, since=since.isoformat(), last=last.isoformat()))


def _once(session: Session, found: Sequence[Any]) -> dict[str, date]:
    """A day for each enrollment that stands: its own, or the earlier one of that which a merge set aside."""
    days = {one: parse_day(day) for one, day in found}
    for aside, stands in set_aside(session).items():
        if (day := days.pop(aside, None)) is not None:
            days[stands] = min(day, days.get(stands, day))
    return days


_INSPECTIONS = """
SELECT id, class_id, visited_on, qualified FROM inspection WHERE visited_on BETWEEN :since AND :last AND deleted = 0
"""


def inspections(session: Session, *, since: date, last: date) -> list[InspectionSource]:
    """The visits between two days."""
    found = read(session, _INSPECTIONS, since=since.isoformat(), last=last.isoformat())
    return [
        InspectionSource(one, of_class, parse_day(day), None if qualified is None else bool(qualified))
        for one, of_class, day, qualified in found
    ]


def listings(session: Session, table: str) -> list[ListingSource]:
    """Institutions or instructors with the days they were in the catalogue."""
    found = read(session, f'SELECT id, listed_on, delisted_on FROM "{table}" WHERE deleted = 0')
    return [ListingSource(one, parse_day(listed or "0001-01-01"), _day_or_none(left)) for one, listed, left in found]


_PLATFORMS = """
SELECT p.id, p.state, r.to_state, r.reviewed_on FROM online_platform p
LEFT JOIN platform_review r ON r.platform_id = p.id AND r.deleted = 0 AND r.to_state IN ('listed', 'exited')
WHERE p.deleted = 0 ORDER BY p.id, r.reviewed_on, r.at
"""
#: States of a platform that is in the catalogue.
_IN_CATALOGUE = frozenset({"listed", "in_evaluation", "rectifying"})


def platform_steps(session: Session) -> Mapping[str, list[tuple[str, date]]]:
    """For each online platform its entries into the catalogue and its exits, oldest first."""
    found: dict[str, list[tuple[str, date]]] = {}
    for one, state, to_state, day in read(session, _PLATFORMS):
        steps = found.setdefault(one, [])
        if to_state is not None:
            steps.append((to_state, parse_day(day)))
        elif state in _IN_CATALOGUE:
            steps.append(("listed", date.min))
    return found


def funds(session: Session) -> list[tuple[str, str | None]]:
    """The funds of the county by code, with their core meaning."""
    return [(code, core) for code, core in read(session, "SELECT code, core FROM fund WHERE deleted = 0")]
