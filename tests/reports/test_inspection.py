"""The sheet of a draw tells everything that is needed to draw again, and what the visits found."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from trainingdesk.domain import inspection as rule
from trainingdesk.domain.inspection import lot
from trainingdesk.reports.document import Items, KeyValues, Table, Text
from trainingdesk.reports.inspection import draw_sheet
from trainingdesk.services.inspection import PublishedDraw
from trainingdesk.storage.inspection import InspectionLine

if TYPE_CHECKING:
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.imprint import Imprint

CLASSES = {f"id-{one}": f"500241-2026-{101 + one}" for one in range(4)}


def texts(table: Table, column: int) -> list[str]:
    return [value.text for row in table.rows if isinstance(value := row.values[column], Text)]  # type: ignore[union-attr]


def test_whoever_reads_the_sheet_can_draw_again(words: Sentences, imprint: Imprint) -> None:
    made = rule.draw("摇号", classes=tuple(CLASSES), inspectors=("甲", "乙", "丙"), classes_wanted=2)
    published = PublishedDraw("d", made, dict(CLASSES), datetime(2026, 11, 3, 1, tzinfo=UTC), repeats=True)
    lines = [
        InspectionLine(
            id=one.class_id,
            class_id=one.class_id,
            draw_id="d",
            class_number=CLASSES[one.class_id],
            class_name="养老护理员",
            institution="启航学校",
            method="random",
            inspectors="、".join(one.inspectors),
            drawn=True,
            visited_on=date(2026, 11, 4) if at else None,
            qualified=False if at else None,
            findings="签到表不完整" if at else None,
        )
        for at, one in enumerate(made.drawn)
    ]
    facts, drawn, candidates, how, _signed = draw_sheet(published, lines[::-1], imprint, words).blocks
    assert isinstance(facts, KeyValues)
    assert isinstance(drawn, Table)
    assert isinstance(candidates, Table)
    assert isinstance(how, Items)
    assert [field.value for field in facts.fields][:2] == [Text("摇号"), Text("2026-11-03 09:00")]
    assert texts(drawn, 1) == [CLASSES[one.class_id] for one in made.drawn]
    assert texts(drawn, 6) == ["待检查", "不合格"]
    ids, marks = texts(candidates, 2), texts(candidates, 3)
    first = sorted(ids, key=lambda one: lot("摇号", "class", one))[:2]
    assert {one for one, mark in zip(ids, marks, strict=True) if mark} == set(first)
