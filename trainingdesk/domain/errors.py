"""The kinds of failure a user can meet; anything else that is raised is a bug."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Failure(Exception):  # noqa: N818 -- a refusal is no error
    """Carries a sentence key of ``resources/locale`` and the values it names.

    The outermost layer turns it into words with ``Sentences.of(failure.key, failure.values)``.
    Values never hold a document number, an account or a phone number: exceptions reach logs.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values: Mapping[str, object] = values


class Refused(Failure):
    """The rules or the input do not allow it."""


class Unavailable(Failure):
    """Disk full, file locked, server away: not the user's fault, worth a retry."""
