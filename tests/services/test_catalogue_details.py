"""A form begins with everything that is kept, and a platform's facts change without a step of its life."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.online_platform import PlatformState
from trainingdesk.services import institution, online_platform
from trainingdesk.services.catalogue_details import details_of, occupation_names
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.online_platform import PlatformDetails

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def test_every_field_comes_back_as_it_was_entered(work: Work) -> None:
    entered = InstitutionDetails(name="秀山职校", address="凤凰路1号", note="校区两处")
    row = institution.add_institution(work, entered).row
    assert details_of(work, "institution", row, InstitutionDetails) == entered


def test_an_unknown_row_is_refused(work: Work) -> None:
    with pytest.raises(Refused, match=r"teaching\.unknown"):
        details_of(work, "institution", "nowhere", InstitutionDetails)


def test_a_platform_is_changed_and_stays_where_it_stands(work: Work) -> None:
    row = online_platform.add_platform(work, PlatformDetails(name="云课堂", evidence="人脸识别")).row
    kept = details_of(work, "online_platform", row, PlatformDetails)
    online_platform.edit_platform(work, row, replace(kept, record_number="备2026-1"))
    (after,) = online_platform.list_platforms(work)
    assert (after.record_number, after.state) == ("备2026-1", PlatformState.APPLIED)
    assert details_of(work, "online_platform", row, PlatformDetails).evidence == "人脸识别"
    assert len(online_platform.life_of(work, row)) == 1


@pytest.mark.parametrize(("name", "key"), [(" ", "no_name"), ("云课堂", "unknown")])
def test_a_platform_without_a_name_or_unknown_is_refused(work: Work, name: str, key: str) -> None:
    with pytest.raises(Refused, match=key):
        online_platform.edit_platform(work, "nowhere", PlatformDetails(name=name))


def test_occupations_have_names(work: Work) -> None:
    assert occupation_names(work)["4-10-01-05"] == "养老护理员"
