"""Reports of a county with a centre: a desk counts, the centre writes, and every desk has the same (SYNC, head item 4)."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.at_desk import join_centre, somebody
from tests.services.conftest import PASSWORD, Clock
from tests.services.people import number
from tests.sync.lifted import lift
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.monthly_report import ReportState
from trainingdesk.sample.bulk import fill
from trainingdesk.sample.plan import plan_county
from trainingdesk.sample.size import SIZES, SizeName
from trainingdesk.server.engine import open_engine
from trainingdesk.services import account, enrollment, enrollment_review, person, training_class
from trainingdesk.services import monthly_report as service
from trainingdesk.services.month import figures
from trainingdesk.services.person import PersonDetails
from trainingdesk.storage.database import Author
from trainingdesk.sync import monthly_report as signing
from trainingdesk.sync.exchange import exchange
from trainingdesk.wire.operation import OutOfScope
from trainingdesk.wire.report_signing import Answer, ReportSigned, SignedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
NAME, NOW = "王主任", datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def worked(new_desk: tuple[Path, datetime], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the centre of a county of forty small classes, which worked until the second of November."""
    folder, clock = tmp_path_factory.mktemp("county"), Clock()
    clock.now = NOW
    shutil.copytree(new_desk[0], folder / "desk")
    county = plan_county(replace(SIZES[SizeName.S], enrollments=280, people=260), seed=1)
    engine = open_engine(f"sqlite:///{folder / 'centre.sqlite'}")
    with signed_in(folder / "desk", user_name=NAME, password=PASSWORD, clock=clock) as work:
        fill(work, county, until=date(2026, 11, 2))
        lift(work.database, engine, county=work.county_code)
    engine.dispose()
    return folder / "centre.sqlite"


@pytest.fixture
def centre(worked: Path, clock: Clock, ledger: Ledger, address: str) -> str:
    """Where that centre is."""
    clock.now = NOW
    ledger.engine.dispose()
    shutil.copy(worked, ledger.engine.url.database)
    return address


@pytest.fixture
def new(
    centre: str, new_desk: tuple[Path, datetime], tmp_path: Path, clock: Clock, ledger: Ledger
) -> Iterator[Callable[[str], Work]]:
    """Makes desks of the county, which have heard of everything."""
    with ExitStack() as opened:

        def make(name: str) -> Work:
            shutil.copytree(new_desk[0], tmp_path / name)
            work = opened.enter_context(signed_in(tmp_path / name, user_name=NAME, password=PASSWORD, clock=clock))
            join_centre(work, ledger, centre)
            exchange(work)
            return work

        yield make


@pytest.fixture
def one(new: Callable[[str], Work]) -> Work:
    """The desk of the office."""
    return new("one")


@pytest.fixture
def two(new: Callable[[str], Work]) -> Work:
    """The administrator's own desk."""
    return new("two")


def late_enrollment(work: Work) -> None:
    """Somebody who is in a running class since October and is entered only now."""
    running = [one for one in training_class.list_classes(work) if one.state == "running"]
    the_class = next(one for one in running if OCTOBER.first_day <= one.starts_on <= OCTOBER.last_day)
    who = person.add_person(work, PersonDetails(name="迟到的人", document_number=number(77)))
    made = enrollment.enroll(work, the_class.id, who.rows[0], joined_on=the_class.starts_on, override="补录")
    enrollment_review.confirm(somebody(work, "李主任", Role.ADMINISTRATOR), made.rows[:1], override="补录")


def a1(work: Work, month: Month) -> int:
    return figures(work, month).report.line("A1").month


def clerk_at(work: Work) -> Work:
    return somebody(work, "王敏", Role.CLERK)


def state(work: Work, month: Month = OCTOBER) -> tuple[str, str | None, str | None] | None:
    row = service.version_of(work, month)
    return row and (row.state, row.prepared_by, row.approved_by)


def test_one_prepares_here_another_freezes_there_and_all_have_the_same(one: Work, two: Work) -> None:
    signing.prepare(clerk_at(one), OCTOBER)
    exchange(two)
    assert state(two) == (ReportState.PREPARED, "user of 王敏", None)
    signing.review(somebody(two, "刘科", Role.REVIEWER), OCTOBER)
    changes = signing.freeze(two, OCTOBER)
    assert changes.rows
    exchange(one)
    for desk in (one, two):
        assert state(desk) == (ReportState.FROZEN, "user of 王敏", two.worker.user_id)
        assert {row.id for row in service.list_reports(desk)} == set(changes.rows)
    assert a1(one, OCTOBER) == a1(two, OCTOBER) > 0
    assert service.printable(one, OCTOBER)[0].report == service.printable(two, OCTOBER)[0].report


def test_a_month_is_closed_once_and_what_it_changed_by_is_posted_once(one: Work, two: Work, clock: Clock) -> None:
    signing.prepare(clerk_at(one), OCTOBER)
    signing.freeze(one, OCTOBER)
    with pytest.raises(Refused, match="frozen_already"):
        signing.freeze(two, OCTOBER)  # it hears of the other while it asks
    late_enrollment(two)
    clock.now = datetime(2026, 12, 2, 1, tzinfo=UTC)
    signing.prepare(clerk_at(two), NOVEMBER)
    signing.freeze(two, NOVEMBER)
    exchange(one)
    for desk in (one, two):
        posted = [one.row for one in service.adjustments_posted(desk, NOVEMBER)]
        assert posted.count("A1") == 1, posted
    signing.return_report(one, NOVEMBER, reason="退回")
    exchange(two)
    assert state(two, NOVEMBER) == (ReportState.RETURNED, "user of 王敏", two.worker.user_id)
    signing.prepare(clerk_at(two), NOVEMBER)
    signing.freeze(two, NOVEMBER)
    row = service.version_of(two, NOVEMBER)
    assert row is not None
    assert (row.version, row.state) == (2, ReportState.FROZEN)


def test_what_a_lone_desk_closed_is_told_when_the_next_report_is_signed(
    new_desk: tuple[Path, datetime], work: Work, clock: Clock, ledger: Ledger, address: str, tmp_path: Path
) -> None:
    clock.now = datetime(2026, 11, 3, 1, tzinfo=UTC)
    service.prepare(clerk_at(work), OCTOBER)
    closed = service.freeze(work, OCTOBER).rows
    join_centre(work, ledger, address)
    exchange(work)
    clock.now = datetime(2026, 12, 2, 1, tzinfo=UTC)
    signing.prepare(clerk_at(work), NOVEMBER)
    shutil.copytree(new_desk[0], tmp_path / "second")
    with signed_in(tmp_path / "second", user_name=NAME, password=PASSWORD, clock=clock) as other:
        join_centre(other, ledger, address)
        exchange(other)
        assert state(other) == (ReportState.FROZEN, "user of 王敏", work.worker.user_id)
        assert len(signing.freeze(other, NOVEMBER).rows) == 1
        assert len(service.list_reports(other)) == len(closed) + 1


def test_what_a_written_delegation_allowed_then_is_told_after_its_end(
    work: Work, clock: Clock, ledger: Ledger, address: str
) -> None:
    clock.now = datetime(2026, 11, 3, 1, tzinfo=UTC)
    said = {"user_id": work.worker.user_id, "document": "秀山人社函〔2026〕12号"}
    account.delegate(work, **said, valid_from=date(2026, 1, 1), valid_to=date(2026, 11, 30))
    service.freeze(work, OCTOBER)
    join_centre(work, ledger, address)
    exchange(work)
    clock.now = datetime(2026, 12, 2, 1, tzinfo=UTC)
    signing.prepare(work, NOVEMBER)
    with pytest.raises(Refused, match=r"access\.own_work"):
        signing.freeze(work, NOVEMBER)


def test_nobody_approves_their_own_work_there_either(one: Work, two: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    signing.prepare(one, OCTOBER)
    with pytest.raises(Refused, match=r"access\.own_work"):
        signing.freeze(one, OCTOBER)
    monkeypatch.setattr(service, "_another", lambda *_: None)  # a desk that lost the rule
    with pytest.raises(Refused, match="own_work_there"):
        signing.freeze(one, OCTOBER)
    monkeypatch.undo()
    said = {"user_id": one.worker.user_id, "document": "秀山人社函〔2026〕12号"}
    account.delegate(one, **said, valid_from=date(2026, 1, 1), valid_to=None)
    assert [one.key for one in signing.freeze(one, OCTOBER).said] == ["monthly_report.own_work"]
    exchange(two)
    row = service.version_of(two, OCTOBER)
    assert row is not None
    assert row.delegation_id


def test_who_counts_while_others_send_counts_anew(one: Work, two: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    signing.prepare(clerk_at(one), OCTOBER)
    plain, asked = service.draft, []

    def draft(work: Work, *given: object, **named: object) -> service.Draft:
        made = plain(work, *given, **named)  # type: ignore[arg-type]
        asked.append(made.head)
        if len(asked) == 1:
            late_enrollment(two)
            exchange(two)
        return made

    monkeypatch.setattr(service, "draft", draft)
    signing.freeze(one, OCTOBER)
    assert len(asked) == 2
    assert asked[1] > asked[0]
    exchange(two)
    assert a1(one, OCTOBER) == a1(two, OCTOBER) > 0
    assert service.printable(one, OCTOBER)[0].report == service.printable(two, OCTOBER)[0].report


def test_a_device_may_sign_no_more_than_its_role(one: Work, two: Work, ledger: Ledger, centre: str) -> None:
    signing.prepare(clerk_at(one), OCTOBER)
    join_centre(two, ledger, centre, Role.CLERK)
    exchange(two)
    with pytest.raises(Refused, match="not_allowed_there"):
        signing.freeze(two, OCTOBER)
    row = SignedRow(table="person", row_id="p", values={"name": "王芳"})
    device = ledger.enroll(
        code=ledger.code(county=one.county_code, user="x", role=Role.ADMINISTRATOR), public_key=bytes(range(32))
    )
    assert ledger.sign_report(device, ReportSigned(head=0, rows=[row])) is Answer.BEHIND
    assert ledger.sign_report(device, ReportSigned(head=1 << 60, rows=[row])) is Answer.NOT_ALLOWED
    teacher = ledger.enroll(
        code=ledger.code(county=one.county_code, user="y", role=Role.INSTRUCTOR), public_key=bytes(range(1, 33))
    )
    with pytest.raises(OutOfScope):
        ledger.sign_report(teacher, ReportSigned(head=1 << 60, rows=[row]))


def test_without_a_line_nothing_is_signed_and_it_is_said(one: Work) -> None:
    with one.database.write(Author(one.worker.user_id, "manage_desk", one.now())) as session:
        session.connection().exec_driver_sql("UPDATE sync_link SET address = 'http://127.0.0.1:9'")
    with pytest.raises(Unavailable, match="unreachable"):
        signing.prepare(one, OCTOBER)
    assert state(one) is None
