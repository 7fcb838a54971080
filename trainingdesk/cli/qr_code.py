"""A QR code in the terminal, for a reader that types what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainingdesk.cli.invocation import Invocation


def draw(invocation: Invocation, text: str) -> None:
    """Show it where a person reads."""
    import segno  # noqa: PLC0415 -- only where a code is shown

    if not invocation.as_json:
        segno.make_qr(text, error="m").terminal(compact=True)
