"""The certificates of a class: who passed and waits for one, issuing a batch, revoking, printing again, checking a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.services.certificate import ISSUED
from trainingdesk.services.certificate_page import certificate_page
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.certificate import CertificateReason, IssueDialog, VerifyDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.certificate_print import ALL
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import IN_A_TAB, head_line, stack
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.services.certificate_page import CertificatePage, HolderLine
    from trainingdesk.storage.certificate import CertificateLine
    from trainingdesk.ui.workplace import Workplace

_C: Final = "screen_certificates"


class ClassCertificates(Screen):
    """``destination.subject`` is the id of the class. Enter opens the person."""

    topics: ClassVar = frozenset({Topic.CERTIFICATES, Topic.ENROLLMENTS, Topic.ASSESSMENTS, Topic.PEOPLE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.page: CertificatePage | None = None
        self.model: RowModel[HolderLine] = RowModel(
            place, _columns(place), lambda one: one.id, name="class_certificates"
        )
        self.table: DataTable[HolderLine] = DataTable(place, self.model, "class_tab.certificates")
        self.list = OrEmpty(self.table, EmptyState(place.say(f"{_C}.none_passed")))
        self.sum = label(role="muted")
        choices = [(one, place.say(f"{_C}.show_{one}")) for one in ("all", "waiting")]
        self.shown = Chips(choices, place.say("certificate.status"))
        self.bar = ActionBar(place, self._commands())
        self.shown.changed.connect(lambda _one: self._show_lines())
        self.table.opened.connect(lambda row: place.go(Destination("person", row.person_id)))
        self.table.chosen.connect(lambda _row: self._show_allowed())
        self._lay_out()

    def title(self) -> str:
        return self.place.say("class_tab.certificates")

    async def load(self) -> None:
        self.page = page = await self.place.ask(lambda work: certificate_page(work, self.class_id))
        self.list.show_filled(bool(page.lines))
        self.sum.setText(
            self.place.say(f"{_C}.sum", passed=page.passed, certified=page.passed - page.waiting, waiting=page.waiting)
        )
        self._show_lines()

    def _show_lines(self) -> None:
        if self.page is None:
            return
        self.model.show([one for one in self.page.lines if one.waits or self.shown.value == "all"])
        self.table.choose_first()
        self._show_allowed()

    def _show_allowed(self) -> None:
        """Buttons say by themselves what can be done to the line under the cursor."""
        row, lines = self.table.current(), () if self.page is None else self.page.lines
        valid = row is not None and row.certificate is not None and row.certificate.status == ISSUED
        enabled = {
            f"{_C}.issue": self.page is not None and self.page.passed > 0,
            f"{_C}.reprint": valid,
            f"{_C}.revoke": valid,
            f"{_C}.list": any(one.certificate for one in lines),
            f"{_C}.print": any(one.certificate is not None and one.certificate.status == ISSUED for one in lines),
        }
        for key, on in enabled.items():
            if key in self.bar.buttons:
                self.bar.buttons[key].setEnabled(on)

    def _commands(self) -> tuple[Command, ...]:
        start, needs = self.place.start, Action.ISSUE_CERTIFICATE
        return (
            Command(f"{_C}.issue", lambda: start(self._issue()), "Ctrl+N", needs=needs, primary=True),
            Command(f"{_C}.print", lambda: self._print(ALL), needs=needs, icon="print"),
            Command(f"{_C}.list", self._print_list, icon="print"),
            Command(f"{_C}.reprint", lambda: start(self._reason("reprint")), needs=needs),
            Command(f"{_C}.revoke", lambda: start(self._reason("revoke")), needs=needs, icon="delete"),
            Command(f"{_C}.verify", lambda: start(self._verify())),
        )

    async def _issue(self) -> None:
        if self.page is not None:
            await IssueDialog(self, self.place, self.class_id, self.page, self.table.selected()).filled()

    async def _reason(self, step: str) -> None:
        row = self.table.current()
        if row is None or row.certificate is None:
            raise Refused(f"{_C}.choose_one")
        if await CertificateReason(self, self.place, row.certificate, step).filled() and step == "reprint":
            self._print(row.certificate.id)

    async def _verify(self) -> None:
        row = self.table.current()
        number = "" if row is None or row.certificate is None else row.certificate.number
        await VerifyDialog(self, self.place, number=number).filled()

    def _print(self, part: str) -> None:
        self.place.go(Destination("certificate_print", self.class_id, part))

    def _print_list(self) -> None:
        self.place.go(Destination("paper", self.class_id, PaperKind.CERTIFICATES.value))

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        line = head_line(self.shown, right=self.sum)
        stack(self, self.bar, line, self.list, grows=self.list, margins=IN_A_TAB)


def _columns(place: Workplace) -> tuple[Column[HolderLine], ...]:
    def of(value: Callable[[CertificateLine], object]) -> Callable[[HolderLine], object]:
        return lambda row: None if row.certificate is None else value(row.certificate)

    return (
        Column("trainee", "assessment.number", lambda row: row.trainee, width=208, hidden=True),
        Column("name", "certificate.name", lambda row: row.name, width=80),
        Column("document", "certificate.id_mask", lambda row: row.id_mask, width=176),
        Column("state", "certificate.status", lambda row: _state_words(place, row), tone=_tone, width=104),
        Column("kind", "certificate.kind", of(lambda one: place.say(f"certificate.kind_{one.kind}")), width=184),
        Column("number", "certificate.number", of(lambda one: one.number), width=224),
        Column("day", "certificate.issued_on", of(lambda one: one.issued_on), width=104),
        Column("code", "certificate.verify_code", of(lambda one: one.verify_code), width=200),
    )


def _state_words(place: Workplace, row: HolderLine) -> str:
    one = row.certificate
    if one is None:
        return f"○ {place.say(f'{_C}.waits')}"
    words = f"{'✓' if one.status == ISSUED else '✗'} {place.say(f'certificate.status_{one.status}')}"
    return f"{words} · {place.say(f'{_C}.reprinted', count=one.reprints)}" if one.reprints else words


def _tone(row: HolderLine) -> Tone:
    if row.certificate is None:
        return Tone.WARN
    return Tone.OK if row.certificate.status == ISSUED else Tone.MUTED
