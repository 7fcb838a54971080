"""Values of a record as the history and the conflicts tell them."""

from __future__ import annotations

import pytest

from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource
from trainingdesk.ui.wording.record import spoken


@pytest.mark.parametrize(
    ("table", "field", "value", "said"),
    [
        ("score", "theory", 595, "59.5"),
        ("score", "practice", 600, "60"),
        ("course", "pass_points_theory", 800, "80"),
        ("course", "pass_points_practice", None, "—"),
        ("course", "theory_periods", 600, "600"),
    ],
)
def test_points_are_told_as_people_write_them(table: str, field: str, value: int | None, said: str) -> None:
    words = Sentences.load(Language.CHINESE, resource("locale"))
    assert spoken(table, field, value, {}, words) == said
