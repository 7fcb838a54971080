"""The catalogue by keys and clicks: kinds, filter, panel, forms, retiring, and the life of a platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from tests.at_desk import join_centre
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from tests.ui.joined import exchange_all
from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.online_platform import PlatformState, PlatformStep
from trainingdesk.services import course, institution, online_platform, teaching, undo
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.online_platform import PlatformDetails
from trainingdesk.services.sync_state import as_of
from trainingdesk.services.teaching import InstructorDetails, VenueDetails
from trainingdesk.services.work import Worker
from trainingdesk.ui.catalogue_kinds import KINDS, Kind, Look
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.catalogue_approval import ApprovalDialog, WithdrawalDialog
from trainingdesk.ui.dialogs.catalogue_entry import CatalogueEntryDialog
from trainingdesk.ui.dialogs.catalogue_platform_step import PlatformStepDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.screens.catalogue import Catalogue
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme

CODE = "52500241MJ1000001R"
ODD_CODE = "52500241MJ1000000N"  # the organization code inside fails its own check
SCHOOL = "秀山启航职业技能培训学校"
D = TypeVar("D", bound=QDialog)
COURSE = CourseDetails(
    code="YL5", name="养老护理员", training_type="13", level="5", theory_periods=16, practice_periods=24
)


async def catalogue(shell: Shell, part: str = "institution", subject: str | None = None) -> Catalogue:
    screen = await visit(shell, Destination("catalogue", subject, part))
    assert isinstance(screen, Catalogue)
    return screen


async def dialog_of(shell: Shell, kind: type[D]) -> D:
    await until(lambda: shell.findChildren(kind))
    (dialog,) = shell.findChildren(kind)
    await until(dialog.isVisible)
    return dialog


def names(screen: Catalogue) -> list[str]:
    return [row.name for row in screen.list.model.rows]


def listed(work: Work, name: str = "云课堂") -> str:
    row = online_platform.add_platform(work, PlatformDetails(name=name, operator="云公司")).row
    reviewer = replace(work, worker=Worker("reviewer", "老张", frozenset({Role.REVIEWER})))
    for to in (PlatformState.IN_REVIEW, PlatformState.LISTED):
        step = PlatformStep(to=to, day=date(2026, 10, 20), result="材料齐全")
        online_platform.review_platform(reviewer, row, step)
    return row


def test_every_kind_has_its_chip_and_says_what_to_do_when_it_is_empty(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell
) -> None:
    async def steps() -> None:
        screen = await catalogue(shell)
        for kind in KINDS:
            qtbot.mouseClick(screen.chips._buttons[kind.name], Qt.MouseButton.LeftButton)
            await until(lambda: is_settled(shell))
            assert screen.kind is kind
            assert "Ctrl+N" in screen.list.empty.words.text()
            assert shell.place.say(kind.sentence) in screen.list.empty.words.text()

    loop.run_until_complete(steps())


def test_what_is_typed_narrows_the_list(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    institution.add_institution(work, InstitutionDetails(name=SCHOOL, uscc=CODE))
    institution.add_institution(work, InstitutionDetails(name="Other school"))

    async def steps() -> None:
        screen = await catalogue(shell)
        assert len(names(screen)) == 2
        screen.search.setFocus()
        qtbot.keyClicks(screen.search, CODE[:8])
        await until(lambda: is_settled(shell))
        assert names(screen) == [SCHOOL]
        qtbot.keyClicks(screen.search, "x")
        assert names(screen) == []
        assert "Esc" in screen.list.empty.words.text()
        qtbot.keyClick(screen.search, Qt.Key.Key_Escape)
        await until(lambda: is_settled(shell))
        assert len(names(screen)) == 2

    loop.run_until_complete(steps())


def test_the_panel_tells_of_the_chosen_row_and_says_what_ends_soon(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    row = institution.add_institution(work, InstitutionDetails(name=SCHOOL, licence_until=date(2026, 11, 3))).row
    institution.approve_occupation(work, row, occupation_code="4-10-01-05", highest_level="3", capacity=100)
    institution.add_institution(work, InstitutionDetails(name="过期学校", licence_until=date(2026, 10, 1), note="两处"))

    async def steps() -> None:
        screen = await catalogue(shell, subject=row)
        said = screen.panel.text()
        assert "办学许可证还有 14 天到期" in said
        assert "2026-11-03（还有 14 天）" in said
        assert "养老护理员 4-10-01-05　最高等级：三级 · 同时不超过 100 人" in said
        screen.list.table.choose(next(one.id for one in screen.list.model.rows if one.name == "过期学校"))
        await until(lambda: is_settled(shell) and "过期学校" in screen.panel.text())
        assert "办学许可证已过期 19 天" in screen.panel.text()
        assert "两处" in screen.panel.text()
        (column,) = [one for one in screen.list.model.columns if one.key == "licence_until"]
        assert column.tone is not None
        assert column.tone(screen.list.table.current()) is Tone.DANGER

    loop.run_until_complete(steps())


def test_a_new_institution_is_entered_and_chosen(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    async def steps() -> None:
        screen = await catalogue(shell)
        (command,) = (one for one in screen.commands() if one.id == "screen_catalogue.new")
        command.run()
        dialog = await dialog_of(shell, CatalogueEntryDialog)
        dialog.inputs["name"].set_text(SCHOOL)
        field = dialog.inputs["uscc"]
        qtbot.keyClicks(field.editor, ODD_CODE[:-1] + "1")
        dialog.save_button.click()
        assert field.problem() is not None
        assert institution.list_institutions(work) == ()
        qtbot.keyClick(field.editor, Qt.Key.Key_Backspace)
        qtbot.keyClicks(field.editor, ODD_CODE[-1])
        assert "组织机构代码" in dialog.read_label.text()
        dialog.save_button.click()
        await until(lambda: names(screen) == [SCHOOL] and is_settled(shell))
        assert SCHOOL in screen.panel.text()
        assert ODD_CODE in screen.panel.text()

    loop.run_until_complete(steps())


def test_editing_keeps_what_the_list_does_not_show(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    user = work.worker.user_id
    details = InstructorDetails(name="田老师", employment="part_time", user_id=user, startup_pool=True)
    row = teaching.add_instructor(work, details).row

    async def steps() -> None:
        screen = await catalogue(shell, "instructor")
        qtbot.keyClick(screen.list.table, Qt.Key.Key_Return)
        dialog = await dialog_of(shell, CatalogueEntryDialog)
        dialog.inputs["subjects"].set_text("养老护理")
        dialog.save_button.click()
        await until(lambda: is_settled(shell) and "养老护理" in screen.panel.text())
        assert teaching.instructor_details(work, row) == replace(details, subjects="养老护理")

    loop.run_until_complete(steps())


def test_a_course_is_changed_but_its_code_is_fixed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    course.add_course(work, replace(COURSE, delivery_modes="F2F;OLD"))

    async def steps() -> None:
        screen = await catalogue(shell, "course")
        assert "线下集中" in screen.panel.text()
        qtbot.keyClick(screen, Qt.Key.Key_F2)
        dialog = await dialog_of(shell, CatalogueEntryDialog)
        assert not dialog.inputs["code"].isEnabled()
        dialog.inputs["delivery_modes"].boxes["OMO"].click()  # type: ignore[attr-defined]
        dialog.inputs["theory_periods"].set_text("20")
        dialog.save_button.click()
        await until(lambda: is_settled(shell) and "线上线下相结合" in screen.panel.text())
        (row,) = course.list_courses(work)
        assert (row.theory_periods, row.delivery_modes, row.version) == (20, "F2F;OMO;OLD", 1)

    loop.run_until_complete(steps())


def test_a_course_is_given_points_to_pass_of_its_own(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    course.add_course(work, replace(COURSE, pass_points_theory=800))

    async def steps() -> None:
        screen = await catalogue(shell, "course")
        qtbot.keyClick(screen, Qt.Key.Key_F2)
        dialog = await dialog_of(shell, CatalogueEntryDialog)
        theory, practice = dialog.inputs["pass_points_theory"], dialog.inputs["pass_points_practice"]
        assert (theory.text(), practice.text()) == ("80", "")
        practice.set_text("65.25")
        dialog.save_button.click()
        assert practice.problem() is not None
        theory.set_text("")
        practice.set_text("65.5")
        dialog.save_button.click()
        await until(lambda: is_settled(shell) and "65.5" in screen.panel.text())

    loop.run_until_complete(steps())
    (row,) = course.list_courses(work)
    assert (row.pass_points_theory, row.pass_points_practice) == (None, 655)


def test_a_venue_is_retired_after_a_question_and_used_again(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    teaching.add_venue(work, VenueDetails(name="溶溪镇教学点", capacity=60))

    async def steps() -> None:
        screen = await catalogue(shell, "venue")
        buttons = screen.panel.buttons.buttons
        assert not buttons["screen_catalogue.readmit"].isVisible()
        for answer, state in (("keep", "active"), ("retire", "retired")):
            buttons["screen_catalogue.retire"].click()
            question = await dialog_of(shell, Question)
            question.buttons[answer].click()
            await until(lambda: not shell.findChildren(Question) and is_settled(shell))
            assert [one.status for one in teaching.list_venues(work)] == [state]
        await until(buttons["screen_catalogue.readmit"].isVisible)
        assert not buttons["screen_catalogue.retire"].isVisible()
        buttons["screen_catalogue.readmit"].click()
        await until(lambda: is_settled(shell) and buttons["screen_catalogue.retire"].isVisible())
        assert [one.status for one in teaching.list_venues(work)] == ["active"]

    loop.run_until_complete(steps())


def test_a_platform_shows_its_life_and_takes_its_next_step(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    row = listed(work)

    async def steps() -> None:
        screen = await catalogue(shell, "platform", row)
        said = screen.panel.text().replace("\u00a0", " ")
        assert "✓ 申请 → ✓ 审核 → ● 入目录 → 评价 → 整改 → 退出" in said
        assert "2026-10-20 入目录：审核中 → 已入目录" in said
        assert "结果：材料齐全" in said
        screen.panel.buttons.buttons["screen_catalogue.step_on"].click()
        dialog = await dialog_of(shell, PlatformStepDialog)
        assert [dialog.to.box.itemData(at) for at in range(dialog.to.box.count())] == [
            PlatformState.IN_EVALUATION,
            PlatformState.RECTIFYING,
            PlatformState.EXITED,
        ]
        dialog.to.set_text(PlatformState.RECTIFYING)
        assert dialog.reason_wanted.isVisible()
        dialog.save_button.click()
        assert dialog.reason.problem() is not None
        qtbot.keyClicks(dialog.reason.area, "no logs")
        dialog.save_button.click()
        await until(lambda: is_settled(shell) and "整改中" in screen.panel.state.text())
        assert "理由：no logs" in screen.panel.text()

    loop.run_until_complete(steps())


def test_a_reviewer_takes_steps_but_changes_nothing(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme
) -> None:
    listed(work)
    reviewer = replace(work, worker=Worker("reviewer", "老张", frozenset({Role.REVIEWER})))

    async def steps(shell: Shell) -> None:
        screen = await catalogue(shell, "platform")
        assert set(screen.panel.buttons.buttons) == {"screen_catalogue.step_on"}
        qtbot.keyClick(screen.list.table, Qt.Key.Key_Return)
        await until(lambda: is_settled(shell))
        assert not shell.findChildren(CatalogueEntryDialog)

    for shell in shell_of(qtbot, reviewer, theme):
        loop.run_until_complete(steps(shell))


def test_a_step_that_is_refused_stays_in_the_dialog(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    row = listed(work)
    online_platform.review_platform(work, row, PlatformStep(to=PlatformState.IN_EVALUATION, day=date(2026, 10, 20)))

    async def steps() -> None:
        screen = await catalogue(shell, "platform")
        screen.panel.buttons.buttons["screen_catalogue.step_on"].click()
        dialog = await dialog_of(shell, PlatformStepDialog)
        dialog.save_button.click()
        await until(dialog.refusal.isVisible)
        assert "得分" in dialog.refusal.text()
        dialog.score.set_text("92")
        dialog.save_button.click()
        await until(lambda: is_settled(shell) and "92" in screen.panel.text())

    loop.run_until_complete(steps())


def test_a_change_elsewhere_is_shown_and_the_cursor_stays(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    kept = teaching.add_venue(work, VenueDetails(name="乙")).row

    async def steps() -> None:
        screen = await catalogue(shell, "venue")
        await shell.place.do(lambda at: teaching.add_venue(at, VenueDetails(name="甲")))
        await until(lambda: is_settled(shell) and len(names(screen)) == 2)
        assert [one.id for one in screen.list.table.selected()] == [kept]
        await shell.place.do(undo.undo)
        await until(lambda: is_settled(shell) and names(screen) == ["乙"])

    loop.run_until_complete(steps())


def test_an_institution_is_approved_by_the_name_of_an_occupation_and_loses_it_again(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    row = institution.add_institution(work, InstitutionDetails(name=SCHOOL)).row

    async def steps() -> None:
        screen = await catalogue(shell)
        buttons = screen.panel.buttons.buttons
        assert not buttons["screen_catalogue.withdraw"].isVisible()
        buttons["screen_catalogue.approve"].click()
        dialog = await dialog_of(shell, ApprovalDialog)
        dialog.occupation.set_text("养老护理")
        assert dialog.occupation.problem() is not None
        dialog.occupation.set_text("养老护理员")
        dialog.level.set_text("3")
        dialog.places.set_text("60")
        dialog.save_button.click()
        await until(lambda: is_settled(shell) and "同时不超过 60 人" in screen.panel.text())
        (approval,) = institution.approvals_of(work, row)
        assert (approval.occupation_code, approval.highest_level) == ("4-10-01-05", "3")
        buttons["screen_catalogue.withdraw"].click()
        withdrawal = await dialog_of(shell, WithdrawalDialog)
        withdrawal.save_button.click()
        await until(lambda: is_settled(shell) and not buttons["screen_catalogue.withdraw"].isVisible())
        assert institution.approvals_of(work, row) == ()

    loop.run_until_complete(steps())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_form_asks_only_for_what_its_details_have(kind: Kind) -> None:
    assert {one.field for one in kind.inputs} <= set(kind.form.__dataclass_fields__)
    assert all(one.choices for one in kind.inputs if one.look in {Look.CHOICE, Look.SEVERAL})


def test_the_catalogue_tells_of_which_day_its_copy_is(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, ledger: Ledger, address: str
) -> None:
    """FEATURES 4: a client works with the last copy and shows its date."""

    async def alone() -> None:
        assert not (await catalogue(shell)).copy_date.isVisible()  # without a centre there is no copy

    async def joined() -> None:
        shown = await catalogue(shell)
        shown.on_changed(Changes(frozenset({Topic.SYNC}), (), None))  # as the exchange of the window tells it
        await until(lambda: is_settled(shell))
        assert shown.copy_date.isVisible()
        contact = as_of(work)
        assert contact is not None
        assert contact.last is not None
        assert f"{contact.last.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" in shown.copy_date.text()

    loop.run_until_complete(alone())
    join_centre(work, ledger, address)
    exchange_all(work)
    loop.run_until_complete(joined())
