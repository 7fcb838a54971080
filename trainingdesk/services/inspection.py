"""Inspections (督查) by 双随机: drawn from a stored seed, visited, recorded; and calls to trainees (FEATURES 89, 112)."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from trainingdesk.domain import inspection as rule
from trainingdesk.domain.access import ACCESS, Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.inspection import Draw, DrawnClass
from trainingdesk.domain.phone import masked_phone
from trainingdesk.services import audit, training_class
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import account, rows
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import inspection as stored
from trainingdesk.storage import training_class as stored_class
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlmodel import Session

    from trainingdesk.storage.inspection import DrawRow, InspectionLine

#: 电话抽查 of at least a tenth of the trainees was seen; a county calls more by saying so.
PHONE_SHARE: Final = Fraction(1, 10)
RANDOM, NAMED = "random", "named"
_SEED_BYTES: Final = 16


class Result(StrEnum):
    """What came of an inspection: nobody went yet, or what was found."""

    OPEN = "open"
    QUALIFIED = "qualified"
    NOT_QUALIFIED = "not_qualified"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraw:
    """What is drawn from: classes that run between two days (else today), and inspectors by name.

    Without ``inspectors`` these are the users who may record an inspection. ``seed`` may come from a public drawing of
    lots; without one the program makes it.
    """

    classes_wanted: int
    inspectors_wanted: int = rule.INSPECTORS_MIN
    first: date | None = None
    last: date | None = None
    inspectors: tuple[str, ...] = ()
    seed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What inspectors found; ``qualified`` is None where it is still to be decided."""

    visited_on: date | None = None
    qualified: bool | None = None
    findings: str | None = None
    inspectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call to a trainee."""

    answered: bool
    called_on: date | None = None
    caller: str | None = None
    outcome: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedDraw:
    """A draw as it is published: seed, candidates and what was drawn; ``repeats`` tells that it comes out the same again."""

    id: str
    draw: Draw
    numbers: dict[str, str]
    at: datetime
    repeats: bool


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A trainee to call, and what came of it; the phone is whole for whoever may record calls, for it is what they call."""

    enrollment_id: str
    number: str
    name: str
    phone: str | None
    called_on: date | None
    answered: bool | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class DrawProspect:
    """Numbers of the classes that run, and the names of the inspectors there are."""

    classes: tuple[str, ...]
    inspectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InspectionPage:
    """An inspection with whom to call, and the seed that drew them."""

    line: InspectionLine
    seed: str
    phones: tuple[PhoneLine, ...]


def draw(work: Work, wanted: NewDraw) -> Changes:
    """Draw classes and inspectors and make an inspection of each drawn class; the draw itself can never be changed.

    Raises Refused where there are fewer classes or inspectors than wanted.
    """
    first, last = wanted.first or work.today(), wanted.last or wanted.first or work.today()
    seed = (wanted.seed or "").strip() or secrets.token_hex(_SEED_BYTES)
    with work.writing(Action.DRAW_INSPECTION) as session:
        made = rule.draw(
            seed,
            classes=tuple(stored.classes_open_on(session, first=first, last=last)),
            inspectors=wanted.inspectors or _inspectors(work, session),
            classes_wanted=wanted.classes_wanted,
            inspectors_wanted=wanted.inspectors_wanted,
        )
        draw_id = _add_draw(work, session, made, inspectors_wanted=wanted.inspectors_wanted)
        inspections = [
            _add_inspection(work, session, one.class_id, one.inspectors, draw_id=draw_id, method=RANDOM)
            for one in made.drawn
        ]
        return changed(session, Topic.INSPECTIONS, rows=(draw_id, *inspections))


def open_inspection(work: Work, class_id: str, *, inspectors: tuple[str, ...]) -> Changes:
    """An inspection of a named class without a draw: every class is visited once, or there was a complaint."""
    if len(set(inspectors)) < rule.INSPECTORS_MIN:
        raise Refused("inspection.too_few_inspectors_wanted", found=len(set(inspectors)), wanted=rule.INSPECTORS_MIN)
    with work.writing(Action.RECORD_INSPECTION) as session:
        the_class = training_class.class_seen(work, session, class_id)
        row = _add_inspection(work, session, the_class.id, inspectors, draw_id=None, method=NAMED)
        return changed(session, Topic.INSPECTIONS, rows=(row,))


def record_visit(work: Work, inspection_id: str, visit: Visit) -> Changes:
    """Write what was found; raises Refused for a day to come, outside the class, or a bad result without findings."""
    day = visit.visited_on or work.today()
    findings = (visit.findings or "").strip() or None
    if day > work.today():
        raise Refused("inspection.visited_in_future", found=day)
    if visit.qualified is False and findings is None:
        raise Refused("inspection.no_findings")
    with work.writing(Action.RECORD_INSPECTION) as session:
        present = stored.inspection(session, inspection_id)
        if present is None:
            raise Refused("inspection.unknown")
        the_class = training_class.class_seen(work, session, present.class_id)
        if day < the_class.starts_on:
            raise Refused("inspection.before_class", found=day, first=the_class.starts_on)
        values = {"visited_on": day, "qualified": visit.qualified, "findings": findings}
        if visit.inspectors:
            values["inspectors"] = "、".join(visit.inspectors)
        rows.change(session, "inspection", inspection_id, values)
        said = (Said.of("inspection.consider_sanction"),) if visit.qualified is False else ()
        return changed(session, Topic.INSPECTIONS, rows=(inspection_id,), said=said)


def list_inspections(
    work: Work, *, class_id: str | None = None, draw_id: str | None = None
) -> tuple[InspectionLine, ...]:
    """Inspections, those still to be made first."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.inspections(session, class_id=class_id, draw_id=draw_id)


def result_of(line: InspectionLine) -> Result:
    """What came of an inspection so far."""
    if line.visited_on is None:
        return Result.OPEN
    return {True: Result.QUALIFIED, False: Result.NOT_QUALIFIED, None: Result.UNDECIDED}[line.qualified]


def draw_prospect(work: Work, *, first: date, last: date) -> DrawProspect:
    """What a draw between two days would be made from."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        numbers = tuple(stored.classes_open_on(session, first=first, last=last).values())
        return DrawProspect(numbers, _inspectors(work, session))


def inspection_page(work: Work, inspection_id: str) -> InspectionPage:
    """One inspection; raises Refused for an unknown one.

    The seed of its calls is that of its draw, else its own id: both were fixed before anybody knew who would be called.
    """
    with work.reading(Action.SEE_EVERYTHING) as session:
        line = next(iter(stored.inspections(session, inspection_id=inspection_id)), None)
        if line is None:
            raise Refused("inspection.unknown")
        drawn = None if line.draw_id is None else stored.draw(session, line.draw_id)
    seed = line.id if drawn is None else drawn.seed
    return InspectionPage(line, seed, phone_list(work, line.class_id, seed=seed))


def published_draw(work: Work, draw_id: str) -> PublishedDraw:
    """A draw with everything that is needed to repeat it; raises Refused for an unknown one."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        row = stored.draw(session, draw_id)
        if row is None:
            raise Refused("inspection.draw_unknown")
        return _published(session, row)


def list_draws(work: Work) -> tuple[DrawRow, ...]:
    """Every draw, the latest first."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.draws(session)


def phone_list(work: Work, class_id: str, *, seed: str, share: Fraction = PHONE_SHARE) -> tuple[PhoneLine, ...]:
    """Whom of a class to call, drawn by a seed, with the calls that were made; who was called besides stands there too.

    Whole phones are shown only after that was written to the access log, once a day for a class (FEATURES 11).
    """
    with work.reading(Action.SEE_EVERYTHING) as session:
        training_class.class_seen(work, session, class_id)
        roll = {line.enrollment_id: line for line in stored_enrollment.roll(session, class_id)}
        seated = [one for one, line in roll.items() if line.status.value in stored_class.SEATED]
        calls = stored.phone_checks(session, class_id)
    calls_people = work.worker.may(Action.RECORD_INSPECTION)
    drawn = rule.phone_sample(seed, class_id=class_id, people=seated, share=share)
    wanted = [one for one in (*drawn, *(one for one in calls if one not in drawn)) if one in roll]
    if calls_people and any(roll[one].phone for one in wanted):
        audit.log_once_a_day(work, Logged.CHECK_PHONES, subject=("training_class", class_id))
    return tuple(
        PhoneLine(
            one,
            roll[one].number,
            roll[one].name,
            _shown_phone(roll[one].phone, whole=calls_people),
            calls[one].called_on if one in calls else None,
            calls[one].answered if one in calls else None,
            calls[one].outcome if one in calls else None,
        )
        for one in wanted
    )


def record_call(work: Work, enrollment_id: str, call: Call) -> Changes:
    """Write a call to a trainee; a second call of one day replaces the first. Raises Refused for a day to come."""
    day = call.called_on or work.today()
    if day > work.today():
        raise Refused("inspection.called_in_future", found=day)
    with work.writing(Action.RECORD_INSPECTION) as session:
        enrolled = stored_enrollment.enrollment(session, enrollment_id)
        if enrolled is None:
            raise Refused("enrollment.unknown")
        training_class.class_seen(work, session, enrolled.class_id)
        keys = {"enrollment_id": enrollment_id, "called_on": day, "class_id": enrolled.class_id}
        values = {
            "caller": (call.caller or "").strip() or work.worker.name,
            "answered": call.answered,
            "outcome": (call.outcome or "").strip() or None,
            "note": (call.note or "").strip() or None,
        }
        row_id = fact_id("phone_check", enrollment_id, day.isoformat())
        rows.put(session, "phone_check", row_id=row_id, county_code=work.county_code, keys=keys, values=values)
        return changed(session, Topic.INSPECTIONS, rows=(row_id,))


def _shown_phone(phone: str | None, *, whole: bool) -> str | None:
    return phone if whole or phone is None else masked_phone(phone)


def _inspectors(work: Work, session: Session) -> tuple[str, ...]:
    """The users whose roles let them record an inspection."""
    users = account.users(session, on=work.today())
    able = (user for user in users if any(Action.RECORD_INSPECTION in ACCESS[role] for role in user.roles))
    return tuple(user.display_name for user in able)


def _add_draw(work: Work, session: Session, made: Draw, *, inspectors_wanted: int) -> str:
    drawn = [{"class": one.class_id, "inspectors": one.inspectors} for one in made.drawn]
    values = {
        "seed": made.seed,
        "drawn_at": work.now(),
        "classes_wanted": len(made.drawn),
        "inspectors_wanted": inspectors_wanted,
        "candidates": json.dumps({"classes": made.classes, "inspectors": made.inspectors}, ensure_ascii=False),
        "drawn": json.dumps(drawn, ensure_ascii=False),
        "by_user": work.worker.user_id,
        "at": work.now(),
    }
    return rows.add(session, "inspection_draw", row_id=work.new_id(), county_code=work.county_code, values=values)


def _add_inspection(
    work: Work, session: Session, class_id: str, inspectors: Collection[str], *, draw_id: str | None, method: str
) -> str:
    values = {"class_id": class_id, "draw_id": draw_id, "method": method, "inspectors": "、".join(inspectors)}
    return rows.add(session, "inspection", row_id=work.new_id(), county_code=work.county_code, values=values)


def _published(session: Session, row: DrawRow) -> PublishedDraw:
    candidates, drawn = json.loads(row.candidates), json.loads(row.drawn)
    made = Draw(
        seed=row.seed,
        classes=tuple(candidates["classes"]),
        inspectors=tuple(candidates["inspectors"]),
        drawn=tuple(DrawnClass(one["class"], tuple(one["inspectors"])) for one in drawn),
    )
    found = {one: stored_class.class_of(session, one) for one in made.classes}
    numbers = {one: the_class.number for one, the_class in found.items() if the_class is not None}
    return PublishedDraw(row.id, made, numbers, row.drawn_at, rule.repeats(made))
