"""What every screen is given: the signed-in work, the tasks, words, notices, and the way to other screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from trainingdesk.domain.errors import Failure, Refused
from trainingdesk.services import undo

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from trainingdesk.domain.access import Action
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.press import Press
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.ui.collecting import Collecting
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.exchange import Exchanges
    from trainingdesk.ui.memory import WindowMemory
    from trainingdesk.ui.notices import Notices
    from trainingdesk.ui.tasks import Tasks
    from trainingdesk.ui.theme import Theme

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workplace:
    """Screens reach the desk through this alone; it holds no state of theirs."""

    work: Work
    tasks: Tasks
    sentences: Sentences
    notices: Notices
    memory: WindowMemory
    theme: Theme
    press: Press  # draws every document of this window, in a process of its own
    go: Callable[[Destination], None]
    start_over: Callable[[str], None]  # the desk was closed (a restore, a new key): to the sign-in, with this sentence
    exchange: Exchanges  # with the centre, beside the work
    collecting: Collecting  # from laptops in the same hall, when somebody opened it

    def say(self, key: str, **values: object) -> str:
        """The sentence of ``key`` in the language of the window."""
        return self.sentences.of(key, values)

    def may(self, action: Action) -> bool:
        """Whether the signed-in worker may do this; what they may not do is hidden."""
        return self.work.worker.may(action)

    async def ask(self, query: Callable[[Work], T]) -> T:
        """The answer of a query, computed off the GUI thread."""
        return await self.tasks.ask(lambda: query(self.work))

    async def try_out(self, trial: Callable[[Work], T]) -> T:
        """What a use case would do that writes and takes everything back (``Work.trying``)."""
        return await self.tasks.try_out(lambda: trial(self.work))

    async def do(self, action: Callable[[Work], Changes], done: str | None = None, **values: object) -> Changes:
        """Run a use case on the writer thread; every screen hears what changed.

        ``done`` is the key of what is said afterwards, with Undo where the change can be taken back. What the use case
        has to say itself follows as advice. A Failure goes to the caller, and from a started task to the notices.
        """
        changes = await self.tasks.do(lambda: action(self.work))
        if done is not None:
            self.announce(changes, self.say(done, **values))
        for said in changes.said:
            self.notices.advise(self.sentences.of(said.key, dict(said.values)))
        return changes

    def announce(self, changes: Changes, text: str) -> None:
        """Say that something is saved, with the way back."""
        number = changes.change_set
        if number is None:
            self.notices.done(text)
        else:
            self.notices.done(text, action=self.say("command.undo"), run=lambda: self.start(self.take_back(number)))

    async def take_back(self, number: int | None = None, *, what: str | None = None, back: bool = True) -> None:
        """Undo a change set, the worker's last where none is named; undoing an undo (``back`` False) does it again.

        ``what`` is said with it. The notice has the way back to what was before.
        """
        changes = await self.do(lambda work: undo.undo(work, number))
        key = "window.taken_back" if back else "window.done_again"
        text = self.say(key) if what is None else self.say(f"{key}_what", what=what)
        turned = changes.change_set
        if turned is None:
            self.notices.done(text)
            return
        action = self.say("command.redo" if back else "command.undo")
        again = lambda: self.start(self.take_back(turned, what=what, back=not back))  # noqa: E731
        self.notices.done(text, action=action, run=again)

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Run a coroutine from a slot; a Failure becomes a notice."""
        self.tasks.start(work)

    def tell(self, failure: Failure) -> None:
        """Say in words why something did not happen."""
        text = self.sentences.of(failure.key, failure.values)
        if isinstance(failure, Refused):
            self.notices.refuse(text)
        else:
            self.notices.fail(text)
