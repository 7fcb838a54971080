"""What register and month grid write alike: marks, the rest, closing; and the question about a doubtful clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused
from trainingdesk.services import attendance
from trainingdesk.services.register_desk import clock_in_doubt
from trainingdesk.services.undo_steps import undo_steps
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.models.register_keys import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.attendance import MarkEntry
    from trainingdesk.services.attendance_marks import MarkItem, MarkSet
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace

_CLOCK = "attendance.clock_behind"


class RegisterWriting:
    """Every write is awaited until it is on disk; ``window`` is where questions are asked."""

    def __init__(self, place: Workplace, window: QWidget) -> None:
        self._place, self._window = place, window
        self._clock_is_known = False

    async def mark(self, lesson_id: str, entries: Mapping[str, MarkEntry]) -> bool:
        """Write marks by enrollment; False where somebody said that the clock is wrong."""
        if not await self._clock_is_right(lesson_id):
            return False
        await self._write(lambda work: attendance.record_marks(work, lesson_id, entries))
        return True

    async def rest_present(self, lesson_id: str) -> None:
        """Mark everybody who has no mark as present, and say how many they were."""
        if await self._clock_is_right(lesson_id):
            changes = await self._write(lambda work: attendance.rest_present(work, lesson_id))
            said = self._place.say("screen_register.rest_is_present", count=len(changes.rows))
            self._place.announce(changes, said)

    async def close(self, lesson_id: str) -> None:
        """Close a register; where people are unmarked they are listed, and the answer decides."""
        if not await self._clock_is_right(lesson_id):
            return
        try:
            changes = await self._write(lambda work: attendance.close_register(work, lesson_id))
        except Refused as refused:
            if refused.key != "attendance.unmarked":
                raise
            if not await self._leaves_unmarked(refused):
                return
            changes = await self._write(lambda work: attendance.close_register(work, lesson_id, leave_unmarked=True))
        self._place.announce(changes, self._place.say("register.closed"))

    async def take_back(self) -> None:
        """Undo the worker's last step, and say what it was; raises Refused where there is none that can be undone."""
        step = (await self._place.ask(undo_steps)).undo
        if step is None or step.final:
            await self._place.take_back()
        else:
            await self._place.take_back(step.number, what=self._place.say(step.action.sentence))

    async def _write(self, action: Callable[[Work], Changes]) -> Changes:
        """Write, and say what is to be said; the clock was asked about already."""
        changes = await self._place.tasks.do(lambda: action(self._place.work))
        for said in changes.said:
            if said.key != _CLOCK:
                self._place.notices.advise(self._place.sentences.of(said.key, dict(said.values)))
        return changes

    async def _leaves_unmarked(self, refused: Refused) -> bool:
        say = self._place.say
        answers = [("leave", say("screen_register.leave_unmarked")), ("stay", say("screen_register.go_on"))]
        people = refused.values["people"]
        named = "、".join(str(one) for one in people) if isinstance(people, tuple) else ""
        text = say("screen_register.ask_unmarked", count=refused.values["count"])
        title = say("screen_register.close")
        return await ask(self._window, title=title, text=text, answers=answers, details=(named,)) == "leave"

    async def _clock_is_right(self, lesson_id: str) -> bool:
        """Ask once where the clock is in doubt: for the same two days the answer holds."""
        if self._clock_is_known:
            return True
        doubt = await self._place.ask(lambda work: clock_in_doubt(work, lesson_id))
        if doubt is not None:
            days = " ".join(str(value) for _name, value in doubt.values)
            if self._place.memory.get("register.clock") != days:
                text = self._place.sentences.of(doubt.key, dict(doubt.values))
                if not await self._says_it_is_right(text):
                    return False
                self._place.memory.keep("register.clock", days)
        self._clock_is_known = True
        return True

    async def _says_it_is_right(self, text: str) -> bool:
        say = self._place.say
        answers = [("right", say("screen_register.clock_right")), ("stop", say("screen_register.clock_stop"))]
        return await ask(self._window, title=say("screen_register.ask_clock"), text=text, answers=answers) == "right"


def item_for(marks: MarkSet, key: str) -> MarkItem:
    """The mark of a key; raises Refused, naming the keys there are, for any other."""
    found = marks.present if key == SPACE else marks.by_key(key)
    if found is None:
        raise Refused("screen_register.no_such_key", keys=tuple(f"{one.key} {one.name}" for one in marks if one.key))
    return found
