"""A village desk without a network: its stick goes to the centre and comes back, by the commands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.first_days import PASSWORD
from trainingdesk.bootstrap import signed_in
from trainingdesk.cli.app import REFUSED, run
from trainingdesk.cli.invocation import utc_now
from trainingdesk.domain.access import Role
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .desk import Desk


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    engine = open_engine(f"sqlite:///{tmp_path / 'c.sqlite'}")
    yield Ledger(engine, utc_now)
    engine.dispose()


def test_a_stick_goes_to_the_centre_and_back(made_desk: Desk, ledger: Ledger, address: str, tmp_path: Path) -> None:
    assert "还没有加入中心" in made_desk.refusal("bundle", "export", str(tmp_path))
    code = ledger.code(county="500241", user="u1", role=Role.CLERK)
    made_desk.text("device", "enroll", address, code)
    with signed_in(made_desk.folder, user_name="王主任", password=PASSWORD) as work:
        institution.add_institution(work, InstitutionDetails(name="秀山职教中心"))
    out, back = tmp_path / "out", tmp_path / "back"
    for folder in (out, back):
        folder.mkdir()
    told = made_desk.data("bundle", "export", str(out))
    (file,) = told["files"]
    assert told["operations"] >= 1
    assert "发往中心的同步包" in made_desk.text("bundle", "receipt", file)
    assert "本机自己写出" in made_desk.refusal("bundle", "import", file)
    database = ["--database-url", f"sqlite:///{tmp_path / 'c.sqlite'}"]
    assert "已收下" in made_desk.text("centre", "take", file, "--reply", str(back), *database)
    (reply,) = back.iterdir()
    assert made_desk.data("bundle", "receipt", str(reply))["kind"] == "reply"
    assert "跳过" in made_desk.text("centre", "take", str(reply), *database)
    answer = made_desk.data("bundle", "import", str(reply))
    assert (answer["sent"], answer["waiting"], answer["carried"]) == (told["operations"], 0, False)
    waiting = made_desk.data("device", "status")["waiting"]
    assert waiting < 5  # the sign-ins since
    spoiled = tmp_path / "spoiled.tdsync"
    spoiled.write_bytes(reply.read_bytes()[:-1])
    assert "已损坏" in made_desk.refusal("bundle", "import", str(spoiled))
    assert run(["centre", "take", str(spoiled), *database]) == REFUSED
    assert "已损坏" in made_desk._capsys.readouterr().err
