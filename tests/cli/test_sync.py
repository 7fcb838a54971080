"""Two desks and a centre on this machine, run as a county runs them: joined, exchanged, disagreed, decided."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.first_days import PASSWORD
from tests.services.county import make_class, make_county
from trainingdesk import bootstrap
from trainingdesk.bootstrap import signed_in
from trainingdesk.cli.app import UNAVAILABLE, run
from trainingdesk.domain.access import Role
from trainingdesk.services import class_document, institution, training_class
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.wire.joining import Joining

from .desk import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.first_days import FirstDays
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.storage.key_slot import Kdf


WRONG_USAGE = 2  # README, "Exit status"


@pytest.fixture
def other_desk(tmp_path: Path, first_days: FirstDays, made_desk: Desk) -> Desk:
    root = tmp_path / "other"
    first_days.put(root, admin="李老师")
    return Desk(root, made_desk._capsys)


@pytest.fixture
def joined(made_desk: Desk, other_desk: Desk, ledger: Ledger, address: str) -> tuple[Desk, Desk]:
    for desk, user in ((made_desk, "u1"), (other_desk, "u2")):
        code = ledger.code(county="500241", user=user, role=Role.CLERK)
        assert "已加入" in desk.text("device", "enroll", address, code)
        desk.text("sync")
    made_desk.text("sync")
    return made_desk, other_desk


def rename(desk: Desk, user: str, row: str, name: str) -> None:
    with signed_in(desk.folder, user_name=user, password=PASSWORD) as work:
        institution.edit_institution(work, row, InstitutionDetails(name=name))


def school(desk: Desk, row: str, user: str) -> str:
    with signed_in(desk.folder, user_name=user, password=PASSWORD) as work:
        return next(one.name for one in institution.list_institutions(work) if one.id == row)


def test_what_is_new_on_one_desk_is_there_on_the_other(joined: tuple[Desk, Desk]) -> None:
    one, two = joined
    with signed_in(one.folder, user_name="王主任", password=PASSWORD) as work:
        row = institution.add_institution(work, InstitutionDetails(name="秀山职教中心")).row
    assert one.data("sync")["sent"] >= 1
    told = two.data("sync", "--check")
    assert (told["received"] >= 1, told["waiting"], told["repaired"]) == (True, 0, 0)
    assert school(two, row, "李老师") == "秀山职教中心"
    assert "本机已加入中心" in two.text("device", "status")
    assert two.data("device", "status")["runs"][0]["failure"] is None


def test_scans_of_a_class_are_sent_and_fetched_before_a_trip(joined: tuple[Desk, Desk]) -> None:
    one, two = joined
    with signed_in(one.folder, user_name="王主任", password=PASSWORD) as opened:
        work = replace(opened, worker=replace(opened.worker, desk=None))  # as long as nobody signs in again
        class_id = make_class(work, make_county(work))
        class_document.attach_scan(work, class_id, "photos", b"%PDF-1.7", name="现场.pdf")
        number = training_class.class_page(work, class_id).head.number
    assert "已上传 1 个附件文件" in one.text("sync")
    assert one.data("sync")["files"] == 0
    two.text("sync")
    assert two.data("class", "fetch", number) == {"came": 1, "left": 0}
    assert "取来 0 个附件文件，还缺 0 个" in two.text("class", "fetch", number)


def test_a_conflict_is_seen_decided_and_decided_back(joined: tuple[Desk, Desk]) -> None:
    one, two = joined
    with signed_in(one.folder, user_name="王主任", password=PASSWORD) as work:
        row = institution.add_institution(work, InstitutionDetails(name="旧名")).row
    for desk in (one, two):
        desk.text("sync")
    rename(one, "王主任", row, "一号名")
    rename(two, "李老师", row, "二号名")
    for desk in (one, two, one):
        desk.text("sync")
    (found,) = two.data("conflict", "list")
    assert (found["state"], found["kept"]["values"]["name"], found["lost"]["values"]["name"]) == (
        "review",
        "一号名",
        "二号名",
    )
    assert "等待人工确认" in two.text("conflict", "list")
    told = two.text("conflict", "show", found["id"])
    assert "培训机构：一号名" in told
    assert "名称或姓名: 二号名" in told
    assert school(two, row, "李老师") == "一号名"
    assert "已处理" in two.text("conflict", "resolve", found["id"], "--take", "lost")
    for desk in (two, one):
        desk.text("sync")
    assert school(one, row, "王主任") == "二号名"
    assert one.data("conflict", "list") == []
    assert "已处理" in one.text("conflict", "restore", found["id"])
    for desk in (one, two):
        desk.text("sync")
    assert school(two, row, "李老师") == "一号名"


def test_what_a_role_may_not_write_is_listed_and_given_up_with_a_copy(
    joined: tuple[Desk, Desk], tmp_path: Path
) -> None:
    one, _ = joined
    refused = one.data("rejected", "list")
    assert {row["code"] for row in refused} == {"not_allowed"}
    assert "角色不能改" in one.text("rejected", "list")
    number = str(refused[0]["number"])
    assert "重新上传" in one.text("rejected", "again", number)
    assert "没有编号" in one.refusal("rejected", "again", number)
    one.text("sync")
    again = one.data("rejected", "list")
    assert again[0]["row_id"] == refused[0]["row_id"]
    copy = tmp_path / "copy.json"
    assert run(["--folder", str(one.folder), "rejected", "drop", str(again[0]["number"])]) == WRONG_USAGE
    one.text("rejected", "drop", str(again[0]["number"]), "--copy", str(copy))
    assert json.loads(copy.read_text(encoding="utf-8"))["record"] == again[0]["row_id"]
    assert len(one.data("rejected", "list")) == len(refused) - 1


def test_without_a_centre_or_a_line_nothing_is_lost(made_desk: Desk, ledger: Ledger) -> None:
    assert "还没有加入中心" in made_desk.refusal("sync")
    assert "https://" in made_desk.refusal("device", "enroll", "http://centre.example", "CODE")
    assert (
        run(["--folder", str(made_desk.folder), "device", "enroll", "http://127.0.0.1:9", "ABCDEFGHJK"]) == UNAVAILABLE
    )


def test_a_desk_can_belong_to_a_centre_from_its_first_day(
    made_desk: Desk, ledger: Ledger, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap_kdf: Kdf
) -> None:
    monkeypatch.setattr(bootstrap, "create_desk", partial(bootstrap.create_desk, kdf=cheap_kdf))
    made_desk.text("device", "enroll", address, ledger.code(county="500241", user="u1", role=Role.CLERK))
    with signed_in(made_desk.folder, user_name="王主任", password=PASSWORD) as work:
        row = institution.add_institution(work, InstitutionDetails(name="秀山职教中心")).row
    made_desk.text("sync")
    code = ledger.code(county="500241", user="u2", role=Role.CLERK)
    fresh = Desk(tmp_path / "fresh", made_desk._capsys)
    begun = ("init", "--name", "秀山", "--admin", "李老师", "--join")
    assert "--code" in fresh.refusal(*begun, address)
    assert "没有 0、1、I、O" in fresh.refusal(*begun, f"{address} ABCDEFGHI0")
    assert "没有这个登记码" in fresh.refusal(*begun, address, "--code", "ABCDEFGHJK")
    assert not fresh.folder.exists()
    told = fresh.text(*begun, Joining(address, code, "500241").text)
    assert "已同步" in told
    assert school(fresh, row, "李老师") == "秀山职教中心"
    assert "已经有数据" in fresh.refusal("init", "--name", "秀山", "--admin", "李老师", "--county", "500241")


def test_a_weak_password_uses_no_code_up_and_a_name_may_be_left_to_the_centre(
    made_desk: Desk, ledger: Ledger, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap_kdf: Kdf
) -> None:
    monkeypatch.setattr(bootstrap, "create_desk", partial(bootstrap.create_desk, kdf=cheap_kdf))
    made_desk.text("device", "enroll", address, ledger.code(county="500241", user="u1", role=Role.ADMINISTRATOR))
    made_desk.text("sync")
    user = made_desk.data("user", "list")[0]["id"]
    joining = Joining(address, ledger.code(county="500241", user=user, role=Role.ADMINISTRATOR), "500241").text
    fresh, second = (Desk(tmp_path / name, made_desk._capsys) for name in ("fresh", "second"))
    monkeypatch.setenv("TRAININGDESK_PASSWORD", "12345678")
    assert "至少要 10 个字符" in fresh.refusal("init", "--join", joining)
    monkeypatch.setenv("TRAININGDESK_PASSWORD", PASSWORD)
    assert "登录名：王主任" in fresh.text("init", "--join", joining)
    assert "登记码已经用过" in second.refusal("init", "--join", joining)
    again = Joining(address, ledger.code(county="500241", user=user, role=Role.ADMINISTRATOR), "500241").text
    assert "登录名：王老师" in second.text("--user", "王老师", "init", "--join", again)
    second.text("sync")
    (known,) = second.data("user", "list")
    assert known["display_name"] == "王主任"  # to others they are who they were


def test_a_code_of_another_county_is_refused(made_desk: Desk, ledger: Ledger, address: str) -> None:
    code = ledger.code(county="530181", user="u1", role=Role.CLERK)
    assert "不是给县区 500241 的" in made_desk.refusal("device", "enroll", address, code)
    assert ledger.invited(code=code).county == "530181"  # it was not used up
    assert "还没有加入中心" in made_desk.text("device", "status")


def test_an_administrators_desk_invites_another_computer_and_lists_them(
    made_desk: Desk, other_desk: Desk, ledger: Ledger, address: str
) -> None:
    code = ledger.code(county="500241", user="u1", role=Role.ADMINISTRATOR)
    made_desk.text("device", "enroll", Joining(address, code, "500241").text)
    made_desk.text("sync")
    said = made_desk.text("device", "invite", "王主任", "clerk")
    text = next(line[line.index(address) :] for line in said.splitlines() if address in line)
    assert other_desk.text("device", "enroll", *text.split())
    other_desk.text("sync")
    made_desk.text("sync")
    listed = made_desk.data("device", "list")
    assert [(one["row"]["role"], one["state"]) for one in listed] == [("administrator", "well"), ("clerk", "well")]
    assert listed[1]["row"]["unsent"] == 0
    shown = made_desk.text("device", "list")
    assert all(word in shown for word in ("正常", "管理员", "经办"))
    assert "以管理员身份登记" in other_desk.refusal("device", "invite", "李老师", "clerk")
    assert "没有名为" in made_desk.refusal("device", "invite", "没有的人", "clerk")
