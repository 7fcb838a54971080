"""Which passwords are good enough for a laptop that may be stolen: the file can then be tried without end and without delay.

Length counts before variety (NIST SP 800-63B 5.1.1.2); county offices also ask for several kinds of characters (GB/T
22239-2019 8.1.4.1 a, 身份鉴别信息具有复杂度要求), so a short password needs three kinds and a long one none in particular.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from trainingdesk.domain.verdict import Verdict

#: Characters a password has at least, and from how many on it may be of one kind.
SHORTEST, LONG = 10, 16
#: Kinds of characters (small, capital, digit, anything else) that a password below ``LONG`` must mix.
KINDS = 3
#: Different characters that a password has at least.
DIFFERENT = 6

#: What is tried first everywhere; anything that is one of these with something around it has few characters of its own.
_COMMON = ("password", "qwertyuiop", "1qaz2wsx", "woaini", "admin", "trainingdesk", "peixun", "abc123", "p@ssw0rd")
_DATE_OR_NUMBER = re.compile(r"[\d\s./-]*")


def normal(password: str) -> str:
    """The form in which a password is judged and used: the same characters typed on another keyboard are the same text."""
    return unicodedata.normalize("NFC", password)


def judge(password: str, *, user_name: str) -> Verdict:
    """Whether a password may be used; *no* carries the sentence of the rule that it breaks and never the password."""
    text = normal(password)
    if len(text) < SHORTEST:
        return Verdict.no("vault.password_too_short", least=SHORTEST, found=len(text))
    if _DATE_OR_NUMBER.fullmatch(text):
        return Verdict.no("vault.password_only_digits")
    if len(text) < LONG and _kinds(text) < KINDS:
        return Verdict.no("vault.password_too_plain", kinds=KINDS, long=LONG)
    if len(set(text)) < DIFFERENT or _is_run(text):
        return Verdict.no("vault.password_too_regular", least=DIFFERENT)
    if len(_own_part(text, user_name)) < DIFFERENT:
        return Verdict.no("vault.password_too_common")
    return Verdict.yes()


def _kinds(text: str) -> int:
    kinds = {
        "small" if char.islower() else "capital" if char.isupper() else "digit" if char.isdigit() else "other"
        for char in text
    }
    return len(kinds)


def _is_run(text: str) -> bool:
    """Mostly neighbors in the alphabet or repetitions: 1234567890, aaaabbbb, abcdefgh."""
    steps = [abs(ord(after) - ord(before)) <= 1 for before, after in pairwise(text)]
    return sum(steps) * 2 > len(steps)


def _own_part(text: str, user_name: str) -> str:
    """What is left without the sign-in name and the words that everybody uses."""
    rest = text.casefold()
    for word in (normal(user_name).casefold(), *_COMMON):
        if len(word) > 1:
            rest = rest.replace(word, "")
    return rest
