"""A desk starts from a file of its centre, without a network (FEATURES 119, SYNC 2.15).

Everything goes the way of a first copy over the line, and what changed at the centre since comes with the first exchange.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.storage import sync_link
from trainingdesk.sync import snapshot
from trainingdesk.sync.client import Enrolled
from trainingdesk.sync.engine import Engine, Exchange
from trainingdesk.sync.exchange import join_as
from trainingdesk.sync.watched import Watched
from trainingdesk.wire.bundle import new_box_key
from trainingdesk.wire.clock import instant, milliseconds
from trainingdesk.wire.invitation import Letter
from trainingdesk.wire.operation import Unreadable, Welcome
from trainingdesk.wire.sealed import Damaged, OtherVersion, WrongCode, unseal
from trainingdesk.wire.snapshot import Altered

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.wire.operation import Digest, Page, Receipt, SlicePage, Slices
    from trainingdesk.wire.snapshot import Offer


@contextmanager
def opened(path: Path, code: str, *, now: datetime) -> Generator[Invitation]:
    """An invitation whose code is right.

    Raises Refused for a wrong code, for a file that is none, not whole, of another version of the program or too old, and
    where its rows are not those that the centre signed; Unavailable where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            frames = unseal(file, code=code)
            letter = msgspec.json.decode(next(frames), type=Letter)
            _refuse_old(letter, now)
            yield Invitation(letter, frames)
    except WrongCode:
        raise Refused("invitation.wrong_code") from None
    except OtherVersion:
        raise Refused("invitation.other_version", name=path.name) from None
    except Altered:
        raise Refused("invitation.not_signed", name=path.name) from None
    except (Damaged, Unreadable, msgspec.MsgspecError, UnicodeDecodeError):
        raise Refused("invitation.damaged", name=path.name) from None
    except OSError as error:
        raise Unavailable("invitation.not_readable", name=path.name) from error


def letter_of(path: Path, code: str, *, now: datetime) -> Letter:
    """Who a file is for and what it holds; raises as ``opened`` does."""
    with opened(path, code, now=now) as found:
        return found.letter


def _refuse_old(letter: Letter, now: datetime) -> None:
    """Say both days: the clock of a laptop fresh from the box may be the one that is wrong."""
    if letter.until_ms and milliseconds(now) > letter.until_ms:
        raise Refused("invitation.too_old", until=local_day(instant(letter.until_ms)), today=local_day(now))


@dataclass(slots=True)
class Invitation:
    """The centre as far as a file can stand for it: it gives what it holds, in its order, and answers nothing else."""

    letter: Letter
    frames: Iterator[bytes]

    def snapshot(self, *, bucket: str) -> Offer:
        """What the letter offers of a bucket."""
        return next(offer for offer in self.letter.offers if offer.bucket == bucket)

    def part(self, *, snapshot: str, number: int) -> bytes:  # noqa: ARG002 -- parts lie in the order they are asked for
        """The next part."""
        body = next(self.frames, None)
        if body is None:
            raise Damaged
        return body

    def hello(self) -> Welcome:
        """Nobody is there to greet."""
        raise Unavailable("sync.unreachable")

    def push(self, body: bytes) -> Receipt:  # noqa: ARG002
        """Nobody is there to take it."""
        raise Unavailable("sync.unreachable")

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:  # noqa: ARG002
        """The file knows nothing newer."""
        raise Unavailable("sync.unreachable")

    def digest(self, *, bucket: str) -> Digest:  # noqa: ARG002
        """Nobody is there to compare with."""
        raise Unavailable("sync.unreachable")

    def slices(self, asked: Slices) -> SlicePage:  # noqa: ARG002
        """Nobody is there to compare with."""
        raise Unavailable("sync.unreachable")

    def renew(self) -> str:
        """Nobody is there to give a new identity."""
        raise Unavailable("sync.unreachable")


def start_from(
    work: Work, invitation: Invitation, *, watch: Callable[[Exchange], None] = lambda _done: None
) -> Exchange:
    """Become the device of the letter and take everything that the file holds; ``watch`` hears how far it is.

    Raises Refused for a file of another county, and as ``opened`` says while the parts are read.
    """
    letter, done = invitation.letter, Exchange()
    keys = {"private_key": letter.private_key, "box_key": new_box_key(), "signer": letter.signer, "box": letter.box}
    join_as(work, Enrolled(letter.address, letter.device, letter.county, user=letter.user_id, **keys))
    engine = Engine(work.database, Watched(invitation, lambda: watch(done)), work.clock)
    welcome = Welcome(
        server_ms=milliseconds(work.now()),  # the file does not know what time it is there now
        epoch=letter.epoch,
        last_op=0,
        buckets=tuple(offer.bucket for offer in letter.offers),
        number=letter.number,
    )
    with engine.writing() as session:
        sync_link.meet(session, welcome, now_ms=welcome.server_ms)
    for offer in letter.offers:
        snapshot.want_again(engine, offer.bucket)
    for offer in letter.offers:
        snapshot.take(engine, offer.bucket, done)
    return done
