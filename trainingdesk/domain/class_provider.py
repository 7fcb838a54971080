"""Whether an institution may open a class (开班资格): in the catalogue, licensed to the end, approved, not under a ban.

The lists are public (两目录, notice of 2024-01-03); an agreement names the occupations and the highest level of each
(承担补贴培训任务协议书, 津 2019). Every refusal is a verdict of its own, so that all of them can be told at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain import sanction
from trainingdesk.domain.skill_level import reaches
from trainingdesk.domain.verdict import Decision, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from trainingdesk.domain.sanction import Ban

#: The institution list is the county's (培训机构目录).
LISTED: Final = "关于进一步规范职业技能培训管理工作的通知 (2024-01-03)"
#: Asked of schools that are run privately (民办培训机构须有办学许可证).
LICENSED: Final = "民办教育促进法"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One occupation that an institution may teach, up to a level, within its days; ``places`` is its 同期培训规模."""

    occupation: str
    highest_level: str
    places: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the approval is valid on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What is known of an institution."""

    active: bool
    licence_until: date | None = None
    approvals: tuple[Approval, ...] = ()
    bans: tuple[Ban, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """What a class would teach, and when; a startup training has no occupation."""

    occupation: str | None
    level: str
    starts_on: date
    ends_on: date


def may_open_class(provider: Provider, teaching: Teaching, *, today: date) -> tuple[Verdict, ...]:
    """One verdict for each thing that is asked of an institution, in the order they are looked at."""
    return (
        _listed(provider),
        _licensed(provider, teaching),
        may_teach(provider, teaching),
        sanction.may_open_class(provider.bans, today),
    )


def may_teach(provider: Provider, teaching: Teaching) -> Verdict:
    """Whether the institution is approved for the occupation and the level on the first day; yes where there is none."""
    if teaching.occupation is None:
        return Verdict.yes()
    of_occupation = [one for one in provider.approvals if one.occupation == teaching.occupation]
    if not of_occupation:
        return Verdict.no("class_provider.occupation_not_approved", clause=LISTED, occupation=teaching.occupation)
    holding = [one for one in of_occupation if one.holds_on(teaching.starts_on)]
    if not holding:
        return Verdict.no("class_provider.approval_not_valid", clause=LISTED, day=teaching.starts_on)
    if any(reaches(one.highest_level, teaching.level) for one in holding):
        return Verdict.yes(clause=LISTED)
    highest = tuple(one.highest_level for one in holding)
    return Verdict.no("class_provider.level_not_approved", clause=LISTED, found=teaching.level, wanted=highest)


def has_places(provider: Provider, teaching: Teaching, *, at_once: int) -> Verdict:
    """Whether so many trainees of the occupation at one time are within the agreement, undecided where it says nothing."""
    holding = [
        one for one in provider.approvals if one.occupation == teaching.occupation and one.holds_on(teaching.starts_on)
    ]
    places = max((one.places for one in holding if one.places is not None), default=None)
    if places is None:
        return Verdict.undecided("class_provider.places_unknown", clause=LISTED)
    if at_once <= places:
        return Verdict.yes(clause=LISTED)
    return Verdict.no("class_provider.too_many_at_once", clause=LISTED, found=at_once, wanted=places)


def refusals(verdicts: tuple[Verdict, ...]) -> Iterator[Verdict]:
    """Those that say no."""
    return (verdict for verdict in verdicts if verdict.decision is Decision.NO)


def _listed(provider: Provider) -> Verdict:
    return Verdict.yes() if provider.active else Verdict.no("class_provider.not_listed", clause=LISTED)


def _licensed(provider: Provider, teaching: Teaching) -> Verdict:
    """Licensed for as long as the class lasts; whether a license is asked for at all depends on what the institution is."""
    until = provider.licence_until
    if until is None:
        return Verdict.undecided("class_provider.licence_unknown", clause=LICENSED)
    if until < teaching.ends_on:
        return Verdict.no("class_provider.licence_ends", clause=LICENSED, until=until, ends=teaching.ends_on)
    return Verdict.yes(clause=LICENSED)
