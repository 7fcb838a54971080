"""A key slot that the office opens over the telephone: a challenge is read out, a code is read back (FEATURES 124).

The office has a pair of X25519 keys; every desk of the county knows the public one. A desk makes a pair for one use, closes
a slot with a code that both sides can compute from that pair and the office's, and forgets its private half: what is left is
the challenge (its public half) and a slot that only the office can name the code of. A challenge tells nothing, so it may be
sent as a message as well; a code has 97 bits and opens one slot once. No secret ever leaves the office before it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from trainingdesk.domain.errors import Refused
from trainingdesk.storage.key_slot import KEY, DataKey, Kdf, Slot, new_slot
from trainingdesk.storage.recovery_code import ALPHABET, CHECK, GROUP, RANDOM, RecoveryCode, check_of, cleaned

#: Whose slot it is, among those of users.
TELEPHONE = "telephone"
#: Characters of the alphabet that hold 32 bytes.
_DIGITS = 57
_LENGTH = _DIGITS + CHECK


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephoneSlot:
    """The office that can open it (its public key), what is read out to it, and the slot itself."""

    office: bytes
    challenge: bytes
    slot: Slot

    @property
    def sound(self) -> bool:
        """Whether its parts have the size they must have."""
        return len(self.office) == len(self.challenge) == KEY and self.slot.user_id == TELEPHONE and self.slot.sound


def new_office() -> tuple[bytes, bytes]:
    """The private and the public key of an office."""
    pair = X25519PrivateKey.generate()
    return pair.private_bytes_raw(), pair.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public key that belongs to a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def new_telephone_slot(data_key: DataKey, office: bytes, kdf: Kdf) -> TelephoneSlot:
    """A slot for ``data_key``, with a fresh challenge."""
    once = X25519PrivateKey.generate()
    challenge = once.public_key().public_bytes_raw()
    code = _code(once.exchange(X25519PublicKey.from_public_bytes(office)), challenge, office)
    slot = new_slot(code.characters, data_key, user_id=TELEPHONE, user_name="", kdf=kdf)
    return TelephoneSlot(office=office, challenge=challenge, slot=slot)


def answer_to(challenge: bytes, private: bytes) -> RecoveryCode:
    """The code that opens the slot of a challenge; raises Refused where it is none that a desk makes."""
    pair = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = pair.exchange(X25519PublicKey.from_public_bytes(challenge))
    except ValueError:
        raise Refused("telephone_reset.challenge_mistyped") from None
    return _code(shared, challenge, pair.public_key().public_bytes_raw())


def written(challenge: bytes) -> str:
    """A challenge in groups of four, as it is read out, with check characters at its end."""
    characters = _digits(int.from_bytes(challenge), _DIGITS)
    whole = characters + check_of(characters)
    return "-".join(whole[start : start + GROUP] for start in range(0, _LENGTH, GROUP))


def read(text: str) -> bytes:
    """A challenge as somebody typed it; raises Refused where it is not complete or mistyped."""
    characters = cleaned(text)
    if len(characters) != _LENGTH or not set(characters) <= set(ALPHABET):
        raise Refused("telephone_reset.challenge_mistyped")
    digits = characters[:_DIGITS]
    if characters[_DIGITS:] != check_of(digits):
        raise Refused("telephone_reset.challenge_mistyped")
    value = 0
    for character in digits:
        value = value * len(ALPHABET) + ALPHABET.index(character)
    if value >= 1 << (8 * KEY):
        raise Refused("telephone_reset.challenge_mistyped")
    return value.to_bytes(KEY)


def _code(shared: bytes, challenge: bytes, office: bytes) -> RecoveryCode:
    info = b"trainingdesk telephone reset" + challenge + office
    derived = HKDF(SHA256(), KEY, salt=None, info=info).derive(shared)
    characters = _digits(int.from_bytes(derived) % len(ALPHABET) ** RANDOM, RANDOM)
    return RecoveryCode(characters + check_of(characters))


def _digits(value: int, length: int) -> str:
    found = ""
    for _ in range(length):
        value, digit = divmod(value, len(ALPHABET))
        found = ALPHABET[digit] + found
    return found
