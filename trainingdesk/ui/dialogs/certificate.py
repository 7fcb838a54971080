"""Issuing certificates to a class, looked at before; revoking one or printing it again, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.certificate import OWN_NUMBERS, CertificateKind
from trainingdesk.domain.errors import Failure
from trainingdesk.services import certificate
from trainingdesk.services.certificate import Batch
from trainingdesk.services.certificate_numbers import read_numbers
from trainingdesk.services.score_paste import text_of_file
from trainingdesk.ui.dialogs.file_choice import file_to_read
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.latest import Latest
from trainingdesk.ui.widgets.fields import CheckField, ChoiceField, DateField, NoteField, TextField

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.certificate import IssuePreview
    from trainingdesk.services.certificate_page import CertificatePage, HolderLine
    from trainingdesk.services.changes import Said
    from trainingdesk.services.work import Work
    from trainingdesk.storage.certificate import CertificateLine
    from trainingdesk.ui.workplace import Workplace

_C: Final = "screen_certificates"
_LINES: Final = 5
#: Certificates and doubts that are said one by one.
_SAID: Final = 6


class IssueDialog(FormDialog):
    """``chosen`` are the lines under the hand; a kind that the county numbers needs no list of numbers."""

    def __init__(
        self, parent: QWidget, place: Workplace, class_id: str, page: CertificatePage, chosen: Sequence[HolderLine]
    ) -> None:
        super().__init__(parent, place, title=f"{_C}.issue_now", save=self._save, button=f"{_C}.issue_now")
        self._class_id = class_id
        self._chosen = frozenset(one.enrollment_id for one in chosen)
        self._add_fields()
        self.kind.set_text(page.last_kind or CertificateKind.TRAINING_QUALIFIED)
        self.day.set_day(place.work.today())
        self.lines.set_text("\n".join(f"{one.trainee}\t{one.name}\t" for one in page.lines if one.waits))
        self.form.show_field(self.only, shown=len(chosen) > 1)
        self.only.set_text("yes" if len(chosen) > 1 else "")
        self.file_button.clicked.connect(lambda: place.start(self._read_file()))
        self._latest = Latest(place.start, self._look)
        self.form.changed.connect(self._latest.ask)
        self.finished.connect(lambda _result: self._latest.stop())
        self._latest.ask()

    def _add_fields(self) -> None:
        place = self.place
        kinds = [(kind.value, place.say(f"certificate.kind_{kind}")) for kind in CertificateKind]
        self.kind = self.form.add(ChoiceField(place, "certificate.kind", kinds, required=True))
        self.day = self.form.add(DateField(place, "certificate.issued_on", required=True))
        self.issuer = self.form.add(TextField(place, f"{_C}.issuer", hint=place.say(f"{_C}.issuer_hint")))
        self.only = self.form.add(CheckField(place, f"{_C}.only_chosen"))
        self.lines = self.form.add(NoteField(place, f"{_C}.lines", lines=_LINES))
        self.form.remark(place.say(f"{_C}.final"))
        self.found = self.form.remark("")
        self.file_button = self.button_box.addButton(
            place.say("screen_assessment.from_file"), self.button_box.ButtonRole.ResetRole
        )

    @property
    def is_numbered_here(self) -> bool:
        """Whether the county gives the numbers of the chosen kind."""
        return CertificateKind(self.kind.text()) in OWN_NUMBERS

    async def _look(self) -> None:
        self.form.show_field(self.lines, shown=not self.is_numbered_here)
        self.file_button.setVisible(not self.is_numbered_here)
        try:
            day = self.day.day()
            wanted = self._wanted(day or self.place.work.today())
            text = await self.place.ask(lambda work: self._words_of(*wanted.preview(work)))
        except Failure as failure:
            text = self.place.sentences.of(failure.key, failure.values)
        if not self._latest.stopped:
            self.show_remark(self.found, text)

    def _wanted(self, day: date) -> _Wanted:
        batch = Batch(
            class_id=self._class_id,
            kind=CertificateKind(self.kind.text()),
            issued_on=day,
            issuer=self.issuer.text() or None,
            only=self._chosen if self.only.is_on() else None,
        )
        return _Wanted(batch, "" if self.is_numbered_here else self.lines.text())

    def _words_of(self, preview: IssuePreview, problems: Sequence[Said]) -> str:
        say, lines = self.place.say, preview.lines
        told = [self.place.sentences.of(one.key, dict(one.values)) for one in (*preview.said, *problems)]
        shown = [f"{one.trainee[-3:]}　{one.name}　{one.number}" for one in lines[:_SAID]]
        return "\n".join(
            [
                say(f"{_C}.would_issue", count=len(lines), first=lines[0].number, last=lines[-1].number),
                *shown,
                *([say(f"{_C}.more", count=len(lines) - _SAID)] if len(lines) > _SAID else []),
                *(f"⚠ {one}" for one in told[:_SAID]),
            ]
        )

    async def _read_file(self) -> None:
        title, patterns = self.place.say("screen_assessment.from_file"), self.place.say("screen_assessment.tables")
        path = await file_to_read(self, title=title, patterns=patterns)
        if path is not None:
            self.lines.set_text(await self.place.ask(lambda _work: text_of_file(path)))

    async def _save(self) -> None:
        day = self.day.day()
        if day is None:
            return
        wanted = self._wanted(day)
        changes = await self.place.do(lambda work: certificate.issue(work, wanted.read(work)[0]))
        self.place.notices.done(
            self.place.say("certificate.issued", count=len(changes.rows))
        )  # a number has no way back


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What stood in the form when the work began; the list of numbers is read where nobody waits for it."""

    batch: Batch
    text: str

    def read(self, work: Work) -> tuple[Batch, tuple[Said, ...]]:
        """The batch, and the lines of the list that cannot be taken."""
        found = read_numbers(work, self.batch.class_id, self.text)
        only = self.batch.only
        if not found.numbers:
            return self.batch, found.problems
        numbers = {one: number for one, number in found.numbers.items() if only is None or one in only}
        return replace(self.batch, numbers=numbers, only=frozenset(numbers)), found.problems

    def preview(self, work: Work) -> tuple[IssuePreview, tuple[Said, ...]]:
        """What would be issued."""
        batch, problems = self.read(work)
        return certificate.preview_issue(work, batch), problems


class CertificateReason(FormDialog):
    """Why a certificate is revoked, or printed again; ``step`` is "revoke" or "reprint"."""

    def __init__(self, parent: QWidget, place: Workplace, one: CertificateLine, step: str) -> None:
        title = f"{_C}.{step}_now"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._one, self._step = one, step
        kind = place.say(f"certificate.kind_{one.kind}")
        self.form.remark(place.say(f"{_C}.about_{step}", name=one.name, kind=kind, number=one.number))
        self.reason = self.form.add(NoteField(place, "screen_class.reason", required=True))
        if step == "revoke":
            self.save_button.setProperty("primary", None)
            self.save_button.setProperty("danger", "true")
            self.save_button.style().polish(self.save_button)

    async def _save(self) -> None:
        act = certificate.revoke if self._step == "revoke" else certificate.reprint
        done = "certificate.revoked" if self._step == "revoke" else "certificate.reprinted"
        one, reason = self._one, self.reason.text()
        await self.place.do(lambda work: act(work, one.id, reason=reason))
        self.place.notices.done(self.place.say(done, number=one.number))


class VerifyDialog(FormDialog):
    """A number and the code beside it on paper: whether they agree is said below, as often as one likes."""

    def __init__(self, parent: QWidget, place: Workplace, *, number: str = "") -> None:
        super().__init__(parent, place, title=f"{_C}.verify_now", save=self._nothing, button=f"{_C}.verify_now")
        self.number = self.form.add(TextField(place, "certificate.number", required=True))
        self.code = self.form.add(TextField(place, "certificate.verify_code"))
        self.answer = self.form.remark("")
        self.number.set_text(number)
        self._latest = Latest(place.start, self._verify)
        self.finished.connect(lambda _result: self._latest.stop())

    def submit(self) -> None:
        if self.form.check():
            self._latest.ask()

    async def _verify(self) -> None:
        number, code, say = self.number.text(), self.code.text() or None, self.place.say
        found = await self.place.ask(lambda work: certificate.verify(work, number, code=code))
        if self._latest.stopped:
            return
        if found.certificate is None:
            told = [say("certificate.not_in_register", number=number)]
        else:
            whose = f"{found.certificate.name}　{found.certificate.id_mask or ''}"
            told = [whose, say(f"certificate.verified_{found.certificate.status}", number=number)]
        if found.agrees is not None:
            told.append(say("certificate.code_agrees" if found.agrees else "certificate.code_differs"))
        self.show_remark(self.answer, "\n".join(told))
        self.form.remember()  # what was looked up is nothing to be saved

    async def _nothing(self) -> None:
        """Nothing is written here."""
