"""The two lists a county publishes (两目录): what training is wanted, and who gives it (FEATURES 104)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.online_platform import may_take_class
from trainingdesk.domain.policy_limits import RowFacts, fitting
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.policy import county_policy
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.storage import catalogue, digital_resource
from trainingdesk.storage.occupation import occupations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.policy import Policy
    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import CourseRow


class Provides(StrEnum):
    """Who or what stands in the list of providers: the plan, art. 11, puts all three into one catalogue."""

    INSTITUTION = "institution"
    PLATFORM = "platform"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class DemandLine:
    """A training that is wanted (需求指导目录); ``amount_fen`` is None where the policy gives no rate for it."""

    training_type: str
    occupation: str
    course: str
    level: str
    periods: int
    shortage: str | None
    amount_fen: int | None
    per: str | None
    clause: str | None


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """An institution, a platform or a digital resource of the catalogue (培训机构目录)."""

    kind: Provides
    name: str
    address: str | None
    nature: str | None
    programs: tuple[str, ...]
    licence_number: str | None
    uscc: str | None
    contact_name: str | None
    contact_phone: str | None


def demand_list(work: Work, *, on: date | None = None) -> tuple[DemandLine, ...]:
    """The courses that hold on a day (today), with the subsidy the county's policy gives for each."""
    day = on or work.today()
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        policy = _policy(session, day)
        types, levels = _names(session, "training_types"), _names(session, "skill_levels")
        courses = catalogue.courses(session, on=day)
        found = [_demand(one, policy, types, levels, day) for one in courses]
    return tuple(sorted(found, key=lambda line: (line.training_type, line.occupation, line.level)))


def provider_list(work: Work, *, on: date | None = None) -> tuple[ProviderLine, ...]:
    """Institutions in the catalogue with what each may teach, platforms that take classes, and digital resources."""
    day = on or work.today()
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return (*_institutions(session, day), *_platforms(session), *_resources(session))


def _demand(
    course: CourseRow, policy: Policy | None, types: Mapping[str, str], levels: Mapping[str, str], day: date
) -> DemandLine:
    facts = RowFacts(
        level=course.level,
        training_type=course.training_type,
        occupation=course.occupation_code,
        shortage=course.shortage,
        kind="training",
        on=day,
    )
    rates = () if policy is None else fitting(policy.table("subsidy.rates"), facts)
    rate = rates[0] if rates else {}
    return DemandLine(
        training_type=types.get(course.training_type, course.training_type),
        occupation=course.occupation_name or course.name,
        course=course.name,
        level=levels.get(course.level, course.level),
        periods=course.periods,
        shortage=course.shortage,
        amount_fen=rate.get("amount_fen"),
        per=rate.get("per"),
        clause=rate.get("clause"),
    )


def _institutions(session: Session, day: date) -> Iterator[ProviderLine]:
    kinds = {item.code: item.name for item in CodeTable.shipped("institution_kinds")}
    names = {row.code: row.name for row in reversed(occupations(session))}
    levels = _names(session, "skill_levels")
    for one in catalogue.institutions(session, active_only=True):
        programs = tuple(
            f"{names.get(row.occupation_code, row.occupation_code)}（{levels.get(row.highest_level, row.highest_level)}）"
            for row in catalogue.approvals(session, one.id)
            if row.valid_to is None or row.valid_to >= day
        )
        yield ProviderLine(
            Provides.INSTITUTION, one.name, one.address, kinds.get(one.kind or "", one.kind), programs,
            one.licence_number, one.uscc, one.contact_name, one.contact_phone,
        )  # fmt: skip


def _platforms(session: Session) -> Iterator[ProviderLine]:
    for one in catalogue.platforms(session):
        if may_take_class(one.state).decision is Decision.YES:
            yield ProviderLine(
                Provides.PLATFORM, one.name, one.url, one.operator, (), one.record_number, None, None, None
            )


def _resources(session: Session) -> Iterator[ProviderLine]:
    for one in digital_resource.digital_resources(session):
        if one.status == "active":
            yield ProviderLine(Provides.RESOURCE, one.name, one.url, one.kind, (), None, None, None, None)


def _names(session: Session, list_name: str) -> dict[str, str]:
    return {item.code: item.name for item in catalogue.code_items(session, list_name)}


def _policy(session: Session, day: date) -> Policy | None:
    try:
        return county_policy(session, day)
    except Refused:
        return None
