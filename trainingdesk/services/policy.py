"""Policies of the county: those that are shipped, its own copies, and which one it follows (政策规则包)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.policy import Policy, read_pack
from trainingdesk.domain.policy_text import codes_in, write_pack
from trainingdesk.services import setting
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.settings import declared
from trainingdesk.settings.code_tables import Tables
from trainingdesk.settings.shipped import resource
from trainingdesk.storage import policy as stored
from trainingdesk.storage import rows
from trainingdesk.storage import setting as stored_settings
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlmodel import Session

#: Reading a pack takes a millisecond, and every class asks for its own again and again.
_read: Final = lru_cache(maxsize=32)(read_pack)


@dataclass(frozen=True, slots=True)
class ListedPolicy:
    """A version as lists show it; ``chosen`` is the county's policy, ``own`` one that it may edit."""

    policy: str
    version: str
    region: str
    title: str
    valid_from: date
    valid_to: date | None
    chosen: bool
    own: bool


def shipped_packs() -> tuple[tuple[tuple[str, str], Mapping[str, Any]], ...]:
    """The shipped versions, each with the keys of its row and its fields; raises Refused for one that is unsound."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(resource("policies").glob("*.toml")))
    return tuple(_fields(_read(text), text) for text in texts)


def policy_of(session: Session, key: str, version: str) -> Policy:
    """One version of a policy, whether it holds or not; raises Refused where the county has none of this name."""
    row = stored.pack(session, key, version)
    if row is None:
        raise Refused("policy.unknown_version", policy=key, version=version)
    return _read(row.body)


def county_policy(session: Session, day: date) -> Policy:
    """The version of the county's policy that holds on a day; raises Refused where none does."""
    key = setting.value_of(session, declared.POLICY)
    row = stored.pack_holding(session, key, day)
    if row is None:
        raise Refused("policy.none_holds", policy=key, day=day)
    return _read(row.body)


def list_policies(work: Work) -> tuple[ListedPolicy, ...]:
    """Every version of every policy, by policy, the latest first."""
    shipped = _shipped_keys()
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        chosen = setting.value_of(session, declared.POLICY)
        return tuple(
            ListedPolicy(
                line.policy, line.version, line.region, line.title, line.valid_from, line.valid_to,
                chosen=line.policy == chosen, own=line.policy not in shipped,
            )
            for line in stored.packs(session)
        )  # fmt: skip


def show_policy(work: Work, key: str, *, version: str | None = None) -> Policy:
    """One version, the one that holds today (else the latest) where none is named; raises Refused where there is none."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return _found(session, key, version, today=work.today())


def text_of(work: Work, key: str, *, version: str | None = None) -> str:
    """The TOML text of a version, as it is shipped or was imported."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = _found(session, key, version, today=work.today())
        row = stored.pack(session, key, found.version)
        return "" if row is None else row.body


def use_policy(work: Work, key: str) -> Changes:
    """Make a policy the county's: classes made from now on follow it, those that are there keep theirs.

    Raises Refused where there is none of this name; says so where no version holds today.
    """
    with work.writing(Action.EDIT_POLICY) as session:
        _found(session, key, None, today=work.today())
        holds = stored.pack_holding(session, key, work.today()) is not None
        said = () if holds else (Said.of("policy.none_holds", policy=key, day=work.today()),)
        row = stored_settings.store_for_county(session, work.county_code, declared.POLICY.key, key)
        return changed(session, Topic.POLICIES, Topic.SETTINGS, rows=(row,), said=said)


def copy_policy(work: Work, key: str, new_key: str, *, title: str | None = None) -> Changes:
    """Copy every version of a policy under a name of the county's own, where it may be edited.

    Raises Refused where there is no such policy or the new name is taken.
    """
    with work.writing(Action.EDIT_POLICY) as session:
        versions = stored.versions(session, key)
        if not versions:
            raise Refused("policy.unknown", policy=key)
        if stored.versions(session, new_key) or new_key in _shipped_keys():
            raise Refused("policy.key_taken", policy=new_key)
        copies = []
        for row in versions:
            original = _read(row.body)
            copy = replace(original, key=new_key, title=title or original.title)
            copies.append(_store(work, session, write_pack(copy)))
        return changed(session, Topic.POLICIES, rows=tuple(copies))


def import_policy(work: Work, text: str) -> Changes:
    """Take a pack in: a new version, or the county's own version again with another text.

    Raises Refused for a pack that is unsound or names codes that are in no list, for a shipped one (it is copied and the
    copy edited), and for a version that classes already follow: they keep the rules of their first day.
    """
    policy = _read(text)
    if policy.key in _shipped_keys():
        raise Refused("policy.shipped_fixed", policy=policy.key)
    _require_known_codes(policy)
    with work.writing(Action.EDIT_POLICY) as session:
        present = stored.pack(session, policy.key, policy.version)
        if present is not None and present.body != text:
            _refuse_if_followed(session, policy)
        return changed(session, Topic.POLICIES, rows=(_store(work, session, text),))


def _found(session: Session, key: str, version: str | None, *, today: date) -> Policy:
    if version is not None:
        return policy_of(session, key, version)
    versions = stored.versions(session, key)
    if not versions:
        raise Refused("policy.unknown", policy=key)
    return _read((stored.pack_holding(session, key, today) or versions[0]).body)


def _refuse_if_followed(session: Session, policy: Policy) -> None:
    number = stored.class_with(session, policy.key, policy.version)
    if number is not None:
        raise Refused("policy.version_followed", policy=policy.key, version=policy.version, number=number)


def _store(work: Work, session: Session, text: str) -> str:
    (key, version), values = _fields(read_pack(text), text)
    row_id = fact_id("policy_pack", key, version)
    keys = {"policy": key, "version": version}
    rest = {name: value for name, value in values.items() if name not in keys}
    return rows.put(session, "policy_pack", row_id=row_id, county_code=work.county_code, keys=keys, values=rest)


def _fields(policy: Policy, text: str) -> tuple[tuple[str, str], Mapping[str, Any]]:
    values = {
        "policy": policy.key,
        "version": policy.version,
        "region": policy.region,
        "title": policy.title,
        "body": text,
        "valid_from": policy.valid_from,
        "valid_to": policy.valid_to,
    }
    return (policy.key, policy.version), values


def _shipped_keys() -> frozenset[str]:
    """The names that are not a county's to edit."""
    return frozenset(keys[0] for keys, _values in shipped_packs())


def _require_known_codes(policy: Policy) -> None:
    """Raise Refused for a category, level, training type or way of teaching that is in no list."""
    tables = Tables()
    for table, codes in codes_in(policy).items():
        known = tables.codes(table)
        for code in sorted(codes):
            if code not in known:
                raise Refused("policy.code_unknown", found=code, table=table)
