"""The centre from the command line."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
import segno

from tests.server.conftest import COUNTY, Device
from trainingdesk.cli.app import REFUSED, UNAVAILABLE, run
from trainingdesk.cli.serve import on_this_machine
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.wire.joining import Joining, read_joining
from trainingdesk.wire.operation import Revoked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.conftest import Clock


def test_a_code_enrolls_a_device_that_can_be_shut_out(
    tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'centre.sqlite'}"
    assert run(["centre", "code", COUNTY, "u1", "clerk", "--database-url", url, "--json"], clock=clock) == 0
    code = json.loads(capsys.readouterr().out)["code"]
    engine = open_engine(url)
    ledger = Ledger(engine, clock)
    device = Device(ledger, clock)
    device.id = ledger.enroll(code=code, public_key=device.key.public_key().public_bytes_raw())
    for meant in ("1", device.id[:8]):  # its number, or a part of its id: nothing is said to be shut out that is not
        assert run(["centre", "revoke", meant, "--database-url", url], clock=clock) == REFUSED
        assert f"没有终端 {meant}" in capsys.readouterr().err
    ledger.hello(device.id)
    assert run(["centre", "revoke", device.id, "--database-url", url], clock=clock) == 0
    with pytest.raises(Revoked):
        ledger.hello(device.id)
    engine.dispose()


def test_a_county_that_there_is_none_of_gets_no_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url, file = f"sqlite:///{tmp_path / 'centre.sqlite'}", str(tmp_path / "new.tdinvite")
    for asked in (["code", "50024", "u1", "clerk"], ["invite", "999999", "u1", "clerk", "--out", file]):
        assert run(["centre", *asked, "--database-url", url]) == REFUSED
        assert asked[1] in capsys.readouterr().err
    assert run(["centre", "page", "50024", "--database-url", url]) == REFUSED


def test_beyond_this_machine_only_with_a_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'centre.sqlite'}"
    assert run(["serve", "--database-url", url, "--host", "0.0.0.0"]) == REFUSED  # noqa: S104 -- it is what must be refused
    assert "证书" in capsys.readouterr().err
    assert not (tmp_path / "centre.sqlite").exists()
    found = [on_this_machine(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "centre.example")]  # noqa: S104
    assert found == [True, True, True, False, False]


def test_what_stands_in_the_way_of_a_centre_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, absent = tmp_path / "file", tmp_path / "absent"
    file.write_bytes(b"no certificate")
    url = f"sqlite:///{absent / 'centre.sqlite'}"
    good = f"sqlite:///{tmp_path / 'centre.sqlite'}"
    for asked, status, said in (
        (["centre", "devices", "--data", str(file)], UNAVAILABLE, "。"),
        (["centre", "devices", "--database-url", url], UNAVAILABLE, "打不开中心的数据库"),
        (["serve", "--database-url", url], UNAVAILABLE, "打不开中心的数据库"),
        (["centre", "backup", str(absent / "b"), "--database-url", good], UNAVAILABLE, "打不开文件"),
        (["serve", "--tls-cert", str(file), "--tls-key", str(file), "--database-url", good], REFUSED, "证书 file"),
        (["serve", "--tls-cert", str(absent), "--tls-key", str(file), "--database-url", good], REFUSED, "证书 absent"),
    ):
        assert run(asked) == status
        assert said in capsys.readouterr().err


def test_an_audit_reads_what_was_said_of_a_row(
    tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'centre.sqlite'}"
    engine = open_engine(url)
    device = Device(Ledger(engine, clock), clock)
    made = device.make("venue", name="一号教室", capacity=40, archived=False)
    device.push(made)
    engine.dispose()
    asked = ["centre", "trail", COUNTY, "venue", made.row_id, "--database-url", url]
    assert run(asked, clock=clock) == 0
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("2026-11-25 12:00", "已采纳", "name=一号教室, capacity=40"))
    assert "archived" not in shown
    assert run([*asked, "--json"], clock=clock) == 0
    (said,) = json.loads(capsys.readouterr().out)
    assert (said["op"], said["fate"], said["values"]["archived"]) == (1, "applied", False)


def test_a_centre_is_backed_up_and_restored_elsewhere(
    tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = (f"sqlite:///{tmp_path / name}" for name in ("old.sqlite", "new.sqlite"))
    engine = open_engine(old)
    device = Device(Ledger(engine, clock), clock)
    device.push(device.make("venue", name="一号教室"))
    engine.dispose()
    file = str(tmp_path / "centre.backup")
    assert run(["centre", "backup", file, "--database-url", old], clock=clock) == 0
    assert run(["centre", "restore", file, "--database-url", new], clock=clock) == 0
    assert run(["centre", "restore", file, "--database-url", new], clock=clock) == REFUSED
    assert "空的数据库" in capsys.readouterr().err
    assert run(["centre", "devices", "--database-url", new, "--json"], clock=clock) == 0
    (line,) = json.loads(capsys.readouterr().out)
    assert (line["id"], line["last_op"], line["revoked"]) == (device.id, 1, False)
    assert run(["centre", "page", COUNTY, "--database-url", new, "--json"], clock=clock) == 0
    assert json.loads(capsys.readouterr().out)["address"].startswith("http://127.0.0.1:8443/admin?key=")
    assert run(["centre", "page", "000000", "--database-url", new], clock=clock) == REFUSED


def test_an_invitation_is_shown_as_text_and_as_a_code_to_scan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """FEATURES 101: a device is enrolled by code or QR."""
    url, centre = f"sqlite:///{tmp_path / 'centre.sqlite'}", "https://centre.example:8443"
    asked = ["centre", "code", COUNTY, "u1", "clerk", "--database-url", url, "--address", centre]
    assert run(asked) == 0
    said = capsys.readouterr().out
    line = next(one for one in said.splitlines() if centre in one)
    found = read_joining(line[line.index(centre) :])
    assert isinstance(found, Joining)
    assert (found.address, found.county) == (centre, COUNTY)
    assert found.code in said.splitlines()[0]
    drawn = StringIO()
    segno.make_qr(found.text, error="m").terminal(out=drawn, compact=True)
    assert drawn.getvalue().strip() in said
