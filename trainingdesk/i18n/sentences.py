"""The catalogue of sentences: one key, one sentence in each language.

Keys are dotted, ``area.what_happened``; the sentences stand in ``resources/locale/<language>/<area>.po`` and are compiled
into one gettext file per language by ``build/compile_catalogue.py``. Placeholders are named: ``{found}``, ``{wanted}``.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Language(StrEnum):
    """Languages of the interface; the value names the folder of the catalogue."""

    CHINESE = "zh_CN"
    ENGLISH = "en"


@runtime_checkable
class Spoken(Protocol):
    """A value that has words of its own in each language, such as a role or an action."""

    @property
    def sentence(self) -> str:
        """The key of its words."""


@dataclass(frozen=True, slots=True)
class Words:
    """A value of a sentence that is itself a sentence of the catalogue, such as the name of a table."""

    sentence: str


class Sentences:
    """Every sentence of one language."""

    def __init__(self, language: Language, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations

    @classmethod
    def load(cls, language: Language, locale_folder: Path) -> Sentences:
        """Open the compiled catalogue below ``locale_folder``; raises FileNotFoundError where it was not compiled."""
        return cls(language, gettext.translation("trainingdesk", locale_folder, [language.value]))

    def of(self, key: str, values: Mapping[str, object] | None = None, /, **more: object) -> str:
        """The sentence of ``key`` with its values filled in; raises KeyError for a key that has no sentence."""
        template = self._translations.gettext(key)
        if template == key:
            raise KeyError(key)
        named = {**(values or {}), **more}
        return template.format_map({name: self._readable(value) for name, value in named.items()})

    def called(self, key: str, otherwise: str) -> str:
        """The word of a code; one that only a newer program knows is called ``otherwise``."""
        try:
            return self.of(key)
        except KeyError:
            return otherwise

    def _readable(self, value: object) -> object:
        match value:
            case Spoken():
                return self.of(value.sentence)
            case Fraction():
                return f"{float(value):.1%}"
            case datetime():
                return value.strftime("%Y-%m-%d %H:%M")
            case date():
                return value.isoformat()
            case Decimal():
                return f"{value:f}"
            case tuple() | frozenset() | list():
                return ("、" if self.language is Language.CHINESE else ", ").join(str(self._readable(v)) for v in value)
            case _:
                return value
