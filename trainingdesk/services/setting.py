"""Settings of the desk and of the county, as ``settings/declared.py`` declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.declared import LOOK, METERED_NETWORK, SETTINGS, Scope, Setting
from trainingdesk.storage import setting as stored

if TYPE_CHECKING:
    from sqlmodel import Session

T = TypeVar("T", str, int, bool)


def value_of(session: Session, setting: Setting[T]) -> T:
    """The value of one setting, for use cases that are in a transaction already."""
    return setting.read(stored.stored(session))


def all_settings(work: Work) -> dict[str, str | int | bool]:
    """Every declared setting with the value that holds."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        kept = stored.stored(session)
    return {setting.key: setting.read(kept) for setting in SETTINGS}


def needed_for(setting: Setting[Any]) -> Action:
    """What lets somebody change it: the look of the window and whether the network of the day costs money are anybody's."""
    if setting in (*LOOK, METERED_NETWORK):
        return Action.SEE_OWN_CLASSES
    return Action.KEEP_DESK if setting.scope is Scope.DESK else Action.MANAGE_DESK


def set_setting(work: Work, setting: Setting[T], value: T) -> Changes:
    """Change a setting; raises Refused for a value it does not accept, and where it is not theirs (``needed_for``)."""
    if not setting.accepts(value):
        raise Refused("settings.not_accepted", setting=setting.key)
    with work.writing(needed_for(setting)) as session:
        if setting.scope is Scope.DESK:
            stored.store_for_desk(session, setting.key, value)
        else:
            stored.store_for_county(session, work.county_code, setting.key, value)
        return changed(session, Topic.SETTINGS)
