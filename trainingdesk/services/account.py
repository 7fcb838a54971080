"""Users of a desk: the first administrator, further users, passwords, roles, delegations, and the keys behind them."""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Entry, Logged
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.password import normal
from trainingdesk.services import audit
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, Worker, changed
from trainingdesk.storage import access_log, change_set, key_rotation, rows, vault
from trainingdesk.storage import account as stored
from trainingdesk.storage import delegation as stored_delegation
from trainingdesk.storage.database import Author
from trainingdesk.storage.opening import county_of, open_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from sqlmodel import Session

    from trainingdesk.settings.folders import DeskFolder
    from trainingdesk.storage.database import Database
    from trainingdesk.storage.delegation import DelegationRow
    from trainingdesk.storage.vault import RecoveryCode, Unlocked

#: So long before its last day an access that ends is told of: long enough to reach whoever renews it.
_TOLD_BEFORE: Final = timedelta(days=14)


def worker(database: Database, user_id: str, *, now: datetime) -> Worker:
    """The signed-in user with today's roles; raises Refused where the account was closed, ended or has no role."""
    today = local_day(now)
    with database.read() as session:
        user, desk = stored.user_of(session, user_id, on=today), stored.role_of_desk(session)
    if user is not None and user.active and user.until is not None and user.until < today:
        raise Refused("account.access_ended", name=user.display_name, until=user.until)
    if user is None or not user.roles:
        raise Refused("account.no_role")
    return Worker(user.id, user.display_name, user.roles, desk)


def add_first_administrator(work: Work, *, user_id: str, name: str) -> Changes:
    """The user whose key slot the new vault holds; where a centre knows them already, what stands there holds."""
    with work.writing(Action.MANAGE_USERS) as session:
        _add(work, session, user_id=user_id, name=name, display_name=name, roles=(Role.ADMINISTRATOR,))
        change_set.from_the_beginning(session)
        return changed(session, Topic.USERS, rows=(user_id,))


def add_user(work: Work, *, name: str, display_name: str, roles: tuple[Role, ...], password: str) -> Changes:
    """A further user: a row, grants and a key slot.

    Raises Refused for a name that is taken, a name or a role that is missing, and a weak password.
    """
    user_id, name = work.new_id(), normal(name).strip()
    with work.writing(Action.MANAGE_USERS) as session:
        if not name or not roles:
            raise Refused("account.role_missing" if name else "account.name_missing")
        if not display_name.strip():
            raise Refused("account.display_name_missing")
        if any(user.name == name for user in stored.users(session, on=work.today())):
            raise Refused("account.name_taken", name=name)
        _add(work, session, user_id=user_id, name=name, display_name=display_name, roles=roles)
        audit.log(work, session, Logged.USERS_CHANGED, subject=("user", user_id))
        vault.add_slot(work.folder.vault, work.data_key, user_id=user_id, user_name=name, password=password)
        return changed(session, Topic.USERS, rows=(user_id,))


def list_users(work: Work) -> tuple[stored.UserRow, ...]:
    """All users with the roles of today."""
    with work.reading(_seeing_users(work)) as session:
        return stored.users(session, on=work.today())


def _seeing_users(work: Work) -> Action:
    """What lets somebody see who works here: they look after the desk, or see everything."""
    return Action.KEEP_DESK if work.worker.may(Action.KEEP_DESK) else Action.SEE_EVERYTHING


def user_named(work: Work, name: str) -> stored.UserRow:
    """The user of a sign-in name, or of an id; where desks of a county have each one of that name, who signs in here.

    Raises Refused where there is none, and where there are several of whom none signs in here.
    """
    wanted, here = normal(name).strip(), vault.user_ids(work.folder.vault)
    found = [one for one in list_users(work) if wanted in (one.name, one.id)]
    if len(found) > 1:
        found = [one for one in found if one.id in here] or found
    if not found:
        raise Refused("account.unknown", name=name)
    if len(found) > 1:
        raise Refused("account.several_named", name=name, ids="、".join(one.id for one in found))
    return found[0]


def remove_user(work: Work, user_id: str) -> Changes:
    """Close an account and give the desk a new data key, so that what this person knew opens nothing made from now on.

    Closes the desk: everybody signs in again, with the passwords they have. The row stays, for history names its author.
    Raises Refused for oneself, an unknown user, an account that is closed with nothing left to do, and the last
    administrator; Unavailable as ``key_rotation.rotate`` does, and then it may simply be done again.
    """
    with work.writing(Action.MANAGE_USERS) as session:
        user = _user(work, session, user_id)
        _refuse_removal(work, session, user)
        rows.change(session, "user", user.id, {"active": False})
        audit.log(work, session, Logged.USERS_CHANGED, subject=("user", user.id))
        said = Said.of("account.old_backups_stay", name=user.name)
        changes = changed(session, Topic.USERS, rows=(user.id,), said=(said,))
    _rotate(work, without=user.id)
    return changes


def renew_key(work: Work) -> RecoveryCode:
    """A new data key and recovery code where a laptop or a copy with the old ones was lost; closes the desk."""
    with work.writing(Action.KEEP_DESK) as session:
        audit.log(work, session, Logged.USERS_CHANGED)
    data_key = _rotate(work, without=None)
    return vault.new_recovery_code(work.folder.vault, data_key)


def set_password(work: Work, user_id: str, password: str) -> Changes:
    """An administrator gives a user a new password; raises Refused for an unknown or closed account or a weak password."""
    with work.writing(Action.KEEP_DESK) as session:
        user = _user(work, session, user_id)
        if not user.active:
            raise Refused("account.closed", name=user.name)
        audit.log(work, session, Logged.USERS_CHANGED, subject=("user", user.id))
        vault.add_slot(work.folder.vault, work.data_key, user_id=user.id, user_name=user.name, password=password)
        return changed(session, Topic.USERS, rows=(user.id,))


def set_access_end(work: Work, user_id: str, *, until: date | None) -> Changes:
    """The last day on which a user signs in at this desk, with or without a line to a centre; None takes the end away.

    Raises Refused for an unknown or closed account, a day that is over, and where no administrator would be left.
    """
    with work.writing(Action.MANAGE_USERS) as session:
        user = _user(work, session, user_id)
        if not user.active:
            raise Refused("account.closed", name=user.name)
        if until is not None and until < work.today():
            raise Refused("account.ends_in_past", until=until)
        if until is not None and not _endless_administrators(work, session, without=user.id):
            raise Refused("account.last_administrator")
        _end_grants(work, session, user, until)
        audit.log(work, session, Logged.USERS_CHANGED, subject=("user", user.id))
        return changed(session, Topic.USERS, rows=(user.id,))


def ending_access(work: Work) -> tuple[stored.UserRow, ...]:
    """Users whose last day of access comes soon, the first to end first: the worker, and all others where they are kept."""
    today = work.today()
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = [one for one in stored.users(session, on=today) if one.active and one.until is not None]
    keeps_users = work.worker.may(Action.MANAGE_USERS)
    soon = [
        (one.until, one)
        for one in found
        if one.until is not None
        and today <= one.until <= today + _TOLD_BEFORE
        and (keeps_users or one.id == work.worker.user_id)
    ]
    return tuple(one for _until, one in sorted(soon, key=lambda both: (both[0], both[1].name)))


def change_password(folder: DeskFolder, *, user_name: str, old: str, new: str, now: datetime) -> None:
    """A user changes their own password; the database is not needed. Raises Refused like signing in, or for a weak one."""
    vault.change_password(folder.vault, user_name=user_name, old=old, new=new, now=now)


def sign_in_name(work: Work) -> str:
    """The name under which the worker signed in; what others see may be another one."""
    with work.database.read() as session:
        return next(one.name for one in stored.users(session, on=work.today()) if one.id == work.worker.user_id)


def confirm_password(work: Work, password: str) -> None:
    """The worker shows again who they are, after the window was locked; logged like signing in.

    Raises Refused like signing in, and Unavailable ``vault.other_key`` where the desk has another data key by now.
    """
    unlocked = key_rotation.unlock(work.folder, user_name=sign_in_name(work), password=password, now=work.now())
    if unlocked.data_key.id != work.data_key.id:
        raise Unavailable("vault.other_key")
    audit.log_sign_in(work, failed_before=unlocked.failed_before)


def recover(
    folder: DeskFolder, *, code: str, user_name: str, new_password: str, clock: Callable[[], datetime]
) -> RecoveryCode:
    """Set a new password with the recovery code; answers the code that holds from now on, to be written down.

    Raises Refused ``vault.recovery_code_…`` for a typo or a wrong code (told apart), and for a weak password.
    """
    unlocked, fresh = vault.recover(
        folder.vault, code=code, user_name=user_name, new_password=new_password, now=clock()
    )
    with suppress(Unavailable):  # where the database is damaged the new code must be shown nevertheless
        _log_recovery(folder, unlocked, clock())
    return fresh


def recover_by_telephone(
    folder: DeskFolder, *, code: str, user_name: str, new_password: str, clock: Callable[[], datetime]
) -> None:
    """Set a new password with the code that the office read out for this desk's challenge (FEATURES 124).

    Raises Refused for a typo, a wrong code, a weak password, and where no office can reset passwords here.
    """
    unlocked = vault.recover_by_telephone(
        folder.vault, code=code, user_name=user_name, new_password=new_password, now=clock()
    )
    with suppress(Unavailable):
        _log_recovery(folder, unlocked, clock())


def new_recovery_code(work: Work) -> RecoveryCode:
    """A new recovery code where the paper was lost or seen; the old one opens nothing any more.

    It stays as it is where the log cannot be written: nobody would see the new one.
    """
    with work.writing(Action.KEEP_DESK) as session:
        audit.log(work, session, Logged.USERS_CHANGED)
    return vault.new_recovery_code(work.folder.vault, work.data_key)


def delegate(work: Work, *, user_id: str, document: str, valid_from: date, valid_to: date | None) -> Changes:
    """Record the written delegation of a county with one person: self-approval is then allowed and marked (FEATURES 123).

    Raises Refused without the number of the document, and for a last day before the first.
    """
    if not document.strip():
        raise Refused("account.delegation_document_missing")
    if valid_to is not None and valid_to < valid_from:
        raise Refused("account.delegation_ends_first", first=valid_from, last=valid_to)
    with work.writing(Action.MANAGE_USERS) as session:
        values = {"user_id": user_id, "document": document, "valid_from": valid_from, "valid_to": valid_to}
        row = rows.add(session, "delegation", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.USERS, rows=(row,))


def list_delegations(work: Work) -> tuple[DelegationRow, ...]:
    """Every written delegation, the latest first; those that ended too."""
    with work.reading(_seeing_users(work)) as session:
        return stored_delegation.delegations(session)


def end_delegation(work: Work, row_id: str) -> Changes:
    """Let a delegation hold today for the last time, and one that has not begun not at all; raises Refused for none."""
    with work.writing(Action.MANAGE_USERS) as session:
        row = next((one for one in stored_delegation.delegations(session) if one.id == row_id), None)
        if row is None or (row.valid_to is not None and row.valid_to < work.today()):
            raise Refused("account.no_delegation")
        if row.valid_from > work.today():
            rows.remove(session, "delegation", row.id)
        else:
            rows.change(session, "delegation", row.id, {"valid_to": work.today()})
        return changed(session, Topic.USERS, rows=(row.id,))


def _add(work: Work, session: Session, *, user_id: str, name: str, display_name: str, roles: tuple[Role, ...]) -> None:
    user = {"name": name, "display_name": display_name, "active": True}
    rows.add(session, "user", row_id=user_id, county_code=work.county_code, values=user)
    _grant(work, session, user_id, roles)


def _grant(work: Work, session: Session, user_id: str, roles: Iterable[Role], *, until: date | None = None) -> None:
    for role in roles:
        values = {"user_id": user_id, "role": role, "valid_to": until}
        rows.add(session, "grant", row_id=work.new_id(), county_code=work.county_code, values=values)


def _end_grants(work: Work, session: Session, user: stored.UserRow, until: date | None) -> None:
    """What this desk gave ends, and is given an end where only the centre gave anything; its own is told to nobody."""
    own = stored.own_grants(session, user.id)
    for grant in own:
        rows.change(session, "grant", grant, {"valid_to": until})
    if not own and until is not None:
        _grant(work, session, user.id, sorted(user.roles), until=until)


def _log_recovery(folder: DeskFolder, unlocked: Unlocked, now: datetime) -> None:
    entry = Entry(Logged.USERS_CHANGED, unlocked.user_id, "user", unlocked.user_id)
    with closing(open_database(folder.database, unlocked.data_key)) as database:
        county_code = county_of(database)
        with database.write(Author(unlocked.user_id, Action.MANAGE_USERS, now)) as session:
            access_log.record(session, entry, county_code=county_code, now=now)


def _user(work: Work, session: Session, user_id: str) -> stored.UserRow:
    user = stored.user_of(session, user_id, on=work.today())
    if user is None:
        raise Refused("account.unknown", name=user_id)
    return user


def _refuse_removal(work: Work, session: Session, user: stored.UserRow) -> None:
    if user.id == work.worker.user_id:
        raise Refused("account.not_yourself")
    if not user.active and user.id not in vault.user_ids(work.folder.vault):
        raise Refused("account.closed", name=user.name)
    if not _endless_administrators(work, session, without=user.id):
        raise Refused("account.last_administrator")


def _endless_administrators(work: Work, session: Session, *, without: str) -> list[stored.UserRow]:
    """Who can still renew the access of all others when it has ended: by what this desk gave, not the centre."""
    here = vault.user_ids(work.folder.vault) - {without}
    return [
        one
        for one in stored.users(session, on=work.today())
        if one.id in here
        and Role.ADMINISTRATOR in one.roles
        and one.until is None
        and stored.own_grants(session, one.id)
    ]


def _rotate(work: Work, *, without: str | None) -> vault.DataKey:
    work.database.close()
    return key_rotation.rotate(work.folder, work.data_key, without=without, now=work.now())
