"""A desk at which somebody works while pages come, and a line on which none come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sync.conftest import Desk, Direct
from trainingdesk.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.wire.operation import Page


class WritesMeanwhile(Desk):
    """A desk whose user goes on working while pages come."""

    def __init__(self, desk: Desk, write: Callable[[], None]) -> None:
        super().__init__(desk.database, _Busy(desk.centre.ledger, desk.centre.device), desk.clock, desk.user)
        self.centre.write = write


class _Busy(Direct):
    write: Any = None

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:
        if self.write is not None:
            self.write()
            self.write = None
        return super().pull(bucket=bucket, after=after, own=own)


class Deaf(Direct):
    """A line on which pages do not come through."""

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:  # noqa: ARG002 -- nothing comes through
        raise Unavailable("sync.unreachable")
