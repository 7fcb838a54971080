"""The papers of a class (班级材料): asked for, handed in, or made by the desk itself; with their scans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.class_document import ClassDocument
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services.attachment import attach, require_scan
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_checklist import missing_in
from trainingdesk.services.training_class import hand_in_document
from trainingdesk.storage import attachment
from trainingdesk.storage.training_class import ClassDocumentRow, papers_of
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.storage.attachment import AttachmentRow

#: What the checklist of the application says where a paper of the national notice is missing.
_LACKED_AS: Final[Mapping[str, ClassDocument]] = MappingProxyType(
    {
        "training_class.no_roster": ClassDocument.ROSTER,
        "training_class.no_timetable": ClassDocument.TIMETABLE,
        "training_class.lessons_without_instructor": ClassDocument.INSTRUCTORS,
        "training_class.no_textbook": ClassDocument.TEXTBOOK,
        "training_class.no_assessment_plan": ClassDocument.ASSESSMENT_PLAN,
        "training_class.no_institution_commitment": ClassDocument.INSTITUTION_COMMITMENT,
        "training_class.no_trainee_commitments": ClassDocument.TRAINEE_COMMITMENTS,
    }
)


class PaperState(StrEnum):
    """Where a paper stands."""

    HANDED_IN = "handed_in"  # 已提交
    IN_DESK = "in_desk"  # 系统内已有
    ASKED_FOR = "asked_for"  # 要求补交
    NEEDED = "needed"  # 申请必交
    OPTIONAL = "optional"  # 可以提交

    @property
    def sentence(self) -> str:
        """The key of its words."""
        return f"class_document.{self.value}"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper; ``id`` is the row it has or would have, ``kind`` one of ``ClassDocument`` or a county's own name."""

    id: str
    kind: str
    state: PaperState
    row: ClassDocumentRow | None
    scans: tuple[AttachmentRow, ...]


def papers_of_class(work: Work, class_id: str) -> tuple[PaperLine, ...]:
    """The papers of the national notice in its order, then what else the county knows, then a county's own by name."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = class_seen(work, session, class_id)
        found = missing_in(session, the_class, ClassState.SUBMITTED, today=work.today())
        lacking = frozenset(_LACKED_AS[item.key] for item in found if item.key in _LACKED_AS)
        rows = {row.kind: row for row in papers_of(session, class_id)}
        kinds = [*ClassDocument, *sorted(rows.keys() - set(ClassDocument))]
        return tuple(_paper(session, class_id, str(kind), rows.get(kind), lacking) for kind in kinds)


def attach_scan(work: Work, class_id: str, kind: str, content: bytes, *, name: str) -> Changes:
    """Attach a scan to a paper of a class; one that was not handed in yet is handed in today.

    Raises Refused for what is no scan, and then nothing is handed in either.
    """
    require_scan(work, content)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        present = {row.kind: row for row in papers_of(session, class_id)}.get(kind)
    if present is None or present.handed_in_on is None:
        hand_in_document(work, class_id, kind, note=None if present is None else present.note)
    return attach(work, ("class_document", fact_id("class_document", class_id, kind)), content, kind="scan", name=name)


def _paper(
    session: Session, class_id: str, kind: str, row: ClassDocumentRow | None, lacking: frozenset[ClassDocument]
) -> PaperLine:
    own_id = fact_id("class_document", class_id, kind)
    scans = attachment.attachments_of(session, own_id)
    return PaperLine(own_id, kind, _state(kind, row, lacking), row, scans)


def _state(kind: str, row: ClassDocumentRow | None, lacking: frozenset[ClassDocument]) -> PaperState:
    if row is not None:
        return PaperState.ASKED_FOR if row.handed_in_on is None else PaperState.HANDED_IN
    if kind in lacking:
        return PaperState.NEEDED
    return PaperState.IN_DESK if kind in set(_LACKED_AS.values()) else PaperState.OPTIONAL
