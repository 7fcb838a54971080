"""The card of subsidies received: used against allowed, and what is used up with the clause that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services.person_limits import Limited, LimitUsed
from trainingdesk.ui.screens.person_limits import PersonLimits

if TYPE_CHECKING:
    from trainingdesk.ui.shell import Shell


def test_what_is_used_up_names_its_clause(shell: Shell) -> None:
    card = PersonLimits(shell.place)
    card.show_used(
        (
            LimitUsed(Limited.YEAR, 3, 3, "测试规则 第5条"),
            LimitUsed(Limited.LIFE, 3, 6, "测试规则 第6条"),
            LimitUsed(Limited.ASSESSMENTS, 1, None, None),
        )
    )
    assert card.text().splitlines() == [
        "2026 年补贴性培训　⚠ 3 次 / 最多 3 次，已用完",
        "依据：测试规则 第5条",
        "累计补贴性培训　3 次 / 最多 6 次",
        "累计评价补贴　1 次（政策未规定上限）",
    ]
    card.deleteLater()
