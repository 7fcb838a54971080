"""A password that was forgotten in a village, reset over the telephone by challenge and response (FEATURES 124).

One desk of the county is the office: its private key stays in its own encrypted database, its public key is a setting of the
county and so reaches every desk. Each desk keeps a slot ready that this office alone can name the code of. Who calls is for
the administrator to know: a code is given only to a known voice, and each is logged with its reason.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import audit
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import setting as stored
from trainingdesk.storage import telephone_slot, vault
from trainingdesk.storage.key_slot import KEY

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.settings.folders import DeskFolder
    from trainingdesk.storage.vault import RecoveryCode

#: Where the keys stand, as hexadecimal digits: the private one in the desk's own settings, which never leave it.
_PRIVATE: Final = "telephone-reset.private-key"
_PUBLIC: Final = "telephone-reset.office"


def is_office(work: Work) -> bool:
    """Whether this desk can answer challenges."""
    with work.reading(Action.MANAGE_USERS) as session:
        return _key(session, _PRIVATE) is not None


def become_office(work: Work) -> Changes:
    """Make this desk the one that answers; other desks are ready for it once they have exchanged and somebody signed in.

    Raises Refused where it is already.
    """
    with work.writing(Action.MANAGE_USERS) as session:
        if _key(session, _PRIVATE) is not None:
            raise Refused("telephone_reset.office_already")
        private, public = telephone_slot.new_office()
        stored.store_for_desk(session, _PRIVATE, private.hex())
        row = stored.store_for_county(session, work.county_code, _PUBLIC, public.hex())
        audit.log(work, session, Logged.USERS_CHANGED)
        return changed(session, Topic.USERS, Topic.SETTINGS, rows=(row,))


def answer(work: Work, challenge: str, *, reason: str) -> RecoveryCode:
    """The code to be read back; logged with its reason before it is shown.

    Raises Refused for a challenge that is mistyped, without a reason, and where this desk is not the office.
    """
    if not reason.strip():
        raise Refused("access.reason_missing")
    read = telephone_slot.read(challenge)
    with work.writing(Action.MANAGE_USERS) as session:
        private = _key(session, _PRIVATE)
        if private is None:
            raise Refused("telephone_reset.no_office_here")
        audit.log(work, session, Logged.USERS_CHANGED, reason=reason.strip())
        return telephone_slot.answer_to(read, private)


def challenge_of(folder: DeskFolder) -> str | None:
    """What is read out to the office, before anybody signed in; None where this desk is not prepared for it."""
    return vault.telephone_challenge(folder.vault)


def keep_ready(work: Work) -> None:
    """After a sign-in: a slot for the county's office, where there is one and it is another desk.

    What hinders it (a disk that takes no writing) hinders nobody's work.
    """
    with work.database.read() as session:
        private, public = _key(session, _PRIVATE), _key(session, _PUBLIC)
    if public is not None and (private is None or telephone_slot.public_of(private) != public):
        with suppress(Unavailable):
            vault.prepare_telephone(work.folder.vault, work.data_key, public)


def _key(session: Session, name: str) -> bytes | None:
    """A key of 32 bytes; None where there is none, or what stands there is no key."""
    found = stored.stored(session).get(name)
    with suppress(ValueError):
        key = bytes.fromhex(found) if isinstance(found, str) else b""
        return key if len(key) == KEY else None
    return None
