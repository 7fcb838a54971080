"""Institutions (培训机构) and what they are approved to teach."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.domain import credit_code
from trainingdesk.domain.access import Action
from trainingdesk.domain.division import read_division
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import catalogue, rows
from trainingdesk.storage.occupation import occupations
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.catalogue import ApprovalRow, InstitutionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionDetails:
    """What a clerk enters for an institution."""

    name: str
    uscc: str | None = None
    kind: str | None = None
    licence_number: str | None = None
    licence_until: date | None = None
    division: str | None = None
    address: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    note: str | None = None


def add_institution(work: Work, details: InstitutionDetails) -> Changes:
    """A new institution.

    Raises Refused for a credit code whose check character is wrong (GB 32100) or that another institution has, and for the
    name of one that is in the catalogue.
    """
    values, said = _checked(details)
    with work.writing(Action.EDIT_CATALOGUE) as session:
        _refuse_double(catalogue.institution_with(session, values["uscc"]) if values["uscc"] else None)
        _refuse_name(session, values["name"])
        values["listed_on"] = work.today()
        row = rows.add(session, "institution", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.CATALOGUE, rows=(row,), said=said)


def edit_institution(work: Work, institution_id: str, details: InstitutionDetails) -> Changes:
    """Change an institution; old records keep pointing to it."""
    values, said = _checked(details)
    with work.writing(Action.EDIT_CATALOGUE) as session:
        same = catalogue.institution_with(session, values["uscc"]) if values["uscc"] else None
        _refuse_double(None if same is not None and same.id == institution_id else same)
        _refuse_name(session, values["name"], besides=institution_id)
        _must_exist(rows.change(session, "institution", institution_id, values))
        return changed(session, Topic.CATALOGUE, rows=(institution_id,), said=said)


def retire_institution(work: Work, institution_id: str) -> Changes:
    """Take an institution out of the catalogue; it stays on old records and takes no new class.

    Raises Refused for one that is out of it: the day it left stays.
    """
    with work.writing(Action.EDIT_CATALOGUE) as session:
        if not _listed_now(session, institution_id):
            raise Refused("institution.retired_already")
        _must_exist(
            rows.change(session, "institution", institution_id, {"status": "retired", "delisted_on": work.today()})
        )
        return changed(session, Topic.CATALOGUE, rows=(institution_id,))


def approve_occupation(
    work: Work,
    institution_id: str,
    *,
    occupation_code: str,
    highest_level: str,
    capacity: int | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Changes:
    """Let an institution teach an occupation up to a level, with a highest number of trainees at one time.

    Raises Refused for an institution or a level that is in no list, for no places, and for days that are none.
    """
    approval = fact_id("institution_approval", institution_id, occupation_code)
    values = {"highest_level": highest_level, "capacity": capacity, "valid_from": valid_from, "valid_to": valid_to}
    if valid_from and valid_to and valid_to < valid_from:
        raise Refused("institution.approval_ends_before_it_begins")
    if capacity is not None and capacity < 1:
        raise Refused("institution.approval_without_places")
    with work.writing(Action.EDIT_CATALOGUE) as session:
        _must_exist(catalogue.institution(session, institution_id) is not None)
        said = _listed(session, occupation_code, highest_level)
        keys = {"institution_id": institution_id, "occupation_code": occupation_code}
        rows.put(
            session, "institution_approval", row_id=approval, county_code=work.county_code, keys=keys, values=values
        )
        return changed(session, Topic.CATALOGUE, rows=(institution_id, approval), said=said)


def withdraw_approval(work: Work, institution_id: str, *, occupation_code: str) -> Changes:
    """Take an approval back; classes that began under it keep going. Raises Refused where there is none."""
    approval = fact_id("institution_approval", institution_id, occupation_code)
    with work.writing(Action.EDIT_CATALOGUE) as session:
        if not rows.remove(session, "institution_approval", approval):
            raise Refused("institution.not_approved", occupation=occupation_code)
        return changed(session, Topic.CATALOGUE, rows=(institution_id, approval))


def readmit_institution(work: Work, institution_id: str) -> Changes:
    """Take a retired institution into the catalogue again, from today on.

    Raises Refused for one that stands in it, and where another has taken its name meanwhile.
    """
    with work.writing(Action.EDIT_CATALOGUE) as session:
        if _listed_now(session, institution_id):
            raise Refused("institution.in_the_catalogue")
        _refuse_name(session, _present(session, institution_id).name, besides=institution_id)
        values = {"status": "active", "listed_on": work.today(), "delisted_on": None}
        _must_exist(rows.change(session, "institution", institution_id, values))
        return changed(session, Topic.CATALOGUE, rows=(institution_id,))


def list_institutions(
    work: Work,
    *,
    text: str | None = None,
    active_only: bool = False,
    division: str | None = None,
    occupation: str | None = None,
) -> tuple[InstitutionRow, ...]:
    """Institutions by name; ``division`` keeps those inside it, ``occupation`` those that are approved for it."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return catalogue.institutions(
            session, text=text, active_only=active_only, division=division, occupation=occupation
        )


def approvals_of(work: Work, institution_id: str) -> tuple[ApprovalRow, ...]:
    """What an institution may teach."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return catalogue.approvals(session, institution_id)


def _checked(details: InstitutionDetails) -> tuple[dict[str, Any], tuple[Said, ...]]:
    values = asdict(details)
    values["name"] = details.name.strip()
    if not values["name"]:
        raise Refused("institution.no_name")
    if details.division:
        values["division"] = read_division(details.division).value
    if not details.uscc:
        return {**values, "uscc": None}, ()
    code = credit_code.read_credit_code(details.uscc)
    said = [Said.of(mend.why, found=mend.found, mended=mend.mended) for mend in code.mends]
    said += [Said.of(warning) for warning in code.warnings]
    return {**values, "uscc": code.value.code}, tuple(said)


def _listed(session: Session, occupation_code: str, level: str) -> tuple[Said, ...]:
    """Raise Refused for a level that is not the county's; an occupation that no dictionary has is said."""
    if level not in {item.code for item in catalogue.code_items(session, "skill_levels")}:
        raise Refused("course.level_unknown", found=level)
    known = bool(occupations(session, code=occupation_code))
    return () if known else (Said.of("course.occupation_unknown", found=occupation_code),)


def _refuse_double(same: InstitutionRow | None) -> None:
    if same is not None:
        raise Refused("institution.exists_already", name=same.name)


def _refuse_name(session: Session, name: str, *, besides: str | None = None) -> None:
    """Two of one name could not be told apart wherever a clerk names one."""
    alike = catalogue.institutions(session, text=name, active_only=True)
    if any(row.name == name and row.id != besides for row in alike):
        raise Refused("institution.name_taken", name=name)


def _present(session: Session, institution_id: str) -> InstitutionRow:
    found = catalogue.institution(session, institution_id)
    if found is None:
        raise Refused("institution.unknown")
    return found


def _listed_now(session: Session, institution_id: str) -> bool:
    return _present(session, institution_id).status == "active"


def _must_exist(found: bool) -> None:  # noqa: FBT001 -- the answer of the write before it
    if not found:
        raise Refused("institution.unknown")
