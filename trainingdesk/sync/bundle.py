"""What a desk without a line seals for its centre, and what it takes of the reply, by whichever way both travel (SYNC 2.16).

What was handed to somebody counts as sent (R1). It goes on waiting here until its receipt is back, so what is lost on the
way loses nothing: the next bundle brings everything again, and the network as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.storage import carried as carried_files
from trainingdesk.storage import sync_bundle, sync_inbox, sync_link
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync import seat_request
from trainingdesk.sync.answers import Answers, NoIdentity, NotAnswered
from trainingdesk.sync.engine import Engine, Exchange, freeze_all
from trainingdesk.sync.exchange import joined, last_made, let_go, own_box
from trainingdesk.wire import clock
from trainingdesk.wire.bundle import MOST_HELD, Address, Kind, NotTaken, Reason, Sealed, named, open_content, read, seal
from trainingdesk.wire.bundle_content import Changes, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from trainingdesk.services.changes import Said
    from trainingdesk.services.work import Work
    from trainingdesk.storage.sync_bundle import BundleKeys
    from trainingdesk.storage.sync_link import Link
    from trainingdesk.storage.sync_outbox import Frozen
    from trainingdesk.wire.operation import Welcome

T = TypeVar("T")
#: A bundle is closed when its batches are larger than this together; the next one goes into another file.
_BYTES_OF_A_BUNDLE: Final = 24 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A sealed bundle for the centre: its bytes, and the last operation and the number of those that it brings."""

    body: bytes
    last: int
    operations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of a file.

    ``carried``: it is somebody else's and is kept to be handed over. ``is_old``: this desk has heard more since.
    ``waiting`` operations have no receipt yet; ``more`` lies at the centre than the file holds; ``missing``: the centre
    lacks what came before, so that it keeps the bundle and waits. ``is_copy``: it holds what this file never sent, and
    gives this desk a new identity with the next stick. ``seats`` says what became of questions for seats.
    """

    exchange: Exchange
    carried: bool = False
    is_old: bool = False
    waiting: int = 0
    more: bool = False
    missing: bool = False
    is_copy: bool = False
    seats: tuple[Said, ...] = ()

    def said(self) -> tuple[tuple[str, dict[str, object]], ...]:
        """The same as sentences, with the values that they name."""
        if self.carried:
            return (("bundle.kept_to_carry", {}),)
        if self.is_old:
            return (("bundle.old", {}),)
        found: list[tuple[str, dict[str, object]]] = [
            ("sync.done", {"sent": self.exchange.sent, "received": len(self.exchange.received)})
        ]
        notes = {
            "sync.was_copied": self.exchange.was_copied,
            "bundle.copy_found": self.is_copy,
            "bundle.missing": self.missing,
        }
        found += [(key, {}) for key, holds in notes.items() if holds]
        if self.waiting:
            found.append(("bundle.still_waiting", {"count": self.waiting}))
        elif self.more:
            found.append(("bundle.more", {}))
        found += [(one.key, dict(one.values)) for one in self.seats]
        return tuple(found)


def changes_for_centre(work: Work) -> Iterator[Made]:
    """Everything that has no receipt, in bundles for the centre, one after the other.

    There is one also where nothing waits: it asks for what is new. Raises Refused where this desk is not joined or does not
    know the key of its centre yet.
    """
    work.require(Action.SEE_OWN_CLASSES)
    link, keys = joined(work), _keys(work)
    if keys.centre_box is None:
        raise Refused("bundle.no_key")
    for part in _parts(freeze_all(work.database, work.clock)):
        count = sum(one.last - one.first + 1 for one in part)
        yield Made(body=_sealed(work, link, keys, part), last=part[-1].last if part else 0, operations=count)


def note_handed(work: Work, made: Made) -> None:
    """A bundle is on its way: what it brings counts as sent, and waits for its receipt."""
    if made.operations:
        with work.database.write(_author(work)) as session:
            sync_bundle.note_written(session, last=made.last, at=work.now())


def take_bundle(work: Work, body: bytes) -> Brought:
    """Take a reply of the centre, or keep a bundle of somebody else to be handed over.

    Raises Refused with the reason where it is not taken; nothing was done then.
    """
    work.require(Action.SEE_OWN_CLASSES)
    link = joined(work)
    sealed = with_reason(lambda: read(body))
    said = sealed.manifest
    if said.county != work.county_code:
        raise Refused("bundle.other_county", found=said.county, wanted=work.county_code)
    keys = _keys(work)
    if said.kind is Kind.REPLY and keys.centre_signer not in (None, said.signer):
        raise Refused("bundle.unknown_sender")
    if said.device != link.device_id:
        carried_files.carry(work.folder.bundles, body, now_ms=clock.milliseconds(work.now()))
        return Brought(exchange=Exchange(), carried=True)
    if said.kind is Kind.CHANGES:
        raise Refused("bundle.own_changes")
    return _take(work, link, _opened(sealed, keys))


def with_reason(ask: Callable[[], T]) -> T:
    """Read a bundle; why it is not taken becomes a sentence."""
    try:
        return ask()
    except NotTaken as refusal:
        raise Refused(f"bundle.{refusal.reason}") from None


def _take(work: Work, link: Link, reply: Reply) -> Brought:
    if reply.revoked:
        raise Refused("sync.revoked")
    if reply.welcome is None or reply.device != link.device_id:
        raise Refused("bundle.altered")
    if _is_old(work, link, reply.welcome):
        return Brought(exchange=Exchange(), is_old=True, waiting=_waiting(work))
    done, answers = Exchange(), Answers(reply, reply.welcome)
    is_copy = _exchange(work, answers, done)
    let_go(work, done)
    with work.database.write(_author(work)) as session:
        sync_link.note_run(session, at=work.now(), sent=done.sent, received=len(done.received), failure=None)
    more, seats = not answers.says_all(), seat_request.settle(work, reply.seats)
    waiting, missing = _waiting(work), reply.waits
    return Brought(exchange=done, waiting=waiting, more=more, missing=missing, is_copy=is_copy, seats=seats)


def _exchange(work: Work, answers: Answers, done: Exchange) -> bool:
    """What the engine does over the network, as far as the file has answers; answers whether this desk must be renewed."""
    try:
        Engine(work.database, answers, work.clock, late=True).exchange(done)
    except NoIdentity:
        done.was_copied = False  # not yet: it goes on as it is until it is given another identity
        with work.database.write(_author(work)) as session:
            sync_bundle.note_copy(session)
        return True
    except NotAnswered:
        pass
    return False


def _is_old(work: Work, link: Link, welcome: Welcome) -> bool:
    """Whether this desk heard of the centre after the reply was made: it tells nothing new then (SYNC 1, 2)."""
    with work.database.read() as session:
        later = welcome.server_ms < sync_bundle.last_heard(session).heard_ms
    if link.epoch not in (None, welcome.epoch):
        return later
    return welcome.last_op < link.last_op or (welcome.last_op == link.last_op and later)


def _sealed(work: Work, link: Link, keys: BundleKeys, batches: Sequence[Frozen]) -> bytes:
    with work.database.read() as session:
        cursors = {bucket: sync_inbox.cursor(session, bucket) for bucket in sync_inbox.buckets(session)}
        is_copy = sync_bundle.last_heard(session).is_copy
        seats = seat_request.asked(session)
    changes = Changes(
        device=link.device_id,
        box=own_box(work),
        batches=[one.body for one in batches],
        acknowledged=link.last_op,
        epoch=link.epoch,
        cursors=cursors,
        own=bool(link.sees_own),
        is_copy=is_copy,
        seats=seats,
        made=last_made(work),
    )
    address = _address(work, link, batches, asks=bool(seats))
    now_ms = clock.milliseconds(work.now())
    return seal(changes, address, signing_key=link.private_key, box=keys.centre_box or b"", now_ms=now_ms)


def _address(work: Work, link: Link, batches: Sequence[Frozen], *, asks: bool) -> Address:
    first, last = (batches[0].first, batches[-1].last) if batches else (0, 0)
    holds = tuple(named(one.body) for one in batches[: MOST_HELD + 1])
    place = {"county": work.county_code, "device": link.device_id}
    return Address(kind=Kind.CHANGES, **place, first=first, last=last, asks=asks, holds=holds)


def _opened(sealed: Sealed, keys: BundleKeys) -> Reply:
    box_key = keys.box_key
    if box_key is None:
        raise Refused(f"bundle.{Reason.NOT_FOR_HERE}")
    return with_reason(lambda: open_content(sealed, box_key, Reply))


def _parts(batches: Sequence[Frozen]) -> Iterator[list[Frozen]]:
    """Batches by files; one file also where there is no batch."""
    part: list[Frozen] = []
    size = 0
    for one in batches:
        if part and size + len(one.body) > _BYTES_OF_A_BUNDLE:
            yield part
            part, size = [], 0
        part.append(one)
        size += len(one.body)
    yield part


def _waiting(work: Work) -> int:
    with work.database.read() as session:
        return sync_bundle.on_stick(session).operations


def _keys(work: Work) -> BundleKeys:
    with work.database.read() as session:
        return sync_bundle.keys(session)


def _author(work: Work) -> Author:
    return Author(work.worker.user_id, PULLED, work.now())
