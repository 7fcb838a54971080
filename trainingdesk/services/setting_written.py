"""A setting as somebody writes it: read by its type, and the county's policy chosen only where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainingdesk.domain.errors import Refused
from trainingdesk.services import policy, setting
from trainingdesk.settings.declared import POLICY

if TYPE_CHECKING:
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.settings.declared import Setting


def set_written(work: Work, chosen: Setting[Any], written: str) -> Changes:
    """Change a setting to what somebody wrote; raises Refused like ``set_setting`` and, for the policy, ``use_policy``."""
    if chosen is POLICY:
        return policy.use_policy(work, written.strip())
    value = chosen.from_text(written)
    if value is None:
        raise Refused("settings.not_accepted", setting=chosen.key)
    return setting.set_setting(work, chosen, value)
