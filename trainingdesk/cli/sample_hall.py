"""Two computers of a county of made-up people in one hall: a centre enrolled both, and there is no line to it."""

from __future__ import annotations

from base64 import b64decode
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.domain.access import Role
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.sync.client import DeviceKeys, Enrolled
from trainingdesk.sync.exchange import join_as

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.services.work import Work

#: A centre that is nowhere (RFC 6761).
_CENTRE: Final = "https://centre.example"
_VISITOR: Final = "李老师"


@contextmanager
def visitor_of(
    work: Work, folder: Path, *, center: str, password: str, clock: Callable[[], datetime]
) -> Generator[Work]:
    """The other computer, which is made in ``folder``; both are joined to a centre that nobody hears."""
    root = folder / "visitor"
    create_desk(
        root, county_code=work.county_code, county_name=center, admin_name=_VISITOR, password=password, clock=clock
    )
    engine = open_engine(f"sqlite:///{folder / 'centre.sqlite'}")
    with signed_in(root, user_name=_VISITOR, password=password, clock=clock) as other:
        for desk in (work, other):
            _join(desk, Ledger(engine, clock))
        engine.dispose()
        yield other


def _join(work: Work, ledger: Ledger) -> None:
    keys, (signer, box) = DeviceKeys(), ledger.public_keys()
    code = ledger.code(county=work.county_code, user=work.worker.user_id, role=Role.ADMINISTRATOR)
    told = {name: b64decode(key) for name, key in keys.public().items()}
    device = ledger.enroll(code=code, public_key=told["public_key"], box=told["box"])
    join_as(work, Enrolled(_CENTRE, device, work.county_code, keys.private_key, keys.box_key, signer=signer, box=box))
