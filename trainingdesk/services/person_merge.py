"""Two records of one person made one, and taken apart again (FEATURES 13).

Ids and keys never change (SYNC, head item 3). A merge therefore writes an alias, puts the old record away and fills the
groups of the one that lives on; enrollments, marks, certificates and claim lines stay where they are and are read through
the alias. That is what makes it reversible to the last row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.payee_account import masked_account
from trainingdesk.domain.person_name import name_key
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import history, person_merge, rows
from trainingdesk.storage import person as stored
from trainingdesk.storage.restoring import put_back
from trainingdesk.wire import schema
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import CENTRE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from trainingdesk.storage.history import ChangeRow
    from trainingdesk.storage.person import PersonRow
    from trainingdesk.storage.person_merge import AliasRow
    from trainingdesk.wire.schema import Group

#: Groups that say what a record is, not what is known about the person.
_NOT_MERGED = frozenset({"provisional", "archived", "deleted"})
_MASKED = frozenset({"document_number", "payee_account", "social_security_card", "phone"})


@dataclass(frozen=True, slots=True)
class MergeField:
    """One group of fields side by side; ``taken`` tells that the old record's values will be the person's."""

    group: str
    old: Mapping[str, Any]
    kept: Mapping[str, Any]
    taken: bool


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do. ``classes`` are numbers of classes in which both records are enrolled."""

    old_id: str
    old_name: str
    kept_id: str
    kept_name: str
    fields: tuple[MergeField, ...]
    brings: Mapping[str, int]
    categories: tuple[str, ...]
    classes: tuple[str, ...]


def preview(work: Work, old_id: str, kept_id: str, *, take: frozenset[str] = frozenset()) -> MergePreview:
    """What merging ``old_id`` into ``kept_id`` would change, field by field, masked.

    What the kept record leaves empty comes from the old one; ``take`` names further groups to come from it.
    """
    with work.reading(Action.MERGE_PEOPLE) as session:
        old, kept = _both(session, old_id, kept_id)
        taken = _taken(old, kept, take)
        return MergePreview(
            old.id,
            old.name,
            kept.id,
            kept.name,
            tuple(
                _field(old, kept, group, taken=group.name in taken) for group in _groups() if _differ(old, kept, group)
            ),
            person_merge.counts_of(session, old.id),
            tuple(_categories_brought(session, old, kept)),
            _common(session, old, kept),
        )


def merge(
    work: Work, old_id: str, kept_id: str, *, reason: str | None = None, take: frozenset[str] = frozenset()
) -> Changes:
    """Make two records one: ``kept_id`` lives on, ``old_id`` leads to it from now on.

    A document number or name that the person no longer goes by stays findable. Where both are enrolled in one class one of
    the two counts from now on (``storage/twin_enrollment.py``), and it is said.
    """
    with work.writing(Action.MERGE_PEOPLE, note=reason) as session:
        old, kept = _both(session, old_id, kept_id)
        _keep_number(work, session, old, kept, take)
        _fill(session, old, kept, take)
        _bring_categories(work, session, old, kept)
        said = tuple(Said.of("person_merge.both_in_class", number=number) for number in _common(session, old, kept))
        _write_alias(work, session, old, kept, reason)
        rows.remove(session, "person", old.id)
        return changed(session, Topic.PEOPLE, Topic.ENROLLMENTS, rows=(kept.id, old.id), said=said)


def unmerge(work: Work, old_id: str) -> Changes:
    """Take a merge apart, whoever made it; what was changed on the person since then stays, and it is said.

    Raises Refused where this id was not merged.
    """
    with work.writing(Action.MERGE_PEOPLE) as session:
        alias = person_merge.alias_of(session, old_id)
        if alias is None:
            raise Refused("person_merge.not_merged")
        said: dict[str, Said] = {}
        for change in reversed(_changes_of_merge(session, alias)):
            if change.group is not None and history.changed_since(session, change):
                said[change.group] = Said.of(f"person_merge.kept_{change.group}")
            else:
                put_back(session, change)
        # A desk that came later never saw the two apart, and its history does not know how they were.
        rows.remove(session, "person_alias", alias.id)
        rows.revive(session, "person", old_id)
        topics = (Topic.PEOPLE, Topic.ENROLLMENTS)
        return changed(session, *topics, rows=(old_id, alias.canonical_id), said=tuple(said.values()))


def _changes_of_merge(session: Session, alias: AliasRow) -> tuple[ChangeRow, ...]:
    """What was written with the alias. The centre merges many in one moment: of its changes only those about these two."""
    told = history.changes_of(session, alias.id)
    if not told:
        return ()
    found = history.changes_in(session, told[0].change_set)
    made_here = history.change_set(session, told[0].change_set)
    if made_here is not None and made_here.device_id != CENTRE:
        return found
    about = {alias.id, alias.old_id, alias.canonical_id}
    return tuple(change for change in found if change.row_id in about)


def _both(session: Session, old_id: str, kept_id: str) -> tuple[PersonRow, PersonRow]:
    old, kept = stored.person(session, old_id), stored.person(session, kept_id)
    if old is None or kept is None:
        raise Refused("person.unknown")
    if old.id == kept.id:
        raise Refused("person_merge.same_person", name=old.name)
    return old, kept


def _groups() -> tuple[Group, ...]:
    return tuple(group for group in schema.table("person").groups if group.name not in _NOT_MERGED)


def _values(person: PersonRow, group: Group) -> dict[str, Any]:
    return {name: getattr(person, name) for name in group.fields}


def _differ(old: PersonRow, kept: PersonRow, group: Group) -> bool:
    return _values(old, group) != _values(kept, group)


def _says_something(person: PersonRow, group: Group) -> bool:
    """Whether a group holds an answer: an identity has a number, a verification took place."""
    match group.name:
        case "identity":
            return person.document_number is not None
        case "verification":
            return person.verified != "none"
        case _:
            return any(value is not None for value in _values(person, group).values())


def _taken(old: PersonRow, kept: PersonRow, take: frozenset[str]) -> frozenset[str]:
    differing = [group for group in _groups() if _differ(old, kept, group)]
    filled = {group.name for group in differing if _says_something(old, group) and not _says_something(kept, group)}
    return frozenset(filled | {group.name for group in differing if group.name in take})


def _field(old: PersonRow, kept: PersonRow, group: Group, *, taken: bool) -> MergeField:
    return MergeField(group.name, _shown(_values(old, group)), _shown(_values(kept, group)), taken)


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: masked_account(value) if name in _MASKED and value else value for name, value in values.items()}


def _fill(session: Session, old: PersonRow, kept: PersonRow, take: frozenset[str]) -> None:
    taken = _taken(old, kept, take)
    values: dict[str, Any] = {}
    for group in _groups():
        if group.name in taken:
            values |= _values(old, group)
    if "identity" in taken:
        values |= {"name_key": name_key(old.name), "provisional": old.provisional}
    if values:
        rows.change(session, "person", kept.id, values)


def _keep_number(work: Work, session: Session, old: PersonRow, kept: PersonRow, take: frozenset[str]) -> None:
    """The identity that loses is a former identity of the person, so that its number and its name stay findable."""
    loser = kept if "identity" in _taken(old, kept, take) else old
    other_number = loser.document_number is not None and old.document_number != kept.document_number
    if not other_number and name_key(old.name) == name_key(kept.name):
        return
    named = ("document_kind", "document_number", "name", "sex", "birth_date")
    values = {name: getattr(loser, name) for name in named}
    values |= {"person_id": kept.id, "reason": "merge", "by_user": work.worker.user_id, "at": work.now()}
    rows.add(session, "former_identity", row_id=work.new_id(), county_code=work.county_code, values=values)


def _categories_brought(session: Session, old: PersonRow, kept: PersonRow) -> list[str]:
    found = stored.categories(session, (old.id, kept.id))
    known = {one.category for one in found[kept.id]}
    return [one.category for one in found[old.id] if one.category not in known]


def _bring_categories(work: Work, session: Session, old: PersonRow, kept: PersonRow) -> None:
    """Keys are written once, so the person that lives on gets rows of their own."""
    brought = set(_categories_brought(session, old, kept))
    for one in stored.categories(session, (old.id,))[old.id]:
        if one.category in brought:
            proof = ("proof_kind", "proof_number", "proof_sha256", "valid_from", "valid_to")
            values = {name: getattr(one, name) for name in proof} | {"person_id": kept.id, "category": one.category}
            rows.add(session, "person_category", row_id=work.new_id(), county_code=work.county_code, values=values)


def _common(session: Session, old: PersonRow, kept: PersonRow) -> tuple[str, ...]:
    """The numbers of the classes in which both records are enrolled."""
    theirs, ours = person_merge.all_ids(session, old.id), person_merge.all_ids(session, kept.id)
    keeps = {one.class_number for one in person_merge.enrollments_of(session, ours)}
    olds = dict.fromkeys(one.class_number for one in person_merge.enrollments_of(session, theirs))
    return tuple(number for number in olds if number in keeps)


def _write_alias(work: Work, session: Session, old: PersonRow, kept: PersonRow, reason: str | None) -> None:
    row_id = fact_id("person_alias", old.id)
    values = {"canonical_id": kept.id, "reason": reason}
    if rows.revive(session, "person_alias", row_id):
        rows.change(session, "person_alias", row_id, values)
        return
    keys = {"old_id": old.id}
    rows.add(session, "person_alias", row_id=row_id, county_code=work.county_code, values=keys | values)
