"""What a roster (花名册) came to: beside what becomes of every row, what the rules say to the people in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.services.import_result import FileCheck, FileImport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterCheck(FileCheck):
    """A roster looked at, nothing written.

    ``not_eligible`` are rows that a rule refuses (they go in as applications that are flagged), ``waitlisted`` rows for
    which there is no seat.
    """

    class_number: str
    not_eligible: Mapping[tuple[str, int], tuple[Verdict, ...]]
    waitlisted: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RosterImport(FileImport):
    """A roster taken in."""

    check: RosterCheck
