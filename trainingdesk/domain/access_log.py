"""The chain of the access log: who looked at, took out or decided what; a changed past row is detected (FEATURES 88).

Each row's digest covers the digest of the row before and the *digests* of its separately erasable contents: who, whom it
concerned, the reason. A content that retention erases is replaced by its own digest (``erased``), and the chain still holds.
The time stands outside the chain (SYNC, head item 5). Whoever holds the key of the file could write the whole chain anew;
against that stands the exported head.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What the first row of a chain names as the one before it.
GENESIS = "0" * 64

_ERASED = re.compile(r"erased:[0-9a-f]{64}")


class Logged(StrEnum):
    """What is written to the access log."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    IDENTITY_REVEALED = "identity_revealed"
    FOLLOWUP_PHONES = "followup_phones"  # the whole phones of who finished a class
    CHECK_PHONES = "check_phones"  # those of whom an inspection calls
    EXPORTED = "exported"
    PRINTED = "printed"
    APPROVED = "approved"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    SALVAGED = "salvaged"
    USERS_CHANGED = "users_changed"
    PURGED = "purged"


#: Taking personal data out of the program needs a reason (GB/T 22239-2019 as counties apply it: reason and log).
NEEDS_REASON = frozenset({Logged.IDENTITY_REVEALED, Logged.EXPORTED, Logged.PURGED})


@dataclass(frozen=True, slots=True)
class Entry:
    """What is recorded, beside the time: the row ``subject_id`` of ``subject_table``, where there is one."""

    action: Logged
    by_user: str
    subject_table: str | None = None
    subject_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A row as it is stored; ``removed`` tells that somebody marked it deleted, which nobody may."""

    row_id: str
    county_code: str
    action: str
    by_user: str
    subject_table: str | None
    subject_id: str | None
    reason: str | None
    previous: str
    digest: str
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of the chain found. ``head`` is the digest of the last row, to be kept elsewhere.

    ``first_broken`` is the id of the first row that does not fit; ``expected_found`` says whether a head that was exported
    earlier is still part of the chain, None where none was given.
    """

    rows: int
    erased: int
    head: str
    first_broken: str | None
    expected_found: bool | None

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, removed or put in another order."""
        return self.first_broken is None and self.expected_found is not False


def require_reason(entry: Entry) -> None:
    """Raise Refused where personal data would be taken out without a reason."""
    if entry.action in NEEDS_REASON and not (entry.reason or "").strip():
        raise Refused("access.reason_missing")


def erased(row_id: str, content: str) -> str:
    """What stands in place of a content that was erased; a content that was erased already stays as it is.

    A digest can be tested with guesses: short texts are not safe from somebody who knows what to look for.
    """
    return content if is_erased(content) else f"erased:{_content_digest(row_id, content)}"


def is_erased(content: str | None) -> bool:
    """Whether only the digest of this content is left."""
    return content is not None and _ERASED.fullmatch(content) is not None


def digest_of(link: Link) -> str:
    """The digest that this row should carry."""
    covered = {
        "previous": link.previous,
        "id": link.row_id,
        "county": link.county_code,
        "action": link.action,
        "subject_table": link.subject_table,
        "by_user": _sealed(link.row_id, link.by_user),
        "subject": _sealed(link.row_id, link.subject_id),
        "reason": _sealed(link.row_id, link.reason),
    }
    return _sha256(json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def verify(links: Iterable[Link], *, expected_head: str | None = None) -> Verified:
    """Walk the chain from its first row, in the order of the ids."""
    head, first_broken, rows, gone = GENESIS, None, 0, 0
    found = expected_head == GENESIS
    for link in links:
        fits = link.previous == head and link.digest == digest_of(link) and not link.removed
        if not fits and first_broken is None:
            first_broken = link.row_id
        rows, head = rows + 1, link.digest
        gone += any(is_erased(content) for content in (link.by_user, link.subject_id, link.reason))
        found = found or link.digest == expected_head
    return Verified(rows, gone, head, first_broken, None if expected_head is None else found)


def _sealed(row_id: str, content: str | None) -> str | None:
    if content is None:
        return None
    return content.removeprefix("erased:") if is_erased(content) else _content_digest(row_id, content)


def _content_digest(row_id: str, content: str) -> str:
    return _sha256(f"{row_id}|{content}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
