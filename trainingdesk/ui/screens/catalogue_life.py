"""A platform's life as a line of stages, and below it every step with its day, result, points and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.online_platform import PlatformState, ReviewKind
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trainingdesk.storage.catalogue import ReviewRow
    from trainingdesk.ui.workplace import Workplace

_PAST, _NOW = "✓\u00a0", "●\u00a0"  # the words beside them say what it is; the last step stands in the list as well


class LifeLine(QWidget):
    """申请 → 审核 → 入目录 → 评价 → 整改 → 退出: what was passed has a tick, where it stands a dot."""

    def __init__(self, place: Workplace, life: Sequence[ReviewRow]) -> None:
        super().__init__()
        self._say = place.say
        self.line = label(self._stages([ReviewKind(one.kind) for one in life]), wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(place.say("screen_catalogue.life"), role="section"))
        column.addWidget(self.line)
        for one in reversed(life):
            column.addWidget(label(self._head(one), wrap=True, select=True))
            told = self._told(one)
            if told:
                column.addWidget(label(told, role="muted", wrap=True, select=True))

    def _stages(self, taken: Sequence[ReviewKind]) -> str:
        marks = dict.fromkeys(taken, _PAST) | dict.fromkeys(taken[-1:], _NOW)
        return " → ".join(f"{marks.get(kind, '')}{self._say(kind.sentence)}" for kind in ReviewKind)

    def _head(self, one: ReviewRow) -> str:
        words = [self._say(PlatformState(state).sentence) for state in (one.from_state, one.to_state) if state]
        kind = self._say(ReviewKind(one.kind).sentence)
        return self._say("screen_catalogue.step", day=one.reviewed_on, kind=kind, way=" → ".join(words))

    def _told(self, one: ReviewRow) -> str:
        return " · ".join(self._parts((("result", one.result), ("score", one.score), ("reason", one.reason))))

    def _parts(self, told: Iterable[tuple[str, object]]) -> Iterable[str]:
        for field, value in told:
            if value is not None:
                yield self._say("screen_catalogue.told", what=self._say(f"screen_catalogue.field_{field}"), value=value)
