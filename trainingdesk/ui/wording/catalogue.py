"""The words of the catalogue's values: names for ids, lists for codes, and how long something still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trainingdesk.domain.assessment import points_text
from trainingdesk.domain.online_platform import PlatformState
from trainingdesk.services import code_list, course, expiry, institution, online_platform, teaching
from trainingdesk.services.catalogue_details import occupation_names
from trainingdesk.services.division import divisions
from trainingdesk.services.employer import SIZES
from trainingdesk.services.teaching import EMPLOYMENTS
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.settings.divisions import counties
from trainingdesk.ui.catalogue_kinds import Look
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from trainingdesk.services.expiry import Expiring
    from trainingdesk.services.work import Work
    from trainingdesk.ui.catalogue_kinds import Input
    from trainingdesk.ui.workplace import Workplace

Choices = tuple[tuple[str, str], ...]

_TONES = {
    PlatformState.LISTED: Tone.OK,
    PlatformState.IN_EVALUATION: Tone.OK,
    PlatformState.RECTIFYING: Tone.WARN,
    PlatformState.REFUSED: Tone.DANGER,
    PlatformState.EXITED: Tone.DANGER,
}


@dataclass(frozen=True, slots=True)
class Names:
    """What stands behind ids and codes today, and what ends soon, by the id of its row."""

    today: date
    lists: Mapping[str, Choices]
    ends: Mapping[str, Expiring]

    def of(self, choices: str, value: str) -> str:
        """The words of a value; the value itself where no list has it any more."""
        return dict(self.lists.get(choices, ())).get(value, value)


def read_names(work: Work, say: Callable[[str], str]) -> Names:
    """Everything that lists and forms of the catalogue name."""
    lists: dict[str, Choices] = {
        "institution": _named(institution.list_institutions(work)),
        "platform": _named(online_platform.list_platforms(work)),
        "venue": _named(teaching.list_venues(work)),
        "division": tuple(_places(work)),
        "course": tuple((row.id, f"{row.name} {row.code}") for row in course.list_courses(work)),
        "occupation": tuple((code, f"{name} {code}") for code, name in occupation_names(work).items()),
        "training_type": _coded(code_list.list_items(work, "training_types")),
        "level": _coded(code_list.list_items(work, "skill_levels")),
        "institution_kind": _coded(CodeTable.shipped("institution_kinds")),
        "delivery_mode": _coded(CodeTable.shipped("delivery_modes")),
        "employment": tuple((one, say(f"catalogue.{one}")) for one in EMPLOYMENTS),
        "size_class": tuple((one, say(f"employer.size_{one}")) for one in SIZES),
    }
    return Names(work.today(), lists, {one.row_id: one for one in expiry.expiring(work)})


class CatalogueWords:
    """Says values of rows in the language of the window."""

    def __init__(self, place: Workplace, names: Names) -> None:
        self._say, self.names = place.say, names

    def value(self, asked: Input, row_id: str, value: object) -> str:
        """A value as a person reads it; nothing where nothing is known."""
        match value:
            case None | "":
                return ""
            case PlatformState():
                return self._say(value.sentence)
            case bool():
                return self._say("catalogue.yes" if value else "catalogue.no")
            case date():
                return self._day(asked, row_id, value)
            case int() if asked.look is Look.POINTS:
                return points_text(value)
            case _ if asked.field == "status":
                return self._say(f"catalogue.status_{value}")
            case _ if asked.look is Look.SEVERAL:
                codes = str(value).split(";")
                return self._say("screen_catalogue.several", found=[self.names.of(asked.choices, one) for one in codes])
            case _:
                return self.names.of(asked.choices, str(value))

    def state(self, row: Any) -> tuple[str, Tone | None]:
        """Where a row stands, in a word with its tone; nothing for what has no states."""
        stands = getattr(row, "state", None) or getattr(row, "status", None)
        if isinstance(stands, PlatformState):
            return self._say(stands.sentence), _TONES.get(stands)
        if stands is None:
            return "", None
        return self._say(f"catalogue.status_{stands}"), Tone.OK if stands == "active" else None

    def ending(self, row_id: str) -> tuple[str, Tone | None]:
        """What ends soon or has ended, in a sentence with its tone; nothing where nothing does."""
        one = self.names.ends.get(row_id)
        if one is None:
            return "", None
        left = (one.until - self.names.today).days
        what = self._say(f"catalogue.ends_{one.kind}")
        if left < 0:
            return self._say("screen_catalogue.has_ended", what=what, days=-left), Tone.DANGER
        if left == 0:
            return self._say("screen_catalogue.ends_today", what=what), Tone.DANGER
        return self._say("screen_catalogue.ends_in", what=what, days=left), Tone.DANGER if one.urgent else Tone.WARN

    def _day(self, asked: Input, row_id: str, day: date) -> str:
        """A day; where it is the one that ends something soon, with how long that is."""
        one = self.names.ends.get(row_id)
        if one is None or asked.field not in {"licence_until", "valid_to"}:
            return day.isoformat()
        left = (day - self.names.today).days
        key = "screen_catalogue.day_over" if left < 0 else "screen_catalogue.day_left"
        return self._say(key, day=day, days=abs(left))


def is_in_use(row: Any) -> bool:
    """Whether a row may be offered for something new; what has no status always is."""
    return bool(getattr(row, "status", "active") == "active")


def _named(rows: Iterable[Any]) -> Choices:
    return tuple((row.id, row.name) for row in rows)


def _places(work: Work) -> Iterator[tuple[str, str]]:
    """The county, and what lies in it, by codes of twelve digits."""
    county, known = counties().get(work.county_code), divisions(work)
    if county is not None:
        yield f"{county.code:0<12}", county.name
    yield from ((code, known.name(code)) for code in known.places)


def _coded(items: Iterable[Any]) -> Choices:
    return tuple((item.code, item.name) for item in items)
