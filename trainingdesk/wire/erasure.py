"""What is left of a person who was erased: worked out alike at the centre and on every desk (FEATURES 17).

The row of the person stays, and so do those that tell about them, each without contents and marked deleted: a row that was
removed at one desk would be fetched again from the next. Enrollments, what follows them, and claims go on for the figures,
less what was said in words and the person as payee. Only the erasing itself travels; whoever hears of it forgets the rest
by these rules.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import msgspec

from trainingdesk.wire.operation import Operation, freeze, thaw

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: The name that stays on anonymous enrollments.
ERASED_NAME: Final = "（已清除）"
#: Tables whose rows tell about a person and count in no figure; attachments may belong to them too.
TELLING: Final = ("person_category", "former_identity", "consent")

#: What stands in rows of which nothing else is kept, where a field cannot hold nothing.
_LEFT: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "person": {"name": ERASED_NAME, "verified": "none", "archived": True, "deleted": True},
        "person_category": {"category": "", "deleted": True},
        "former_identity": {"name": ERASED_NAME, "reason": "", "deleted": True},
        "consent": {"kind": "", "method": "", "deleted": True},
        "attachment": {"kind": "", "sha256": "", "name": "", "size": 0, "media_type": "", "deleted": True},
    }
)
#: What such rows keep: whose they are, and who wrote them when.
_STAYS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "person": frozenset({"provisional"}),
        "person_category": frozenset({"person_id"}),
        "former_identity": frozenset({"person_id", "by_user", "at"}),
        "consent": frozenset({"person_id", "by_user", "at"}),
        "attachment": frozenset({"owner_table", "owner_id"}),
    }
)
#: Rows that follow an enrollment, whose person is theirs, and the words in them, which no figure needs.
FOLLOWING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "stint": ("left_reason",),
        "enrollment_event": ("reason", "override"),
        "attendance_mark": ("reason", "office_reason"),
        "followup": ("employer_name", "note"),
        "phone_check": ("outcome", "note"),
    }
)
#: Words about a person in rows that stay.
_WORDS: Final = MappingProxyType({"enrollment": ("note",), "person_alias": ("reason",), **FOLLOWING})
#: Which field says whose row it is; the owner may be another row about the person: of an attachment, or an enrollment.
_OWNER: Final = MappingProxyType(
    {
        **dict.fromkeys((*TELLING, "enrollment", "claim_line"), "person_id"),
        **dict.fromkeys(FOLLOWING, "enrollment_id"),
        "attachment": "owner_id",
        "person_alias": "old_id",
    }
)
#: Tables with something that is forgotten.
CONCERNED: Final = frozenset({"person", *_OWNER})


def is_emptied(table: str) -> bool:
    """Whether nothing but the row itself stays of a person in this table."""
    return table in _LEFT


def hides_reasons(table: str) -> bool:
    """Whether why such a row was written tells about the person, too."""
    return is_emptied(table) or table == "person_alias" or table in FOLLOWING


def is_erased(person: Mapping[str, Any]) -> bool:
    """Whether this row is what is left of somebody."""
    put_away = person.get("deleted") and person.get("archived")
    return bool(put_away and _has_no_identity(person))


def erases(operation: Operation) -> bool:
    """Whether an operation takes a person's name and number away for good."""
    is_identity = operation.group == "identity" or (operation.group is None and is_erased(operation.values))
    return operation.table == "person" and is_identity and _has_no_identity(operation.values)


def _has_no_identity(person: Mapping[str, Any]) -> bool:
    return person.get("name") == ERASED_NAME and not person.get("document_number")


def owner(table: str, row_id: str, values: Mapping[str, Any]) -> str | None:
    """The id of whom, or of what, a row is about; None where that is nobody who could be erased."""
    if table == "person":
        return row_id
    return values.get(_OWNER[table]) if table in _OWNER else None


def left(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands from now on in those of these fields of an erased person's row that say something of them."""
    if table in _LEFT:
        return {name: _LEFT[table].get(name) for name in values if name not in _STAYS[table]}
    if table == "claim_line":
        return {"payee_name": None} if values.get("payee_kind") == "person" else {}
    return {name: None for name in _WORDS.get(table, ()) if name in values}


def without(table: str, text: str) -> str:
    """A document of values of such a row, as a conflict keeps it, with nothing of the person in it."""
    values = msgspec.json.decode(text)
    return msgspec.json.encode(values | left(table, values)).decode()


def redacted(operation: Operation) -> Operation:
    """What an operation about an erased person says from now on."""
    return msgspec.structs.replace(
        operation,
        values=operation.values | left(operation.table, operation.values),
        reason="" if hides_reasons(operation.table) and not erases(operation) else operation.reason,
    )


def redacted_body(body: bytes, keys: Collection[tuple[str, str]]) -> bytes | None:
    """A frozen batch in which these rows of erased people say no more than stays; None where it says nothing of them."""
    batch = thaw(body)
    said = [redacted(one) if (one.table, one.row_id) in keys else one for one in batch.operations]
    return None if said == batch.operations else freeze(msgspec.structs.replace(batch, operations=said))
