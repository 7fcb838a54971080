"""Which categories are sensitive, and who sees them."""

from __future__ import annotations

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.domain.person_category import SensitiveCategory, is_sensitive
from trainingdesk.settings.code_tables import CodeTable


def test_the_sensitive_ones_are_those_the_shipped_table_marks() -> None:
    table = CodeTable.shipped("person_categories")
    marked = {item.core for item in table if item.more["sensitive"] == "yes"}
    assert marked == set(SensitiveCategory)
    assert {item.core for item in table if is_sensitive(item.core)} == marked
    assert not is_sensitive(None)


def test_who_works_with_them_sees_them() -> None:
    seeing = {role for role in Role if may((role,), Action.SEE_SENSITIVE)}
    assert seeing == {Role.CLERK, Role.REVIEWER, Role.ADMINISTRATOR}
