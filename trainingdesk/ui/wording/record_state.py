"""The tone of how a record stands with the centre; the word beside it says what it is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.storage.record_state import RecordState
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

RECORD_TONES: Final[Mapping[RecordState, Tone | None]] = MappingProxyType(
    {
        RecordState.SYNCED: Tone.OK,
        RecordState.UNSYNCED: None,
        RecordState.CONFLICT: Tone.WARN,
        RecordState.REJECTED: Tone.DANGER,
    }
)
