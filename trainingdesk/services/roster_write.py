"""Taking the sound rows of a roster (花名册) into the desk: people, categories, enrollments, all in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trainingdesk.services.enrollment import Applicant, enroll_many
from trainingdesk.services.import_result import WRITES, Outcome
from trainingdesk.services.roster_match import FILLED
from trainingdesk.storage import roster as bulk
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlmodel import Session

    from trainingdesk.services.enrollment import Enrolled
    from trainingdesk.services.roster_match import Matched
    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow

SOURCE: Final = "roster"
#: Every column that a row may set in a new person, so that all rows are one statement.
PERSON: Final = (
    "employer_id",
    "document_kind",
    "document_number",
    "id_mask",
    "name",
    "name_key",
    "sex",
    "birth_date",
    *FILLED,
)


def write(
    work: Work, session: Session, the_class: ClassRow, matched: Sequence[Matched]
) -> tuple[tuple[Matched, Enrolled], ...]:
    """Write what the rows bring; answers each new row with its enrollment, in the order of the file."""
    taken = [one for one in matched if one.outcome in WRITES]
    new = [one for one in taken if one.outcome is Outcome.NEW]
    ids = [one.person.id if one.person else work.new_id() for one in new]
    employers = _employers(work, session, taken)
    _add_people(work, session, new, ids, employers)
    known = [one for one in taken if one.person is not None]
    changes = [(one.person.id, _with_employer(one, employers)) for one in known if one.person]
    bulk.change_many(session, "person", [(person, values) for person, values in changes if values])
    owners = [(one, person_id) for one, person_id in zip(new, ids, strict=True)]
    owners += [(one, one.person.id) for one in known if one.outcome is Outcome.CHANGED and one.person]
    _add_categories(work, session, owners)
    notes = [(one.enrollment.id, {"note": one.note}) for one in taken if one.enrollment and one.note]
    bulk.change_many(session, "enrollment", notes)
    applicants = [_applicant(one, person_id) for one, person_id in zip(new, ids, strict=True)]
    enrolled = enroll_many(work, session, the_class, applicants) if applicants else ()
    return tuple(zip(new, enrolled, strict=True))


def _employers(work: Work, session: Session, taken: Sequence[Matched]) -> Mapping[str, str]:
    """The ids of the employers that rows name; who is in no list yet is added."""
    named = {one.employer.name: one.employer for one in taken if one.employer}
    known = bulk.employers_named(session, named)
    added = {name: work.new_id() for name in named if name not in known}
    rows.add_many(
        session,
        "employer",
        [
            {"id": row_id, "county_code": work.county_code, "name": name, "uscc": named[name].uscc}
            for name, row_id in added.items()
        ],
    )
    return {**known, **added}


def _with_employer(one: Matched, employers: Mapping[str, str]) -> dict[str, Any]:
    """What is set in a person: the values of the row, and where they work."""
    values = dict(one.values or {})
    return values | {"employer_id": employers[one.employer.name]} if one.employer else values


def _add_people(
    work: Work, session: Session, new: Sequence[Matched], ids: Sequence[str], employers: Mapping[str, str]
) -> None:
    added: list[dict[str, Any]] = []
    for one, person_id in zip(new, ids, strict=True):
        if one.person is None:
            values = _with_employer(one, employers)
            person = {name: values.get(name) for name in PERSON}
            added.append({"id": person_id, "county_code": work.county_code, **person})
    rows.add_many(session, "person", added)


def _add_categories(work: Work, session: Session, owners: Sequence[tuple[Matched, str]]) -> None:
    added = [
        {
            "id": work.new_id(),
            "county_code": work.county_code,
            "person_id": person_id,
            "category": code,
            "proof_number": one.read.row.proof_number,
        }
        for one, person_id in owners
        for code in one.categories
    ]
    rows.add_many(session, "person_category", added)


def _applicant(one: Matched, person_id: str) -> Applicant:
    category = next(iter(one.read.row.categories), None)
    return Applicant(person_id, category, one.read.row.note, SOURCE)
