"""The lists an administrator keeps: holidays, code tables, the dictionary of occupations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.administration import click, dialog_of, name_file, section
from tests.ui.driving import is_settled, until
from trainingdesk.services import code_list, holiday, occupation
from trainingdesk.ui.dialogs.code_item import CodeItemDialog
from trainingdesk.ui.dialogs.holiday import HolidayDialog
from trainingdesk.ui.dialogs.occupation_list import OccupationEndDialog, OccupationListDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.screens.administration_codes import Codes
from trainingdesk.ui.screens.administration_holidays import Holidays
from trainingdesk.ui.screens.administration_occupations import Occupations

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_a_year_without_a_table_is_filled_and_put_back(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    async def steps() -> None:
        holidays = await section(shell, "holidays", Holidays)
        assert not holidays.unknown.isVisible()
        holidays.years.choose("2027")
        holidays.years.changed.emit("2027")
        await until(lambda: holidays.unknown.isVisible() and is_settled(shell))
        assert "2027" in holidays.unknown.text()
        click(qtbot, holidays.bar.buttons["administration.take_shipped"])
        await until(lambda: "没有 2027 年" in shell.notices.text.text())
        qtbot.keyClick(holidays, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        dialog = await dialog_of(shell, HolidayDialog)
        for field, text in ((dialog.first, "2027-10-1"), (dialog.last, "2027-9-30")):
            qtbot.keyClicks(field.editor, text)
        dialog.name.set_text("国庆节")
        click(qtbot, dialog.save_button)
        await until(dialog.refusal.text)  # the end is before the beginning, and what was typed stays
        dialog.last.line.clear()
        qtbot.keyClicks(dialog.last.editor, "2027.10.7")
        click(qtbot, dialog.save_button)
        await until(lambda: holidays.model.rowCount() == 7 and is_settled(shell))
        holidays.table.selectRow(0)
        click(qtbot, holidays.bar.buttons["administration.remove_holiday"])
        await until(lambda: holidays.model.rowCount() == 6 and is_settled(shell))

    loop.run_until_complete(steps())
    assert holiday.year_of(work, 2027).days[0].day == date(2027, 10, 2)


def test_a_mark_gets_another_name_key_and_place(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    async def steps() -> None:
        codes = await section(shell, "codes", Codes)
        codes.table.selectRow(1)
        qtbot.keyClick(codes.table, Qt.Key.Key_Return)
        dialog = await dialog_of(shell, CodeItemDialog)
        assert not dialog.core.isEnabled()
        dialog.name.set_text("晚到")
        dialog.key.set_text("C")
        click(qtbot, dialog.save_button)
        await until(dialog.refusal.text)  # C is another's
        dialog.key.set_text("w")
        click(qtbot, dialog.save_button)
        await until(lambda: codes.model.rows[1].name == "晚到" and is_settled(shell))
        click(qtbot, codes.bar.buttons["administration.move_up"])
        await until(lambda: codes.model.rows[0].name == "晚到" and is_settled(shell))
        current = codes.table.current()
        assert current is not None
        assert (current.name, current.key) == ("晚到", "W")  # the cursor went with it
        click(qtbot, codes.bar.buttons["administration.retire_code"])
        await until(lambda: "唯一在用" in shell.notices.text.text())

    loop.run_until_complete(steps())
    assert code_list.list_items(work, "attendance_marks")[0].code == "late"


def test_a_category_of_the_county_is_added_retired_and_used_again(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell
) -> None:
    async def steps() -> None:
        codes = await section(shell, "codes", Codes)
        codes.lists.choose("person_categories")
        codes.lists.changed.emit("person_categories")
        await until(lambda: codes.model.rowCount() > 7 and is_settled(shell))
        before = codes.model.rowCount()
        click(qtbot, codes.bar.buttons["administration.add_code"])
        dialog = await dialog_of(shell, CodeItemDialog)
        qtbot.keyClicks(dialog.code.editor, "returned")
        dialog.name.set_text("返乡人员")
        assert not dialog.key.isVisible()
        click(qtbot, dialog.save_button)
        await until(lambda: codes.model.rowCount() == before + 1 and is_settled(shell))
        assert codes.table.choose(codes.model.rows[-1].id)
        click(qtbot, codes.bar.buttons["administration.retire_code"])
        await until(lambda: not codes.model.rows[-1].active and is_settled(shell))
        click(qtbot, codes.bar.buttons["administration.readmit_code"])
        await until(lambda: codes.model.rows[-1].active and is_settled(shell))

    loop.run_until_complete(steps())


def test_a_shortage_list_is_looked_at_before_it_is_taken_in(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, tmp_path: Path
) -> None:
    file = tmp_path / "shortage.csv"
    file.write_text("职业编码,职业名称,紧缺程度\n9-99-01-01,虚构员,紧缺\n9-99,半个,\n", encoding="utf-8")

    async def steps() -> None:
        occupations = await section(shell, "occupations", Occupations)
        click(qtbot, occupations.bar.buttons["administration.import_occupations"])
        await name_file(qtbot, shell, file)
        dialog = await dialog_of(shell, OccupationListDialog)
        dialog.valid_from.set_text("2026-7-1")
        click(qtbot, dialog.save_button)
        question = await dialog_of(shell, Question)
        assert "新增 1 个" in question.words.text()
        assert "1 行有错" in question.words.text()
        click(qtbot, question.buttons["take"])
        await until(lambda: "已导入 1 个" in shell.notices.text.text() and is_settled(shell))
        occupations.search.setText("虚构")
        await until(lambda: [row.name for row in occupations.model.rows] == ["虚构员"] and is_settled(shell))
        occupations.table.selectRow(0)
        qtbot.keyClick(occupations.table, Qt.Key.Key_Return)
        end = await dialog_of(shell, OccupationEndDialog)
        qtbot.keyClicks(end.last.editor, "2026-9-30")
        click(qtbot, end.save_button)
        await until(lambda: occupations.model.rows[0].valid_to == date(2026, 9, 30) and is_settled(shell))

    loop.run_until_complete(steps())
    (made,) = occupation.list_occupations(work, text="虚构员")
    assert (made.version, made.shortage, made.valid_from) == ("2026", "紧缺", date(2026, 7, 1))
