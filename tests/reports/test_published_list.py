"""The county's two lists in their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.reports.document import BLANK, Table, Text, Yuan
from trainingdesk.reports.published_list import demand_document, provider_document
from trainingdesk.services.published_list import DemandLine, ProviderLine, Provides

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import Imprint


def test_a_rate_that_no_policy_gives_stays_empty(
    words: Sentences, imprint: Imprint, pages: Callable[[Document], list[str]]
) -> None:
    rated = DemandLine("就业技能培训", "养老护理员", "养老护理员初级", "五级", 80, "A", 120_000, "person", "第二条")
    plain = DemandLine("就业技能培训", "茶艺师", "茶艺师初级", "五级", 80, None, None, None, None)
    document = demand_document([rated, plain], imprint, words)
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [row.values[6] for row in table.rows] == [Yuan(120_000), BLANK]  # type: ignore[union-attr]
    assert [row.values[7] for row in table.rows] == [Text("每人"), Text("")]  # type: ignore[union-attr]
    assert "1,200.00" in pages(document)[0]


def test_three_kinds_of_providers_stand_in_one_list(words: Sentences, imprint: Imprint) -> None:
    lines = [ProviderLine(kind, f"甲{kind}", None, None, ("焊工", "电工"), None, None, None, None) for kind in Provides]
    (table,) = provider_document(lines, imprint, words).blocks
    assert isinstance(table, Table)
    assert [row.values[1] for row in table.rows] == [Text("培训机构"), Text("线上平台"), Text("数字资源")]  # type: ignore[union-attr]
    assert table.rows[0].values[4] == Text("焊工、电工")  # type: ignore[union-attr]
    assert table.note == "共 3 项。"
