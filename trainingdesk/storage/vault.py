"""The vault of a desk (``vault.json``): the data key, closed for each user and for the recovery code.

Nothing in it is about trainees: sign-in names, wrapped keys and counts of wrong passwords. Without a password or the
recovery code there are no data. Every function reads the file, and those that change it replace it whole; they may be called
from any thread and from several programs at once (``desk_lock``).
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from trainingdesk.domain import password as rule
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.sign_in_delay import left_to_wait
from trainingdesk.domain.verdict import Decision
from trainingdesk.storage.desk_lock import locked
from trainingdesk.storage.disk import on_disk, write_whole
from trainingdesk.storage.key_slot import (
    DEFAULT_KDF,
    DataKey,
    Kdf,
    Slot,
    WrongSecretError,
    new_slot,
    open_slot,
    reseal,
)
from trainingdesk.storage.recovery_code import RecoveryCode
from trainingdesk.storage.telephone_slot import TELEPHONE, TelephoneSlot, new_telephone_slot, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

__all__ = ["DEFAULT_KDF", "DataKey", "Kdf", "RecoveryCode", "Unlocked"]

#: What this program writes; it refuses the file of a later one.
FORMAT = 1

_MINUTE = 60
#: What msgspec says of bytes that are no vault.
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Who opened the vault, the data key, and how many wrong passwords were tried under that name before."""

    user_id: str
    data_key: DataKey = field(repr=False)
    failed_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vault:
    format: int
    key_id: str
    users: tuple[Slot, ...]
    recovery: Slot
    telephone: TelephoneSlot | None = None  # a desk that no office can reset has none, nor has a file of before


def create_vault(
    path: Path, *, user_id: str, user_name: str, password: str, kdf: Kdf = DEFAULT_KDF
) -> tuple[DataKey, RecoveryCode]:
    """Make a vault with a new data key and its first user; the recovery code is shown once and kept nowhere.

    Raises Refused for a weak password, and where a vault stands there already.
    """
    require_strong(password, user_name)
    data_key, code = DataKey.new(), RecoveryCode.new()
    user = new_slot(password, data_key, user_id=user_id, user_name=_normal(user_name), kdf=kdf)
    recovery = new_slot(code.characters, data_key, user_id="", user_name="", kdf=kdf)
    with locked(path.parent):
        if path.exists():
            raise Refused("desk.exists_already")
        _write(path, _Vault(format=FORMAT, key_id=data_key.id, users=(user,), recovery=recovery))
    return data_key, code


def user_names(path: Path) -> tuple[str, ...]:
    """Who may sign in here, in the order they were added."""
    return tuple(slot.user_name for slot in _read(path).users)


def user_ids(path: Path) -> frozenset[str]:
    """The ids of those who may sign in here: another desk of the county may have a user of the same name."""
    return frozenset(slot.user_id for slot in _read(path).users)


def key_id(path: Path) -> str:
    """The name of the data key that this vault holds; raises Unavailable for a file that is not sound."""
    return _read(path).key_id


def unlock(path: Path, *, user_name: str, password: str, now: datetime) -> Unlocked:
    """Open the vault as one of its users.

    Raises Refused ``vault.wrong`` for a name or password that is not right (it does not say which), and ``vault.wait_…``
    while the wait after several mistakes lasts; Unavailable ``vault.damaged`` for a file that is not sound.
    """
    with locked(path.parent):
        vault = _read(path)
        slot = _slot_named(vault, user_name)
        if slot is None:
            vault.recovery.kdf.derive(password, vault.recovery.salt)  # a name that exists takes no longer than others
            raise Refused("vault.wrong")
        data_key = _try(path, vault, slot, password, now=now, wrong="vault.wrong")
        return Unlocked(slot.user_id, data_key, slot.failed)


def add_slot(path: Path, data_key: DataKey, *, user_id: str, user_name: str, password: str) -> None:
    """A slot for a further user, or a new one for a user who has one: an administrator sets a password anew.

    Raises Refused for a weak password and for a name that another user has.
    """
    require_strong(password, user_name)

    def added(vault: _Vault) -> _Vault:
        others = tuple(slot for slot in vault.users if slot.user_id != user_id)
        if any(_normal(user_name) == slot.user_name for slot in others):
            raise Refused("account.name_taken", name=user_name)
        slot = new_slot(password, data_key, user_id=user_id, user_name=_normal(user_name), kdf=vault.recovery.kdf)
        return replace(vault, users=(*others, slot))

    _change(path, data_key, added)


def change_password(path: Path, *, user_name: str, old: str, new: str, now: datetime) -> Unlocked:
    """Close the data key anew under the user's own new password; raises Refused like ``unlock`` and for a weak one."""
    require_strong(new, user_name)
    with locked(path.parent):
        unlocked = unlock(path, user_name=user_name, password=old, now=now)
        add_slot(path, unlocked.data_key, user_id=unlocked.user_id, user_name=user_name, password=new)
    return unlocked


def recover(
    path: Path, *, code: str, user_name: str, new_password: str, now: datetime
) -> tuple[Unlocked, RecoveryCode]:
    """Set a new password with the recovery code; answers a new code, for the old one has been seen and is used up.

    Raises Refused ``vault.recovery_code_…`` for a typo or a wrong code, ``vault.no_such_user``, and for a weak password.
    """
    read = RecoveryCode.read(code)
    require_strong(new_password, user_name)
    with locked(path.parent):
        vault = _read(path)
        slot = _slot_named(vault, user_name)
        if slot is None:
            raise Refused("vault.no_such_user", name=user_name)
        data_key = _try(path, vault, vault.recovery, read.characters, now=now, wrong="vault.recovery_code_wrong")
        add_slot(path, data_key, user_id=slot.user_id, user_name=user_name, password=new_password)
        return Unlocked(slot.user_id, data_key, vault.recovery.failed), new_recovery_code(path, data_key)


def new_recovery_code(path: Path, data_key: DataKey) -> RecoveryCode:
    """A new code; the old one opens nothing any more."""
    code = RecoveryCode.new()

    def exchanged(vault: _Vault) -> _Vault:
        kdf = vault.recovery.kdf
        return replace(vault, recovery=new_slot(code.characters, data_key, user_id="", user_name="", kdf=kdf))

    _change(path, data_key, exchanged)
    return code


def prepare_telephone(path: Path, data_key: DataKey, office: bytes) -> bool:
    """Let an office reset passwords here; whether anything had to be changed for it."""
    present = _read(path).telephone
    if present is not None and present.sound and present.office == office:
        return False
    _change(path, data_key, lambda vault: _with_office(vault, data_key, office))
    return True


def telephone_challenge(path: Path) -> str | None:
    """What is read out to the office; None where no office can reset passwords here."""
    present = _read(path).telephone
    return written(present.challenge) if present is not None and present.sound else None


def recover_by_telephone(path: Path, *, code: str, user_name: str, new_password: str, now: datetime) -> Unlocked:
    """Set a new password with the code that the office read out; it is used up, and the next challenge is another one.

    Raises Refused like ``recover``, and ``telephone_reset.not_prepared`` where no office can do it.
    """
    read = RecoveryCode.read(code)
    require_strong(new_password, user_name)
    with locked(path.parent):
        vault = _read(path)
        slot, present = _slot_named(vault, user_name), vault.telephone
        if slot is None:
            raise Refused("vault.no_such_user", name=user_name)
        if present is None or not present.sound:
            raise Refused("telephone_reset.not_prepared")
        data_key = _try(path, vault, present.slot, read.characters, now=now, wrong="telephone_reset.code_wrong")
        add_slot(path, data_key, user_id=slot.user_id, user_name=user_name, password=new_password)
        _change(path, data_key, lambda vault: _with_office(vault, data_key, present.office))
        return Unlocked(slot.user_id, data_key, present.slot.failed)


def write_rotated(path: Path, target: Path, *, old: DataKey, new: DataKey, without: str | None) -> None:
    """Write the vault as it will be with a new data key, less one user, to ``target``; their secrets stay what they are.

    Raises Refused ``vault.last_user`` where nobody would be left.
    """
    with locked(path.parent):
        vault = _require_key(_read(path), old)
        staying = tuple(slot for slot in vault.users if slot.user_id != without)
        if not staying:
            raise Refused("vault.last_user")
        try:
            users = tuple(reseal(slot, old, new) for slot in staying)
            recovery = reseal(vault.recovery, old, new)
            held = vault.telephone
            telephone = None if held is None else replace(held, slot=reseal(held.slot, old, new))
        except ValueError as error:
            raise Unavailable("vault.damaged") from error
        _write(target, replace(vault, key_id=new.id, users=users, recovery=recovery, telephone=telephone))


def _slot_named(vault: _Vault, user_name: str) -> Slot | None:
    return next((slot for slot in vault.users if slot.user_name == _normal(user_name)), None)


def _try(path: Path, vault: _Vault, slot: Slot, secret: str, *, now: datetime, wrong: str) -> DataKey:
    """Try a secret and count it where it is wrong. A disk that takes no writing never keeps anybody out."""
    _refuse_while_waiting(path, vault, slot, now)
    try:
        data_key = open_slot(slot, secret)
    except WrongSecretError:
        with suppress(Unavailable):
            _write(path, _with(vault, replace(slot, failed=slot.failed + 1, failed_at=now)))
        raise Refused(wrong) from None
    _require_key(vault, data_key)
    if slot.failed:
        with suppress(Unavailable):
            _write(path, _with(vault, replace(slot, failed=0, failed_at=None)))
    return data_key


def _refuse_while_waiting(path: Path, vault: _Vault, slot: Slot, now: datetime) -> None:
    left = left_to_wait(slot.failed, slot.failed_at, now).total_seconds()
    if left <= 0:
        return
    if (
        slot.failed_at is not None and now < slot.failed_at
    ):  # the clock went back: it must not lock anybody out for years
        with suppress(Unavailable):
            _write(path, _with(vault, replace(slot, failed_at=now)))
    if left <= _MINUTE:
        raise Refused("vault.wait_seconds", seconds=int(left) + 1)
    raise Refused("vault.wait_minutes", minutes=int(left // _MINUTE) + 1)


def _with(vault: _Vault, slot: Slot) -> _Vault:
    """The vault with one slot in the place of that of the same user."""
    if not slot.user_id:
        return replace(vault, recovery=slot)
    if slot.user_id == TELEPHONE and vault.telephone is not None:
        return replace(vault, telephone=replace(vault.telephone, slot=slot))
    return replace(vault, users=tuple(slot if one.user_id == slot.user_id else one for one in vault.users))


def _with_office(vault: _Vault, data_key: DataKey, office: bytes) -> _Vault:
    """The vault with a fresh challenge for an office."""
    return replace(vault, telephone=new_telephone_slot(data_key, office, vault.recovery.kdf))


def _change(path: Path, data_key: DataKey, change: Callable[[_Vault], _Vault]) -> None:
    with locked(path.parent):
        _write(path, change(_require_key(_read(path), data_key)))


def _require_key(vault: _Vault, data_key: DataKey) -> _Vault:
    if vault.key_id != data_key.id:
        raise Unavailable("vault.other_key")
    return vault


def require_strong(password: str, user_name: str) -> None:
    """Raises Refused for a password that is too weak for this user; see ``domain/password.py``."""
    verdict = rule.judge(password, user_name=user_name)
    if verdict.decision is not Decision.YES and verdict.reason is not None:
        raise Refused(verdict.reason, **verdict.values)


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def _read(path: Path) -> _Vault:
    """Raises Unavailable ``vault.missing``, ``vault.damaged`` or ``vault.newer``; never anything about its contents."""
    if not path.exists():
        raise Unavailable("vault.missing")
    with on_disk():
        content = path.read_bytes()
    try:
        vault = msgspec.json.decode(content, type=_Vault)
    except _UNREADABLE:
        raise Unavailable(_why_unreadable(content)) from None
    if not vault.users or not all(slot.sound for slot in (*vault.users, vault.recovery)):
        raise Unavailable("vault.damaged")
    return vault


def _why_unreadable(content: bytes) -> str:
    with suppress(*_UNREADABLE):
        found = msgspec.json.decode(content)
        if isinstance(found, dict) and isinstance(number := found.get("format"), int) and number > FORMAT:
            return "vault.newer"
    return "vault.damaged"


def _write(path: Path, vault: _Vault) -> None:
    write_whole(path, msgspec.json.format(msgspec.json.encode(vault), indent=1))
