"""Hands over at the centre what this desk carries for others, and takes their replies along (SYNC 2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage.carried import carried, carry
from trainingdesk.storage.disk import on_disk
from trainingdesk.wire.bundle import Kind, NotTaken, Reason
from trainingdesk.wire.operation import Revoked, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.storage.carried import Carried
    from trainingdesk.sync.client import Client


def hand_over(centre: Client, folder: Path, *, now_ms: int) -> int:
    """Give what is carried to the centre; answers how many bundles it took.

    What it refuses is given up, for it would refuse it again; what did not get through stays for the next time.
    """
    count = 0
    for one in carried(folder):
        if one.manifest.kind is Kind.CHANGES:
            try:
                count += _hand_over(centre, folder, one, now_ms)
            except (Unavailable, Revoked, Unreadable):
                break
    return count


def _hand_over(centre: Client, folder: Path, one: Carried, now_ms: int) -> bool:
    try:
        with on_disk():
            body = one.body
    except Unavailable:
        if one.path.exists():
            raise
        return False  # the reply to an earlier one made it needless meanwhile
    handed = centre.hand_over(body)
    if handed.taken:
        reply = centre.reply_for(one.manifest.device)
        if reply:
            try:
                carry(folder, reply, now_ms=now_ms)
            except NotTaken as error:
                raise Unavailable("sync.not_a_centre") from error
    if handed.refused != Reason.ALTERED:  # it was whole here: somebody else's part got between, so it goes again
        with on_disk():
            one.path.unlink(missing_ok=True)
    return handed.taken
