"""The overview: steps drawn, what is missing by its clause, one button onward, and whom a cancelled class lets go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from tests.services.county import County, as_user, make_class, make_county, make_ready
from tests.ui.classes import dialog_of, save, tab_of
from tests.ui.driving import is_settled, until
from trainingdesk.domain.access import Role
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import training_class
from trainingdesk.ui.dialogs.class_details import ClassDialog
from trainingdesk.ui.dialogs.class_step import StepDialog
from trainingdesk.ui.screens.class_overview import ClassOverview

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def state_of(work: Work, class_id: str) -> ClassState:
    return training_class.class_page(work, class_id).head.state


def button(tab: ClassOverview, to: ClassState) -> QPushButton:
    found = tab.findChild(QPushButton, f"to-{to}")
    assert isinstance(found, QPushButton)
    return found


def approved(work: Work, county: County) -> str:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    training_class.advance(as_user(work, "审核", Role.REVIEWER), class_id, ClassState.APPROVED)
    return class_id


def test_the_next_step_is_one_button(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "overview", ClassOverview)
        assert tab.lacking_title.text() == "下一步：已报送，可以办理"
        qtbot.mouseClick(button(tab, ClassState.SUBMITTED), Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell) and state_of(work, class_id) is ClassState.SUBMITTED)
        assert tab.steps.accessibleName() == "已报送"
        assert "已报送" in tab.past.text()

    loop.run_until_complete(steps())


def test_missing_items_stand_under_the_clause_that_asks_for_them(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    class_id = make_class(work, county)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "overview", ClassOverview)
        lines = tab.lacking.text().splitlines()
        assert lines[-1].startswith("依据：关于进一步规范")
        assert "✗ 花名册里还没有学员。" in lines
        assert "✗ 没有提交机构承诺书。" in lines

    loop.run_until_complete(steps())


def test_facts_are_names(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County) -> None:
    class_id = make_class(work, county, division="500241003006")

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "overview", ClassOverview)
        words = {one.text() for one in tab.findChildren(QLabel)}
        assert {"养老护理员", "秀山启航职业技能培训学校", "线下集中", "李老师", "一号教室", "测试规则包"} <= words

    loop.run_until_complete(steps())


def test_cancelling_lists_whom_it_lets_go_and_then_whom_to_notify(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    class_id = approved(work, county)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "overview", ClassOverview)
        assert not tab.notified.isVisible()
        qtbot.mouseClick(button(tab, ClassState.CANCELLED), Qt.MouseButton.LeftButton)
        dialog = await dialog_of(shell, StepDialog)
        assert [one.name for one in dialog.people.model.rows] == ["田甲", "田乙"]
        dialog.save_button.click()
        assert dialog.reason.problem_label.isVisible()
        dialog.reason.set_text("教师生病")
        await save(shell, dialog)
        assert state_of(work, class_id) is ClassState.CANCELLED
        assert tab.notified.isVisible()
        assert [one.name for one in tab.notified.model.rows] == ["田甲", "田乙"]
        assert tab.lacking_title.text() == "这个班级没有后续步骤。"
        assert "教师生病" in tab.past.text()

    loop.run_until_complete(steps())


def test_the_page_opens_its_form(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    class_id = make_class(work, county)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "overview", ClassOverview)
        qtbot.keyClick(tab, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        dialog = await dialog_of(shell, ClassDialog)
        await until(dialog._panel.number.text)
        assert dialog._panel.number.text() == "500241-2026-001"
        dialog.inputs["name"].set_text("桐乡村护理班")
        await save(shell, dialog)
        assert shell.head.title.text() == "桐乡村护理班"

    loop.run_until_complete(steps())
