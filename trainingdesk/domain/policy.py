"""Policies (政策规则包): dated packs of numbers, each with the clause it stands in.

A class keeps the version that holds on its first day. A value that the source does not give stays absent, and the rule that
needs it answers *undecided*. A pack is one TOML text, so that a county can copy one, edit it and carry it on a stick.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.limit import Limit, Share
from trainingdesk.domain.policy_terms import TERMS, Shape, TermRule, exact, sound, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

__all__ = ["LONGEST_PACK", "TERMS", "Policy", "Shape", "Term", "TermRule", "read_pack", "title_of"]

#: Characters of a pack at most; the fullest one has a tenth of it.
LONGEST_PACK: Final = 200_000
_HEAD: Final = {
    "key": Shape.WORD,
    "version": Shape.WORD,
    "region": Shape.WORD,
    "title": Shape.WORD,
    "valid_from": Shape.DAY,
    "valid_to": Shape.DAY,
    "source": Shape.WORD,
}
_OPTIONAL: Final = frozenset({"valid_to", "source"})
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Term:
    """A value as the policy gives it, with its clause."""

    value: Any
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of a policy. Asking for a term that is not in ``TERMS``, or in another shape, is a bug: KeyError."""

    key: str
    version: str
    region: str
    title: str
    valid_from: date
    valid_to: date | None = None
    source: str | None = None
    terms: Mapping[str, Term] = field(default_factory=lambda: MappingProxyType({}))
    tables: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, name: str) -> Term | None:
        """A term that is no table, whatever its shape."""
        if TERMS[name].shape is Shape.TABLE:
            raise KeyError(f"{name} is a table")
        return self.terms.get(name)

    def limit(self, name: str) -> Limit | None:
        """A whole number."""
        term = self._of(Shape.NUMBER, name, Shape.POSITIVE)
        return None if term is None else Limit(term.value, term.clause)

    def share(self, name: str) -> Share | None:
        """An exact share."""
        term = self._of(Shape.SHARE, name)
        return None if term is None else Share(term.value, term.clause)

    def fen(self, name: str) -> Limit | None:
        """Money in whole fen."""
        term = self._of(Shape.MONEY, name)
        return None if term is None else Limit(term.value, term.clause)

    def flag(self, name: str) -> Term | None:
        """Whether something holds."""
        return self._of(Shape.FLAG, name)

    def words(self, name: str) -> Term | None:
        """A tuple of words, such as category codes."""
        return self._of(Shape.WORDS, name)

    def table(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """The rows of a table, each with its ``clause``; none where the policy does not give it."""
        if TERMS[name].shape is not Shape.TABLE:
            raise KeyError(f"{name} is no table")
        return self.tables.get(name, ())

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def _of(self, shape: Shape, name: str, *or_shapes: Shape) -> Term | None:
        if TERMS[name].shape not in {shape, *or_shapes}:
            raise KeyError(f"{name} is no {shape}")
        return self.terms.get(name)


def read_pack(text: str) -> Policy:
    """Read a pack; raises Refused that names what is unsound: the head, an unknown term, a wrong shape, a missing clause."""
    if len(text) > LONGEST_PACK:
        raise Refused("policy.too_long", found=len(text), wanted=LONGEST_PACK)
    try:
        content = tomllib.loads(text, parse_float=exact)
    except (ValueError, RecursionError) as error:
        raise Refused("policy.unreadable", found=str(error)) from None
    head = _read_head(content.pop("policy", None))
    terms: dict[str, Term] = {}
    tables: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for name, value in _named(content):
        rule = TERMS.get(name)
        if rule is None:
            raise Refused("policy.term_unknown", term=name)
        if rule.shape is Shape.TABLE:
            tables[name] = _read_table(name, rule, value)
        else:
            terms[name] = _read_term(name, rule, value)
    return Policy(**head, terms=MappingProxyType(terms), tables=MappingProxyType(tables))


def _named(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The terms of a pack by their whole names: [class.size_max] is ``class.size_max``."""
    for area, terms in content.items():
        if not isinstance(terms, dict):
            raise Refused("policy.term_unknown", term=area)
        for name, value in terms.items():
            yield f"{area}.{name}", value


def _read_head(head: object) -> dict[str, Any]:
    """What the pack is and when it holds."""
    if not isinstance(head, dict):
        raise Refused("policy.head_missing", wanted=tuple(_HEAD))
    for name in head:
        if name not in _HEAD:
            raise Refused("policy.head_unknown", found=name)
    read: dict[str, Any] = {}
    for name, shape in _HEAD.items():
        if name not in head:
            if name not in _OPTIONAL:
                raise Refused("policy.head_missing", wanted=(name,))
            continue
        read[name] = _read_value(f"policy.{name}", shape, head[name])
    if "valid_to" in read and read["valid_to"] < read["valid_from"]:
        raise Refused("policy.ends_before_it_begins", first=read["valid_from"], last=read["valid_to"])
    return read


def _read_term(name: str, rule: TermRule, value: object) -> Term:
    """A term is a table of ``value`` and ``clause``."""
    if not isinstance(value, dict) or "value" not in value:
        raise Refused("policy.value_missing", term=name)
    clause = _clause(name, value)
    for extra in value.keys() - {"value", "clause"}:
        raise Refused("policy.column_unknown", term=name, found=extra)
    return Term(_read_value(name, rule.shape, value["value"], rule.one_of), clause)


def _read_table(name: str, rule: TermRule, value: object) -> tuple[Mapping[str, Any], ...]:
    """Rows of a table, written as ``[[area.name]]``."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Refused("policy.value_unsound", term=name, wanted=Shape.TABLE, found=_short(value))
    return tuple(_read_row(f"{name}[{number}]", rule, row) for number, row in enumerate(value, start=1))


def _read_row(where: str, rule: TermRule, row: Mapping[str, Any]) -> Mapping[str, Any]:
    read: dict[str, Any] = {"clause": _clause(where, row)}
    for name in row:
        if name != "clause" and name not in rule.columns:
            raise Refused("policy.column_unknown", term=where, found=name)
    for name, column in rule.columns.items():
        if name in row:
            read[name] = _read_value(f"{where}.{name}", column.shape, row[name], column.one_of)
        elif column.required:
            raise Refused("policy.column_missing", term=where, wanted=name)
    if "valid_from" in read and "valid_to" in read and read["valid_to"] < read["valid_from"]:
        raise Refused("policy.ends_before_it_begins", first=read["valid_from"], last=read["valid_to"])
    return MappingProxyType(read)


def _clause(where: str, value: Mapping[str, Any]) -> str:
    """No number without its source."""
    clause = value.get("clause")
    if not isinstance(clause, str) or not clause.strip():
        raise Refused("policy.clause_missing", term=where)
    return clause


def _read_value(where: str, shape: Shape, value: object, one_of: tuple[str, ...] = ()) -> Any:
    try:
        return sound(shape, value, one_of=one_of)
    except ValueError:
        wanted = one_of or shape
        raise Refused("policy.value_unsound", term=where, wanted=wanted, found=_short(value)) from None


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
