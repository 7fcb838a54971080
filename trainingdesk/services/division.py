"""Names of places (行政区划) as this county ships them; a place that is in no table is called by its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.settings.divisions import DivisionLevel, places_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.work import Work
    from trainingdesk.settings.divisions import Place


@dataclass(frozen=True, slots=True)
class Divisions:
    """The towns and villages of a county by their codes."""

    places: Mapping[str, Place]

    @property
    def towns(self) -> tuple[Place, ...]:
        """Townships and streets."""
        return tuple(place for place in self.places.values() if place.level is DivisionLevel.TOWN)

    def villages(self, town: str) -> tuple[Place, ...]:
        """The villages of a town."""
        return tuple(place for place in self.places.values() if place.parent == town)

    def name(self, code: str | None) -> str:
        """Town and village of a code; the code itself where no table has it, nothing for none."""
        place = self.places.get(code or "")
        if place is None:
            return code or ""
        above = self.places.get(place.parent)
        return place.name if above is None else f"{above.name} {place.name}"


def divisions(work: Work) -> Divisions:
    """The places of the desk's county; none where the program ships no table for it."""
    try:
        found = places_of(work.county_code)
    except FileNotFoundError:
        found = ()
    return Divisions({place.code: place for place in found})
