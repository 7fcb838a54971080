"""A policy written as text again, and the codes it names: for copies that a county edits."""

from __future__ import annotations

import json
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.policy import TERMS
from trainingdesk.domain.policy_terms import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from trainingdesk.domain.policy import Policy

_DECIMALS: Final = 9
#: Which list a column's or a term's codes are of.
LISTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "categories": "person_categories",
        "training_types": "training_types",
        "modes": "delivery_modes",
        "level": "skill_levels",
        "levels": "skill_levels",
        "fund": "funds",
        "person.excluded_categories": "person_categories",
        "person.beneficiaries": "person_categories",
    }
)


def write_pack(policy: Policy) -> str:
    """The policy as TOML, terms in the order of the registry; ``read_pack`` reads the same policy from it."""
    return "\n".join(_lines(policy)) + "\n"


def codes_in(policy: Policy) -> dict[str, set[str]]:
    """Every code that a policy names, by the list it must stand in."""
    found: dict[str, set[str]] = {}
    for name, term in policy.terms.items():
        if name in LISTS:
            found.setdefault(LISTS[name], set()).update(term.value)
    for rows in policy.tables.values():
        for row in rows:
            for column in row.keys() & LISTS.keys():
                codes = row[column]
                found.setdefault(LISTS[column], set()).update((codes,) if isinstance(codes, str) else codes)
    return found


def _lines(policy: Policy) -> Iterator[str]:
    yield "[policy]"
    head = ("key", "version", "region", "title", "valid_from", "valid_to", "source")
    yield from _pairs({name: getattr(policy, name) for name in head if getattr(policy, name) is not None})
    for name, rule in TERMS.items():
        if rule.shape is Shape.TABLE:
            for row in policy.table(name):
                yield from ("", f"[[{name}]]", *_pairs(row))
        elif name in policy.terms:
            term = policy.terms[name]
            yield from ("", f"[{name}]", *_pairs({"value": term.value, "clause": term.clause}))


def _pairs(values: Mapping[str, Any]) -> list[str]:
    """The clause stands last."""
    names = sorted(values, key=lambda name: name == "clause")
    return [f"{name} = {_written(values[name])}" for name in names]


def _written(value: bool | int | str | Fraction | date | tuple[str, ...]) -> str:  # noqa: FBT001 -- any value of a term
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Fraction():
            return _share(value)
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case tuple():
            return f"[{', '.join(_written(item) for item in value)}]"
        case _:
            return value.isoformat()


def _share(value: Fraction) -> str:
    """0.8 where the decimals end, "2/3" where they do not."""
    for decimals in range(1, _DECIMALS + 1):
        scaled = value * 10**decimals
        if scaled.denominator == 1:
            whole, rest = divmod(scaled.numerator, 10**decimals)
            return f"{whole}.{rest:0{decimals}}"
    return f'"{value.numerator}/{value.denominator}"'
