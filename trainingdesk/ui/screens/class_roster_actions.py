"""What can be done to people of a roster: each asks what it needs, then runs one use case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import TAKES_PEOPLE
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import code_list, enrollment, export, training_class
from trainingdesk.services.changes import Changes
from trainingdesk.services.enrollment_prospect import prospect
from trainingdesk.sync import seat_lease
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.enrollment import (
    CategoryDialog,
    ClassChoice,
    ExportDialog,
    LeaveDialog,
    ReasonDialog,
    TransferDialog,
    override_reason,
)
from trainingdesk.ui.dialogs.file_choice import file_to_write
from trainingdesk.ui.dialogs.seat_lease import SeatLeaseDialog
from trainingdesk.ui.wording.verdict import refusal_words

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from datetime import date

    from trainingdesk.services.enrollment_prospect import Prospect
    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.class_roster import ClassRoster
    from trainingdesk.ui.screens.class_roster_table import RosterEntry

#: Classes offered for a transfer: those that take people, the latest first.
_CLASSES = 400


class RosterActions:
    """The commands of the roster tab, over what is chosen in its table."""

    def __init__(self, roster: ClassRoster) -> None:
        self._roster, self.place = roster, roster.place

    def of_class(self) -> tuple[Command, ...]:
        """Commands about the whole class."""
        return (
            self._command("confirm_all", self._confirm_all, Action.APPROVE_CLASS, icon="done"),
            self._command("next_in", self._next_in, Action.ENROLL),
            self._command("fill_categories", self._fill_categories, Action.ENROLL),
            Command("screen_roster.import", self._roster.go_import, "Ctrl+I", Action.IMPORT_ROSTER, icon="import"),
            self._command("export", self._export, Action.EXPORT_PEOPLE, shortcut="Ctrl+E", icon="export"),
        )

    def of_seats(self) -> tuple[Command, ...]:
        """Commands about seats that go along to a village."""
        return (
            self._command("take_seats", self._take_seats, Action.ADD_AT_DOOR),
            self._command("return_seats", self._return_seats, Action.ADD_AT_DOOR),
        )

    def of_people(self) -> tuple[Command, ...]:
        """Commands about who is chosen."""
        return (
            self._command("confirm", self._confirm, Action.APPROVE_CLASS),
            self._command("reject", self._reject, Action.APPROVE_CLASS),
            self._command("promote", self._promote, Action.ENROLL),
            self._command("reopen", self._reopen, Action.ENROLL),
            self._command("settle", self._settle, Action.ENROLL),
            self._command("category", self._category, Action.ENROLL),
            self._command("transfer", self._transfer, Action.ENROLL),
            self._command("leave", self._leave, Action.ENROLL, shortcut="Del"),
        )

    def fitting(self, chosen: Sequence[RosterEntry]) -> frozenset[str]:
        """The ids of the commands that what is chosen allows."""
        if not chosen:
            return frozenset()
        one = chosen[0] if len(chosen) == 1 else None
        found = {"category"} if one is not None and not one.left else set()
        if any(self._awaits(entry) for entry in chosen):
            found.add("confirm")
        if any(entry.may(EventKind.REJECTED) for entry in chosen):
            found.add("reject")
        if one is not None:
            found |= _fitting_one(one)
        return frozenset(f"screen_roster.{name}" for name in found)

    def _command(
        self,
        name: str,
        run: Callable[[], Coroutine[object, object, None]],
        needs: Action,
        *,
        shortcut: str = "",
        icon: str | None = None,
    ) -> Command:
        return Command(f"screen_roster.{name}", lambda: self.place.start(run()), shortcut, needs, icon)

    async def _take_seats(self) -> None:
        if (head := self._roster.head) is not None:
            await SeatLeaseDialog(self._roster, self.place, head, self._roster.lease.here).filled()

    async def _return_seats(self) -> None:
        await self.place.do(lambda work: seat_lease.give_back(work, self._roster.class_id))

    @staticmethod
    def _awaits(entry: RosterEntry) -> bool:
        return entry.line.status is Status.APPLIED

    def _chosen(self) -> tuple[RosterEntry, ...]:
        return self._roster.chosen()

    def _one(self) -> RosterEntry:
        return self._chosen()[0]

    async def _confirm(self) -> None:
        await self._confirm_these([entry for entry in self._chosen() if self._awaits(entry)])

    async def _confirm_all(self) -> None:
        """Everybody who applied and whom nothing stands against; the others are looked at one by one."""
        fitting = [
            entry
            for entry in self._roster.entries
            if self._awaits(entry) and entry.line.flagged is None and not _refused(entry)
        ]
        if not fitting:
            raise Refused("enrollment.nobody_to_confirm")
        await self._confirm_these(fitting)

    async def _confirm_these(self, entries: Sequence[RosterEntry]) -> None:
        override = None
        against = [f"{entry.line.name}：{words}" for entry in entries for words in self._against(entry)]
        if against and self.place.may(Action.OVERRIDE_RULE):
            override = await override_reason(self._roster, self.place, against)
            if override is None:
                return
        ids = [entry.key for entry in entries]
        await self.place.do(
            lambda work: enrollment.confirm(work, ids, override=override), "enrollment.confirmed", count=len(ids)
        )

    def _against(self, entry: RosterEntry) -> tuple[str, ...]:
        return () if entry.verdicts is None else refusal_words(self.place, entry.verdicts.verdicts)

    async def _reject(self) -> None:
        ids = [entry.key for entry in self._chosen() if entry.may(EventKind.REJECTED)]

        async def save() -> None:
            reason = dialog.reason.text()
            await self.place.do(
                lambda work: enrollment.reject(work, ids, reason=reason), "enrollment.rejected", count=len(ids)
            )

        dialog = self._reason("screen_roster.reject", save)
        await dialog.filled()

    def _reason(self, key: str, save: Callable[[], Coroutine[object, object, None]]) -> ReasonDialog:
        names = self.place.say("screen_roster.about", names=tuple(one.line.name for one in self._chosen()))
        return ReasonDialog(self._roster, self.place, title=key, button=key, about=(names,), save=save)

    async def _leave(self) -> None:
        entry = self._one()
        if not (entry.may(EventKind.WITHDRAWN) or entry.may(EventKind.DROPPED)):
            return
        leave = enrollment.drop if entry.may(EventKind.DROPPED) else enrollment.withdraw

        async def save(dialog: LeaveDialog) -> None:
            reason, day = dialog.reason.text(), dialog.day()
            await self.place.do(
                lambda work: leave(work, entry.key, reason=reason, day=day),
                "enrollment.left",
                number=entry.line.number,
            )

        about = (f"{entry.line.name}  {entry.line.number}",)
        await LeaveDialog(self._roster, self.place, about=about, save=save).filled()

    async def _transfer(self) -> None:
        entry = self._one()
        found = await self.place.ask(lambda work: training_class.list_classes(work, limit=_CLASSES))
        choices = [
            ClassChoice(one.id, f"{one.number} {one.starts_on} {one.enrolled}/{one.capacity} {one.name}")
            for one in found
            if one.state in TAKES_PEOPLE and one.id != self._roster.class_id
        ]
        numbers = {one.id: one.number for one in found}

        async def save(dialog: TransferDialog) -> None:
            target, reason, day = dialog.target.text(), dialog.reason.text(), dialog.day_field.day()
            override = None if dialog.override is None else dialog.override.text() or None
            await self.place.do(
                lambda work: enrollment.transfer(work, entry.key, target, reason=reason, day=day, override=override),
                "enrollment.transferred",
                number=entry.line.number,
                to=numbers[target],
            )

        async def look(target: str, day: date | None) -> Prospect:
            leaving, person_id = self._roster.class_id, entry.line.person_id
            return await self.place.ask(lambda work: prospect(work, target, person_id, leaving=leaving, joined_on=day))

        await TransferDialog(self._roster, self.place, classes=choices, look=look, save=save).filled()

    async def _next_in(self) -> None:
        """The first who waits and whom no rule names; the answer says who it was, for somebody has to tell them."""
        class_id = self._roster.class_id
        await self.place.do(lambda work: enrollment.promote_waiting(work, class_id), "screen_roster.tell_them")

    async def _promote(self) -> None:
        key = self._one().key
        await self.place.do(
            lambda work: enrollment.promote_waiting(work, self._roster.class_id, enrollment_id=key),
            "enrollment.seat_given",
        )

    async def _reopen(self) -> None:
        """Through the enrollment panel, so that the rules are seen before."""
        await self._roster.enroll.choose(self._one().line.person_id)

    async def _settle(self) -> None:
        entry = self._one()
        await self.place.do(
            lambda work: enrollment.settle_flag(work, entry.key), "enrollment.flag_settled", number=entry.line.number
        )

    async def _category(self) -> None:
        entry = self._one()
        items = await self.place.ask(lambda work: code_list.list_items(work, "person_categories", active_only=True))

        async def save(dialog: CategoryDialog) -> None:
            code, reason = dialog.category.text(), dialog.reason.text() or None
            await self.place.do(
                lambda work: enrollment.set_category(work, entry.key, code, reason=reason),
                "enrollment.category_set",
                number=entry.line.number,
            )

        choices = [(item.code, item.name) for item in items]
        await CategoryDialog(
            self._roster, self.place, categories=choices, present=entry.line.paid_category, save=save
        ).filled()

    async def _fill_categories(self) -> None:
        class_id = self._roster.class_id
        await self.place.do(lambda work: enrollment.fill_categories(work, class_id), "enrollment.categories_filled")

    async def _export(self) -> None:
        head = self._roster.head
        if head is None:
            return
        say = self.place.say
        dialog = ExportDialog(self._roster, self.place, reason=say("roster.reason_of_export", number=head.number))
        if not await dialog.filled():
            return
        reason, masked = dialog.reason.text(), dialog.masked.is_on()
        name = say("screen_roster.file_name", number=head.number)
        patterns = say("screen_roster.file_kinds")
        path = await file_to_write(self._roster, title=say("screen_roster.export"), name=name, patterns=patterns)
        if path is None:
            return
        counted: list[int] = []

        def run(work: Work) -> Changes:
            counted.append(export.export_roster(work, head.number, path, reason=reason, masked=masked))
            return Changes(frozenset(), (), None)

        await self.place.do(run)
        self.place.notices.done(say("roster.exported", count=counted[0], path=path.name))


def _fitting_one(one: RosterEntry) -> set[str]:
    found = set()
    if one.may(EventKind.WITHDRAWN) or one.may(EventKind.DROPPED):
        found.add("leave")
    if one.may(EventKind.TRANSFERRED):
        found.add("transfer")
    if one.line.status is Status.WAITLISTED:
        found.add("promote")
    if one.left:
        found.add("reopen")
    if one.line.flagged not in {None, "not_eligible"}:
        found.add("settle")
    return found


def _refused(entry: RosterEntry) -> bool:
    return entry.verdicts is not None and entry.verdicts.decision is Decision.NO
