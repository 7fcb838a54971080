"""``person`` from the command line: real arguments, a real desk, answers for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.services.people import number
from trainingdesk.cli.app import REFUSED, run

if TYPE_CHECKING:
    from pathlib import Path


PASSWORD = "a-long-village-password"
CARD = "6222021001116245702"


class Desk:
    """Runs commands on one desk and reads what they answer."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, *arguments: str) -> int:
        return run(["--folder", str(self.folder), *arguments])

    def text(self, *arguments: str) -> str:
        """What a person reads; the command must succeed."""
        status = self.run(*arguments)
        out, error = self._capsys.readouterr()
        assert status == 0, error
        return out

    def data(self, *arguments: str) -> Any:
        """What a program reads."""
        return json.loads(self.text(*arguments, "--json"))

    def refusal(self, *arguments: str) -> str:
        """The sentence on standard error of a command that is refused."""
        assert self.run(*arguments) == REFUSED
        out, error = self._capsys.readouterr()
        assert out == ""
        return error


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(folder, capsys)


@pytest.fixture
def zhang(desk: Desk) -> str:
    answer = desk.data("person", "add", "张三", number(1), "--phone", "138 1234 5678", "--account", CARD)
    (row,) = answer["rows"]
    return str(row)


def test_a_person_is_added_found_and_shown_masked(desk: Desk, zhang: str) -> None:
    (found,) = desk.data("person", "find", "zs")
    assert (found["id"], found["phone"]) == (zhang, "138****5678")
    assert number(1) not in desk.text("person", "find", "张三")
    shown = desk.text("person", "show", number(1))
    for word in ("张三", "居民身份证", "138****5678", f"500241********{number(1)[-4:]}", "1990-03-07", "未核验"):
        assert word in shown
    assert number(1) not in shown
    assert CARD not in shown
    assert desk.text("person", "find", "nobody").strip() == "没有找到。"
    english = desk.text("--lang", "en", "person", "show", zhang)
    assert "resident identity card" in english


def test_a_known_number_opens_the_person_and_a_likeness_needs_a_reason(desk: Desk, zhang: str) -> None:
    assert "已打开“张三”的档案" in desk.text("person", "add", "张三", number(1))
    again = desk.data("person", "add", "张三", number(1))
    assert (again["rows"], again["change_set"]) == ([zhang], None)
    assert "张三" in desk.refusal("person", "add", "李四", number(3), "--phone", "13812345678")
    desk.text("person", "add", "李四", number(3), "--phone", "13812345678", "--reason", "父子")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("person", "add", "张三"), "临时登记"),
        (("person", "add", "张三", "500241199003070000"), "第 15 位以后的数字已经丢失"),
        (("person", "add", "张三", "50024119900307001"), "17 位"),
        (("person", "add", "张三", "5002411990030700I0"), "I"),
        (("person", "show", "nobody"), ""),
    ],
)
def test_a_refusal_is_one_sentence(desk: Desk, arguments: tuple[str, ...], word: str) -> None:
    sentence = desk.refusal(*arguments)
    assert word in sentence
    assert len(sentence.strip().splitlines()) == 1
    assert "500241199003070000" not in sentence


def test_a_provisional_person_is_completed(desk: Desk) -> None:
    (row,) = desk.data("person", "add", "李四", "--provisional")["rows"]
    assert desk.data("person", "show", row)["provisional"]
    desk.text("person", "edit", row, "--number", number(3), "--education", "初中")
    page = desk.data("person", "show", row)
    assert (page["provisional"], page["education"], page["sex"]) == (False, "71", "male")


def test_an_edit_changes_and_empties_fields(desk: Desk, zhang: str) -> None:
    desk.text("person", "edit", zhang, "--address", "平凯街道", "--note", "班长")
    desk.text("person", "edit", zhang, "--clear", "note", "--clear", "payee_account")
    page = desk.data("person", "show", zhang)
    assert (page["address"], page["note"], page["payee_mask"], page["phone_mask"]) == (
        "平凯街道", None, None, "138****5678",
    )  # fmt: skip
    assert "sex" in desk.refusal("person", "edit", zhang, "--clear", "sex")
    assert "身份变更" in desk.refusal("person", "edit", zhang, "--name", "张叁")


def test_an_identity_changes_with_a_reason(desk: Desk, zhang: str) -> None:
    desk.text("person", "identity", zhang, "--name", "张叁", "--reason", "更名")
    assert desk.data("person", "show", "张叁")["former"][0]["name"] == "张三"
    assert "张三" in desk.text("person", "show", zhang)


def test_a_merge_is_previewed_done_and_taken_apart(desk: Desk, zhang: str) -> None:
    (other,) = desk.data("person", "add", "张叁", number(3))["rows"]
    preview = desk.data("person", "merge", zhang, other, "--preview")
    assert {one["group"]: one["taken"] for one in preview["fields"]} == {
        "identity": False, "payee": True, "phone": True,
    }  # fmt: skip
    shown = desk.text("person", "merge", zhang, other, "--preview", "--take", "identity")
    assert "“张三”将并入“张叁”" in shown
    assert number(1) not in shown
    assert "张三" in desk.text("person", "merge", zhang, other, "--reason", "同一人")
    assert desk.data("person", "show", zhang)["id"] == other
    desk.text("person", "unmerge", zhang)
    assert desk.data("person", "show", zhang)["id"] == zhang
    assert "没有被合并过" in desk.refusal("person", "unmerge", zhang)


def test_a_reveal_shows_whole_numbers_and_is_logged(desk: Desk, zhang: str) -> None:
    assert desk.run("person", "reveal", zhang) == 2  # a reason is part of the command
    shown = desk.text("person", "reveal", zhang, "--reason", "电话核实")
    assert number(1) in shown
    assert CARD in shown
    entry = next(one for one in desk.data("audit", "list") if one["action"] == "identity_revealed")
    assert (entry["subject_id"], entry["reason"]) == (zhang, "电话核实")


def test_categories_come_and_go(desk: Desk, zhang: str) -> None:
    desk.text("person", "category", "add", zhang, "农民工", "--proof", "村委会证明", "--valid-from", "2026-01-01")
    (held,) = desk.data("person", "show", zhang)["categories"]
    assert (held["category"], held["valid_from"]) == ("A04", "2026-01-01")
    assert "村委会证明" in desk.text("person", "show", zhang)
    desk.text("person", "category", "remove", held["id"])
    assert desk.data("person", "show", zhang)["categories"] == []
    assert "富豪" in desk.refusal("person", "category", "add", zhang, "富豪")


def test_a_person_is_verified_archived_and_not_yet_erased(desk: Desk, zhang: str) -> None:
    desk.text("person", "verify", zhang, "card_read", "--method", "读卡器")
    assert desk.data("person", "show", zhang)["verified_by_method"] == "读卡器"
    assert "归档" in desk.refusal("person", "purge", zhang, "--reason", "到期")
    desk.text("person", "archive", zhang)
    assert "保存年限" in desk.refusal("person", "purge", zhang, "--reason", "到期")
    desk.text("person", "archive", zhang, "--back")
    assert not desk.data("person", "show", zhang)["archived"]


def test_the_training_file_is_written_for_people_and_programs(desk: Desk, zhang: str) -> None:
    paper, data = desk.folder.parent / "档案.pdf", desk.folder.parent / "档案.json"
    assert "档案.pdf" in desk.text("person", "file", zhang, str(paper))
    assert paper.read_bytes().startswith(b"%PDF")
    desk.text("person", "file", zhang, str(data))
    written = json.loads(data.read_text(encoding="utf-8"))
    assert (written["format"], written["person"]["name"], written["whole"]) == (
        "trainingdesk/training-file/1", "张三", None,
    )  # fmt: skip
    assert number(1) not in data.read_text(encoding="utf-8")
    desk.text("person", "file", zhang, str(data), "--reason", "本人申请")
    assert json.loads(data.read_text(encoding="utf-8"))["whole"]["document_number"] == number(1)
    assert ".doc" in desk.refusal("person", "file", zhang, str(paper.with_suffix(".doc")))
