"""``init`` and ``user`` on the command line, as people type them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from tests.cli.desk import Desk
from tests.first_days import PASSWORD
from trainingdesk.cli.app import REFUSED, UNAVAILABLE, run
from trainingdesk.storage.recovery_code import RecoveryCode

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "another-village-password"


@pytest.fixture
def new_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAININGDESK_NEW_PASSWORD", OTHER)


def add_clerk(desk: Desk) -> None:
    desk.text("user", "add", "李会计", "--display", "李会计", "--role", "clerk")


def test_a_desk_is_made_and_shows_its_code_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAININGDESK_PASSWORD", PASSWORD)
    desk = Desk(tmp_path / "desk", capsys)
    made = desk.data("init", "--county", "500241", "--name", "秀山", "--admin", "王主任")
    code = RecoveryCode.read(made["recovery_code"])
    assert (desk.folder / "trainingdesk.db").exists()
    assert code.characters not in (desk.folder / "vault.json").read_text(encoding="utf-8")
    assert "不会覆盖" in desk.refusal("init", "--county", "500241", "--name", "秀山", "--admin", "王主任")


def test_a_wrong_county_or_a_weak_password_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path / "desk", capsys)
    monkeypatch.setenv("TRAININGDESK_PASSWORD", PASSWORD)
    assert "999999" in desk.refusal("init", "--county", "999999", "--name", "秀山", "--admin", "王主任")
    monkeypatch.setenv("TRAININGDESK_PASSWORD", "12345678")
    assert "至少要 10 个字符" in desk.refusal("init", "--county", "500241", "--name", "秀山", "--admin", "王主任")
    assert list(tmp_path.rglob("*.json")) == []


def test_users_are_added_and_listed_in_words(made_desk: Desk, new_password: None) -> None:
    add_clerk(made_desk)
    listed = made_desk.text("--user", "王主任", "user", "list")
    assert "经办人" in listed
    assert "管理员" in listed
    assert [(one["name"], one["roles"]) for one in made_desk.data("--user", "王主任", "user", "list")] == [
        ("李会计", ["clerk"]),
        ("王主任", ["administrator"]),
    ]
    assert "有几个用户" in made_desk.refusal("user", "list")


def test_a_wrong_password_is_a_sentence_and_a_status(made_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAININGDESK_PASSWORD", "wrong")
    assert made_desk.refusal("user", "list") == "登录名或密码不对。\n"
    for _ in range(3):
        made_desk.refusal("user", "list")
    assert "秒后再试" in made_desk.refusal("user", "list")


def test_the_last_day_of_somebodys_access_is_written_and_taken_away(made_desk: Desk, new_password: None) -> None:
    made_desk.text("user", "add", "李会计", "--display", "李会计", "--role", "clerk")
    assert "登录到 2027-01-31" in made_desk.text("--user", "王主任", "user", "until", "李会计", "2027-01-31")
    assert "2027-01-31" in made_desk.text("--user", "王主任", "user", "list")
    assert "不再有期限" in made_desk.text("--user", "王主任", "user", "until", "李会计")
    assert "已经过去" in made_desk.refusal("--user", "王主任", "user", "until", "李会计", "2020-01-31")


def test_a_user_is_removed(made_desk: Desk, new_password: None, monkeypatch: pytest.MonkeyPatch) -> None:
    add_clerk(made_desk)
    said = made_desk.text("--user", "王主任", "user", "remove", "李会计")
    assert "更换了数据密钥" in said
    assert "以前的备份" in said
    monkeypatch.setenv("TRAININGDESK_PASSWORD", OTHER)
    assert made_desk.refusal("--user", "李会计", "user", "list") == "登录名或密码不对。\n"
    monkeypatch.setenv("TRAININGDESK_PASSWORD", PASSWORD)
    assert "已停用" in made_desk.text("user", "list")


def test_own_and_others_passwords(made_desk: Desk, new_password: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made_desk.text("user", "password")
    assert made_desk.refusal("user", "list") == "登录名或密码不对。\n"
    monkeypatch.setenv("TRAININGDESK_PASSWORD", OTHER)
    add_clerk(made_desk)
    monkeypatch.setenv("TRAININGDESK_NEW_PASSWORD", "the-third-of-the-passwords")
    made_desk.text("--user", "王主任", "user", "password", "李会计")
    monkeypatch.setenv("TRAININGDESK_PASSWORD", "the-third-of-the-passwords")
    assert "不能“查看全部数据”" not in made_desk.text("--user", "李会计", "user", "list")


def test_the_recovery_code_sets_a_new_password(
    made_desk: Desk, new_password: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = made_desk.data("user", "new-code")["recovery_code"]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{code.lower()}\n"))
    assert "恢复码" in made_desk.text("user", "recover", "王主任")
    monkeypatch.setenv("TRAININGDESK_PASSWORD", OTHER)
    made_desk.text("user", "list")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{code}\n"))
    assert "没有抄错" in made_desk.refusal("user", "recover", "王主任")
    wrong = code[:-1] + ("A" if code[-1] != "A" else "C")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{wrong}\n"))
    assert "抄错了" in made_desk.refusal("user", "recover", "王主任")


def test_a_new_key_asks_everybody_to_sign_in_again(made_desk: Desk) -> None:
    before = (made_desk.folder / "trainingdesk.db").read_bytes()[:4096]
    assert "恢复码" in made_desk.text("user", "new-key")
    assert (made_desk.folder / "trainingdesk.db").read_bytes()[:4096] != before
    made_desk.text("user", "list")


def test_no_desk_and_a_damaged_vault_are_sentences(
    tmp_path: Path, made_desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "没有数据" in Desk(tmp_path / "empty", capsys).refusal("user", "list")
    (made_desk.folder / "vault.json").write_text("{", encoding="utf-8")
    assert run(["--folder", str(made_desk.folder), "user", "list"]) == UNAVAILABLE
    assert "vault.json 已损坏" in capsys.readouterr().err


def test_english_is_spoken_too(made_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAININGDESK_PASSWORD", "wrong")
    assert run(["--folder", str(made_desk.folder), "--lang", "en", "user", "list"]) == REFUSED


@pytest.mark.parametrize(("name", "admin", "said"), [(" ", "王主任", "单位名称"), ("秀山", " ", "登录名")])
def test_a_desk_needs_its_names(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    name: str,
    admin: str,
    said: str,
) -> None:
    monkeypatch.setenv("TRAININGDESK_PASSWORD", PASSWORD)
    desk = Desk(tmp_path / "desk", capsys)
    assert said in desk.refusal("init", "--county", "500241", "--name", name, "--admin", admin)
    assert not desk.folder.exists()
