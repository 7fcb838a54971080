"""Settings of the desk and of the county are kept apart, checked, and recorded where they matter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import history, setting, undo
from trainingdesk.services.changes import Topic
from trainingdesk.services.work import Worker
from trainingdesk.settings.declared import (
    ID_MASK,
    LANGUAGE,
    LETTER_PERCENT,
    METERED_NETWORK,
    RETENTION_YEARS,
    SETTINGS,
    SHADE,
)

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def value(work: Work, declared: object) -> object:
    with work.database.read() as session:
        return setting.value_of(session, declared)  # type: ignore[type-var,arg-type]


def test_every_setting_has_a_value_from_the_first_day(work: Work) -> None:
    found = setting.all_settings(work)
    assert found.keys() == {one.key for one in SETTINGS}
    assert found["county.center-name"] == "秀山县职业技能培训中心"
    assert found[ID_MASK.key] == ID_MASK.default


def test_a_setting_of_the_county_is_recorded_and_can_be_undone(work: Work) -> None:
    changes = setting.set_setting(work, ID_MASK, "4+4")
    assert (changes.topics, value(work, ID_MASK)) == ({Topic.SETTINGS}, "4+4")
    setting.set_setting(work, ID_MASK, "3+4")
    (one,) = history.show_changes(work, history.list_changes(work)[0].number).changes
    assert (one.old, one.new) == ({"value": '"4+4"'}, {"value": '"3+4"'})
    undo.undo(work)
    assert value(work, ID_MASK) == "4+4"
    undo.undo(work)
    assert value(work, ID_MASK) == ID_MASK.default


def test_a_setting_that_was_undone_can_be_set_again(work: Work) -> None:
    setting.set_setting(work, ID_MASK, "4+4")
    undo.undo(work)
    setting.set_setting(work, ID_MASK, "3+4")
    assert value(work, ID_MASK) == "3+4"


def test_a_setting_of_the_desk_is_no_change_of_the_county(work: Work) -> None:
    before = history.list_changes(work)
    assert setting.set_setting(work, LANGUAGE, "en").change_set is None
    assert value(work, LANGUAGE) == "en"
    assert history.list_changes(work) == before


def test_what_a_setting_does_not_accept_is_refused(work: Work) -> None:
    with pytest.raises(Refused) as caught:
        setting.set_setting(work, RETENTION_YEARS, 2)
    assert caught.value.key == "settings.not_accepted"
    assert value(work, RETENTION_YEARS) == RETENTION_YEARS.default


def test_a_clerk_changes_no_settings(work: Work) -> None:
    clerk = replace(work, worker=Worker("u9", "李会计", frozenset({Role.CLERK})))
    with pytest.raises(Refused):
        setting.set_setting(clerk, ID_MASK, "4+4")


def test_anybody_may_change_how_the_window_looks(work: Work) -> None:
    instructor = replace(work, worker=Worker(work.worker.user_id, "田老师", frozenset({Role.INSTRUCTOR})))
    setting.set_setting(instructor, SHADE, "dark")
    setting.set_setting(instructor, LETTER_PERCENT, 150)
    assert (value(work, SHADE), value(work, LETTER_PERCENT)) == ("dark", 150)
    with pytest.raises(Refused):
        setting.set_setting(instructor, ID_MASK, "4+4")


def test_whoever_works_here_may_keep_off_a_network_that_costs_money(work: Work) -> None:
    clerk = replace(work, worker=Worker(work.worker.user_id, "李录入", frozenset({Role.CLERK})))
    setting.set_setting(clerk, METERED_NETWORK, True)
    assert value(work, METERED_NETWORK) is True
