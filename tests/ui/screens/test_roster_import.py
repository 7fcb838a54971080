"""The import screen: every messy sample, what its rows say, and what can be changed before anything is written."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QPushButton

from tests.services.people import number
from tests.services.roster_class import make_class
from tests.ui.driving import is_settled, until, visit
from trainingdesk.services import enrollment, person, roster
from trainingdesk.services.import_result import Outcome
from trainingdesk.services.undo import undo
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.notices import Notice, Severity
from trainingdesk.ui.screens.import_screen import free_place
from trainingdesk.ui.screens.import_table import LOOK_AT
from trainingdesk.ui.screens.roster_import import RosterImportScreen
from trainingdesk.ui.widgets.dropping import CLIPBOARD, as_part

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

    Steps = Callable[["Clerk"], Coroutine[None, None, None]]
    Play = Callable[[Steps], None]

#: File, new rows, rows that come back by number, encoding that is shown.
SAMPLES = [
    ("township_roster.xlsx", 38, {14: "✕ 错误", 17: "⧉ 重复", 20: "✕ 错误", 25: "✕ 错误", 31: "✕ 错误"}, None),
    ("two_header_rows.xlsx", 36, {12: "✕ 错误", 18: "✕ 错误"}, None),
    ("old_excel.xls", 36, {12: "✕ 错误", 18: "✕ 错误"}, None),
    ("from_old_system.csv", 30, {}, "GB18030"),
    ("english_headings_utf8.csv", 25, {}, "UTF-8"),
]


class Clerk:
    """Somebody at the import screen."""

    def __init__(self, qtbot: QtBot, shell: Shell, screen: RosterImportScreen) -> None:
        self.qtbot, self.shell, self.screen = qtbot, shell, screen
        self.news: list[Notice] = []
        shell.place.notices.shown.connect(self.news.append)

    async def settle(self) -> None:
        await until(lambda: is_settled(self.shell))

    async def take(self, path: Path) -> None:
        """Drop a file on the screen."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        self.screen.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, key))
        await self.settle()

    async def import_rows(self) -> None:
        self.qtbot.mouseClick(self.screen.preview.import_button, Qt.MouseButton.LeftButton)
        await self.settle()

    def outcomes(self) -> dict[int, str]:
        model = self.screen.preview.model
        return {row.line.row: model.text(row, model.columns[1]) for row in model.rows}

    def reasons(self, at: int) -> str:
        return " ".join(next(row for row in self.screen.preview.rows if row.line.row == at).reasons)

    async def pick(self, heading: str, field: str) -> None:
        box = self.screen.preview.panel.boxes[heading]
        box.setCurrentIndex(box.findData(field))
        box.activated.emit(box.currentIndex())
        await self.settle()


@pytest.fixture
def class_id(work: Work) -> str:
    return make_class(work)


@pytest.fixture
def play(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, class_id: str) -> Play:
    async def at_screen(steps: Steps) -> None:
        screen = await visit(shell, Destination("roster_import", class_id))
        assert isinstance(screen, RosterImportScreen)
        await steps(Clerk(qtbot, shell, screen))

    return lambda steps: loop.run_until_complete(at_screen(steps))


@pytest.mark.parametrize(("name", "new", "back", "encoding"), SAMPLES, ids=[one[0] for one in SAMPLES])
def test_every_sample_goes_in_and_says_of_each_row_what_becomes_of_it(
    play: Play, shared: Path, tmp_path: Path, name: str, new: int, back: dict[int, str], encoding: str | None
) -> None:
    path = tmp_path / name
    shutil.copy(shared / "rosters" / name, path)

    async def steps(clerk: Clerk) -> None:
        preview = clerk.screen.preview
        await clerk.take(path)
        shown = clerk.outcomes()
        assert {row: words for row, words in shown.items() if words[0] in "✕⧉"} == back
        assert sum(words == "＋ 新增" for words in shown.values()) == new
        assert all(clerk.reasons(row) for row in back)
        assert preview.encoding.isVisible() is (encoding is not None)
        assert encoding is None or preview.encoding.currentText() == encoding
        assert preview.import_button.text() == f"导入无误的 {new} 行"
        await clerk.import_rows()
        assert clerk.screen.done is not None
        assert clerk.screen.done.written == new
        returned = tmp_path / f"{path.stem}-退回.xlsx"
        assert returned.exists() is bool(back)
        await clerk.take(path)
        again = clerk.outcomes()
        assert not [row for row, words in again.items() if words in {"＋ 新增", "✎ 更新"}]

    play(steps)


def test_another_file_is_offered_once_there_was_one(play: Play, shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    shutil.copy(shared / "rosters" / "two_header_rows.xlsx", path)

    def offered(clerk: Clerk) -> list[QPushButton]:
        return clerk.shell.head.tools.findChildren(QPushButton, "screen_import.another")

    async def steps(clerk: Clerk) -> None:
        assert not offered(clerk)
        assert clerk.screen.start.undo_bar.isHidden()
        await clerk.take(path)
        (button,) = offered(clerk)
        clerk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await clerk.settle()
        assert clerk.screen.start.isVisible()
        assert not offered(clerk)

    play(steps)


def test_five_thousand_rows_are_looked_through_and_can_be_left(play: Play, shared: Path) -> None:
    async def steps(clerk: Clerk) -> None:
        await clerk.take(shared / "rosters" / "five_thousand.xlsx")
        assert len(clerk.screen.preview.rows) == 5000
        clerk.screen.take(shared / "rosters" / "five_thousand.xlsx")
        clerk.qtbot.mouseClick(clerk.screen.preview.cancel_button, Qt.MouseButton.LeftButton)
        await clerk.settle()
        assert clerk.screen.asked is None
        assert clerk.screen.start.isVisible()

    play(steps)


def test_the_chips_count_and_filter(play: Play, shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    shutil.copy(shared / "rosters" / "township_roster.xlsx", path)

    async def steps(clerk: Clerk) -> None:
        await clerk.take(path)
        chips = clerk.screen.preview.chips
        chips.choose(Outcome.ERROR.value)
        chips.changed.emit(chips.value)
        assert list(clerk.outcomes()) == [14, 20, 25, 31]
        chips.choose(Outcome.CHANGED.value)
        chips.changed.emit(chips.value)
        assert clerk.outcomes() == {}
        assert clerk.screen.preview.list.empty.isVisible()

    play(steps)


def test_another_encoding_is_shown_at_once(play: Play, shared: Path) -> None:
    async def steps(clerk: Clerk) -> None:
        preview = clerk.screen.preview
        await clerk.take(shared / "rosters" / "from_old_system.csv")
        names = [row.line.name for row in preview.rows]
        preview.encoding.setCurrentIndex(preview.encoding.findText("UTF-8"))
        preview.encoding.activated.emit(preview.encoding.currentIndex())
        await clerk.settle()
        assert "不是用" in preview.list.empty.words.text()
        assert not preview.import_button.isEnabled()
        preview.encoding.setCurrentIndex(preview.encoding.findText("GB18030"))
        preview.encoding.activated.emit(preview.encoding.currentIndex())
        await clerk.settle()
        assert [row.line.name for row in preview.rows] == names

    play(steps)


def test_headings_that_nobody_knows_are_explained_and_remembered_for_the_sender(
    play: Play, work: Work, class_id: str, tmp_path: Path
) -> None:
    path, later = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text(f"谁,哪张证,怎么找\n张三,{number(1)},13800138000\n", encoding="utf-8")
    later.write_text(f"谁,哪张证,怎么找\n李四,{number(2)},13800138001\n", encoding="utf-8")

    async def steps(clerk: Clerk) -> None:
        preview = clerk.screen.preview
        await clerk.take(path)
        assert list(preview.panel.boxes) == ["谁", "哪张证", "怎么找"]
        assert not preview.import_button.isEnabled()
        await clerk.pick("谁", "name")
        await clerk.pick("哪张证", "document_number")
        assert clerk.outcomes() == {2: "＋ 新增"}
        await clerk.pick("怎么找", "phone")
        await clerk.import_rows()
        await clerk.take(later)
        assert clerk.outcomes() == {2: "＋ 新增"}

    play(steps)
    (line,) = enrollment.roll_of(work, class_id)
    assert (line.name, line.phone) == ("张三", "138****8000")


def test_cells_are_pasted_and_never_lie_on_the_disk(play: Play, work: Work, class_id: str, tmp_path: Path) -> None:
    QGuiApplication.clipboard().setText(f"姓名\t身份证号码\n张三\t{number(1)}\n李四\t5.00241E+17\n")
    before = set(tmp_path.rglob("*"))

    async def steps(clerk: Clerk) -> None:
        clerk.shell.go(Destination("roster_import", class_id, CLIPBOARD))
        await until(lambda: clerk.screen.preview.rows)
        await clerk.settle()
        assert clerk.outcomes() == {2: "＋ 新增", 3: "✕ 错误"}
        assert "丢失" in clerk.reasons(3)
        clerk.screen.send_back_to(tmp_path / "back.xlsx")
        await clerk.import_rows()

    play(steps)
    assert [line.name for line in enrollment.roll_of(work, class_id)] == ["张三"]
    readable = [path for path in set(tmp_path.rglob("*")) - before if path.suffix not in {".xlsx", ".tdb"}]
    assert not [path for path in readable if path.is_file() and number(1).encode() in path.read_bytes()]


def test_people_alike_are_said_and_go_in(play: Play, work: Work, tmp_path: Path) -> None:
    person.add_person(work, person.PersonDetails(name="张三", document_number=number(1), phone="13800138000"))
    path = tmp_path / "a.csv"
    path.write_text(f"姓名,身份证号码,电话\n张三,{number(3)},13800138000\n", encoding="utf-8")

    async def steps(clerk: Clerk) -> None:
        await clerk.take(path)
        chips = clerk.screen.preview.chips
        chips.choose(LOOK_AT)
        chips.changed.emit(LOOK_AT)
        assert clerk.outcomes() == {2: "＋ 新增"}
        assert "按新人员处理" in clerk.reasons(2)

    play(steps)


def test_the_sheet_is_chosen_where_there_are_several(play: Play, shared: Path) -> None:
    async def steps(clerk: Clerk) -> None:
        preview = clerk.screen.preview
        await clerk.take(shared / "rosters" / "two_header_rows.xlsx")
        assert preview.sheet.isVisible()
        used = preview.rows[0].line.sheet
        other = next(at for at in range(1, preview.sheet.count()) if preview.sheet.itemText(at) != used)
        preview.sheet.setCurrentIndex(other)
        preview.sheet.activated.emit(other)
        await clerk.settle()
        assert preview.rows == ()
        assert "没有找到花名册" in preview.list.empty.words.text()

    play(steps)


def test_a_file_that_is_no_table_and_an_empty_clipboard_are_refused_in_words(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "photo.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)

    async def steps(clerk: Clerk) -> None:
        await clerk.take(path)
        assert "不是表格文件" in clerk.screen.preview.list.empty.words.text()
        clerk.screen.begin_anew()
        QGuiApplication.clipboard().clear()
        clerk.qtbot.mouseClick(clerk.screen.start.bar.buttons["screen_import.paste"], Qt.MouseButton.LeftButton)
        assert clerk.news[-1].severity is Severity.REFUSED

    play(steps)


def test_the_history_takes_a_whole_import_back(play: Play, work: Work, class_id: str, shared: Path) -> None:
    roster.import_roster(work, class_id, shared / "rosters" / "english_headings_utf8.csv")

    async def steps(clerk: Clerk) -> None:
        start = clerk.screen.start
        clerk.screen.refresh()
        await clerk.settle()
        (line,) = start.model.rows
        assert (line.file_name, line.counts["new"], line.undone) == ("english_headings_utf8.csv", 25, False)
        button = start.undo_bar.buttons["screen_import.undo"]
        start.table.selectRow(0)
        clerk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: start.model.rows[0].undone)
        await clerk.settle()
        assert not button.isEnabled()

    play(steps)
    assert enrollment.roll_of(work, class_id) == ()


def test_a_place_for_what_comes_back_never_takes_somebody_elses_file(tmp_path: Path) -> None:
    source = tmp_path / "青山镇.xlsx"
    assert free_place(source, "-退回") == tmp_path / "青山镇-退回.xlsx"
    (tmp_path / "青山镇-退回.xlsx").touch()
    assert free_place(tmp_path / "青山镇-退回.xlsx", "-退回") == tmp_path / "青山镇-退回2.xlsx"


def test_what_is_named_by_a_destination_is_read(play: Play, shared: Path, class_id: str) -> None:
    path = shared / "rosters" / "english_headings_utf8.csv"

    async def steps(clerk: Clerk) -> None:
        clerk.shell.go(Destination("roster_import", class_id, as_part(path)))
        await until(lambda: clerk.screen.preview.rows)
        await clerk.settle()
        assert len(clerk.outcomes()) == 25

    play(steps)


def test_the_result_says_so_where_nothing_changed_and_offers_no_undo(
    play: Play, work: Work, class_id: str, shared: Path
) -> None:
    path = shared / "rosters" / "english_headings_utf8.csv"
    undone = roster.import_roster(work, class_id, path).changes.change_set
    undo(work, undone)
    roster.import_roster(work, class_id, path)

    async def steps(clerk: Clerk) -> None:
        await clerk.take(path)
        assert not clerk.screen.preview.import_button.isEnabled()

    play(steps)
