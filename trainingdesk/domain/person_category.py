"""Categories of people (人员类别): the sensitive ones are shown only to roles that work with them.

服刑人员, 强制隔离戒毒人员, 社区矫正对象 and 残疾人 (plan art. 6; 个人信息保护法 art. 28: sensitive personal information).
"""

from __future__ import annotations

from enum import StrEnum


class SensitiveCategory(StrEnum):
    """Core meanings of the categories that tell about health, a sentence or a treatment."""

    DISABLED = "disabled"
    PRISONER = "prisoner"
    DRUG_TREATMENT = "drug_treatment"
    COMMUNITY_CORRECTION = "community_correction"


_SENSITIVE = frozenset(one.value for one in SensitiveCategory)


def is_sensitive(core: str | None) -> bool:
    """Whether a category of this core meaning is sensitive; one that a county made without a core meaning is not."""
    return core in _SENSITIVE
