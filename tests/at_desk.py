"""Who works at a desk, and the centre that it belongs to, for tests of any layer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Role
from trainingdesk.services.work import Worker
from trainingdesk.sync.exchange import join

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work


def somebody(work: Work, name: str, *roles: Role) -> Work:
    """Another worker at the same desk."""
    return replace(work, worker=Worker(f"user of {name}", name, frozenset(roles)))


def join_centre(work: Work, ledger: Ledger, address: str, role: Role = Role.ADMINISTRATOR) -> None:
    """Make a desk a device of the centre; nothing is exchanged yet."""
    code = ledger.code(county=work.county_code, user=work.worker.user_id, role=role)
    join(work, address=address, code=code)
