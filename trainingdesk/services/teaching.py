"""Who teaches and where: instructors (教师), venues (场地/教学点) and equipment shared between institutions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.division import read_division
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.phone import read_phone
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.class_access import only_user
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import catalogue, rows
from trainingdesk.storage.account import users
from trainingdesk.storage.teaching import taught

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.storage.catalogue import EquipmentRow, InstructorRow, VenueRow
    from trainingdesk.storage.teaching import TaughtClass

#: 专职 and 兼职 (the plan, art. 18).
EMPLOYMENTS: Final = ("full_time", "part_time")
#: What can be retired here.
KINDS: Final = ("instructor", "venue", "equipment")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructorDetails:
    """What a clerk enters for an instructor; ``employment`` is full_time or part_time (专兼职)."""

    name: str
    employment: str
    phone: str | None = None
    qualifications: str | None = None
    subjects: str | None = None
    institution_id: str | None = None
    startup_pool: bool = False
    user_id: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueDetails:
    """What a clerk enters for a venue; ``division`` is the 12-digit code of a village teaching point."""

    name: str
    division: str | None = None
    address: str | None = None
    capacity: int | None = None
    shared_with: str | None = None
    institution_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentDetails:
    """What a clerk enters for a piece of equipment."""

    name: str
    model: str | None = None
    quantity: int = 1
    venue_id: str | None = None
    institution_id: str | None = None
    occupation_code: str | None = None


def add_instructor(work: Work, details: InstructorDetails) -> Changes:
    """A new instructor; raises Refused without a name, for a phone that is none and an employment that is unknown."""
    return _add(work, "instructor", {**_instructor_values(details), "status": "active", "listed_on": work.today()})


def edit_instructor(work: Work, instructor_id: str, details: InstructorDetails) -> Changes:
    """Change an instructor."""
    return _edit(work, "instructor", instructor_id, _instructor_values(details))


def instructor_details(work: Work, instructor_id: str) -> InstructorDetails:
    """What is kept of an instructor, to be changed; raises Refused for an unknown one."""
    with work.reading(Action.EDIT_CATALOGUE) as session:
        found = catalogue.instructor(session, instructor_id)
        if found is None:
            raise Refused("teaching.unknown")
        kept = {one.name: getattr(found, one.name) for one in fields(InstructorDetails) if hasattr(found, one.name)}
        return InstructorDetails(**kept)


def user_of(work: Work, sign_in: str) -> str:
    """The id of the user by whose sign-in name an instructor sees their own classes; raises Refused for an unknown one."""
    with work.reading(Action.EDIT_CATALOGUE) as session:
        for user in users(session, on=work.today()):
            if user.name == sign_in.strip():
                return user.id
    raise Refused("account.unknown", name=sign_in)


def add_venue(work: Work, details: VenueDetails) -> Changes:
    """A new venue; raises Refused for a division that has not 12 digits and for no places."""
    return _add(work, "venue", {**_venue_values(details), "status": "active"})


def edit_venue(work: Work, venue_id: str, details: VenueDetails) -> Changes:
    """Change a venue."""
    return _edit(work, "venue", venue_id, _venue_values(details))


def add_equipment(work: Work, details: EquipmentDetails) -> Changes:
    """New equipment."""
    _check_quantity(details)
    return _add(work, "equipment", {**asdict(details), "status": "active"})


def edit_equipment(work: Work, equipment_id: str, details: EquipmentDetails) -> Changes:
    """Change equipment: how much there is, or where it stands."""
    _check_quantity(details)
    return _edit(work, "equipment", equipment_id, asdict(details))


def retire(work: Work, kind: str, row_id: str) -> Changes:
    """Take an instructor, a venue or equipment out of use; old records keep it.

    Raises Refused for what is out of use: the day an instructor left stays.
    """
    leaving = {"delisted_on": work.today()} if kind == "instructor" else {}
    return _turn(work, kind, row_id, {"status": "retired", **leaving})


def readmit(work: Work, kind: str, row_id: str) -> Changes:
    """Take an instructor, a venue or equipment into use again; raises Refused for what is in use."""
    coming = {"listed_on": work.today(), "delisted_on": None} if kind == "instructor" else {}
    return _turn(work, kind, row_id, {"status": "active", **coming})


def history_of(
    work: Work, instructor_id: str, *, first: date | None = None, last: date | None = None
) -> tuple[TaughtClass, ...]:
    """What an instructor taught, class by class, computed from the lessons held (FEATURES 105)."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = catalogue.instructor(session, instructor_id)
        if found is None:
            raise Refused("teaching.unknown")
        mine = only_user(work)
        if mine is not None and found.user_id != mine:
            raise Refused("teaching.not_yours")
        return taught(session, instructor_id, first=first, last=last)


def list_instructors(work: Work, *, text: str | None = None) -> tuple[InstructorRow, ...]:
    """Instructors by name."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return catalogue.instructors(session, text=text)


def list_venues(work: Work, *, text: str | None = None) -> tuple[VenueRow, ...]:
    """Venues by name."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return catalogue.venues(session, text=text)


def list_equipment(work: Work, *, venue_id: str | None = None) -> tuple[EquipmentRow, ...]:
    """Equipment by name."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return catalogue.equipment(session, venue_id=venue_id)


def _instructor_values(details: InstructorDetails) -> dict[str, Any]:
    if details.employment not in EMPLOYMENTS:
        raise Refused("teaching.employment_unknown", found=details.employment)
    phone = read_phone(details.phone).value if details.phone else None
    return {**asdict(details), "name": details.name.strip(), "phone": phone}


def _venue_values(details: VenueDetails) -> dict[str, Any]:
    if details.capacity is not None and details.capacity < 1:
        raise Refused("teaching.no_quantity")
    division = None if not details.division else read_division(details.division).value
    return {**asdict(details), "division": division}


def _check_quantity(details: EquipmentDetails) -> None:
    if details.quantity < 1:
        raise Refused("teaching.no_quantity")


def _add(work: Work, table: str, values: dict[str, Any]) -> Changes:
    if not values["name"].strip():
        raise Refused("teaching.no_name")
    with work.writing(Action.EDIT_CATALOGUE) as session:
        row = rows.add(session, table, row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.CATALOGUE, rows=(row,))


def _turn(work: Work, kind: str, row_id: str, values: dict[str, Any]) -> Changes:
    """Change where something stands; raises Refused where it stands so already."""
    if kind not in KINDS:
        raise ValueError(kind)
    with work.writing(Action.EDIT_CATALOGUE) as session:
        present = rows.find(session, kind, row_id)
        if present is None:
            raise Refused("teaching.unknown")
        if present.status == values["status"]:
            retired = values["status"] == "retired"
            raise Refused("teaching.retired_already" if retired else "teaching.active_already", name=present.name)
        rows.change(session, kind, row_id, values)
        return changed(session, Topic.CATALOGUE, rows=(row_id,))


def _edit(work: Work, table: str, row_id: str, values: dict[str, Any]) -> Changes:
    with work.writing(Action.EDIT_CATALOGUE) as session:
        if not rows.change(session, table, row_id, values):
            raise Refused("teaching.unknown")
        return changed(session, Topic.CATALOGUE, rows=(row_id,))
