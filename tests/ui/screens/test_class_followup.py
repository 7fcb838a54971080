"""What became of people after a class: written down one after the other by keyboard, and until when it is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.services import claimed_class
from tests.ui.classes import dialog_of, save, tab_of
from tests.ui.driving import until
from trainingdesk.services import followup
from trainingdesk.ui.dialogs.followup import FollowupDialog
from trainingdesk.ui.screens.class_followup import ClassFollowup

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_people_are_followed_up_one_after_the_other(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = claimed_class.make(work, clock, people=3, failed=frozenset({2}))

    async def steps() -> None:
        tab = await tab_of(shell, made.class_id, "followup", ClassFollowup)
        assert tab.sum.text() == "共 3 人，已核实 0 人，其中已就业 0 人；待跟踪 3 人　请在 2027-01-21 前完成"
        qtbot.keyClick(tab.table, Qt.Key.Key_F2)
        dialog = await dialog_of(shell, FollowupDialog)
        dialog.submit()
        assert dialog.since.problem_label.isVisible()
        dialog.since.set_text("2026-10-18")
        dialog.submit()
        await until(lambda: dialog.refusal.isVisible() and dialog.save_button.isEnabled())
        assert dialog.refusal.text().startswith("就业日期 2026-10-18 早于开班日期")
        dialog.employer.set_text("和安家政公司")
        dialog.since.set_text("2026-11-01")
        await save(shell, dialog)
        qtbot.keyClick(tab.table, Qt.Key.Key_Return)
        dialog = await dialog_of(shell, FollowupDialog)
        dialog.employed.set_text("no")
        assert not dialog.employer.isVisible()
        dialog.method.set_text("visit")
        await save(shell, dialog)
        current = tab.table.current()
        assert current is not None
        assert current.enrollment_id == made.enrollments[2]
        assert tab.sum.text().startswith("共 3 人，已核实 2 人，其中已就业 1 人；待跟踪 1 人")
        tab.table.choose(made.enrollments[0])
        assert tab.past.text().splitlines()[1:] == ["2026-11-02　电话　已就业　和安家政公司　2026-11-01 起"]

    loop.run_until_complete(steps())
    first, second, third = (one.latest for one in followup.followups_of_class(work, made.class_id))
    assert first is not None
    assert (first.employed_on, first.employer_name, first.method) == (date(2026, 11, 1), "和安家政公司", "phone")
    assert second is not None
    assert (second.employed, second.employed_on, second.method) == (False, None, "visit")
    assert third is None


def test_who_was_not_asked_in_time_is_overdue(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = claimed_class.make(work, clock, people=1)
    clock.now += timedelta(days=100)

    async def steps() -> None:
        tab = await tab_of(shell, made.class_id, "followup", ClassFollowup)
        assert tab.sum.text().endswith("⚠ 跟踪期限 2027-01-21 已过")
        assert tab.model.text(tab.model.row(0), tab.model.columns[3]) == "⚠ 逾期未跟踪"
        tab.shown.choose("employed")
        tab.shown.changed.emit("employed")
        assert tab.model.rowCount() == 0  # nobody is employed
        assert not tab.bar.buttons["screen_followup.record"].isEnabled()

    loop.run_until_complete(steps())
