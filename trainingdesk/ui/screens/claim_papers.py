"""The papers of a claim as they print: the claim table, the public notice (masked), and the payment list for the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Failure
from trainingdesk.reports.claim_paper import ClaimPaper, prepare_claim_paper
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.claim_template import write_claim
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.screens.page_preview import PagePreview
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.fields import TextField
from trainingdesk.ui.widgets.lines import head_line
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

#: What is said above a paper.
_SAID = {
    ClaimPaper.NOTICE: "screen_claim.notice_is_masked",
    ClaimPaper.PAYMENTS: "screen_claim.payments_are_whole",
}


class ClaimPapers(Screen):
    """``destination.subject`` is the id of the claim. The payment list is shown once after a look with a reason."""

    topics: ClassVar = frozenset({Topic.CLAIMS, Topic.PEOPLE, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.reason: str | None = None
        whole = place.may(Action.EXPORT_PEOPLE)
        kinds = [one for one in ClaimPaper if one is not ClaimPaper.PAYMENTS or whole]
        named = [(one.value, place.say(f"screen_claim.paper_{one}")) for one in kinds]
        self.kinds = Chips(named, place.say("screen_claim.paper"))
        self.kinds.changed.connect(lambda _kind: self.refresh())
        self.said = label(role="muted", wrap=True)
        show = Command("screen_claim.payments_show", lambda: place.start(self._ask_reason()), icon="eye")
        self.look = ActionBar(place, (show,))
        self.preview = PagePreview(place)
        form = Command("screen_claim.by_form", lambda: place.start(self._by_form()), icon="export")
        self.bar = ActionBar(place, (*self.preview.commands(), form))
        self._lay_out()
        self._offer(self.kind, hidden=False)

    @property
    def kind(self) -> ClaimPaper:
        """The paper that is chosen."""
        return ClaimPaper(self.kinds.value)

    def title(self) -> str:
        return self.place.say("screen_claim.papers")

    async def load(self) -> None:
        kind, reason, words = self.kind, self.reason, self.place.sentences
        self.reason = None
        hidden = kind is ClaimPaper.PAYMENTS and reason is None
        self._offer(kind, hidden=hidden)
        if hidden:
            return
        claim_id = self.destination.subject or ""
        try:
            paper = await self.place.ask(lambda work: prepare_claim_paper(work, claim_id, kind, words, reason=reason))
        except Failure as failure:
            self.preview.show_refusal(failure)
            return
        if kind is self.kind:
            name = words.of(f"screen_claim.file_{kind}", number=paper.number)
            self.preview.show_document(paper.document, name, paper.cut_off)

    def hideEvent(self, event: QHideEvent) -> None:
        if self.kind is ClaimPaper.PAYMENTS:  # whole numbers do not wait for whoever comes next
            self.kinds.choose(ClaimPaper.TABLE)
            self.preview.hide()
            self.refresh()
        super().hideEvent(event)

    def _offer(self, kind: ClaimPaper, *, hidden: bool) -> None:
        self.said.setText(self.place.say(_SAID[kind]) if kind in _SAID else "")
        self.said.setVisible(kind in _SAID)
        self.look.setVisible(hidden)
        self.bar.setVisible(not hidden)
        self.preview.setVisible(not hidden)

    async def _by_form(self) -> None:
        await write_claim(self, self.place, self.destination.subject or "")

    async def _ask_reason(self) -> None:
        async def save() -> None:
            self.reason = field.text()
            self.refresh()

        key = "screen_claim.payments_show"
        dialog = FormDialog(self, self.place, title=key, save=save, button=key)
        dialog.form.remark(self.place.say("screen_claim.payments_are_whole"))
        field = dialog.form.add(TextField(self.place, "screen_claim.payments_reason", required=True))
        await dialog.filled()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(head_line(self.kinds, right=self.bar))
        column.addWidget(self.said)
        column.addWidget(self.look)
        column.addWidget(self.preview, stretch=1)
        column.addStretch()
