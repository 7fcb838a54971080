"""``roster`` and ``export`` from the command line: what comes back and what was mended, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.services.conftest import Clock
from tests.services.exchange.files import PEOPLE, table_of, xlsx
from tests.services.roster_class import make_class
from tests.services.running_class import make
from trainingdesk.bootstrap import signed_in
from trainingdesk.cli.app import REFUSED, run
from trainingdesk.services.register_page import register_page

if TYPE_CHECKING:
    from pathlib import Path


PASSWORD = "a-long-village-password"
NUMBER = "2026-001"


class Desk:
    """Runs commands on one desk and reads what they answer."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def text(self, *arguments: object) -> str:
        """What a person reads; the command must succeed."""
        status = run(["--folder", str(self.folder), *map(str, arguments)])
        out, error = self._capsys.readouterr()
        assert status == 0, error
        return out

    def data(self, *arguments: object) -> Any:
        """What a program reads."""
        return json.loads(self.text(*arguments, "--json"))

    def refusal(self, *arguments: object) -> str:
        """The sentence on standard error of a command that is refused."""
        assert run(["--folder", str(self.folder), *map(str, arguments)]) == REFUSED
        out, error = self._capsys.readouterr()
        assert out == ""
        return error


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    with signed_in(folder, user_name="王主任", password=PASSWORD) as work:
        make_class(work, NUMBER)
    return Desk(folder, capsys)


@pytest.fixture
def township(shared: Path) -> Path:
    return shared / "rosters" / "township_roster.xlsx"


def test_check_for_programs(desk: Desk, township: Path) -> None:
    found = desk.data("roster", "check", "--class", NUMBER, township)
    assert (found["rows"], found["new"], found["existing"]) == (43, 38, 0)
    assert [(one["row"], one["kind"], one["field"]) for one in found["came_back"]] == [
        (14, "error", "document_number"),
        (17, "duplicate", "document_number"),
        (20, "error", "sex"),
        (25, "error", "document_number"),
        (31, "error", "document_number"),
    ]
    assert all(set(one) == {"row", "kind", "field", "found", "reason"} for one in found["came_back"])
    assert "第 6 行" in found["came_back"][1]["reason"]
    assert [one["row"] for one in found["mended"]] == [7, 9, 11, 23, 28]
    assert all(set(one) == {"row", "field", "from", "to", "why"} for one in found["mended"])
    assert (found["sheet"], found["heading_row"], found["encoding"], found["hidden_rows"]) == ("花名册", 3, None, [])
    assert found["mapping"]["联系电话"] == "phone"
    assert "written" not in found


def test_check_for_people(desk: Desk, township: Path) -> None:
    shown = desk.text("roster", "check", "--class", NUMBER, township)
    assert "读取 43 行：新增 38，更新 0，已存在 0，退回 5" in shown
    assert "校验码" in shown
    assert "阿卜杜拉·买买提" in shown
    assert "第 47 行是合计" in shown


def test_import_twice(desk: Desk, township: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "退回.xlsx"
    first = desk.data("roster", "import", "--class", NUMBER, township, "--rejects", rejects)
    assert (first["written"], first["new"], len(first["came_back"]), first["rejects"]) == (38, 38, 5, str(rejects))
    sheet = openpyxl.load_workbook(rejects).active
    assert [row[10].value for row in sheet.iter_rows(min_row=4)] == [14, 17, 20, 25, 31]
    second = desk.data("roster", "import", "--class", NUMBER, township)
    assert (second["written"], second["new"], second["existing"]) == (0, 0, 38)
    assert second["change_set"] is None
    assert "没有任何改动" in desk.text("roster", "import", "--class", NUMBER, township)


def test_one_undo_takes_an_import_back(desk: Desk, township: Path) -> None:
    desk.data("roster", "import", "--class", NUMBER, township)
    desk.data("undo")
    assert desk.data("roster", "check", "--class", NUMBER, township)["new"] == 38


def test_the_encoding_is_shown_and_can_be_changed(desk: Desk, shared: Path) -> None:
    path = shared / "rosters" / "from_old_system.csv"
    assert desk.data("roster", "check", "--class", NUMBER, path)["encoding"] == "GB18030"
    assert "GB18030" in desk.text("roster", "check", "--class", NUMBER, path)
    assert "utf_8" in desk.refusal("roster", "check", "--class", NUMBER, path, "--encoding", "utf_8")


def test_hidden_rows_are_said(desk: Desk, shared: Path) -> None:
    found = desk.data("roster", "check", "--class", NUMBER, shared / "rosters" / "two_header_rows.xlsx")
    assert found["hidden_rows"] == [24, 25]
    assert any("隐藏" in warning for warning in found["warnings"])


def test_headings_can_be_explained(desk: Desk, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["何人", "证件号码"], PEOPLE[0][1:4:2]])
    assert "姓名" in desk.refusal("roster", "check", "--class", NUMBER, path)
    found = desk.data("roster", "check", "--class", NUMBER, path, "--column", "何人=name")
    assert (found["new"], found["mapping"]["何人"]) == (1, "name")
    assert "document_number" in desk.refusal("roster", "check", "--class", NUMBER, path, "--column", "何人=nobody")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"%PDF-1.7 \x00\x01\x02\x03" * 9, "不是表格文件"), (b"PK\x03\x04" + bytes(99), "损坏"), (b" ", "没有内容")],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(
    desk: Desk, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(content)
    assert sentence in desk.refusal("roster", "check", "--class", NUMBER, path)
    assert sentence in desk.refusal("roster", "import", "--class", NUMBER, path)


def test_an_export_comes_back_unchanged(desk: Desk, tmp_path: Path) -> None:
    desk.data("roster", "import", "--class", NUMBER, xlsx(tmp_path / "a.xlsx", table_of()))
    for name in ("名册.xlsx", "名册.csv"):
        assert desk.data("roster", "export", "--class", NUMBER, "--out", tmp_path / name)["rows"] == 3
        again = desk.data("roster", "import", "--class", NUMBER, tmp_path / name)
        assert (again["written"], again["existing"], again["came_back"], again["to_look_at"]) == (0, 3, [], [])


def test_exports_of_people_need_a_reason(desk: Desk, tmp_path: Path) -> None:
    desk.data("roster", "import", "--class", NUMBER, xlsx(tmp_path / "a.xlsx", table_of()))
    assert desk.refusal("export", "people", "--out", tmp_path / "p.xlsx", "--reason", " ")
    assert desk.data("export", "people", "--out", tmp_path / "p.xlsx", "--reason", "上报")["rows"] == 3
    assert [row["reason"] for row in desk.data("audit", "list") if row["action"] == "exported"] == ["上报"]


def test_everything_can_be_taken_elsewhere(desk: Desk, tmp_path: Path) -> None:
    desk.data("roster", "import", "--class", NUMBER, xlsx(tmp_path / "a.xlsx", table_of()))
    done = desk.data("export", "open", "--out", tmp_path / "all", "--reason", "更换系统")
    schema = json.loads((tmp_path / "all" / "schema.json").read_text(encoding="utf-8"))
    assert done["tables"] == len(schema["tables"]) == len(list((tmp_path / "all").glob("*.csv")))
    assert {one["name"]: one["rows"] for one in schema["tables"]}["person"] == 3


def test_a_list_of_the_catalogue(desk: Desk, tmp_path: Path) -> None:
    assert desk.data("export", "catalogue", "institutions", "--out", tmp_path / "i.xlsx")["rows"] == 1
    assert "institutions" in desk.refusal("export", "catalogue", "nothing", "--out", tmp_path / "i.xlsx")


def test_marks_from_a_file(desk: Desk, tmp_path: Path) -> None:
    with signed_in(desk.folder, user_name="王主任", password=PASSWORD, clock=Clock()) as work:
        made = make(work)
        names = [line.name for line in register_page(work, made.lessons[0]).lines]
    path = xlsx(tmp_path / "m.xlsx", [["姓名", "考勤"], [names[0], "出勤"], ["无此人", "出勤"]])
    lesson = ("--class", "500241-2026-001", "--lesson", 1)
    found = desk.data("roster", "marks", *lesson, path, "--check")
    assert (found["rows"], found["new"], "written" in found) == (2, 1, False)
    done = desk.data("roster", "marks", *lesson, path, "--rejects", tmp_path / "r.xlsx")
    assert (done["written"], [one["row"] for one in done["came_back"]]) == (1, [3])
    assert "已写入 0 条" in desk.text("roster", "marks", *lesson, path)


def test_a_cell_full_of_text_does_not_fill_the_screen(desk: Desk, tmp_path: Path) -> None:
    rows = [("姓名", "身份证号码"), ("名" * 5000, "1" * 30000)]
    file = xlsx(tmp_path / "长.xlsx", rows)
    shown = desk.text("roster", "check", str(file), "--class", NUMBER)
    assert "名" * 30 + "…" in shown.replace("\n", "") or "…" in shown
    assert len(shown) < 6000


def test_two_rosters_side_by_side_are_not_half_read_in_silence(desk: Desk, tmp_path: Path) -> None:
    rows = [
        ("姓名", "身份证号码", None, "姓名", "身份证号码"),
        ("孙一", "500241199003070010", None, "孙二", "500241199003070037"),
    ]
    file = xlsx(tmp_path / "并排.xlsx", rows)
    shown = desk.text("roster", "check", str(file), "--class", NUMBER)
    assert "并排有两份名单，只读了左边的一份" in shown


def test_text_that_is_damaged_is_not_called_a_wrong_kind(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_bytes("姓名,身份证号码\n喆喆,500241199003070010\n".encode("gb18030") + b"\xff\xff")
    assert "有些字节不是任何一种认识的编码" in desk.refusal("roster", "check", str(file), "--class", NUMBER)
