"""Sanctions against institutions with their bans (FEATURES 113)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain import sanction as rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.sanction import Ban, Ladder, SanctionAction
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.holiday import calendar_of
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.code_tables import read_table
from trainingdesk.storage import catalogue, rows
from trainingdesk.storage import sanction as stored

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.calendar import WorkCalendar
    from trainingdesk.storage.sanction import SanctionLine

#: Where the shipped ladder was read.
CLAUSE: Final = "津人社办发〔2022〕60号"


@dataclass(frozen=True, slots=True)
class SanctionStanding:
    """A sanction as it stands today: until when to put things right, its ban, and whether that holds now."""

    line: SanctionLine
    action: SanctionAction
    rectify_by: date | None
    ban: Ban | None
    banned: bool


def ladder() -> Ladder:
    """The shipped ladder."""
    return Ladder.of_rows(read_table("sanction_ladder"), clause=CLAUSE)


def impose(
    work: Work,
    institution_id: str,
    action: SanctionAction,
    *,
    reason: str,
    decided_on: date | None = None,
    clause: str | None = None,
) -> Changes:
    """Sanction an institution; the ban that the ladder gives begins on the day of the decision.

    Says where the ladder asks for a harder measure (two of one rung in a year), and the last day of the ban. Raises
    Refused without a reason, for an unknown institution and for a day to come.
    """
    day = decided_on or work.today()
    if not reason.strip():
        raise Refused("sanction.no_reason")
    if day > work.today():
        raise Refused("sanction.decided_in_future", found=day)
    steps = ladder()
    rung = steps.rung(action)
    banned = rule.ban(rung, decided_on=day)
    with work.writing(Action.IMPOSE_SANCTION) as session:
        institution = catalogue.institution(session, institution_id)
        if institution is None:
            raise Refused("institution.unknown")
        said = (*_too_mild(session, institution_id, action, day, steps), *_ban_said(institution.name, banned))
        values = {
            "institution_id": institution_id,
            "action": action.value,
            "decided_on": day,
            "clause": clause or rung.clause,
            "reason": reason.strip(),
            "ban_from": banned.first if banned else None,
            "ban_until": banned.last if banned else None,
        }
        row = rows.add(session, "sanction", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.INSPECTIONS, Topic.CATALOGUE, rows=(row,), said=said)


def lift_ban(work: Work, sanction_id: str, *, until: date) -> Changes:
    """End a ban earlier than the ladder says; the sanction itself stays. Raises Refused where there is no such ban."""
    with work.writing(Action.IMPOSE_SANCTION) as session:
        present = stored.sanction(session, sanction_id)
        if present is None or present.ban_from is None or present.ban_until is None:
            raise Refused("sanction.no_ban")
        if not present.ban_from <= until <= present.ban_until:
            raise Refused("sanction.ban_only_shorter", first=present.ban_from, last=present.ban_until)
        rows.change(session, "sanction", sanction_id, {"ban_until": until})
        return changed(session, Topic.INSPECTIONS, Topic.CATALOGUE, rows=(sanction_id,))


def bans_of(session: Session, institution_id: str) -> tuple[Ban, ...]:
    """Every ban an institution was ever under."""
    return tuple(
        Ban(first=row.ban_from, last=row.ban_until, action=SanctionAction(row.action), clause=row.clause)
        for row in stored.sanctions_of(session, institution_id)
        if row.ban_from is not None and row.ban_until is not None
    )


def ban_of(session: Session, institution_id: str, day: date) -> Ban | None:
    """The ban an institution is under on this day, the longest where there are several."""
    return rule.ban_on(bans_of(session, institution_id), day)


def list_sanctions(work: Work, *, institution_id: str | None = None) -> tuple[SanctionLine, ...]:
    """Sanctions, the latest first."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.sanctions(session, institution_id=institution_id)


def standings(work: Work) -> tuple[SanctionStanding, ...]:
    """Sanctions, the latest first, each with what it means today."""
    steps, today = ladder(), work.today()
    with work.reading(Action.SEE_EVERYTHING) as session:
        calendar = calendar_of(session)
        return tuple(_standing(line, steps, calendar, today) for line in stored.sanctions(session))


def _standing(line: SanctionLine, steps: Ladder, calendar: WorkCalendar, today: date) -> SanctionStanding:
    action = SanctionAction(line.action)
    rectify_by = rule.rectify_by(steps.rung(action), decided_on=line.decided_on, calendar=calendar)
    if line.ban_from is None or line.ban_until is None:
        return SanctionStanding(line, action, rectify_by, ban=None, banned=False)
    ban = Ban(first=line.ban_from, last=line.ban_until, action=action, clause=line.clause)
    return SanctionStanding(line, action, rectify_by, ban=ban, banned=ban.covers(today))


def _too_mild(
    session: Session, institution_id: str, action: SanctionAction, day: date, steps: Ladder
) -> tuple[Said, ...]:
    earlier = [(SanctionAction(row.action), row.decided_on) for row in stored.sanctions_of(session, institution_id)]
    verdict = rule.wanted_at_least(earlier, action=action, decided_on=day, ladder=steps)
    if verdict.decision is not Decision.NO or verdict.reason is None:
        return ()
    return (Said.of(verdict.reason, **verdict.values),)


def _ban_said(name: str, banned: Ban | None) -> tuple[Said, ...]:
    return () if banned is None else (Said.of("sanction.ban_begins", name=name, until=banned.last),)
