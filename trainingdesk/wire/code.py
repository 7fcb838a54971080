"""Codes that people read out and type: letters that are not mistaken for each other, and the key made of them."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

#: Neither 0 and O nor 1 and I.
LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_KEY: Final = 32
_MEMORY_KIB, _PASSES, _LANES = 65_536, 3, 2


def new_code(length: int, *, group: int) -> str:
    """A code to be shown once, in groups that can be read out."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(length))
    return "-".join(letters[start : start + group] for start in range(0, length, group))


def letters_of(typed: str) -> str:
    """What was typed without what does not count: hyphens, spaces, small letters."""
    return "".join(letter for letter in typed.upper() if letter in LETTERS)


def key_of_code(typed: str, salt: bytes) -> bytes:
    """The key that a code makes; slow on purpose, so that a short one cannot be found by trying."""
    kdf = Argon2id(salt=salt, length=_KEY, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
    return kdf.derive(letters_of(typed).encode())
