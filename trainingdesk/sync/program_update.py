"""An update of the program from the centre: asked for, fetched piece by piece, then taken as from a stick (FEATURES 98).

The centre hands on what a publisher signed. The head comes first and is looked at before anything else crosses the line; it
also names the file, so that what an earlier attempt left is gone on with only where it is the same one.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.program_update import require_fits
from trainingdesk.services import program_update as service
from trainingdesk.storage.disk import on_disk
from trainingdesk.storage.program_folder import Stopped
from trainingdesk.sync.exchange import client_of
from trainingdesk.wire.operation import Revoked
from trainingdesk.wire.snapshot import Gone
from trainingdesk.wire.update_file import NotAnUpdate, NotSigned, read_head

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.domain.program_update import ProgramUpdate, Version
    from trainingdesk.services.work import Work
    from trainingdesk.settings.programs import Programs
    from trainingdesk.sync.client import Client
    from trainingdesk.wire.update_file import Head


@dataclass(frozen=True, slots=True)
class Offered:
    """An update at the centre, signed by the publisher: so many bytes are to cross the line, and so many of them did."""

    update: ProgramUpdate
    head: Head
    length: int
    here: int


def newest(work: Work, programs: Programs) -> Offered | None:
    """What the centre has that is newer than what runs; None where it has nothing such.

    Raises Refused for a desk without a centre and for what is not signed by the publisher, Unavailable without a line.
    """
    work.require(Action.SEE_OWN_CLASSES)
    with closing(client_of(work)) as centre:
        try:
            said = centre.newest_update()
        except Revoked:
            raise Refused("sync.revoked") from None
    return _offered(said, programs) if said else None


def take(work: Work, offered: Offered, programs: Programs, watch: Callable[[int, int], bool]) -> Version | None:
    """Fetch an update, from where it was cut, and have it started next; None where ``watch`` ended it.

    ``watch`` hears how many bytes of all are here, and (0, 0) while they are unpacked. Raises Refused, Unavailable as
    ``services.program_update.take``; what came over the line stays for the next time, unless it is not what was signed.
    """
    file = programs.fetched
    service.require_room(programs, offered.length - _held(file, offered.head) + offered.update.size)
    try:
        with closing(client_of(work)) as centre:
            _fetch(centre, offered, file, watch)
        return service.take(file, programs, lambda _done, _total: watch(0, 0))
    except Stopped:
        return None
    except Refused as refused:
        if refused.key != "update.damaged":
            raise
        file.unlink(missing_ok=True)
        raise Refused("update.came_damaged") from None


def _offered(said: bytes, programs: Programs) -> Offered | None:
    try:
        head = read_head(BytesIO(said))
        head.require_signed(service.publisher())
        content = head.content()
    except (NotSigned, NotAnUpdate):
        raise Refused("update.centre_not_signed") from None
    if content.update.version <= service.running_version():
        return None
    require_fits(content.update, running=service.running_version(), platform=service.this_machine())
    return Offered(content.update, head, len(head.whole) + content.packed, _held(programs.fetched, head))


def _held(file: Path, head: Head) -> int:
    """How much of the file that begins with this head is here."""
    whole = head.whole
    with on_disk():
        if not file.is_file():
            return 0
        with file.open("rb") as part:
            return file.stat().st_size if part.read(len(whole)) == whole else 0


def _fetch(centre: Client, offered: Offered, file: Path, watch: Callable[[int, int], bool]) -> None:
    """Bring the rest of the file; raises Stopped, Unavailable, Refused, and keeps what came."""
    done = _held(file, offered.head)
    with on_disk(), file.open("ab" if done else "wb") as part:
        if not done:
            done = part.write(offered.head.whole)

        def keep(step: bytes) -> None:
            nonlocal done
            done += part.write(step)
            if not watch(done, offered.length):
                raise Stopped

        while (before := done) < offered.length:
            _ask(centre, offered, before, keep)
            if done == before:
                raise Unavailable("sync.not_a_centre")


def _ask(centre: Client, offered: Offered, offset: int, keep: Callable[[bytes], None]) -> None:
    try:
        centre.update_piece(sha256=offered.head.sha256, offset=offset, keep=keep)
    except Revoked:
        raise Refused("sync.revoked") from None
    except Gone:
        raise Unavailable("update.gone_from_centre") from None
    except Unavailable as failure:
        if failure.key != "sync.unreachable":
            raise
        raise Unavailable("update.line_broke") from None
