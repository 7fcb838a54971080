"""What a worker sees of values and ids: numbers by their ends, and no category that they may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.phone import masked_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Stands for what is not shown at all.
HIDDEN: Final = "*"
_SHOWN: Final = 4
_COMPUTER: Final = 6
#: Fields that hold a category of a person, and the one that names its proof (残疾人证).
_CATEGORIES: Final = ("category", "paid_category")
_PROOF: Final = "proof_kind"


def shown(values: Mapping[str, Any], unseen: frozenset[str]) -> dict[str, Any]:
    """Numbers, accounts and phones never whole; ``unseen`` categories, and what proves one, not at all."""
    masked = {name: _MASKS[name](value) if name in _MASKS and value else value for name, value in values.items()}
    return masked | dict.fromkeys(hidden_in(values, unseen), HIDDEN)


def shown_apart(
    one: Mapping[str, Any], other: Mapping[str, Any], unseen: frozenset[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two values of one group; where two numbers differ, it can be seen that they do.

    Numbers that differ in the middle alone would look alike, and nobody could choose between them: the first character that
    is another is shown of both.
    """
    first, second = shown(one, unseen), shown(other, unseen)
    for name in _MASKS.keys() & one.keys() & other.keys():
        if one[name] != other[name] and first[name] == second[name]:
            at = _parting(one[name], other[name])
            first[name], second[name] = (
                f"{mask[:at]}{whole[at]}{mask[at + 1 :]}"
                for whole, mask in ((one[name], first[name]), (other[name], second[name]))
            )
    return first, second


def computer(device_id: str) -> str:
    """The end of a device's id, by which people tell computers apart."""
    return device_id[-_COMPUTER:]


def hidden_in(values: Mapping[str, Any], unseen: frozenset[str]) -> set[str]:
    """The fields that are not shown at all."""
    hidden = {name for name in _CATEGORIES if values.get(name) in unseen}
    return hidden | ({_PROOF} if unseen and values.get(_PROOF) else set())


def _parting(one: str, other: str) -> int:
    """Where two numbers are another for the first time; those with one mask are of one length."""
    return next(at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)


def _ending(value: str) -> str:
    return "*" * max(0, len(value) - _SHOWN) + value[-_SHOWN:]


#: Never shown whole: that needs a reveal, with its reason in the access log.
_MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "document_number": _ending,
    "payee_account": _ending,
    "social_security_card": _ending,
    "proof_number": _ending,
    "phone": masked_phone,
}
