"""Lines of a claim, made or to be made: a table by decision, and beside it the rule that decided the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.verdict import Decision
from trainingdesk.ui.delegates.badge import BadgeDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import head_line
from trainingdesk.ui.widgets.scrolled import fill
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import Badge, label
from trainingdesk.ui.wording.claim import DECISION_TONES, decision_words, kind_words, reason_words, yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trainingdesk.services.claim_page import ClaimLine, ClaimPage
    from trainingdesk.services.claim_prospect import ClaimProspect
    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.workplace import Workplace

_ALL = "all"
_PANEL = 344


class ClaimLines(QWidget):
    """Enter opens the person of a line. ``commands`` stand above the table."""

    def __init__(self, place: Workplace, name: str, *, commands: Iterable[Command] = (), empty: str) -> None:
        """``name`` is where widths are remembered, ``empty`` the key of what is said where nothing can be claimed."""
        super().__init__()
        self.place = place
        self.page: ClaimPage | ClaimProspect | None = None
        chips = [(one.value, place.say(f"claim.decision_{one.value}")) for one in Decision]
        self.chips = Chips([(_ALL, place.say("screen_class.all")), *chips], place.say("claim.decision"))
        self.chips.changed.connect(lambda _decision: self._show())
        self.bar = ActionBar(place, commands)
        self.model: RowModel[ClaimLine] = RowModel(place, _columns(place), lambda line: line.id, name=name)
        self.table: DataTable[ClaimLine] = DataTable(place, self.model, "screen_claim.lines")
        self._badge = BadgeDelegate(place.theme, lambda at: DECISION_TONES.get(self.model.row(at).decision))
        self.table.setItemDelegateForColumn([one.key for one in self.model.columns].index("decision"), self._badge)
        self.list = OrEmpty(self.table, EmptyState(place.say(empty)))
        self.panel = ClaimLinePanel(place)
        self.table.chosen.connect(self.panel.show_line)
        self.table.opened.connect(self._open)
        self._lay_out()

    def show_page(self, page: ClaimPage | ClaimProspect) -> None:
        """Show the lines of a claim, with what they come to."""
        self.page = page
        found = page.totals
        counts = {_ALL: len(page.lines), "yes": found.granted, "no": found.refused, "undecided": found.open}
        for value, count in counts.items():
            words = "screen_class.all" if value == _ALL else f"claim.decision_{value}"
            self.chips.count(value, count, self.place.say(words))
        self._show()
        self.panel.show_sums(page)

    def chosen(self) -> tuple[ClaimLine, ...]:
        """The lines that are selected."""
        return self.table.selected()

    def _show(self) -> None:
        if self.page is None:
            return
        wanted = self.chips.value
        self.model.show([line for line in self.page.lines if wanted in {_ALL, line.decision.value}])
        self.list.show_filled(bool(self.page.lines))
        self.table.choose_first()
        self.panel.show_line(self.table.current())

    def _open(self, line: ClaimLine) -> None:
        if self.place.may(Action.SEE_EVERYTHING):
            self.place.go(Destination("person", line.person_id))

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        width = self.place.theme.pixels(_PANEL)
        across = Beside((self.list, 1), (self.panel, 0), width=width, gap=12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(head_line(self.chips, right=self.bar))
        column.addWidget(across, stretch=1)


class ClaimLinePanel(QFrame):
    """One line with its rule, rate, fund, payee and clause; below it what all lines come to."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setProperty("card", "true")
        self.name, self.badge = label(role="section", wrap=True, select=True), Badge()
        self.reason = label(wrap=True, select=True)
        self.facts, self.sums = QFormLayout(), QFormLayout()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for part in (self.name, self.badge, self.reason):
            column.addWidget(part, alignment=Qt.AlignmentFlag.AlignLeft if part is self.badge else Qt.AlignmentFlag(0))
        column.addLayout(self.facts)
        column.addSpacing(8)
        column.addLayout(self.sums)
        column.addStretch()
        fill(self, inside, place.say("screen_claim.rule"))

    def show_line(self, line: ClaimLine | None) -> None:
        """Show the rule that decided a line; nothing for None."""
        for part in (self.name, self.badge, self.reason):
            part.setVisible(line is not None)
        if line is None:
            _fill(self.facts, ())
            return
        self.name.setText(f"{line.name}　{kind_words(self.place, line.kind)}")
        self.badge.show_state(decision_words(self.place, line.decision), DECISION_TONES[line.decision])
        told = reason_words(self.place, line)
        self.reason.setText(told or self.place.say("screen_claim.all_rules_kept"))
        _fill(self.facts, self._facts(line))

    def show_sums(self, page: ClaimPage | ClaimProspect) -> None:
        """Show what all lines come to: in all, by kind, by fund and by payee."""
        _fill(self.sums, self._sums(page))

    def _facts(self, line: ClaimLine) -> Iterator[tuple[str, str]]:
        say = self.place.say
        payee = line.payee_kind and say(f"subsidy.payee_{line.payee_kind}")
        for key, words in (
            ("claim.amount", yuan(line.amount_fen)),
            ("claim.rate", line.rate),
            ("claim.clause", line.clause),
            ("claim.fund", line.fund_name),
            ("claim.payee", "　".join(filter(None, (payee, line.payee_name)))),
            ("claim.trainee", line.number),
        ):
            yield say(key), words or "—"

    def _sums(self, page: ClaimPage | ClaimProspect) -> Iterator[tuple[str, str]]:
        say, found = self.place.say, page.totals
        yield say("screen_claim.sum"), yuan(found.fen)
        kinds = {kind_words(self.place, kind): fen for kind, fen in found.by_kind.items()}
        funds = {page.funds.get(code, code): fen for code, fen in found.by_fund.items()}
        payees = {say(f"subsidy.payee_{payee}") if payee else "": fen for payee, fen in found.by_payee.items()}
        for title, sums in (("claim.kind", kinds), ("claim.fund", funds), ("claim.payee", payees)):
            if sums:
                yield say(title), ""
            for name, fen in sums.items():
                yield f"　{name or say('screen_claim.unnamed')}", yuan(fen)


def _fill(form: QFormLayout, rows: Iterable[tuple[str, str]]) -> None:
    """Titles on the left, words on the right."""
    form.setHorizontalSpacing(12)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    while form.rowCount():
        form.removeRow(0)
    for title, words in rows:
        form.addRow(label(title, role="muted"), label(words, wrap=True, select=True))


def _columns(place: Workplace) -> tuple[Column[ClaimLine], ...]:
    return (
        Column("name", "claim.name", lambda line: line.name, width=80),
        Column("id", "claim.id_mask", lambda line: line.id_mask or "", width=172),
        Column("kind", "claim.kind", lambda line: kind_words(place, line.kind), width=176),
        Column("decision", "claim.decision", lambda line: decision_words(place, line.decision), width=96),
        Column("amount", "claim.amount", lambda line: line.amount_fen, lambda line: yuan(line.amount_fen),
               width=100, number=True),
        Column("why", "claim.why", lambda line: reason_words(place, line), width=160),
        Column("rate", "claim.rate", lambda line: line.rate or "", width=144, hidden=True),
        Column("fund", "claim.fund", lambda line: line.fund_name or "", width=128, hidden=True),
        Column("payee", "claim.payee", lambda line: line.payee_name or "", width=160, hidden=True),
        Column("clause", "claim.clause", lambda line: line.clause or "", width=240, hidden=True),
        Column("trainee", "claim.trainee", lambda line: line.number, width=184, hidden=True),
    )  # fmt: skip
