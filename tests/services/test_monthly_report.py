"""Reports as documents: who may prepare, review and freeze; frozen months stay, and corrections are posted once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.at_desk import somebody
from tests.services.month_county import KINDS, late_enrollment, make_county
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month_rows import Column
from trainingdesk.domain.monthly_report import ReportState
from trainingdesk.services import account, month_past, undo
from trainingdesk.services import month as figures
from trainingdesk.services import monthly_report as service
from trainingdesk.services.target import set_target
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

OCTOBER, NOVEMBER, DECEMBER = (Month(2026, number) for number in (10, 11, 12))


@pytest.fixture
def county(work: Work, clock: Clock) -> Work:
    clock.now = datetime(2026, 11, 3, 1, tzinfo=UTC)
    make_county(work)
    return work


@pytest.fixture
def clerk(county: Work) -> Work:
    return somebody(county, "王敏", Role.CLERK)


def a1(work: Work, month: Month) -> tuple[int, int]:
    line = figures.figures(work, month).report.line("A1")
    return line.month, line.year


def test_one_prepares_another_reviews_and_a_third_freezes(county: Work, clerk: Work) -> None:
    service.prepare(clerk, OCTOBER)
    reviewer = somebody(county, "刘科", Role.REVIEWER)
    service.review(reviewer, OCTOBER)
    changes = service.freeze(county, OCTOBER)
    assert len(changes.rows) == 10
    assert [said.key for said in changes.said] == []
    row = service.version_of(county, OCTOBER)
    assert row is not None
    assert (row.state, row.version, row.delegation_id) == (ReportState.FROZEN, 1, None)
    assert row.prepared_by == clerk.worker.user_id
    assert row.reviewed_by == reviewer.worker.user_id
    assert row.approved_by == county.worker.user_id


def test_nobody_approves_their_own_work(county: Work) -> None:
    with pytest.raises(Refused, match=r"access\.own_work"):
        service.freeze(county, OCTOBER)
    assert service.list_reports(county) == ()
    service.prepare(county, OCTOBER)
    with pytest.raises(Refused, match=r"access\.own_work"):
        service.review(county, OCTOBER)


def test_a_written_delegation_allows_it_and_is_marked(county: Work) -> None:
    document = "秀山人社函〔2026〕12号"
    account.delegate(
        county, user_id=county.worker.user_id, document=document, valid_from=date(2026, 1, 1), valid_to=None
    )
    changes = service.freeze(county, OCTOBER)
    assert [said.key for said in changes.said] == ["monthly_report.own_work"]
    _figures, head = service.printable(county, OCTOBER)
    assert head.delegation == document


def test_roles_keep_to_their_part(county: Work, clerk: Work) -> None:
    for worker, use_case in (
        (clerk, service.freeze),
        (clerk, service.review),
        (somebody(county, "审计", Role.AUDITOR), service.prepare),
        (somebody(county, "刘科", Role.REVIEWER), service.freeze),
    ):
        with pytest.raises(Refused, match=r"access\.not_allowed"):
            use_case(worker, OCTOBER)


def test_what_nobody_prepared_is_not_reviewed(county: Work) -> None:
    with pytest.raises(Refused, match="not_prepared"):
        service.review(county, OCTOBER)


def frozen_october(county: Work, clerk: Work) -> None:
    service.prepare(clerk, OCTOBER)
    service.freeze(county, OCTOBER)


def test_a_frozen_month_stays_whatever_is_entered_later(county: Work, clerk: Work) -> None:
    set_target(county, 2026, "A1", 52)
    before = figures.figures(county, OCTOBER)
    frozen_october(county, clerk)
    late_enrollment(county)
    set_target(county, 2026, "A1", 1)
    after = figures.figures(county, OCTOBER)
    assert after.report.frozen
    assert after.report.lines == before.report.lines
    assert after.report.cuts == before.report.cuts
    assert after.report.progress == before.report.progress
    assert after.report.balances == before.report.balances
    assert after.report.failed == ()
    assert {one.key for one in after.omitted} == {one.key for one in before.omitted}
    assert figures.behind(county, OCTOBER, "D5", Column.YEAR).value == 3
    assert figures.behind(county, OCTOBER, "A1", Column.MONTH).value == 26


def test_a_late_entry_is_posted_once_in_the_month_frozen_next(county: Work, clerk: Work, clock: Clock) -> None:
    frozen_october(county, clerk)
    late = late_enrollment(county)
    assert a1(county, NOVEMBER) == (1, 27)
    clock.now = datetime(2026, 12, 2, 1, tzinfo=UTC)
    service.prepare(clerk, NOVEMBER)
    service.freeze(county, NOVEMBER)
    posted = {one.row: one for one in service.adjustments_posted(county, NOVEMBER)}
    assert posted.keys() == {"A1", "A1.1", "B4", "T1", "T3", "E1", "H1.1"}
    assert (posted["A1"].about, posted["A1"].amount, dict(posted["A1"].ids)) == (OCTOBER, 1, {late: 1})
    assert a1(county, NOVEMBER) == (1, 27)
    assert a1(county, DECEMBER) == (0, 27)
    assert figures.behind(county, NOVEMBER, "A1", Column.MONTH).lines[0].id == late
    assert figures.figures(county, NOVEMBER).report.failed == ()


def test_who_is_taken_out_of_a_frozen_month_is_subtracted_later(county: Work, clerk: Work) -> None:
    frozen_october(county, clerk)
    with county.writing(Action.ENROLL) as session:
        rows.remove(session, "enrollment", "e9-0")
    found = figures.figures(county, NOVEMBER).report
    assert found.line("A1").month == -1
    assert found.line("D5").month == 2
    assert found.failed == ()
    (line,) = figures.behind(county, NOVEMBER, "A1", Column.MONTH).lines
    assert (line.id, line.amount) == ("e9-0", -1)


def test_a_frozen_month_cannot_be_prepared_or_frozen_again(county: Work, clerk: Work) -> None:
    frozen_october(county, clerk)
    for use_case in (service.prepare, service.freeze):
        with pytest.raises(Refused, match="frozen_already"):
            use_case(county, OCTOBER)
    with pytest.raises(Refused, match="frozen_already"):
        service.freeze(county, Month(2026, 3))


def test_a_returned_report_gets_a_new_version(county: Work, clerk: Work) -> None:
    frozen_october(county, clerk)
    late_enrollment(county)
    with pytest.raises(Refused, match="reason_missing"):
        service.return_report(county, OCTOBER, reason=" ")
    service.return_report(county, OCTOBER, reason="市局退回：重报")
    assert a1(county, OCTOBER) == (27, 27)
    service.prepare(clerk, OCTOBER)
    service.freeze(county, OCTOBER)
    versions = [(row.version, row.state) for row in service.list_reports(county) if row.month == str(OCTOBER)]
    assert versions == [(2, ReportState.FROZEN), (1, ReportState.RETURNED)]
    assert service.adjustments_posted(county, OCTOBER) == ()
    assert a1(county, OCTOBER) == (27, 27)


def test_what_a_returned_report_posted_stays_posted(county: Work, clerk: Work, clock: Clock) -> None:
    frozen_october(county, clerk)
    late_enrollment(county)
    clock.now = datetime(2026, 12, 2, 1, tzinfo=UTC)
    for _version in (1, 2):
        service.prepare(clerk, NOVEMBER)
        service.freeze(county, NOVEMBER)
        assert a1(county, NOVEMBER) == (1, 27)
        service.return_report(county, NOVEMBER, reason="退回")
    assert len([one for one in service.adjustments_posted(county, NOVEMBER) if one.row == "A1"]) == 1


def test_a_month_that_runs_may_be_reported_and_it_is_said(county: Work, clerk: Work) -> None:
    service.prepare(clerk, NOVEMBER)
    changes = service.freeze(county, NOVEMBER)
    assert [said.key for said in changes.said] == ["monthly_report.month_runs"]
    with pytest.raises(Refused, match="month_to_come"):
        service.freeze(county, DECEMBER)


def test_a_joined_desk_leaves_freezing_to_the_centre(county: Work, clerk: Work) -> None:
    service.prepare(clerk, OCTOBER)
    connection = county.database.connection()
    connection.execute("UPDATE sync_control SET joined = 1")
    connection.close()
    with pytest.raises(Refused, match="centre_freezes"):
        service.freeze(county, OCTOBER)


def test_a_desk_that_freezes_beside_the_centre_is_found_out(
    county: Work, clerk: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mutant of head item 4: every desk freezes."""
    monkeypatch.setattr(service.stored, "is_joined", lambda _: False)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        test_a_joined_desk_leaves_freezing_to_the_centre(county, clerk)


def test_adjustments_that_forget_what_was_posted_are_found_out(
    county: Work, clerk: Work, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other mutant of head item 4: what was posted once is posted again."""
    monkeypatch.setattr(month_past.stored, "adjustments", lambda _: ())
    with pytest.raises(AssertionError):
        test_a_late_entry_is_posted_once_in_the_month_frozen_next(county, clerk, clock)


def test_freezing_cannot_be_undone(county: Work, clerk: Work) -> None:
    service.prepare(clerk, OCTOBER)
    changes = service.freeze(county, OCTOBER)
    with pytest.raises(Refused, match=r"undo\.final"):
        undo.undo(county, changes.change_set)


def test_a_frozen_month_is_small(county: Work, clerk: Work) -> None:
    """Ids stand once: a month of 26 person-times with 44 payments takes less than 20 kB."""
    frozen_october(county, clerk)
    row = service.version_of(county, OCTOBER)
    assert row is not None
    with county.reading(Action.SEE_EVERYTHING) as session:
        kept = rows.find(session, "monthly_report", row.id)
    assert kept is not None
    assert len(kept.figures) < 20_000
    assert len(KINDS) == 9
