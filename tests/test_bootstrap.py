"""A desk is made whole or not at all, quickly, and every sign-in leaves its trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import audit
from trainingdesk.settings.folders import DeskFolder, FileKind
from trainingdesk.storage import attachment, rows
from trainingdesk.storage.database import connect

from .services.conftest import PASSWORD, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.storage.key_slot import Kdf


@pytest.fixture
def clock() -> Clock:
    return Clock()


def create(root: Path, clock: Clock, kdf: Kdf, *, county: str = "500241", password: str = PASSWORD) -> str:
    first = create_desk(
        root,
        county_code=county,
        county_name="秀山县职业技能培训中心",
        admin_name=" 王主任 ",
        password=password,
        clock=clock,
        kdf=kdf,
    )
    return str(first.recovery_code)


def test_a_new_desk_has_its_administrator_and_its_lists(tmp_path: Path, clock: Clock, cheap_kdf: Kdf) -> None:
    code = create(tmp_path, clock, cheap_kdf)
    assert len(code.split("-")) == 6
    with signed_in(tmp_path, user_name="王主任", password=PASSWORD, clock=clock) as work:
        assert (work.worker.name, work.worker.roles) == ("王主任", {Role.ADMINISTRATOR})
        assert work.county_code == "500241"
        with work.database.read() as session:
            for name in ("holiday", "occupation", "code_item", "fund", "policy_pack"):
                assert session.connection().execute(rows.table(name).select()).first() is not None, name
    assert {path.name for path in tmp_path.iterdir()} == {"desk.lock", "trainingdesk.db", "vault.json"}


@pytest.mark.parametrize(
    ("county", "password", "key"),
    [("999999", PASSWORD, "desk.county_unknown"), ("500241", "short", "vault.password_too_short")],
)
def test_a_refused_desk_leaves_nothing(
    tmp_path: Path, clock: Clock, cheap_kdf: Kdf, county: str, password: str, key: str
) -> None:
    with pytest.raises(Refused) as caught:
        create(tmp_path, clock, cheap_kdf, county=county, password=password)
    assert caught.value.key == key
    assert list(tmp_path.iterdir()) == []


def test_a_desk_that_could_not_be_filled_can_be_made_again(
    tmp_path: Path, clock: Clock, cheap_kdf: Kdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise Unavailable("storage.disk_full")

    with monkeypatch.context() as patched:
        patched.setattr("trainingdesk.services.seed.install", full)
        with pytest.raises(Unavailable):
            create(tmp_path, clock, cheap_kdf)
    assert [path.name for path in tmp_path.iterdir()] == ["desk.lock"]  # an empty file, which other programs may hold
    create(tmp_path, clock, cheap_kdf)


def test_a_full_disk_leaves_no_half_database(
    tmp_path: Path, clock: Clock, cheap_kdf: Kdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise Unavailable("storage.disk_full")

    monkeypatch.setattr("trainingdesk.storage.opening._introduce", full)
    with pytest.raises(Unavailable):
        create(tmp_path, clock, cheap_kdf)
    assert [path.name for path in tmp_path.iterdir()] == ["desk.lock"]


def test_a_file_is_no_folder_for_a_desk(tmp_path: Path, clock: Clock, cheap_kdf: Kdf) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused) as caught:
        create(tmp_path / "file", clock, cheap_kdf)
    assert caught.value.key == "desk.no_folder"


def test_a_desk_is_never_overwritten(tmp_path: Path, clock: Clock, cheap_kdf: Kdf) -> None:
    create(tmp_path, clock, cheap_kdf)
    with pytest.raises(Refused) as caught:
        create(tmp_path, clock, cheap_kdf)
    assert caught.value.key == "desk.exists_already"


def test_an_empty_folder_says_so(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(Refused) as caught, signed_in(tmp_path, user_name="x", password=PASSWORD, clock=clock):
        pass
    assert caught.value.key == "desk.none_here"


def test_wrong_passwords_are_logged_by_the_next_good_one(tmp_path: Path, clock: Clock, cheap_kdf: Kdf) -> None:
    create(tmp_path, clock, cheap_kdf)
    for _ in range(2):
        with pytest.raises(Refused), signed_in(tmp_path, user_name="王主任", password="wrong", clock=clock):
            pass
    with signed_in(tmp_path, user_name="王主任", password=PASSWORD, clock=clock) as work:
        logged = audit.list_access(work)
        assert [(row.action, row.reason) for row in logged] == [(Logged.SIGNED_IN, None), (Logged.SIGN_IN_FAILED, "2")]
        assert audit.verify_chain(work).sound


@pytest.mark.parametrize("log", [b"", b"what the last hours wrote"])
def test_a_file_that_a_power_cut_left_empty_is_damaged_and_no_new_desk(
    tmp_path: Path, clock: Clock, cheap_kdf: Kdf, log: bytes
) -> None:
    create(tmp_path, clock, cheap_kdf)
    folder = DeskFolder(tmp_path)
    beside = folder.database.with_name(folder.database.name + "-wal")
    folder.database.write_bytes(b"")
    beside.write_bytes(log)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(Unavailable) as caught, signed_in(tmp_path, user_name="王主任", password=PASSWORD, clock=clock):
        pass
    assert caught.value.key == "storage.damaged"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_desk_whose_keys_are_gone_is_not_said_to_be_none(tmp_path: Path, clock: Clock, cheap_kdf: Kdf) -> None:
    create(tmp_path, clock, cheap_kdf)
    DeskFolder(tmp_path).vault.unlink()
    with pytest.raises(Unavailable) as caught, signed_in(tmp_path, user_name="王主任", password=PASSWORD, clock=clock):
        pass
    assert caught.value.key == "vault.missing"


def test_the_first_page_of_the_damaged_file_is_not_replaced(tmp_path: Path, clock: Clock, cheap_kdf: Kdf) -> None:
    create(tmp_path, clock, cheap_kdf)
    folder = DeskFolder(tmp_path)
    damaged = b"\0" * 4096 + folder.database.read_bytes()[4096:]
    folder.database.write_bytes(damaged)
    with pytest.raises(Unavailable) as caught, signed_in(tmp_path, user_name="王主任", password=PASSWORD, clock=clock):
        pass
    assert caught.value.key == "storage.damaged"
    assert folder.database.read_bytes() == damaged
    assert FileKind.UNKNOWN not in {folder.kind_of(path) for path in tmp_path.iterdir()}


def test_a_worker_in_a_closed_database_is_a_bug(tmp_path: Path, clock: Clock, cheap_kdf: Kdf) -> None:
    create(tmp_path, clock, cheap_kdf)
    with signed_in(tmp_path, user_name="王主任", password=PASSWORD, clock=clock) as work:
        pass
    assert work.database.closed
    with pytest.raises(RuntimeError, match="closed"), work.database.read() as session:
        attachment.keys(session, work.data_key)
    connect(work.folder.database, work.data_key).close()
