"""What several screens of classes say alike: papers by name, and what a step lacks as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.class_document import ClassDocument

if TYPE_CHECKING:
    from trainingdesk.domain.class_checklist import Missing
    from trainingdesk.ui.workplace import Workplace


def paper_name(place: Workplace, kind: str) -> str:
    """The name of a paper; a county's own is its name already."""
    return place.say(f"training_class.paper_{kind}") if kind in set(ClassDocument) else kind


def missing_words(place: Workplace, item: Missing) -> str:
    """One item of a checklist in words."""
    values = dict(item.values)
    kinds = values.get("documents")
    if isinstance(kinds, tuple):
        values["documents"] = tuple(paper_name(place, str(kind)) for kind in kinds)
    return place.sentences.of(item.key, values)
