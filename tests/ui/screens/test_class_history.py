"""The history of a class is in words: no ids, no codes, no True."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.county import County, as_user, details, make_class, make_county, make_ready
from tests.ui.classes import tab_of
from trainingdesk.domain.access import Role
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import attendance, lesson, training_class
from trainingdesk.storage import sync_link
from trainingdesk.storage.database import Author
from trainingdesk.ui.models.class_history_rows import Side, side_of
from trainingdesk.ui.screens.class_history import ClassHistory

if TYPE_CHECKING:
    import asyncio

    from trainingdesk.services.work import Work
    from trainingdesk.ui.models.history_rows import HistoryLine
    from trainingdesk.ui.shell import Shell

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def told(lines: tuple[HistoryLine, ...], what: str) -> list[tuple[str, str, str, str]]:
    return [(line.subject, line.old, line.new, line.reason) for line in lines if line.what == what]


def history_of(loop: asyncio.AbstractEventLoop, shell: Shell, class_id: str) -> tuple[HistoryLine, ...]:
    async def steps() -> tuple[HistoryLine, ...]:
        tab = await tab_of(shell, class_id, "history", ClassHistory)
        return tab.lines

    return loop.run_until_complete(steps())


def test_old_and_new_are_in_words(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.edit_class(work, class_id, details(county, instructor_id=county.another, capacity=35))
    first = lesson.lessons_of_class(work, class_id)[0].id
    lesson.move(work, first, day=date(2026, 11, 13), reason="停电", despite_clashes=True)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    training_class.advance(as_user(work, "审核", Role.REVIEWER), class_id, ClassState.RETURNED, reason="缺签名")
    lines = history_of(loop, shell, class_id)
    assert told(lines, "状态")[0] == ("班级", "已报送", "退回补正", "缺签名")
    assert ("班级", "李老师", "张老师", "") in told(lines, "教师")
    assert ("课次 2026-11-13 上午", "未上课", "已调课", "停电") in told(lines, "状态")
    assert [subject for subject, *_ in told(lines, "新建")] == ["参训人员承诺书", "机构承诺书", "10 次课", "班级"]
    words = " ".join(f"{line.subject} {line.what} {line.old} {line.new}" for line in lines)
    assert not _ID.search(words)
    assert "True" not in words


def test_registers_are_told_as_what_was_done(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    made = running_class.make(work, people=2, lessons=4)
    attendance.open_register(work, made.lessons[0])
    attendance.rest_present(work, made.lessons[0])
    attendance.close_register(work, made.lessons[0])
    attendance.reopen_register(work, made.lessons[0], reason="漏点一人")
    lines = [line for line in history_of(loop, shell, made.class_id) if "点名" in line.what]
    assert {side_of(line) for line in lines} == {Side.LESSONS}
    assert [(line.what, line.reason) for line in lines] == [
        ("重新打开点名册", "漏点一人"),
        ("关闭点名册", ""),
        ("开始点名", ""),
    ]


def test_chips_show_one_side(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "history", ClassHistory)
        tab.chips.choose("people")
        tab.chips.changed.emit("people")
        assert {line.subject for line in tab.model.rows} == {"田甲", "田乙"}

    loop.run_until_complete(steps())


def test_what_was_not_sent_yet_is_said_on_a_desk_that_has_a_centre(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County
) -> None:
    class_id = make_class(work, county)

    def join() -> None:
        with work.database.write(Author(work.worker.user_id, "manage_desk", work.now())) as session:
            sync_link.join(session, address="http://centre", device_id="d1", private_key=bytes(32))

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "history", ClassHistory)
        at = [column.key for column in tab.model.columns].index("received")
        assert tab.table.isColumnHidden(at)
        await shell.place.ask(lambda _work: join())
        await tab.load()
        assert not tab.table.isColumnHidden(at)
        assert {line.received for line in tab.model.rows} == {"尚未同步"}

    loop.run_until_complete(steps())
