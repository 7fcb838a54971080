"""How a desk joins a centre, as one text: its address and a one-time code, as a QR code holds it and a reader types it."""

from __future__ import annotations

from typing import Final

#: Letters of a one-time code; a reader types one after the other, and the text is whole with the last.
CODE_LENGTH: Final = 10


def joining_text(address: str, code: str) -> str:
    """Both in one line."""
    return f"{address} {code}"


def read_joining(text: str) -> tuple[str, str] | None:
    """Address and code of a text that holds both; None for any other."""
    words = text.split()
    match words:
        case [address, code] if address.lower().startswith(("https://", "http://")) and len(code) == CODE_LENGTH:
            return address, code
        case _:
            return None
