"""What there is to see: every screen with something in it, and the dialogs behind its buttons.

The pictures of ``trainingdesk screenshots`` and the test that walks through the window both go by this list.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.calendar import Month
from trainingdesk.domain.training_class import ClassState
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.services import lesson, person, seat_lease, training_class
from trainingdesk.services.claim_list import list_claims
from trainingdesk.services.conflict import disagreements
from trainingdesk.services.inspection import list_inspections
from trainingdesk.services.sync_device import list_devices
from trainingdesk.storage.training_class import ClassFilter
from trainingdesk.ui.catalogue_kinds import KINDS
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.entry.beginning import FromFile, OverTheLine
from trainingdesk.ui.places import places_for
from trainingdesk.ui.screens.administration import SECTIONS
from trainingdesk.ui.screens.claim import PARTS as CLAIM_PARTS
from trainingdesk.ui.screens.class_page import CLASS_TABS
from trainingdesk.ui.screens.inspections import SECTIONS as INSPECTION_SECTIONS
from trainingdesk.ui.screens.monthly_report import PARTS as REPORT_PARTS
from trainingdesk.ui.screens.person import PARTS as PERSON_PARTS
from trainingdesk.ui.screens.sync import PARTS as SYNC_PARTS
from trainingdesk.wire.invitation import Letter
from trainingdesk.wire.joining import Invited, Joining
from trainingdesk.wire.snapshot import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassLine
    from trainingdesk.ui.entry.gate import Gate


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A screen, or the dialog that ``button`` opens there, which may stand in the menu of the window.

    ``refused``: the dialog's own button is pressed with nothing typed.
    """

    destination: Destination
    button: str | None = None
    refused: bool = False

    @property
    def name(self) -> str:
        """What a picture of it is called; never a subject, which may be somebody's number."""
        button = None if self.button is None else self.button.rpartition(".")[2]
        words = (self.destination.screen, self.destination.part, button, "refused" if self.refused else None)
        return "-".join(word for word in words if word).replace("_", "-")


#: A file of a centre that nobody made, for the page that says what is in it.
_FROM_FILE: Final = FromFile(
    Path("邀请.tdinvite"),
    "",
    Letter(
        address="https://127.0.0.1",
        epoch="",
        device="",
        number=0,
        county="500241",
        private_key=b"",
        offers=[Offer(bucket="c", rows=48_512)],
        user="李老师",
        role="clerk",
        made_ms=1_790_000_000_000,
    ),
)
#: A code of a centre that is nowhere.
_OVER_THE_LINE: Final = OverTheLine(
    Joining("https://centre.example", "ABCDEFGHJK", "500241"),
    Invited(county="500241", user="李老师", role="clerk", until_ms=1_790_000_000_000),
)
#: Pages before the first sign-in, one after the other, and what turns to each.
FIRST_PAGES: Final[tuple[tuple[str, Callable[[Gate], None]], ...]] = (
    ("first-run", lambda gate: gate.begin()),
    ("first-run-desk", lambda gate: gate.show_create()),
    ("first-run-centre", lambda gate: gate.show_joining()),
    ("first-run-centre-known", lambda gate: gate.show_continue(_OVER_THE_LINE)),
    ("first-run-file", lambda gate: gate.show_invitation()),
    ("first-run-file-opened", lambda gate: gate.show_continue(_FROM_FILE)),
)
#: Updating the program; a desk with a centre can ask that for one.
_UPDATE: Final = Exhibit(Destination("today"), "command.update_program")
#: Dialogs by the place where their button stands; the buttons of a class and of a person are below.
_DIALOGS = (
    _UPDATE,
    Exhibit(Destination("classes"), "screen_class.new"),
    Exhibit(Destination("classes"), "screen_class.new", refused=True),
    Exhibit(Destination("people"), "screen_people.new"),
    Exhibit(Destination("people"), "screen_people.new", refused=True),
    Exhibit(Destination("catalogue"), "screen_catalogue.new"),
    Exhibit(Destination("catalogue", part="course"), "screen_catalogue.new", refused=True),
    Exhibit(Destination("bookings"), "screen_booking.book"),
    Exhibit(Destination("bookings", part="equipment"), "screen_booking.book"),
    Exhibit(Destination("tour"), "screen_tour.book"),
    Exhibit(Destination("people"), "screen_export.export"),
    Exhibit(Destination("administration", part="users"), "administration.add_user"),
    Exhibit(Destination("administration", part="users"), "administration.new_code"),
    Exhibit(Destination("administration", part="holidays"), "administration.add_holiday"),
    Exhibit(Destination("administration", part="codes"), "administration.add_code"),
    Exhibit(Destination("administration", part="access"), "administration.verify_head"),
    Exhibit(Destination("administration", part="handover"), "administration.export_everything"),
    Exhibit(Destination("inspections", part="visits"), "screen_inspection.draw"),
    Exhibit(Destination("inspections", part="visits"), "screen_inspection.name_class"),
    Exhibit(Destination("inspections", part="visits"), "screen_inspection.record"),
    Exhibit(Destination("inspections", part="sanctions"), "screen_sanction.impose"),
    Exhibit(Destination("inspections", part="complaints"), "screen_complaint.record"),
    Exhibit(Destination("reports"), "screen_report.targets"),
    Exhibit(Destination("sync"), "screen_sync.join"),
    Exhibit(Destination("sync"), "screen_sync.join", refused=True),
)
#: What is taught and taken on which days.
_BY_DAYS = (
    *(Exhibit(Destination(screen)) for screen in ("calendar", "bookings", "tour")),
    Exhibit(Destination("tour", part="page")),
)
#: Classes with results, the later first.
ENDED: Final = (ClassState.CLOSED, ClassState.COMPLETED, ClassState.ASSESSED)
#: Tabs of a class that fill when it has ended.
_OUTCOMES = frozenset({"assessment", "certificates", "followup", "subsidy"})
_OF_A_CLASS = (("overview", "screen_class.edit"), ("overview", "screen_class.copy"))
_OF_AN_ENDED_CLASS = (
    ("assessment", "screen_assessment.announce"),
    ("assessment", "screen_assessment.paste"),
    ("certificates", "screen_certificates.issue"),
    ("certificates", "screen_certificates.verify"),
    ("followup", "screen_followup.record"),
)
_OF_A_PERSON = (
    ("file", "screen_person.edit"),
    ("file", "screen_person.identity"),
    ("file", "screen_person.verify"),
    ("file", "screen_person.reveal"),
    ("categories", "screen_person.add_category"),
)


def places(work: Work) -> tuple[Exhibit, ...]:
    """The places of the worker's rail alone: all that a desk of the first day has."""
    return tuple(Exhibit(Destination(place.name)) for place in places_for(work.worker))


def _imports(class_id: str) -> tuple[Exhibit, ...]:
    of = (("roster", class_id), ("marks", class_id), ("catalogue", "institutions"))
    return tuple(Exhibit(Destination(f"{kind}_import", subject)) for kind, subject in of)


def exhibits(work: Work) -> tuple[Exhibit, ...]:
    """Everything, on a desk that holds classes, lessons and people."""
    running, ended = class_in(work, ClassState.RUNNING).id, class_in(work, *ENDED).id
    person_id = person.list_people(work)[0].id
    return (
        *places(work),
        *(Exhibit(Destination("catalogue", part=kind.name)) for kind in KINDS),
        *(Exhibit(Destination("administration", part=section.name)) for section in SECTIONS),
        *_BY_DAYS,
        Exhibit(Destination("trip", running, "class")),
        *(Exhibit(Destination("class", ended if tab.name in _OUTCOMES else running, tab.name)) for tab in CLASS_TABS),
        *_of_classes(work, running, ended),
        Exhibit(Destination("certificate_print", ended, "all")),
        Exhibit(Destination("register", lesson.timetable_of(work, running)[0].lesson_id)),
        *_imports(running),
        *(Exhibit(Destination("paper", ended, kind.value)) for kind in PaperKind),
        *(Exhibit(Destination("person", person_id, part)) for part in PERSON_PARTS),
        *(Exhibit(Destination("person", person_id, part), button) for part, button in _OF_A_PERSON),
        *(Exhibit(Destination("reports", part=part)) for part in REPORT_PARTS),
        *(Exhibit(Destination("sync", part=part)) for part in SYNC_PARTS),
        *_hand_over(work),
        *_conflicts(work),
        *(Exhibit(Destination("claim", one.id, part)) for one in list_claims(work, limit=1) for part in CLAIM_PARTS),
        *_inspections(work),
        Exhibit(Destination("month_behind", f"{last_month(work)} A1 year")),
        *_dialogs(work),
    )


def of_a_hall(work: Work) -> tuple[Exhibit, ...]:
    """What a desk shows that has a centre and no line to it; the relay stands last."""
    relay = Exhibit(Destination("sync", part="relay"))
    return (
        Exhibit(Destination("today")),
        _UPDATE,
        Exhibit(Destination("reports")),
        Exhibit(Destination("sync")),
        *_hand_over(work),
        relay,
    )


def _of_classes(work: Work, running: str, ended: str) -> Iterator[Exhibit]:
    """Dialogs of a class; seats are taken along where a centre gives them."""
    asked = (*_OF_A_CLASS, *((("roster", "screen_roster.take_seats"),) if seat_lease.is_joined(work) else ()))
    yield from (Exhibit(Destination("class", running, tab), button) for tab, button in asked)
    yield from (Exhibit(Destination("class", ended, tab), button) for tab, button in _OF_AN_ENDED_CLASS)


def _hand_over(work: Work) -> Iterator[Exhibit]:
    """Handing over to a laptop in the same hall, where there is a centre that it is meant for."""
    if seat_lease.is_joined(work):
        yield Exhibit(Destination("sync", part="relay"), "screen_sync.hand_over")


def _dialogs(work: Work) -> tuple[Exhibit, ...]:
    """Those of places; how another computer is enrolled is shown at a desk that is told of the others."""
    told = (Exhibit(Destination("sync", part="devices"), "screen_sync.invite"),) if list_devices(work) else ()
    return (*_DIALOGS, *told)


def _inspections(work: Work) -> tuple[Exhibit, ...]:
    """Every side of oversight, and one inspection."""
    sides = (Exhibit(Destination("inspections", part=section.name)) for section in INSPECTION_SECTIONS)
    return (*sides, *(Exhibit(Destination("inspection", one.id)) for one in list_inspections(work)[:1]))


def _conflicts(work: Work) -> tuple[Exhibit, ...]:
    """The latest of a record and of a register, where there are any."""
    found = disagreements(work).rows
    records = [Exhibit(Destination("conflict", one.conflict.id)) for one in found if one.lesson_id is None]
    registers = [Exhibit(Destination("register_conflict", one.lesson_id)) for one in found if one.lesson_id]
    return (*records[:1], *registers[:1])


def class_in(work: Work, *states: ClassState) -> ClassLine:
    """The latest class in the first of these states that there is one in, or the latest of all."""
    wanted = [ClassFilter(state=state) for state in states]
    found = (training_class.list_classes(work, one, limit=1) for one in (*wanted, None))
    return next(lines[0] for lines in found if lines)


def last_month(work: Work) -> Month:
    """The month that is reported now."""
    return Month.at(Month.of(work.today()).ordinal - 1)
