"""People by real name (人员): one person is one record, found by document number, never entered twice (plan, art. 19)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.division import read_division
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.person_name import name_key
from trainingdesk.domain.phone import masked_phone
from trainingdesk.domain.verification import Verification
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.code_list import county_tables
from trainingdesk.services.person_values import FieldMend, PersonReader, Reading
from trainingdesk.services.setting import value_of
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.declared import ID_MASK
from trainingdesk.storage import person as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.identity import DocumentKind, Sex
    from trainingdesk.settings.code_tables import Tables
    from trainingdesk.storage.person import PersonLine, PersonRow

#: Fields that belong to the identity of a person and never change in passing.
IDENTITY = ("document_kind", "document_number", "id_mask", "name", "name_key", "sex", "birth_date")
#: Fields that are ids or codes already and are kept as they come.
_AS_GIVEN = ("division", "employer_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What a clerk enters for a person; texts as they were typed, codes or names of a list alike."""

    name: str
    document_number: str | None = None
    document_kind: DocumentKind | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    phone: str | None = None
    division: str | None = None
    address: str | None = None
    education: str | None = None
    ethnic_group: str | None = None
    employment: str | None = None
    household: str | None = None
    social_security_card: str | None = None
    employer_id: str | None = None
    payee_account: str | None = None
    payee_bank: str | None = None
    note: str | None = None


def add_person(work: Work, details: PersonDetails, *, reason: str | None = None) -> Changes:
    """A new person; where the document number is known already, that person instead, and it is said (FEATURES 10).

    Raises Refused for the first field that cannot be taken, for a missing document number, and, unless a ``reason`` to go
    on is given, ``person.maybe_known`` where somebody has the same name and birth date or the same phone.
    """
    with work.writing(Action.EDIT_PERSON, note=reason) as session:
        reading = _read(work, session, details)
        number = reading.values.get("document_number")
        if number is None:
            raise Refused("person.no_number")
        known = stored.person_with_number(session, number)
        if known is not None:
            return Changes(frozenset(), (known.id,), None, _opened(known, reading))
        if not (reason or "").strip():
            _refuse_known(session, reading)
        values = _filled(reading, details)
        row = rows.add(session, "person", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.PEOPLE, rows=(row,), said=_said(reading))


def add_provisional(work: Work, *, name: str, phone: str | None = None, sex: Sex | None = None) -> Changes:
    """A person who stands at the door without a document; a clerk completes the record later with ``edit_person``.

    Somebody with the same phone is said, and no refusal: the lesson begins, and a clerk can merge the two.
    """
    with work.writing(Action.ADD_AT_DOOR) as session:
        details = PersonDetails(name=name, phone=phone, sex=sex)
        reading = _read(work, session, details)
        values = {**_filled(reading, details), "provisional": True}
        alike = _named(_alike(session, reading))
        maybe = (Said.of("person.provisional_maybe_known", people=alike),) if alike else ()
        row = rows.add(session, "person", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.PEOPLE, rows=(row,), said=_said(reading) + maybe)


def edit_person(work: Work, person_id: str, details: PersonDetails, *, only: frozenset[str] | None = None) -> Changes:
    """Change what is not identity; the identity of a provisional person is completed here.

    ``only`` names the fields of the form that change; None is all of them, and what was left empty is emptied. Raises
    Refused where the identity of a complete person would change (``change_identity`` does that) or where the number belongs
    to somebody else (``person_merge.merge`` does that). Who has the phone, or the name and birth date, that were entered
    here is said: the two may be one.
    """
    with work.writing(Action.EDIT_PERSON) as session:
        present = _present(session, person_id)
        reading = _read(work, session, details)
        values = _filled(reading, details)
        identity = {name: values.pop(name) for name in IDENTITY}
        values = {name: value for name, value in values.items() if only is None or name in only}
        if present.provisional:
            _refuse_another(session, reading, present.id)
            told = {name: value for name, value in identity.items() if value is not None}
            values |= told | {"provisional": reading.document is None}
        elif _identity_differs(present, reading):
            raise Refused("person.identity_is_fixed", name=present.name)
        said = (*_said(reading), *_alike_now(session, present, values))
        if values:
            rows.change(session, "person", present.id, values)
        return changed(session, Topic.PEOPLE, rows=(present.id,), said=said)


def change_identity(work: Work, person_id: str, details: PersonDetails, *, reason: str) -> Changes:
    """A document number, name or sex that changed legitimately or was wrong; the former values stay findable.

    What ``details`` leave open stays as it is; another number was not verified yet. Raises Refused without a reason, where
    nothing would change, where the number belongs to somebody else, and where sex or birth date would contradict it.
    """
    if not reason.strip():
        raise Refused("person.no_reason")
    with work.writing(Action.EDIT_PERSON, note=reason) as session:
        present = _present(session, person_id)
        if details.document_number is None:  # sex and birth date are compared with the number that stays
            details = replace(details, document_number=present.document_number, document_kind=present.document_kind)
        reading = _read(work, session, details)
        _refuse_another(session, reading, present.id)
        if not _identity_differs(present, reading):
            raise Refused("person.identity_unchanged", name=present.name)
        told = {name: value for name in IDENTITY if (value := reading.values.get(name)) is not None}
        if told.get("document_number") != present.document_number:
            told |= {"verified": Verification.NONE.value, "verified_at": None, "verified_by_method": None}
        _keep_former(work, session, present, reason=reason)
        rows.change(session, "person", present.id, {**told, "provisional": reading.document is None})
        return changed(session, Topic.PEOPLE, rows=(present.id,), said=_said(reading))


def find_people(work: Work, text: str, *, limit: int = 50, archived: bool = True) -> tuple[PersonLine, ...]:
    """People by name, pinyin, initials, both readings of a surname, ID tail or phone (FEATURES 12); numbers masked.

    Without ``archived`` those who were put away are left out.
    """
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = stored.people_found(session, text, limit=limit)
        return tuple(_masked(one) for one in found if archived or not one.archived)


def list_people(
    work: Work, *, after: tuple[str, str] | None = None, limit: int = 200, archived: bool = True
) -> tuple[PersonLine, ...]:
    """People by name, a page after the (name key, id) of the last one seen; numbers masked.

    Without ``archived`` those who were put away are left out.
    """
    with work.reading(Action.SEE_EVERYTHING) as session:
        return tuple(map(_masked, stored.page(session, after=after, limit=limit, archived=archived)))


def people_alike(work: Work, details: PersonDetails) -> tuple[PersonRow, ...]:
    """Who may be the same as the person about to be entered: same name and birth date, or same phone."""
    with work.reading(Action.EDIT_PERSON) as session:
        return _alike(session, _read(work, session, details))


def reader(work: Work, session: Session, tables: Tables | None = None) -> PersonReader:
    """Reads what people write about people, by the settings of this desk."""
    return PersonReader(
        tables or county_tables(session, active_only=True), today=work.today(), mask_pattern=value_of(session, ID_MASK)
    )


def _read(work: Work, session: Session, details: PersonDetails) -> Reading:
    """Raises Refused for the first field that cannot be taken."""
    written = {one.name: _text(getattr(details, one.name)) for one in fields(details) if one.name not in _AS_GIVEN}
    reading = reader(work, session).read(written)
    for problem in reading.problems:
        raise problem.refusal
    if "name" not in reading.values:
        raise Refused("person.no_name")
    if (details.division or "").strip():
        division = read_division(details.division or "")
        reading.values["division"] = division.value
        reading.mends += [FieldMend("division", one.found, one.mended, one.why) for one in division.mends]
    return reading


def _masked(line: PersonLine) -> PersonLine:
    return replace(line, phone=masked_phone(line.phone)) if line.phone else line


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _filled(reading: Reading, details: PersonDetails) -> dict[str, Any]:
    """Every column that the form shows; what was left empty is None."""
    empty = {one.name: None for one in fields(details)} | dict.fromkeys(IDENTITY)
    return empty | {name: getattr(details, name) for name in _AS_GIVEN} | reading.values


def _said(reading: Reading) -> tuple[Said, ...]:
    mends = tuple(Said.of(mend.why, found=mend.found, mended=mend.mended) for mend in reading.mends)
    return mends + tuple(Said.of(doubt.key, **doubt.values) for doubt in reading.doubts)


def _opened(known: PersonRow, reading: Reading) -> tuple[Said, ...]:
    said = [Said.of("person.opened_existing", name=known.name)]
    if known.document_number != reading.values["document_number"]:
        said.append(Said.of("person.number_was_changed", name=known.name))
    if name_key(reading.values["name"]) != name_key(known.name):
        said.append(Said.of("person.other_name_on_file", found=reading.values["name"], name=known.name))
    if known.archived:
        said.append(Said.of("person.is_archived", name=known.name))
    return tuple(said)


def _alike(session: Session, reading: Reading) -> tuple[PersonRow, ...]:
    values = reading.values
    return stored.people_like(
        session, name_key=values["name_key"], birth_date=values.get("birth_date"), phone=values.get("phone")
    )


def _alike_now(session: Session, present: PersonRow, values: dict[str, Any]) -> tuple[Said, ...]:
    """Others whom somebody is like from now on, by what was not on file before."""
    shown = {name: values.get(name) or getattr(present, name) for name in ("name", "birth_date", "phone")}
    fresh = {name for name, value in shown.items() if value != getattr(present, name)}
    alike = stored.people_like(
        session,
        name_key=name_key(shown["name"]),
        birth_date=shown["birth_date"] if fresh & {"name", "birth_date"} else None,
        phone=shown["phone"] if "phone" in fresh else None,
    )
    others = _named(tuple(one for one in alike if one.id != present.id))
    return (Said.of("person.now_alike", people=others),) if others else ()


def _refuse_known(session: Session, reading: Reading) -> None:
    alike = _named(_alike(session, reading))
    if alike:
        raise Refused("person.maybe_known", people=alike)


def _named(people: tuple[PersonRow, ...]) -> tuple[str, ...]:
    """People for a sentence: names with masked numbers."""
    return tuple(f"{one.name} {one.id_mask or ''}".strip() for one in people)


def _refuse_another(session: Session, reading: Reading, person_id: str) -> None:
    number = reading.values.get("document_number")
    known = None if number is None else stored.person_with_number(session, number)
    if known is not None and known.id != person_id:
        raise Refused("person.number_of_another", name=known.name)


def _present(session: Session, person_id: str) -> PersonRow:
    present = stored.person(session, person_id)
    if present is None:
        raise Refused("person.unknown")
    return present


def _identity_differs(present: PersonRow, reading: Reading) -> bool:
    shown = ("document_number", "name", "sex", "birth_date")
    return any(value != getattr(present, name) for name in shown if (value := reading.values.get(name)) is not None)


def _keep_former(work: Work, session: Session, present: PersonRow, *, reason: str) -> None:
    kept = ("document_kind", "document_number", "name", "sex", "birth_date")
    values = {name: getattr(present, name) for name in kept}
    values |= {"person_id": present.id, "reason": reason, "by_user": work.worker.user_id, "at": work.now()}
    rows.add(session, "former_identity", row_id=work.new_id(), county_code=work.county_code, values=values)
