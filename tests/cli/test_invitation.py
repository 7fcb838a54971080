"""A laptop died on the road: the next one starts in the village from a stick, and nothing of the first one is lost."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.first_days import PASSWORD
from trainingdesk.bootstrap import signed_in
from trainingdesk.cli.invocation import utc_now
from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.errors import Refused
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.sync_state import standing, sync_state
from trainingdesk.sync.exchange import exchange, join
from trainingdesk.sync.invitation import letter_of
from trainingdesk.wire.clock import instant
from trainingdesk.wire.invitation import Letter
from trainingdesk.wire.sealed import seal, unseal

from .desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


COUNTY = "500241"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "centre"
    folder.mkdir()
    return folder


@pytest.fixture
def ledger(data: Path) -> Iterator[Ledger]:
    engine = open_engine(f"sqlite:///{data / 'centre.sqlite'}")
    yield Ledger(engine, utc_now, rows_of_a_part=300)
    engine.dispose()


@pytest.fixture
def dead(made_desk: Desk, ledger: Ledger, address: str) -> str:
    """The id of a device that sent a school, and wrote another one before it died."""
    with signed_in(made_desk.folder, user_name="王主任", password=PASSWORD) as work:
        join(work, address=address, code=ledger.code(county=COUNTY, user="u1", role=Role.CLERK))
        institution.add_institution(work, InstitutionDetails(name="已送出的学校"))
        exchange(work)
        institution.add_institution(work, InstitutionDetails(name="没送出的学校"))
    return next(one.id for one in ledger.devices())


@pytest.fixture
def stick(made_desk: Desk, dead: str, data: Path, tmp_path: Path, address: str) -> tuple[Path, str]:
    """The file and its code."""
    file = tmp_path / "stick.tdinvite"
    made = made_desk.data(
        "centre", "invite", COUNTY, "u1", "clerk", "--out", str(file), "--replaces", dead,
        "--address", address, "--data", str(data),
    )  # fmt: skip
    return file, made["code"]


def schools(folder: Path) -> set[str]:
    with signed_in(folder, user_name="李老师", password=PASSWORD) as work:
        return {one.name for one in institution.list_institutions(work)}


@pytest.fixture
def new(made_desk: Desk, tmp_path: Path) -> Desk:
    """A laptop fresh from the box."""
    return Desk(tmp_path / "new", made_desk._capsys)


def init(file: Path, code: str) -> tuple[str, ...]:
    return "init", "--name", "秀山", "--admin", "李老师", "--join", str(file), "--code", code


def test_it_starts_without_a_network_and_goes_on_with_one(
    new: Desk, made_desk: Desk, dead: str, stick: tuple[Path, str], ledger: Ledger
) -> None:
    file, code = stick
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    said = new.text(*init(file, code.lower()))
    assert "已同步：上传 0 条" in said
    assert schools(new.folder) == {"已送出的学校"}
    with signed_in(new.folder, user_name="李老师", password=PASSWORD) as work:
        state = sync_state(work)
        assert (state.joined, state.copied) == (True, None)
        institution.add_institution(work, InstitutionDetails(name="村里新写的学校"))
        exchange(work, checked=True)
    made_desk.text("sync")  # the dead one's disk was saved: what it had not sent counts too
    told = new.data("sync", "--check")
    assert (told["repaired"], told["waiting"]) == (0, 0)
    assert schools(new.folder) == {"已送出的学校", "没送出的学校", "村里新写的学校"}
    lines = {one.id: (one.replaced, one.revoked) for one in ledger.devices()}
    assert lines.pop(dead) == (True, False)
    assert list(lines.values()) == [(False, False)]


def test_the_list_of_devices_says_which_one_was_replaced(made_desk: Desk, stick: tuple[Path, str], data: Path) -> None:
    shown = made_desk.text("centre", "devices", "--data", str(data))
    assert "已由新终端接替" in shown
    assert "经办人" in shown


def test_whoever_gives_no_name_signs_in_as_the_centre_calls_them(new: Desk, stick: tuple[Path, str]) -> None:
    file, code = stick
    assert "登录名：u1" in new.text("init", "--join", str(file), "--code", code)  # the centre has no row of theirs
    with signed_in(new.folder, user_name="u1", password=PASSWORD) as work:
        assert standing(work).center_name == "秀山土家族苗族自治县职业技能培训中心"
    assert "已经有数据" in new.refusal("init", "--join", str(file), "--code", code)


def test_a_wrong_code_makes_no_desk(new: Desk, stick: tuple[Path, str]) -> None:
    assert "口令码不对" in new.refusal(*init(stick[0], "AAAAA-AAAAA-AAAAA-AAAAA"))
    assert not new.folder.exists()


def test_a_file_that_is_none_makes_no_desk(new: Desk, stick: tuple[Path, str]) -> None:
    stick[0].write_bytes(b"no invitation")
    assert "不是完整的邀请文件" in new.refusal(*init(*stick))
    assert not new.folder.exists()


@pytest.mark.parametrize("cut", [1, 100])
def test_where_the_file_ends_early_no_desk_is_made(new: Desk, stick: tuple[Path, str], cut: int) -> None:
    file, code = stick
    whole = file.read_bytes()
    file.write_bytes(whole[:-cut])
    assert "不是完整的邀请文件" in new.refusal(*init(file, code))
    assert not list(new.folder.parent.glob("new*"))
    file.write_bytes(whole)
    assert new.data(*init(file, code))["folder"] == str(new.folder)


def test_what_a_killed_program_left_is_in_nobodys_way(new: Desk, stick: tuple[Path, str]) -> None:
    left = new.folder.with_name("new.part")
    left.mkdir()
    (left / "vault.json").write_text("{}")
    new.text(*init(*stick))
    assert schools(new.folder) == {"已送出的学校"}
    assert not left.exists()


def test_a_file_of_another_program_is_said_to_be_one(new: Desk, stick: tuple[Path, str]) -> None:
    file, code = stick
    file.write_bytes(file.read_bytes().replace(b"TDINVITE1", b"TDINVITE2", 1))
    assert "另一版本" in new.refusal(*init(file, code))
    assert not new.folder.exists()


def bent_letter(frames: list[bytes]) -> list[bytes]:
    letter = msgspec.json.decode(frames[0], type=Letter)
    offers = [msgspec.structs.replace(letter.offers[0], seq=letter.offers[0].seq + 1), *letter.offers[1:]]
    return [msgspec.json.encode(msgspec.structs.replace(letter, offers=offers)), *frames[1:]]


def bent_part(frames: list[bytes]) -> list[bytes]:
    return [*frames[:-1], frames[-1][:-1] + bytes([frames[-1][-1] ^ 0x01])]


@pytest.mark.parametrize("bend", [bent_letter, bent_part])
def test_a_file_that_somebody_sealed_anew_makes_no_desk(
    new: Desk, stick: tuple[Path, str], bend: Callable[[list[bytes]], list[bytes]]
) -> None:
    """Whoever has the code can open and close the file, but cannot sign for the centre."""
    file, code = stick
    with file.open("rb") as whole:
        frames = list(unseal(whole, code=code))
    with file.open("wb") as changed:
        seal(changed, bend(frames), code=code)
    assert "不是中心签发的原样" in new.refusal(*init(file, code))
    assert not list(new.folder.parent.glob("new*"))


def test_a_file_that_is_too_old_makes_no_desk_and_names_both_days(new: Desk, stick: tuple[Path, str]) -> None:
    file, code = stick
    until = letter_of(file, code, now=utc_now()).until_ms
    with pytest.raises(Refused) as refused:
        letter_of(file, code, now=instant(until + 1))
    assert refused.value.key == "invitation.too_old"
    assert refused.value.values == {"until": local_day(instant(until)), "today": local_day(instant(until + 1))}
    assert letter_of(file, code, now=instant(until)).until_ms == until


def test_the_letter_says_whose_desk_it_is(
    made_desk: Desk, data: Path, ledger: Ledger, address: str, tmp_path: Path
) -> None:
    """By the name that others know, where the centre holds the row of the user."""
    with signed_in(made_desk.folder, user_name="王主任", password=PASSWORD) as work:
        user = work.worker.user_id
        join(work, address=address, code=ledger.code(county=COUNTY, user=user, role=Role.ADMINISTRATOR))
        exchange(work)
    for asked, said in ((user, "王主任"), ("u1", "u1")):
        file = tmp_path / f"{said}.tdinvite"
        made = made_desk.data("centre", "invite", COUNTY, asked, "clerk", "--out", str(file), "--data", str(data))
        letter = letter_of(file, made["code"], now=utc_now())
        assert (letter.user, letter.role, letter.county, letter.rows) == (said, "clerk", COUNTY, made["rows"])
        assert "private_key" not in repr(letter)


def test_no_invitation_in_the_place_of_a_device_that_is_none(made_desk: Desk, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "none.tdinvite"
    asked = ("centre", "invite", COUNTY, "u1", "clerk", "--out", str(out), "--data", str(data))
    assert "没有终端 nobody" in made_desk.refusal(*asked, "--replaces", "nobody")
    assert not out.exists()
    out.write_bytes(b"somebody else's")
    assert "已经存在" in made_desk.refusal(*asked)
    assert out.read_bytes() == b"somebody else's"


def test_a_file_that_nobody_took_yet_is_no_contact(ledger: Ledger, stick: tuple[Path, str], dead: str) -> None:
    assert [one.seen_ms for one in ledger.devices() if one.id != dead] == [None]
