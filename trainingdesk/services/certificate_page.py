"""The certificates of a class as a page: everybody who passed, with what they hold, and who still waits for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import SUCCEEDED
from trainingdesk.services import training_class
from trainingdesk.services.certificate import ISSUED
from trainingdesk.storage import certificate as stored
from trainingdesk.storage import enrollment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.domain.certificate import CertificateKind
    from trainingdesk.services.work import Work
    from trainingdesk.storage.certificate import CertificateLine
    from trainingdesk.storage.enrollment import RollLine


@dataclass(frozen=True, slots=True)
class HolderLine:
    """A trainee with one certificate, or with none yet."""

    enrollment_id: str
    person_id: str
    trainee: str
    name: str
    id_mask: str | None
    certificate: CertificateLine | None

    @property
    def id(self) -> str:
        """What names the line."""
        return self.enrollment_id if self.certificate is None else self.certificate.id

    @property
    def waits(self) -> bool:
        """Whether nothing was issued to this person."""
        return self.certificate is None


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """Every line in the order of trainee numbers; ``passed`` counts people, and ``waiting`` those without a valid one."""

    lines: tuple[HolderLine, ...]
    passed: int
    waiting: int
    last_kind: CertificateKind | None


def certificate_page(work: Work, class_id: str) -> CertificatePage:
    """Who passed a class and what they hold; a person whose only certificate was revoked waits for another."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        training_class.class_seen(work, session, class_id)
        found = stored.certificate_lines(session, class_id=class_id)
        roll = enrollment.roll(session, class_id)
    lines = tuple(line for one in roll for line in _lines_of(one, found))
    passed = sum(1 for one in roll if one.status in SUCCEEDED)
    last = max(found, key=lambda one: (one.issued_on, one.number), default=None)
    return CertificatePage(lines, passed, sum(1 for one in lines if one.waits), None if last is None else last.kind)


def _lines_of(one: RollLine, found: tuple[CertificateLine, ...]) -> Iterator[HolderLine]:
    held = [line for line in found if line.enrollment_id == one.enrollment_id]
    for line in held:
        yield HolderLine(one.enrollment_id, one.person_id, one.number, one.name, one.id_mask, line)
    if one.status in SUCCEEDED and not any(line.status == ISSUED for line in held):
        yield HolderLine(one.enrollment_id, one.person_id, one.number, one.name, one.id_mask, None)
