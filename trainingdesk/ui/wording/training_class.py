"""How classes are told: states with their tones, papers by name, and what a step lacks as a sentence."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.class_document import ClassDocument
from trainingdesk.domain.training_class import ClassState
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.domain.class_checklist import Missing
    from trainingdesk.ui.workplace import Workplace

CLASS_TONES: Final[Mapping[ClassState, Tone]] = MappingProxyType(
    {
        ClassState.SUBMITTED: Tone.WARN,
        ClassState.RETURNED: Tone.WARN,
        ClassState.REJECTED: Tone.DANGER,
        ClassState.RUNNING: Tone.OK,
        ClassState.SUSPENDED: Tone.DANGER,
        ClassState.FINISHED: Tone.WARN,
        ClassState.TERMINATED: Tone.DANGER,
    }
)

_CLASS: Final = "training_class"
#: The tab where an item of a checklist is seen to, and who may.
_SEEN_TO: Final[Mapping[str, tuple[str, Action]]] = MappingProxyType(
    {
        f"{_CLASS}.nobody_admitted": ("assessment", Action.RECORD_ASSESSMENT),
        f"{_CLASS}.results_missing": ("assessment", Action.RECORD_ASSESSMENT),
        f"{_CLASS}.no_assessor": ("assessment", Action.RECORD_ASSESSMENT),
        f"{_CLASS}.assessor_trains": ("assessment", Action.RECORD_ASSESSMENT),
        f"{_CLASS}.people_without_outcome": ("assessment", Action.RECORD_ASSESSMENT),
        f"{_CLASS}.certificates_missing": ("certificates", Action.ISSUE_CERTIFICATE),
    }
)


def state_sentence(state: ClassState) -> str:
    """The key of a state's name."""
    return f"training_class.state_{state.value}"


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


def tabs_for(place: Workplace, missing: Iterable[Missing]) -> tuple[str, ...]:
    """The tabs where the worker can see to what is missing, each once."""
    found = (_SEEN_TO.get(item.key) for item in missing)
    return tuple(dict.fromkeys(one[0] for one in found if one is not None and place.may(one[1])))
