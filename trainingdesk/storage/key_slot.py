"""A key slot: the data key of a desk, closed for one holder of a secret.

Argon2id makes a key of the secret (RFC 9106); AES-256-GCM closes the holder's private X25519 key with it; the data key is
sealed to the public key that belongs to it. That the slot is in two halves has one reason: when a user is removed, a new
data key can be sealed to everybody who stays without asking any of them for a password. Whose slot it is is authenticated in
both halves; a public key that somebody else put into the file is noticed by its ``voucher``, which needs the data key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime  # noqa: TC003 -- msgspec reads the annotation at run time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from trainingdesk.domain.password import normal

KEY = 32
_SALT, _NONCE = 16, 12
#: More than any version wrote: a file that asks for it was tampered with, and would take the memory of the machine.
_MOST_MEMORY_KIB, _MOST_PASSES, _MOST_LANES = 1 << 20, 64, 64


class WrongSecretError(Exception):
    """The secret does not open this slot."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key that the database and the attachments are encrypted with."""

    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.value) != KEY:
            raise ValueError("a data key has 32 bytes")

    @classmethod
    def new(cls) -> DataKey:
        """A random key."""
        return cls(secrets.token_bytes(KEY))

    @property
    def id(self) -> str:
        """A name for the key that tells nothing about it."""
        return self.mac(b"id").hex()[:32]

    def sqlcipher_literal(self) -> str:
        """The raw key as SQLCipher's pragma takes it: no passphrase, so that opening costs no derivation."""
        return f"\"x'{self.value.hex()}'\""

    def mac(self, message: bytes) -> bytes:
        """An authentication code of ``message`` under this key."""
        return hmac.digest(self.value, b"trainingdesk|" + message, hashlib.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kdf:
    """What Argon2id costs; it stands in each slot, so that a later version may ask for more."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def bearable(self) -> bool:
        """Whether a program of ours can have written it."""
        return (
            1 <= self.lanes <= _MOST_LANES
            and 8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
            and 1 <= self.passes <= _MOST_PASSES
        )

    def derive(self, secret: str, salt: bytes) -> bytes:
        """The key that a secret stands for."""
        kdf = Argon2id(salt=salt, length=KEY, iterations=self.passes, lanes=self.lanes, memory_cost=self.memory_kib)
        return kdf.derive(normal(secret).encode(errors="surrogatepass"))


#: The second recommended option of RFC 9106 4: 64 MiB; 0.2 to 0.35 s on two cores.
DEFAULT_KDF = Kdf(memory_kib=64 * 1024, passes=3, lanes=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One slot as it stands in the vault; the recovery code's belongs to no user. ``failed``: mistakes in a row."""

    user_id: str
    user_name: str
    kdf: Kdf
    salt: bytes
    public_key: bytes
    private_key: bytes
    data_key: bytes
    voucher: bytes
    failed: int = 0
    failed_at: datetime | None = None

    @property
    def sound(self) -> bool:
        """Whether its parts have the size they must have; whether they fit together only the secret tells."""
        at = self.failed_at
        sizes = (len(self.salt), len(self.public_key), len(self.voucher))
        in_time = at is None or at.tzinfo is not None
        return self.kdf.bearable and sizes == (_SALT, KEY, KEY) and self.failed >= 0 and in_time


def new_slot(secret: str, data_key: DataKey, *, user_id: str, user_name: str, kdf: Kdf) -> Slot:
    """A slot for ``secret`` with a fresh pair of keys."""
    salt, pair = secrets.token_bytes(_SALT), X25519PrivateKey.generate()
    public_key, whose = pair.public_key().public_bytes_raw(), _whose(user_id, user_name)
    return Slot(
        user_id=user_id,
        user_name=user_name,
        kdf=kdf,
        salt=salt,
        public_key=public_key,
        private_key=_close(kdf.derive(secret, salt), pair.private_bytes_raw(), whose),
        data_key=_seal(public_key, data_key, whose),
        voucher=_voucher(data_key, public_key, whose),
    )


def open_slot(slot: Slot, secret: str) -> DataKey:
    """The data key; raises WrongSecretError where the secret is another one or the slot was changed."""
    whose = _whose(slot.user_id, slot.user_name)
    private_key = _open(slot.kdf.derive(secret, slot.salt), slot.private_key, whose)
    return _unseal(X25519PrivateKey.from_private_bytes(private_key), slot.data_key, whose)


def reseal(slot: Slot, old: DataKey, new: DataKey) -> Slot:
    """The slot for a new data key, opened by the same secret; raises ValueError where somebody exchanged its public key."""
    whose = _whose(slot.user_id, slot.user_name)
    if not hmac.compare_digest(slot.voucher, _voucher(old, slot.public_key, whose)):
        raise ValueError("the public key of a slot was exchanged")
    sealed = _seal(slot.public_key, new, whose)
    return replace(slot, data_key=sealed, voucher=_voucher(new, slot.public_key, whose))


def _whose(user_id: str, user_name: str) -> bytes:
    return json.dumps(["trainingdesk slot", user_id, user_name], ensure_ascii=False).encode(errors="surrogatepass")


def _voucher(data_key: DataKey, public_key: bytes, whose: bytes) -> bytes:
    return data_key.mac(b"voucher|" + public_key + whose)


def _seal(public_key: bytes, data_key: DataKey, whose: bytes) -> bytes:
    once = X25519PrivateKey.generate()
    sender = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public_key))
    return sender + _close(_sealing_key(shared, sender, public_key), data_key.value, whose)


def _unseal(pair: X25519PrivateKey, sealed: bytes, whose: bytes) -> DataKey:
    sender = sealed[:KEY]
    try:
        shared = pair.exchange(X25519PublicKey.from_public_bytes(sender))
    except ValueError as error:
        raise WrongSecretError from error
    key = _sealing_key(shared, sender, pair.public_key().public_bytes_raw())
    return DataKey(_open(key, sealed[KEY:], whose))


def _sealing_key(shared: bytes, sender: bytes, receiver: bytes) -> bytes:
    return HKDF(SHA256(), KEY, salt=None, info=b"trainingdesk data key" + sender + receiver).derive(shared)


def _close(key: bytes, content: bytes, whose: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, whose)


def _open(key: bytes, closed: bytes, whose: bytes) -> bytes:
    try:
        content = AESGCM(key).decrypt(closed[:_NONCE], closed[_NONCE:], whose)
    except (InvalidTag, ValueError) as error:
        raise WrongSecretError from error
    if len(content) != KEY:
        raise WrongSecretError
    return content
