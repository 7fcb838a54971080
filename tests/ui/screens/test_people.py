"""The list of people and the page of one, by keys and clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.services.people import add, number
from tests.ui.driving import is_settled, until, visit
from trainingdesk.services import person_page, person_retention
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.new_person import NewPersonDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.dialogs.reveal import RevealDialog
from trainingdesk.ui.models.rows import PAGE
from trainingdesk.ui.screens.people import People
from trainingdesk.ui.screens.person import PersonScreen

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.screen import Screen
    from trainingdesk.ui.shell import Shell

PHONE = "13800138000"


async def people(shell: Shell) -> People:
    screen = await visit(shell, Destination("people"))
    assert isinstance(screen, People)
    return screen


async def page_of(shell: Shell, person_id: str) -> PersonScreen:
    screen = await visit(shell, Destination("person", person_id))
    assert isinstance(screen, PersonScreen)
    return screen


def run(screen: Screen, command: str) -> None:
    {one.id: one for one in screen.commands()}[command].run()


def names(screen: People) -> list[str]:
    return [row.name for row in screen.model.rows]


def looks(work: Work) -> int:
    with work.database.read() as session:
        query = "SELECT count(*) FROM access_log WHERE action = 'identity_revealed'"
        found: int = session.connection().exec_driver_sql(query).scalar_one()
    return found


@pytest.mark.parametrize("typed", ["单雄信", "shanxiongxin", "sxx", number(1)[-4:], PHONE])
def test_a_person_is_found_while_typing(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, typed: str
) -> None:
    add(work, "单雄信", 1, phone=PHONE)
    add(work, "龙秀英", 222)

    async def steps() -> None:
        screen = await people(shell)
        assert len(names(screen)) == 2
        qtbot.keyClicks(screen.search, typed) if typed.isascii() else screen.search.setText(typed)
        await until(lambda: is_settled(shell))
        assert names(screen) == ["单雄信"]
        qtbot.keyClick(screen.search, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, PersonScreen) and is_settled(shell))

    loop.run_until_complete(steps())


def test_enter_opens_nobody_whom_an_earlier_question_found(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    """Who types a second name and presses Enter at once means that one."""
    add(work, "单雄信", 1)
    wanted = add(work, "龙秀英", 222)

    async def steps() -> None:
        screen = await people(shell)
        screen.search.setText("单雄信")
        await until(lambda: is_settled(shell) and names(screen) == ["单雄信"])
        screen.search.setText("龙秀英")
        qtbot.keyClick(screen.search, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, PersonScreen) and is_settled(shell))
        assert shell.destination == Destination("person", wanted)

    loop.run_until_complete(steps())


def test_an_answer_that_comes_late_is_not_shown(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    add(work, "单雄信", 1)
    add(work, "龙秀英", 222)

    async def steps() -> None:
        screen = await people(shell)
        screen.search.setText("单雄信")
        late = screen.load()
        answer = late.send(None)  # asked, and held before it is shown
        screen.search.setText("龙秀英")
        await until(lambda: is_settled(shell) and answer.done())
        with pytest.raises(StopIteration):
            late.send(None)
        assert names(screen) == ["龙秀英"]

    loop.run_until_complete(steps())


def test_the_whole_list_comes_page_by_page(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    for sequence in range(PAGE + 20):
        add(work, "龙秀英" if sequence % 2 else f"田{chr(0x4E00 + sequence)}", sequence)

    async def steps() -> None:
        screen = await people(shell)
        assert len(screen.model.rows) == PAGE
        screen.table.scrollToBottom()
        await until(lambda: screen.model.complete)
        assert len({row.id for row in screen.model.rows}) == len(screen.model.rows) == PAGE + 20

    loop.run_until_complete(steps())


def test_a_whole_number_needs_a_reason_is_logged_and_hides_again(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    person_id = add(work, "单雄信", 1, phone=PHONE)

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        assert number(1) not in screen.card.text()
        assert PHONE not in screen.card.text()
        run(screen, "screen_person.reveal")
        await until(lambda: shell.findChildren(RevealDialog))
        (dialog,) = shell.findChildren(RevealDialog)
        await until(dialog.isVisible)
        dialog.save_button.click()
        assert looks(work) == 0
        qtbot.keyClicks(dialog.reason.line, "check")
        dialog.save_button.click()
        await until(lambda: screen.card.revealed and is_settled(shell))
        assert number(1) in screen.card.text()
        assert looks(work) == 1
        await people(shell)
        assert number(1) not in screen.card.text()

    loop.run_until_complete(steps())


def test_a_new_person_is_entered_and_opened(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    async def steps() -> None:
        dialog = await opened(shell)
        dialog.name.set_text("单雄信")
        qtbot.keyClicks(dialog.number.line, number(1))
        assert "1990-03-07" in dialog.read_label.text()
        dialog.save_button.click()
        await until(lambda: isinstance(shell.shown, PersonScreen) and is_settled(shell))
        assert shell.shown is not None
        assert shell.shown.title() == "单雄信"

    loop.run_until_complete(steps())


@pytest.mark.parametrize(("answer", "kept"), [("fill", PHONE), ("keep", None)])
def test_a_known_number_opens_the_file_and_offers_what_was_typed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, answer: str, kept: str | None
) -> None:
    person_id = add(work, "单雄信", 1)

    async def steps() -> None:
        dialog = await opened(shell)
        dialog.name.set_text("单雄信")
        qtbot.keyClicks(dialog.number.line, number(1))
        qtbot.keyClicks(dialog.phone.line, PHONE)
        dialog.save_button.click()
        await until(lambda: shell.findChildren(Question))
        (question,) = shell.findChildren(Question)
        await until(question.isVisible)
        question.buttons[answer].click()
        await until(lambda: isinstance(shell.shown, PersonScreen) and is_settled(shell))
        assert shell.destination == Destination("person", person_id)
        assert person_page.reveal(work, person_id, reason="test").phone == kept

    loop.run_until_complete(steps())


async def opened(shell: Shell) -> NewPersonDialog:
    screen = await people(shell)
    run(screen, "screen_people.new")
    await until(lambda: shell.findChildren(NewPersonDialog))
    (dialog,) = shell.findChildren(NewPersonDialog)
    await until(dialog.isVisible)
    return dialog


@pytest.mark.parametrize("typed", ["", "单雄信"])
def test_archived_people_are_hidden_unless_asked_for_and_marked(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, typed: str
) -> None:
    person_retention.archive_person(work, add(work, "单雄信", 1))

    async def steps() -> None:
        screen = await people(shell)
        screen.search.setText(typed)
        await until(lambda: is_settled(shell))
        assert names(screen) == []
        screen.archived.click()
        await until(lambda: names(screen) == ["单雄信"] and is_settled(shell))
        mark = next(one for one in screen.model.columns if one.key == "provisional")
        assert screen.model.text(screen.model.row(0), mark) == shell.place.say("person.field_archived")

    loop.run_until_complete(steps())
