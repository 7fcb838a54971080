"""Fetches the file of an attachment from the centre when somebody opens it (SYNC 2.7).

Pieces wait in the encrypted database until all are here; then the file is kept as one that was attached here. Whoever may
not open it is given nothing, and what is not the content that the row names is never shown.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.attachment import shows_identity
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services.attachment import find_attachment
from trainingdesk.services.class_file import class_scans
from trainingdesk.storage import attachment as stored
from trainingdesk.storage import monthly_report
from trainingdesk.storage import sync_attachment as pieces
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync.exchange import client_of
from trainingdesk.wire.operation import OutOfScope, Revoked
from trainingdesk.wire.snapshot import Gone

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.attachment import AttachmentRow
    from trainingdesk.sync.client import Client

#: Of one file alone; the next one may come.
_NOT_THERE: Final = ("attachment.missing", "attachment.not_sent", "attachment.not_sent_yet", "attachment.came_damaged")
_NO_LINE: Final = "sync.unreachable"
#: What an older centre answers to a question that it does not know.
_NO_SUCH_DOOR: Final = 404


def fetch(work: Work, attachment_id: str, watch: Callable[[int, int], bool]) -> bool:
    """Bring the file of an attachment here, from where it was cut; False where ``watch`` ended it.

    ``watch`` hears how many bytes of all are here. Raises Refused for who may not open it, Unavailable where the centre has
    no such file yet or is not heard, and where the disk does not keep it.
    """
    about = find_attachment(work, attachment_id)
    if shows_identity(about.owner_table, about.kind):
        work.require(Action.REVEAL_IDENTITY)
    if stored.is_here(work.folder.attachments, about.sha256):
        return True
    with work.database.read() as session:
        if not monthly_report.is_joined(session):
            raise Unavailable("attachment.missing")
    if not _bring(work, about, watch):
        return False
    _keep(work, about)
    return True


def lacking_of_class(work: Work, class_id: str) -> tuple[AttachmentRow, ...]:
    """The scans of a class whose files are not here, where there is a centre that may have them."""
    with work.database.read() as session:
        if not monthly_report.is_joined(session):
            return ()
    here = stored.here(work.folder.attachments)
    return tuple(one for one in class_scans(work, class_id) if one.sha256 not in here)


def fetch_class(work: Work, class_id: str, watch: Callable[[int, int], bool]) -> int:
    """Bring the scans of a class here; answers how many are still not. Without a line nothing more is asked.

    ``watch`` hears how many of those that were lacking have been asked for. Raises Refused as ``fetch`` does.
    """
    lacking = lacking_of_class(work, class_id)
    for number, one in enumerate(lacking):
        go_on = partial(watch, number, len(lacking))
        if not (go_on() and _was_asked_for(work, one.id, go_on)):
            break
    return len(lacking_of_class(work, class_id))


def _was_asked_for(work: Work, attachment_id: str, go_on: Callable[[], bool]) -> bool:
    """Fetch one of several; False where nothing more is to be asked."""
    try:
        return fetch(work, attachment_id, lambda _done, _total: go_on())
    except Unavailable as failure:
        return failure.key in _NOT_THERE


def _bring(work: Work, about: AttachmentRow, watch: Callable[[int, int], bool]) -> bool:
    """Ask for the pieces that are not here; False where ``watch`` ended it."""
    with closing(client_of(work)) as centre:
        try:
            return _ask(work, centre, about, watch)
        except Revoked:
            raise Refused("sync.revoked") from None
        except OutOfScope:
            raise Unavailable("attachment.missing") from None
        except Gone:
            raise _not_sent(work, about) from None
        except Unavailable as failure:
            raise _in_words(failure) from None


def _ask(work: Work, centre: Client, about: AttachmentRow, watch: Callable[[int, int], bool]) -> bool:
    with work.database.read() as session:
        done = pieces.fetched(session, about.sha256)
    while watch(done, about.size):
        if done >= about.size:
            return True
        piece = centre.file_piece(about.id, offset=done)
        if not piece:
            raise Unavailable("sync.not_a_centre")
        with _writing(work) as session:
            pieces.keep_piece(session, about.sha256, done, piece)
        done += len(piece)
    return False


def _keep(work: Work, about: AttachmentRow) -> None:
    """Keep what came as any file of this desk; raises Unavailable where it is not what the row names."""
    with work.database.read() as session:
        content, keys = pieces.content(session, about.sha256), stored.keys(session, work.data_key)
    is_it = hashlib.sha256(content).hexdigest() == about.sha256
    if is_it:
        stored.store(work.folder.attachments, content, keys)
    with _writing(work) as session:
        pieces.drop_pieces(session, about.sha256)
        if is_it:
            pieces.note_held(session, (about.sha256,))
    if not is_it:
        raise Unavailable("attachment.came_damaged")


def _not_sent(work: Work, about: AttachmentRow) -> Unavailable:
    """Who has the file; a row of a first copy does not tell."""
    with work.database.read() as session:
        who = pieces.added_by(session, about.id)
    return Unavailable("attachment.not_sent", who=who) if who else Unavailable("attachment.not_sent_yet")


def _in_words(failure: Unavailable) -> Unavailable:
    if failure.key == _NO_LINE:
        return Unavailable("attachment.no_line")
    if failure.values.get("status") == _NO_SUCH_DOOR:
        return Unavailable("attachment.missing")
    return failure


def _writing(work: Work) -> AbstractContextManager[Session]:
    return work.database.write(Author(work.worker.user_id, PULLED, work.now()))
