"""The tone of a class's state; the word beside it says what it is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.training_class import ClassState
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def state_sentence(state: ClassState) -> str:
    """The key of a state's name."""
    return f"training_class.state_{state.value}"
