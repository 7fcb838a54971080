"""Sticks of the county: written, at the centre late, twice or when they are old, and the replies brought back like that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.sync.simulation.older import at_work
from tests.sync.simulation.world import Crash
from tests.sync.sticks import work_of
from trainingdesk.domain.errors import Refused
from trainingdesk.storage.sync_link import link
from trainingdesk.sync.stick import export_bundle, import_bundle, look_at
from trainingdesk.wire import schema
from trainingdesk.wire.bundle import Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.simulation.world import SimDesk, World


@dataclass(slots=True)
class Sticks:
    """What lies on sticks anywhere: the files of desks, and replies with the name of the desk that each was asked by."""

    world: World
    files: list[tuple[str, bytes]] = field(default_factory=list)
    replies: list[tuple[str, bytes]] = field(default_factory=list)

    def kinds(self) -> list[tuple[Callable[[SimDesk], object], int]]:
        """What may happen in a step, and how often beside the rest."""
        return [(self.write, 4), (self.arrive, 4), (self.bring, 4), (self.fetch, 2)]

    def fetch(self, desk: SimDesk) -> None:
        """Somebody drives to the centre and back with what the desk has to say, and nothing gets between."""
        self.write(desk)
        if self.files and self.files[-1][0] == desk.name:
            self._answer(*self.files[-1])
            self._bring(desk, self.replies[-1][1])

    def write(self, desk: SimDesk) -> None:
        """A user writes a stick; the power may go off meanwhile."""
        folder = self.world.folder / "stick"
        folder.mkdir(exist_ok=True)
        self._may_crash(desk, lambda: export_bundle(work_of(desk, self.world.ledger, self.world.folder), folder))
        for path in folder.iterdir():
            lies_on = self.files if look_at(path).kind is Kind.CHANGES else self.replies
            lies_on.append((desk.name, path.read_bytes()))
            path.unlink()

    def arrive(self, _desk: SimDesk) -> None:
        """A stick is put in at the centre: the newest, or any older one once more."""
        if self.files:
            self._answer(*self._any(self.files))

    def bring(self, desk: SimDesk) -> None:
        """A reply is back at the desk that asked, at times at another one that carries it."""
        mine = [one for one in self.replies if one[0] == desk.name]
        found = mine if mine and self.world.random.random() < 0.9 else self.replies
        if found:
            self._bring(desk, self._any(found)[1])

    def _answer(self, name: str, body: bytes) -> None:
        reply = self.world.ledger.take(body).reply
        assert reply is not None
        self.replies.append((name, reply))

    def _bring(self, desk: SimDesk, body: bytes) -> None:
        path = self.world.folder / "reply.tdsync"
        path.write_bytes(body)
        self._may_crash(desk, lambda: self._take(desk, path))
        with desk.database.read() as session:
            joined = link(session)
        assert joined is not None
        desk.line.device = joined.device_id
        desk.look()

    def _take(self, desk: SimDesk, path: Path) -> None:
        try:
            brought = import_bundle(work_of(desk, self.world.ledger, self.world.folder), path)
        except Refused as refused:
            if refused.key != f"bundle.{Reason.NOT_FOR_HERE}":
                raise
            return  # sealed for the key of a laptop that was copied before it had one
        went = bool(brought.exchange.sent or brought.exchange.received)
        self.world.taken["stick"] += went
        self.world.taken["older_stick"] += went and (desk.is_older or _is_behind(desk))
        self.world.taken["fork"] += brought.exchange.was_copied

    def _any(self, found: list[tuple[str, bytes]]) -> tuple[str, bytes]:
        return found[-1] if self.world.random.random() < 0.5 else self.world.random.choice(found)

    def _may_crash(self, desk: SimDesk, step: Callable[[], object]) -> None:
        if self.world.happens("crash"):
            desk.countdown = self.world.random.randrange(5, 60)
        try:
            with at_work(desk):
                step()
        except Crash:
            self.world.taken["crash"] += 1
            desk.countdown = None
            desk.reopen()
        desk.countdown = None


def _is_behind(desk: SimDesk) -> bool:
    """Whether a newer program has not asked yet for what the one before passed over."""
    return desk.ask("SELECT knows FROM sync_link") != [(schema.known(),)]
