"""The rail and the screens: the window is these two lists. A screen's module is imported when it is first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.work import Worker
    from trainingdesk.ui.screens.screen import Screen


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the rail: ``name`` is its first screen, its icon and its words. Any of ``needs`` opens it."""

    name: str
    needs: tuple[Action, ...]

    @property
    def sentence(self) -> str:
        """The key of its words."""
        return f"place.{self.name}"


PLACES = (
    Place("today", (Action.SEE_OWN_CLASSES,)),
    Place("classes", (Action.SEE_OWN_CLASSES,)),
    Place("people", (Action.SEE_EVERYTHING,)),
    Place("catalogue", (Action.SEE_EVERYTHING,)),
    Place("reports", (Action.SEE_EVERYTHING,)),
    Place("claims", (Action.SEE_EVERYTHING,)),
    Place("inspections", (Action.SEE_EVERYTHING,)),
    Place("sync", (Action.SEE_OWN_CLASSES,)),
    Place("administration", (Action.BACK_UP, Action.SEE_AUDIT)),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a screen's class stands, and to which place of the rail it belongs."""

    place: str
    module: str
    name: str

    def load(self) -> type[Screen]:
        """The class, imported now."""
        found: type[Screen] = getattr(import_module(f"trainingdesk.ui.screens.{self.module}"), self.name)
        return found


#: Every screen by the name that destinations use.
SCREENS: Mapping[str, Shown] = MappingProxyType(
    {
        "today": Shown("today", "today", "TodayScreen"),
        "classes": Shown("classes", "class_list", "ClassList"),
        "class": Shown("classes", "class_page", "ClassPage"),
        "calendar": Shown("classes", "calendar", "CalendarScreen"),
        "trip": Shown("classes", "trip", "TripScreen"),
        "tour": Shown("classes", "tour", "TourScreen"),
        "people": Shown("people", "people", "People"),
        "person": Shown("people", "person", "PersonScreen"),
        "catalogue": Shown("catalogue", "catalogue", "Catalogue"),
        "catalogue_import": Shown("catalogue", "catalogue_import", "CatalogueImportScreen"),
        "bookings": Shown("catalogue", "booking", "Bookings"),
        "administration": Shown("administration", "administration", "Administration"),
        "reports": Shown("reports", "monthly_report", "MonthlyReportScreen"),
        "month_behind": Shown("reports", "month_behind", "MonthBehind"),
        "claims": Shown("claims", "claim_list", "ClaimList"),
        "claim": Shown("claims", "claim", "ClaimScreen"),
        "inspections": Shown("inspections", "inspections", "Inspections"),
        "inspection": Shown("inspections", "inspection", "InspectionScreen"),
        "sync": Shown("sync", "sync", "SyncScreen"),
        "conflict": Shown("sync", "conflict", "ConflictScreen"),
        "register_conflict": Shown("sync", "register_conflict", "RegisterConflict"),
        "certificate_print": Shown("classes", "certificate_print", "CertificatePrint"),
        "paper": Shown("classes", "paper", "PaperScreen"),
        "register": Shown("classes", "register", "RegisterScreen"),
        "marks_import": Shown("classes", "attendance_import", "AttendanceImportScreen"),
        "roster_import": Shown("classes", "roster_import", "RosterImportScreen"),
    }
)


def load_screens() -> None:
    """Import every screen and what stands around it, so that no click waits for it; takes a second, for another thread."""
    import_module("trainingdesk.ui.shell")
    import_module("trainingdesk.ui.hourly_backup")
    for found in iter_modules(import_module("trainingdesk.ui.screens").__path__, "trainingdesk.ui.screens."):
        import_module(found.name)


def places_for(worker: Worker) -> tuple[Place, ...]:
    """The rail of somebody."""
    return tuple(one for one in PLACES if one.name in SCREENS and any(worker.may(action) for action in one.needs))
