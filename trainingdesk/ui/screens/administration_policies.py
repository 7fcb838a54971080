"""Policy packs: which there are, which the county follows, and the text of one with its clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import policy
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.beside import Halves
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.services.policy import ListedPolicy
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


#: The list and the text of one, in proportion.
_SHARES = (620, 400)
_TEXT = 280


class Policies(Screen):
    """The list above, the text of the chosen pack below."""

    topics: ClassVar = frozenset({Topic.POLICIES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.model: RowModel[ListedPolicy] = RowModel(
            place, _columns(place), lambda row: f"{row.policy} {row.version}", name="policies"
        )
        self.table: DataTable[ListedPolicy] = DataTable(place, self.model, "administration.policies")
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName(place.say("administration.policy_text"))
        self.table.chosen.connect(lambda row: place.start(self._show_text(row)))
        use = Command("administration.use_policy", lambda: place.start(self._use()), needs=Action.EDIT_POLICY)
        self.bar = ActionBar(place, (use,))
        self.text.setMinimumWidth(place.theme.pixels(_TEXT))
        split = Halves(self.table, self.text, sizes=_SHARES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addWidget(split, stretch=1)

    def title(self) -> str:
        return self.place.say("administration.policies")

    async def load(self) -> None:
        self.model.show(await self.place.ask(policy.list_policies))
        if self.table.current() is None:  # the one that the county follows is what people come to read
            followed = next((row for row in self.model.rows if row.chosen), None)
            if followed is None or not self.table.choose(self.model.key(followed)):
                self.table.choose_first()

    async def _show_text(self, row: ListedPolicy | None) -> None:
        if row is not None:
            text = await self.place.ask(lambda work: policy.text_of(work, row.policy, version=row.version))
            self.text.setPlainText(text)

    async def _use(self) -> None:
        row = self.table.current()
        if row is None:
            self.place.notices.advise(self.place.say("administration.choose_policy"))
        else:
            await self.place.do(lambda work: policy.use_policy(work, row.policy), "policy.used", policy=row.title)


def _columns(place: Workplace) -> tuple[Column[ListedPolicy], ...]:
    return (
        Column("title", "policy.title", lambda row: row.title, width=232),
        Column("region", "policy.region", lambda row: row.region, width=88),
        Column("from", "policy.valid_from", lambda row: row.valid_from, width=104),
        Column("to", "policy.valid_to", lambda row: row.valid_to, width=104),
        Column(
            "chosen",
            "policy.chosen",
            lambda row: place.say("screen_history.yes") if row.chosen else "",
            tone=lambda row: Tone.OK if row.chosen else None,
            width=72,
        ),
        Column("version", "policy.version", lambda row: row.version, width=72, hidden=True),
    )
