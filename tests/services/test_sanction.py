"""Sanctions with the ban that follows from the ladder, and what it blocks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.sanction import SanctionAction
from trainingdesk.services import institution, sanction
from trainingdesk.services.institution import InstitutionDetails

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.domain.sanction import Ban
    from trainingdesk.services.work import Work

CALLED, LETTER, NOTICE, _ENDED = SanctionAction


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.key


@pytest.fixture
def school(work: Work) -> str:
    return institution.add_institution(work, InstitutionDetails(name="启航学校")).row


def ban_on(work: Work, school: str, day: date) -> Ban | None:
    with work.reading(Action.SEE_EVERYTHING) as session:
        return sanction.ban_of(session, school, day)


def test_a_letter_bans_for_six_months(work: Work, school: str) -> None:
    changes = sanction.impose(work, school, LETTER, reason="擅自变更场所")
    (said,) = changes.said
    assert (said.key, dict(said.values)["until"]) == ("sanction.ban_begins", date(2027, 4, 20))
    banned = ban_on(work, school, date(2027, 4, 20))
    assert banned is not None
    assert (banned.first, banned.last, banned.clause) == (date(2026, 10, 20), date(2027, 4, 20), sanction.CLAUSE)
    assert ban_on(work, school, date(2027, 4, 21)) is None
    assert ban_on(work, school, date(2026, 10, 19)) is None
    assert ban_on(work, "another", date(2026, 12, 1)) is None


def test_being_called_in_bans_nothing(work: Work, school: str) -> None:
    assert sanction.impose(work, school, CALLED, reason="课堂秩序混乱").said == ()
    assert ban_on(work, school, work.today()) is None


def test_the_third_of_one_rung_asks_for_the_next(work: Work, school: str) -> None:
    for _ in range(2):
        assert sanction.impose(work, school, CALLED, reason="课堂秩序混乱").said == ()
    (said,) = sanction.impose(work, school, CALLED, reason="课堂秩序混乱").said
    assert (said.key, dict(said.values)["count"]) == ("sanction.repeated", 2)


def test_a_ban_ends_earlier_and_never_later(work: Work, school: str) -> None:
    imposed = sanction.impose(work, school, NOTICE, reason="虚假招生广告").row
    assert refusal(lambda: sanction.lift_ban(work, imposed, until=date(2027, 10, 21))) == "sanction.ban_only_shorter"
    sanction.lift_ban(work, imposed, until=date(2026, 12, 31))
    assert ban_on(work, school, date(2027, 1, 1)) is None
    called = sanction.impose(work, school, CALLED, reason="教案不完整").row
    assert refusal(lambda: sanction.lift_ban(work, called, until=work.today())) == "sanction.no_ban"


def test_a_sanction_needs_a_reason_a_past_day_and_an_institution(work: Work, school: str) -> None:
    tomorrow = work.today() + timedelta(days=1)
    assert refusal(lambda: sanction.impose(work, school, LETTER, reason=" ")) == "sanction.no_reason"
    assert (
        refusal(lambda: sanction.impose(work, school, LETTER, reason="x", decided_on=tomorrow))
        == "sanction.decided_in_future"
    )
    assert refusal(lambda: sanction.impose(work, "nobody", LETTER, reason="x")) == "institution.unknown"
    clerk = finished_class.acting(work, Role.CLERK)
    assert refusal(lambda: sanction.impose(clerk, school, LETTER, reason="x")) == "access.not_allowed"


def test_sanctions_are_listed_the_latest_first(work: Work, school: str) -> None:
    sanction.impose(work, school, CALLED, reason="教案不完整", decided_on=date(2026, 3, 1))
    sanction.impose(work, school, LETTER, reason="擅自变更场所", clause="秀人社〔2026〕9号")
    lines = sanction.list_sanctions(work, institution_id=school)
    assert [(one.action, one.institution, one.clause) for one in lines] == [
        ("correction_letter", "启航学校", "秀人社〔2026〕9号"),
        ("called_in", "启航学校", sanction.CLAUSE),
    ]


def test_a_sanction_says_what_it_means_today(work: Work, school: str) -> None:
    """Five working days from Tuesday the 20th; a ban that began today holds, a lifted one does not on the day after."""
    sanction.impose(work, school, CALLED, reason="课堂秩序混乱")
    letter = sanction.impose(work, school, LETTER, reason="擅自变更场所", decided_on=date(2026, 10, 12)).row
    called, banned = sanction.standings(work)
    assert (called.action, called.rectify_by, called.ban, called.banned) == (CALLED, date(2026, 10, 27), None, False)
    assert (banned.action, banned.banned, banned.rectify_by) == (LETTER, True, date(2026, 11, 12))
    sanction.lift_ban(work, letter, until=date(2026, 10, 19))
    lifted = sanction.standings(work)[1]
    assert lifted.ban is not None
    assert (lifted.ban.last, lifted.banned) == (date(2026, 10, 19), False)
