"""When something was changed: by the clock of the computer, and at the centre where that is another time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource
from trainingdesk.storage.history import ChangeRow
from trainingdesk.ui.models.history_rows import HistoryLine, Teller

_AT = datetime(2026, 11, 25, 4, tzinfo=UTC)  # noon in China
_NEW_YEAR_2019 = datetime(2019, 1, 1, tzinfo=UTC)


def change(*, at: datetime = _AT, received: datetime | None = None, waits: bool = False, **said: object) -> ChangeRow:
    return ChangeRow(
        number=1,
        change_set=1,
        table="venue",
        row_id="v1",
        group="address",
        old={"address": None} | dict.fromkeys(said),
        new={"address": "二楼"} | said,
        user_name="王芳",
        device_id="0199aaaa",
        at=at,
        action="pulled",
        note="投影仪坏了",
        received=received,
        waits=waits,
    )


def line_of(told: ChangeRow) -> HistoryLine:
    words = Sentences.load(Language.CHINESE, resource("locale"))
    (line,) = Teller(words, {}).fields(told, "场地")
    return line


@pytest.mark.parametrize(
    ("told", "at", "received", "when"),
    [
        (change(), "2026-11-25 12:00", "", "电脑时间 2026-11-25 12:00"),
        (change(waits=True), "2026-11-25 12:00", "尚未同步", "电脑时间 2026-11-25 12:00 · 尚未同步"),
        (
            change(received=_AT + timedelta(minutes=5)),
            "2026-11-25 12:00",
            "",
            "电脑时间 2026-11-25 12:00 · 中心收到 2026-11-25 12:05",
        ),
        (
            change(received=_AT + timedelta(days=2)),
            "2026-11-25 12:00",
            "11-27 12:00",
            "电脑时间 2026-11-25 12:00 · 中心收到 2026-11-27 12:00",
        ),
        (
            change(at=_NEW_YEAR_2019, received=_AT),
            "2019-01-01 08:00",
            "2026-11-25",
            "电脑时间 2019-01-01 08:00 · 中心收到 2026-11-25 12:00",
        ),
        (change(at=_AT + timedelta(days=400), received=_AT), "2027-12-30 12:00", "2026-11-25", None),
    ],
)
def test_the_time_of_the_centre_stands_beside_where_it_says_more(
    told: ChangeRow, at: str, received: str, when: str | None
) -> None:
    line = line_of(told)
    assert (line.at, line.received) == (at, received)
    assert when is None or line.when == when


def test_what_is_offered_again_to_a_centre_that_lost_it_waits() -> None:
    assert line_of(change(received=_AT + timedelta(days=2), waits=True)).received == "尚未同步"


def test_a_change_is_told_in_words_with_its_reason() -> None:
    line = line_of(change())
    assert (line.subject, line.what, line.old, line.new, line.reason) == ("场地", "地址", "—", "二楼", "投影仪坏了")


def test_hashes_are_not_told() -> None:
    assert line_of(change(signed_sheet_sha256="ab" * 32)).what == "地址"
