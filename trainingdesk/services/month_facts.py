"""What a monthly report counts, gathered from the rows of this year and of last year; and the county's own tables of it."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.attendance import AttendanceRules
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month_facts import (
    NO_CUT,
    CertificateFact,
    Facts,
    InspectionFact,
    ListingFact,
    MonthBasis,
    ResultFact,
    SubsidyFact,
)
from trainingdesk.domain.month_lessons import Roll, lesson_facts, to_be_read
from trainingdesk.domain.month_rows import ReportTables
from trainingdesk.domain.month_source import Happened, class_facts, cut_of, enrollment_facts
from trainingdesk.domain.month_tally import Tally
from trainingdesk.services.policy import policy_of
from trainingdesk.services.setting import value_of
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.settings.declared import MONTH_BASIS
from trainingdesk.storage import month as stored
from trainingdesk.storage import month_lessons as stored_lessons
from trainingdesk.storage.catalogue import code_items
from trainingdesk.storage.database import wide

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

    from sqlmodel import Session

    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.month_facts import CutKey, LessonFact
    from trainingdesk.storage.month import CertificateSource, InspectionSource, ListingSource, SubsidySource
    from trainingdesk.storage.month_lessons import ResultSource

#: Which list of codes feeds which table of the report.
_LISTS: Final = {"training_types": "types", "person_categories": "categories", "skill_levels": "levels"}


def tally_of(session: Session, month: Month) -> Tally:
    """The facts of ``month``'s year and of the year before, counted by the county's own tables and basis."""
    basis = basis_of(session)
    return Tally(facts_of(session, month, basis=basis), tables_of(session), basis=basis)


@contextmanager
def without_collecting() -> Generator[None]:
    """Keep the garbage collector from walking every fact again and again while they are counted: half of the time, measured.

    Facts hold no cycles; they are gone when the last name of them is.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def basis_of(session: Session) -> MonthBasis:
    """Which event puts an enrollment into a month: the county's setting."""
    return MonthBasis(value_of(session, MONTH_BASIS))


def tables_of(session: Session) -> ReportTables:
    """The tables of the report; a code that a county added counts where the shipped code of the same core meaning counts."""
    shipped = ReportTables()
    own: dict[str, Mapping[str, str | None]] = {}
    for name, field in _LISTS.items():
        items = ((item.code, item.core) for item in code_items(session, name))
        own[field] = _with_own(getattr(shipped, field), name, items)
    own["funds"] = _with_own(shipped.funds, "funds", stored.funds(session))
    return replace(shipped, **own)  # type: ignore[arg-type]  # the fields that _LISTS names are mappings


def _with_own(
    rows: Mapping[str, str | None], name: str, items: Iterable[tuple[str, str | None]]
) -> Mapping[str, str | None]:
    own_codes = [(code, core) for code, core in items if core and code not in rows]
    if not own_codes:
        return rows
    by_core = {item.core: rows[item.code] for item in CodeTable.shipped(name) if item.core and item.code in rows}
    own = {code: by_core[core] for code, core in own_codes if core in by_core}
    return {**rows, **own}


def facts_of(session: Session, month: Month, *, basis: MonthBasis) -> Facts:
    """The facts of two calendar years up to the end of ``month``; each class with everybody in it.

    For whom something was paid is read only where that is the basis.
    """
    since, last = date(month.year - 1, 1, 1), month.last_day
    happened = _happened(session, since)
    touched = stored.touched_since(session, since) | happened.completed.keys()
    opened = stored.classes(session, last=last)
    cuts = {one.id: cut_of(one) for one in opened}
    classes = [one for one in opened if one.id in touched or since <= (one.broken_off_on or one.completed_on or last)]
    lines = [*stored.paid(session, since=since, last=last), *stored.recovered(session, since=since, last=last)]
    with wide(session):
        came = stored.enrollments(session, [one.id for one in classes], last=last)
    people = enrollment_facts(classes, came, happened, cuts)
    return Facts(
        enrollments=people,
        paid=stored.paid_for(session, since=since, last=last) if basis is MonthBasis.PAID else {},
        employed=stored.employments(session, since=since),
        classes=class_facts(classes, cuts),
        certificates=_certificates(stored.certificates(session, since=since, last=last), cuts),
        subsidies=_subsidies(lines, cuts),
        inspections=_inspections(stored.inspections(session, since=since, last=last)),
        lessons=_lessons(session, Roll(people), cuts, since=since, last=last),
        results=_results(stored_lessons.results(session, since=since, last=last), cuts),
        institutions=_listings(stored.listings(session, "institution")),
        platforms=list(_platforms(stored.platform_steps(session))),
        instructors=_listings(stored.listings(session, "instructor")),
    )


def _happened(session: Session, since: date) -> Happened:
    return Happened(
        since=since - timedelta(days=1),
        completed=stored.completions(session, since=since),
        stints=stored.several_stints(session),
    )


def _certificates(found: Iterable[CertificateSource], cuts: Mapping[str, CutKey]) -> list[CertificateFact]:
    """Certificates, cut like their class; one without a class is cut by what stands on it."""
    return [
        CertificateFact(
            one.rows,
            one.kind,
            one.level,
            one.issued_on,
            cuts.get(one.class_id or "") or NO_CUT._replace(occupation=one.occupation, level=one.level),
        )
        for one in found
    ]


def _subsidies(lines: Iterable[SubsidySource], cuts: Mapping[str, CutKey]) -> list[SubsidyFact]:
    return [SubsidyFact(one.rows, one.kind, one.fund, one.day, cuts.get(one.class_id, NO_CUT)) for one in lines]


def _inspections(found: Iterable[InspectionSource]) -> list[InspectionFact]:
    return [
        InspectionFact(id=one.id, class_id=one.class_id, visited_on=one.visited_on, qualified=one.qualified)
        for one in found
    ]


def _lessons(session: Session, roll: Roll, cuts: Mapping[str, CutKey], *, since: date, last: date) -> list[LessonFact]:
    """The lessons with a closed register, attended as the policy that each class keeps says."""
    kept = stored_lessons.policies(session, since=since)
    rules = {policy: _rules(session, *policy) for policy in set(kept.values())}
    held = stored_lessons.lessons(session, since=since, last=last)
    read = stored_lessons.marks(session, to_be_read(held, roll, stored_lessons.doubtful_classes(session)))
    return list(lesson_facts(held, roll, read, {one: rules[policy] for one, policy in kept.items()}, cuts))


def _rules(session: Session, policy: str, version: str) -> AttendanceRules:
    """What a policy says about attendance; one that the county has no more says nothing."""
    try:
        return AttendanceRules.of(policy_of(session, policy, version))
    except Refused:
        return AttendanceRules()


def _results(found: Iterable[ResultSource], cuts: Mapping[str, CutKey]) -> list[ResultFact]:
    """Results of classes that were opened."""
    return [ResultFact(one.rows, one.passed, one.held_on, cuts[one.class_id]) for one in found if one.class_id in cuts]


def _listings(sources: Iterable[ListingSource]) -> list[ListingFact]:
    return [ListingFact(id=one.id, listed_on=one.listed_on, delisted_on=one.delisted_on) for one in sources]


def _platforms(steps: Mapping[str, Sequence[tuple[str, date]]]) -> Iterator[ListingFact]:
    """A platform is in the catalogue from each listing to the exit after it."""
    for one, moves in steps.items():
        since: date | None = None
        for to_state, day in moves:
            if to_state == "listed":
                since = since or day
            elif since is not None:
                yield ListingFact(id=one, listed_on=since, delisted_on=day)
                since = None
        if since is not None:
            yield ListingFact(id=one, listed_on=since)
