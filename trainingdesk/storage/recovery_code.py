"""The recovery code: shown once, written on paper, typed in again in a bad moment, sometimes read over the telephone.

No character looks or sounds like another one of the alphabet (no 0/O, 1/I/L, 2/Z, 5/S, 8/B). Three check characters tell a
typo from a wrong code: one changed character and two swapped neighbors are always noticed, anything else but once in 15,619.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass, field

from trainingdesk.domain.errors import Refused

ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
#: 21 characters of 25 are 97 bits.
RANDOM, CHECK, GROUP = 21, 3, 4
LENGTH = RANDOM + CHECK
#: The greatest prime below 25³: it divides no difference that one typo makes.
_PRIME = 15_619

_BETWEEN = re.compile(r"[\s\-‐-―−_.,·]+")


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A code that is complete and free of typos; whether it opens the vault only the vault knows."""

    characters: str = field(repr=False)

    @classmethod
    def new(cls) -> RecoveryCode:
        """A random code."""
        characters = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
        return cls(characters + check_of(characters))

    @classmethod
    def read(cls, text: str) -> RecoveryCode:
        """A code as somebody typed it: small letters, full-width letters, blanks and dashes do not matter.

        Raises Refused ``vault.recovery_code_length``, ``vault.recovery_code_character`` or
        ``vault.recovery_code_mistyped``; none of them holds what was typed.
        """
        characters = cleaned(text)
        for position, character in enumerate(characters, 1):
            if character not in ALPHABET:
                raise Refused("vault.recovery_code_character", position=position)
        if len(characters) != LENGTH:
            raise Refused("vault.recovery_code_length", wanted=LENGTH, found=len(characters))
        if characters[RANDOM:] != check_of(characters[:RANDOM]):
            raise Refused("vault.recovery_code_mistyped")
        return cls(characters)

    def __str__(self) -> str:
        """In groups of four."""
        return "-".join(self.characters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def cleaned(text: str) -> str:
    """What somebody typed, without blanks and dashes, in capital and narrow letters."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_of(characters: str) -> str:
    """The check characters that stand behind these."""
    value = 0
    for character in characters:
        value = (value * len(ALPHABET) + ALPHABET.index(character)) % _PRIME
    digits = ""
    for _ in range(CHECK):
        value, digit = divmod(value, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
