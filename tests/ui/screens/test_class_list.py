"""The list of classes: how each stands, what narrows it and is remembered, and classes made, changed and copied from it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.services.county import County, as_user, make_class, make_county, make_ready
from tests.ui.classes import dialog_of, save
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Role
from trainingdesk.services import enrollment, institution, training_class
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.class_copy import CopyClassDialog
from trainingdesk.ui.dialogs.class_details import ClassDialog
from trainingdesk.ui.screens.class_list import ClassList
from trainingdesk.ui.screens.class_page import ClassPage

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


async def listed(shell: Shell) -> ClassList:
    screen = await visit(shell, Destination("classes"))
    assert isinstance(screen, ClassList)
    return screen


def text(screen: ClassList, at: int, key: str) -> str:
    column = next(one for one in screen.model.columns if one.key == key)
    return screen.model.text(screen.model.row(at), column)


def test_a_line_says_how_a_class_stands(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    make_class(work, county, division="500241003006")

    async def steps() -> None:
        screen = await listed(shell)
        assert text(screen, 0, "state") == "草稿"
        assert text(screen, 0, "dates") == "2026-11-02 – 11-13"
        assert text(screen, 0, "place").startswith("平凯街道")
        assert text(screen, 0, "enrolled") == "0/30"
        assert text(screen, 0, "missing").endswith("花名册里还没有学员。")
        column = next(one for one in screen.model.columns if one.key == "missing")
        assert column.hint is not None
        assert "没有提交机构承诺书" in (column.hint(screen.model.row(0)) or "")

    loop.run_until_complete(steps())


def test_fields_narrow_the_list_and_are_remembered(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    make_class(work, county, division="500241003006")
    make_class(work, county, division="500241106001", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 11))

    async def steps() -> None:
        screen = await listed(shell)
        assert screen.model.rowCount() == 2
        for name, value, left in (
            ("town", "500241003000", 1),
            ("month", "2026-12", 0),
            ("town", "", 1),
            ("occupation", "4-10-01-05", 1),
            ("institution", county.school, 1),
        ):
            screen.filters.fields[name].set_text(value)
            await until(lambda left=left: is_settled(shell) and screen.model.rowCount() == left)
        assert shell.place.memory.get("classes.filters")["month"] == "2026-12"
        again = ClassList(shell.place, Destination("classes"))
        assert again.filters.wanted().first_day == date(2026, 12, 1)
        again.deleteLater()

    loop.run_until_complete(steps())


def test_a_class_is_made_from_a_course_with_what_the_rules_say(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    async def steps() -> None:
        screen = await listed(shell)
        assert "新建班级" in screen.list.empty.words.text()
        screen.list.empty.button.click()
        dialog = await dialog_of(shell, ClassDialog)
        assert "选好" in dialog._panel.policy.text()
        dialog.inputs["course_id"].set_text(county.course)
        await until(lambda: dialog.inputs["starts_on"].text() == "2026-11-02")
        assert dialog.inputs["capacity"].text() == "40"
        dialog.inputs["institution_id"].set_text(county.school)
        await until(dialog._panel.number.text)
        assert dialog._panel.number.text() == "500241-2026-001"
        assert "测试规则包" in dialog._panel.policy.text()
        await save(shell, dialog)
        await until(lambda: isinstance(shell.shown, ClassPage) and is_settled(shell))
        (line,) = training_class.list_classes(work)
        assert (line.number, line.starts_on, line.ends_on) == (
            "500241-2026-001", date(2026, 11, 2), date(2026, 11, 6),
        )  # fmt: skip

    loop.run_until_complete(steps())


def test_a_provider_that_may_not_is_named_while_typing(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    other = institution.add_institution(work, institution.InstitutionDetails(name="无资格学校")).row

    async def steps() -> None:
        screen = await listed(shell)
        screen.doing.new()
        dialog = await dialog_of(shell, ClassDialog)
        dialog.inputs["course_id"].set_text(county.course)
        dialog.inputs["institution_id"].set_text(other)
        await until(dialog._panel.refusal.text)
        assert "无资格学校" in dialog._panel.refusal.text()
        dialog.save_button.click()
        await until(dialog.refusal.isVisible)
        assert training_class.list_classes(work) == ()
        dialog.form.remember()
        dialog.reject()

    loop.run_until_complete(steps())


def test_f2_changes_a_class_and_what_was_applied_for_stays(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, training_class.ClassState.SUBMITTED)

    async def steps() -> None:
        screen = await listed(shell)
        screen.table.selectRow(0)
        qtbot.keyClick(screen.table, Qt.Key.Key_F2)
        dialog = await dialog_of(shell, ClassDialog)
        assert not dialog.inputs["capacity"].isEnabled()
        assert dialog.inputs["note"].isEnabled()
        dialog.inputs["note"].set_text("县里的示范班")
        await save(shell, dialog)
        assert training_class.class_page(work, class_id).head.note == "县里的示范班"

    loop.run_until_complete(steps())


def test_a_class_is_copied_with_its_roster(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)

    async def steps() -> None:
        screen = await listed(shell)
        screen.table.selectRow(0)
        screen.doing.copy()
        dialog = await dialog_of(shell, CopyClassDialog)
        assert dialog.first.text() == "2026-11-16"
        dialog.roster.box.setChecked(True)
        await save(shell, dialog)
        await until(lambda: isinstance(shell.shown, ClassPage) and is_settled(shell))
        copied = shell.shown
        assert isinstance(copied, ClassPage)
        assert len(enrollment.roll_of(work, copied.class_id)) == 2
        assert "500241-2026-002" in copied.facts.text()

    loop.run_until_complete(steps())


def test_a_reviewer_makes_no_classes(qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme) -> None:
    made = shell_of(qtbot, as_user(work, "审核", Role.REVIEWER), theme)
    shell = next(made)

    async def steps() -> None:
        screen = await listed(shell)
        needed = {command.id: command.needs for command in screen.commands()}
        assert not any(shell.place.may(needs) for needs in needed.values() if needs is not None)
        assert not hasattr(screen.list.empty, "button")

    loop.run_until_complete(steps())
    assert next(made, None) is None
