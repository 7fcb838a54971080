"""An update of the program itself: which one may be put in the place of which (FEATURES 98)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from datetime import date

_FORM: Final = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A released version (semantic versioning, without the parts of what is not released)."""

    major: int
    minor: int
    patch: int

    @classmethod
    def read(cls, text: str) -> Version:
        """The version that a text says; raises ValueError."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return cls(*map(int, found.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramUpdate:
    """What a publisher offers: a whole program for one kind of machine, ``size`` bytes when it is unpacked."""

    version: Version
    platform: str
    published_on: date
    size: int
    notes: str


def require_fits(update: ProgramUpdate, *, running: Version, platform: str) -> None:
    """Raises Refused for a program of another kind of machine, and for one that is not newer than what runs."""
    if update.platform != platform:
        raise Refused("update.other_machine", wanted=platform, found=update.platform)
    if update.version <= running:
        raise Refused("update.not_newer", found=update.version, running=running)
