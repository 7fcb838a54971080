"""Categories of people (人员类别) with their proof and the days they hold (FEATURES 15)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.payee_account import masked_account
from trainingdesk.domain.person_category import is_sensitive
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.code_tables import CodeTable, plain
from trainingdesk.storage import catalogue, rows
from trainingdesk.storage import person as stored

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.person import CategoryRow

#: The list of categories, which a county may edit.
LIST = "person_categories"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What shows that a category is true, and for how long."""

    proof_kind: str | None = None
    proof_number: str | None = None
    proof_sha256: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class HeldCategory:
    """A category as a page shows it, named as the county names it.

    The number of its proof is masked: that of a disability card holds the document number.
    """

    id: str
    category: str
    name: str
    proof_kind: str | None
    proof_mask: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ShownCategories:
    """The categories that the worker may see, and how many more there are."""

    held: tuple[HeldCategory, ...]
    hidden: int


def add_category(work: Work, person_id: str, *, category: str, proof: Proof | None = None) -> Changes:
    """Give a person a category, by code or by name; where it is there already, its proof is changed.

    Raises Refused for a category that is in no list and for a proof that ends before it begins.
    """
    values = _checked(proof or Proof())
    with work.writing(Action.EDIT_PERSON) as session:
        code = _code_of(session, category)
        person = stored.person(session, person_id)
        if person is None:
            raise Refused("person.unknown")
        present = stored.categories(session, (person.id,))[person.id]
        same = next((one.id for one in present if one.category == code), None)
        if same is None:
            keys = {"person_id": person.id, "category": code}
            same = rows.add(
                session, "person_category", row_id=work.new_id(), county_code=work.county_code, values=keys | values
            )
        else:
            rows.change(session, "person_category", same, values)
        return changed(session, Topic.PEOPLE, rows=(person.id, same))


def remove_category(work: Work, category_id: str) -> Changes:
    """Take a category away that never was true; one that ended gets the day it ended on instead."""
    with work.writing(Action.EDIT_PERSON) as session:
        if not rows.remove(session, "person_category", category_id):
            raise Refused("person.category_gone")
        return changed(session, Topic.PEOPLE, rows=(category_id,))


def shown_categories(work: Work, session: Session, people: Collection[str]) -> dict[str, ShownCategories]:
    """The categories of people by person; sensitive ones only to roles that work with them (FEATURES 109)."""
    listed = {item.code: item for item in catalogue.code_items(session, LIST)}
    cores = {code: item.core for code, item in listed.items()}
    names = {code: item.name for code, item in listed.items()}
    shown = {}
    for person_id, held in stored.categories(session, people).items():
        seen = [one for one in held if _may_see(work, cores.get(one.category))]
        lines = tuple(_held(one, names.get(one.category, one.category)) for one in seen)
        shown[person_id] = ShownCategories(lines, len(held) - len(seen))
    return shown


def unseen_categories(work: Work, session: Session) -> frozenset[str]:
    """Codes of the categories that this worker may not see, also not as the category an enrollment is paid under."""
    items = catalogue.code_items(session, LIST)
    return frozenset(item.code for item in items if not _may_see(work, item.core))


def _may_see(work: Work, core: str | None) -> bool:
    return not is_sensitive(core) or work.worker.may(Action.SEE_SENSITIVE)


def sensitive_categories(session: Session) -> frozenset[str]:
    """Codes of the categories that stand on no public list, those that a county added with such a meaning too."""
    return frozenset(item.code for item in catalogue.code_items(session, LIST) if is_sensitive(item.core))


def _held(row: CategoryRow, name: str) -> HeldCategory:
    number = None if row.proof_number is None else masked_account(row.proof_number)
    return HeldCategory(row.id, row.category, name, row.proof_kind, number, row.valid_from, row.valid_to)


def _code_of(session: Session, text: str) -> str:
    """The code that a clerk named: by the county's own list first, then by every writing of the shipped one."""
    wanted = plain(text)
    own = catalogue.code_items(session, LIST)
    code = next((item.code for item in own if item.active and wanted in {plain(item.code), plain(item.name)}), None)
    code = code or CodeTable.shipped(LIST).find(text)
    if code is None or not any(item.code == code and item.active for item in own):
        raise Refused("person.category_unknown", found=text)
    return code


def _checked(proof: Proof) -> dict[str, object]:
    if proof.valid_from and proof.valid_to and proof.valid_to < proof.valid_from:
        raise Refused("person.proof_ends_before_it_begins")
    return asdict(proof)
