"""Employers (用人单位) of trainees: the companies that send people, and that are paid for them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.domain import credit_code
from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import employer as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from trainingdesk.storage.employer import EmployerRow

#: 大型、中型、小型、微型 (统计上大中小微型企业划分办法 2017).
SIZES = ("large", "medium", "small", "micro")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerDetails:
    """What a clerk enters for an employer; ``size_class`` is one of ``SIZES``."""

    name: str
    uscc: str | None = None
    size_class: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


def add_employer(work: Work, details: EmployerDetails) -> Changes:
    """A new employer; where the credit code is known already, that one instead, and it is said.

    Raises Refused without a name, for a wrong credit code and for a size that is none.
    """
    values, said = _checked(details)
    with work.writing(Action.EDIT_CATALOGUE) as session:
        same = stored.employer_with(session, values["uscc"]) if values["uscc"] else None
        if same is not None:
            return Changes(frozenset(), (same.id,), None, (*said, Said.of("employer.opened_existing", name=same.name)))
        row = rows.add(session, "employer", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.CATALOGUE, rows=(row,), said=said)


def edit_employer(work: Work, employer_id: str, details: EmployerDetails) -> Changes:
    """Change an employer; raises Refused for a credit code that another one has."""
    values, said = _checked(details)
    with work.writing(Action.EDIT_CATALOGUE) as session:
        same = stored.employer_with(session, values["uscc"]) if values["uscc"] else None
        if same is not None and same.id != employer_id:
            raise Refused("employer.exists_already", name=same.name)
        if not rows.change(session, "employer", employer_id, values):
            raise Refused("employer.unknown")
        return changed(session, Topic.CATALOGUE, rows=(employer_id,), said=said)


def list_employers(work: Work, *, text: str | None = None) -> tuple[EmployerRow, ...]:
    """Employers by name; ``text`` is any part of the name or the whole credit code."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.employers(session, text=text)


def _checked(details: EmployerDetails) -> tuple[dict[str, Any], tuple[Said, ...]]:
    values = {key: (value or "").strip() or None for key, value in asdict(details).items()}
    if values["name"] is None:
        raise Refused("employer.no_name")
    if values["size_class"] is not None and values["size_class"] not in SIZES:
        raise Refused("employer.size_unknown", found=values["size_class"])
    if values["uscc"] is None:
        return values, ()
    code = credit_code.read_credit_code(values["uscc"])
    said = [Said.of(mend.why, found=mend.found, mended=mend.mended) for mend in code.mends]
    said += [Said.of(warning) for warning in code.warnings]
    return {**values, "uscc": code.value.code}, tuple(said)
