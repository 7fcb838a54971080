"""How a policy is shown to people: terms, columns, codes and amounts in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainingdesk.cli.answering import yuan
from trainingdesk.domain.policy import TERMS, title_of
from trainingdesk.domain.policy_terms import Shape
from trainingdesk.domain.policy_text import LISTS
from trainingdesk.settings.code_tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from trainingdesk.domain.policy import Policy
    from trainingdesk.i18n.sentences import Sentences


class PolicyWords:
    """Puts the values of policies into the words of one language."""

    def __init__(self, sentences: Sentences) -> None:
        self._say = sentences.of
        self._tables = Tables()

    def lines(self, policy: Policy) -> Iterator[tuple[str, str, str]]:
        """Term, value and clause in the order of the registry; a table has a line for each row."""
        for name, rule in TERMS.items():
            title = self._say(title_of(name))
            if name in policy.terms:
                term = policy.terms[name]
                yield title, self._value(name, rule.shape, term.value, named=bool(rule.one_of)), term.clause
            for row in policy.tables.get(name, ()):
                yield title, self._row(name, row), row["clause"]

    def absent(self, policy: Policy) -> tuple[str, ...]:
        """What the policy does not say."""
        missing = (name for name in TERMS if name not in policy.terms and name not in policy.tables)
        return tuple(self._say(title_of(name)) for name in missing)

    def _row(self, term: str, row: Mapping[str, Any]) -> str:
        columns = TERMS[term].columns
        cells = (
            (self._say(f"policy.column_{name}"), self._value(name, column.shape, row[name], named=bool(column.one_of)))
            for name, column in columns.items()
            if name in row
        )
        return self._say("policy.between").join(
            self._say("policy.cell", column=name, value=value) for name, value in cells
        )

    def _value(self, name: str, shape: Shape, value: Any, *, named: bool) -> str:
        if named:
            return self._say(f"policy.{name.rpartition('.')[2]}_{value}")
        if name in LISTS:
            codes = value if isinstance(value, tuple) else (value,)
            return "、".join(self._name(LISTS[name], code) for code in codes)
        return self._plain(shape, value)

    def _plain(self, shape: Shape, value: Any) -> str:
        match shape:
            case Shape.FLAG:
                return self._say("policy.yes" if value else "policy.no")
            case Shape.MONEY:
                return self._say("policy.yuan", amount=yuan(value))
            case Shape.SHARE:
                return _share(value)
            case Shape.WORDS:
                return "、".join(value)
            case _:
                return str(value)

    def _name(self, table: str, code: str) -> str:
        codes = self._tables.codes(table)
        return codes[code].name if code in codes else code


def _share(value: Fraction) -> str:
    """80 % where it comes out even, else 2/3."""
    return f"{value * 100}%" if (value * 100).denominator == 1 else str(value)
