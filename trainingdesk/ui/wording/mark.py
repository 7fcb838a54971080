"""A mark of attendance as it is told: its symbol with its tone, and the words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from trainingdesk.domain.attendance import Mark
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The role under which a model answers with a ``Drawn``.
DRAWN: Final = Qt.ItemDataRole.UserRole + 1

TONES: Final[Mapping[Mark, Tone]] = MappingProxyType(
    {
        Mark.PRESENT: Tone.OK,
        Mark.LATE: Tone.WARN,
        Mark.LEFT_EARLY: Tone.WARN,
        Mark.ABSENT: Tone.DANGER,
        Mark.SICK_LEAVE: Tone.ACCENT,
        Mark.PERSONAL_LEAVE: Tone.ACCENT,
        Mark.OFFICIAL_LEAVE: Tone.ACCENT,
    }
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A symbol, the words beside it, the tone of the symbol, and the symbol that stood there before it was corrected."""

    symbol: str
    words: str = ""
    tone: Tone | None = None
    was: str = ""
