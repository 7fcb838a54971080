"""How the window looks: its language, light or dark, and the size of letters. Kept as settings of the desk.

A copy stands in the memory of the window, for the pages before the database is open.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.i18n.sentences import Language
from trainingdesk.settings.declared import LANGUAGE, LETTER_PERCENT, SHADE
from trainingdesk.ui.theme import ThemeName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.work import Work
    from trainingdesk.settings.declared import Setting
    from trainingdesk.ui.memory import WindowMemory
    from trainingdesk.ui.theme import Theme

#: What the menu offers; the setting takes any number between.
PERCENTS: Final = (90, 100, 110, 125, 150, 175, 200)
_KEPT: Final = "look"


class Shade(StrEnum):
    """Light, dark, or what the desktop has."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Look:
    """The three choices of one moment."""

    language: Language = Language.CHINESE
    shade: Shade = Shade.SYSTEM
    percent: int = LETTER_PERCENT.default

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Look:
        """The look that settings say; ``values`` is any store of them."""
        return cls(Language(LANGUAGE.read(values)), Shade(SHADE.read(values)), LETTER_PERCENT.read(values))

    @classmethod
    def remembered(cls, memory: WindowMemory) -> Look | None:
        """The look of the last time, from before the database is open; None on the first day."""
        kept = memory.get(_KEPT)
        if not isinstance(kept, dict):
            return None
        keys = {"language": LANGUAGE.key, "shade": SHADE.key, "percent": LETTER_PERCENT.key}
        return cls.of({key: kept[name] for name, key in keys.items() if name in kept})

    def remember(self, memory: WindowMemory) -> None:
        """Keep it for the next start; nothing is written where it is kept already."""
        if memory.get(_KEPT) != asdict(self):
            memory.keep(_KEPT, asdict(self))
            memory.save()

    def store(self, work: Work) -> None:
        """Write what differs from the settings of the desk."""
        from trainingdesk.services import setting  # noqa: PLC0415 -- the sign-in must not wait for it

        present = setting.all_settings(work)
        chosen: tuple[tuple[Setting[Any], str | int], ...] = (
            (LANGUAGE, self.language.value),
            (SHADE, self.shade.value),
            (LETTER_PERCENT, self.percent),
        )
        for one, value in chosen:
            if present[one.key] != value:
                setting.set_setting(work, one, value)

    def put_on(self, theme: Theme) -> None:
        """Show it."""
        if self.shade is Shade.SYSTEM:
            theme.follow_system(percent=self.percent)
        else:
            theme.apply(ThemeName(self.shade.value), percent=self.percent)
