"""The code printed on a certificate: a digest of what the paper says, so that altered paper is found without a network.

Sixteen characters in four groups: the first 80 bits of the SHA-256 of the certificate's fields, in Crockford's base 32 (no
I, L, O, U, which are misread). Who holds paper and code can compute it again. It shows that name, number, level or day were
changed; that a certificate was issued at all is what the register of the county (or the centre) answers.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": None, " ": None})
_BITS: Final = 80
_GROUP: Final = 4
#: Stands first in what is digested; another way of reckoning would be another version.
_VERSION: Final = "trainingdesk-certificate-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateText:
    """What stands on a certificate; ``document_number`` is the holder's, empty where there is none."""

    kind: str
    number: str
    name: str
    document_number: str
    level: str
    occupation: str
    issued_on: date
    issuer: str


def verify_code(text: CertificateText) -> str:
    """The code of a certificate, such as 7K3M-9P0A-...; the same text gives the same code on every desk."""
    fields = (_VERSION, *(_plain(str(value)) for value in astuple(text)))
    digest = hashlib.sha256("\n".join(fields).encode()).digest()
    value = int.from_bytes(digest, "big") >> (len(digest) * 8 - _BITS)
    letters = "".join(_ALPHABET[value >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def agrees(code: str, text: CertificateText) -> bool:
    """Whether a code read from paper is that of this text; see ``same``."""
    return same(code, verify_code(text))


def same(code: str, other: str) -> bool:
    """Whether two writings are one code; case, dashes and letters that are misread make no difference."""
    return _bare(code) == _bare(other)


def _bare(code: str) -> str:
    return unicodedata.normalize("NFKC", code).upper().translate(_MISREAD)


def _plain(value: str) -> str:
    """One line, half width, without blanks: what two people type alike."""
    return "".join(unicodedata.normalize("NFKC", value).split())
