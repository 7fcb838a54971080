"""The report of a month names the desks of the county whose work it may lack, and says what they had left to send."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services.conftest import PASSWORD
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import Month
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.reports.document import Items
from trainingdesk.reports.monthly_report import monthly_report as document
from trainingdesk.services import monthly_report
from trainingdesk.services.institution import InstitutionDetails, add_institution
from trainingdesk.services.month import figures
from trainingdesk.services.sync_device import list_devices
from trainingdesk.services.work import Worker
from trainingdesk.settings.shipped import resource
from trainingdesk.sync.exchange import client_of, exchange, join

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.services.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work

OCTOBER = Month(2026, 10)
HEARD = date(2026, 10, 20)


@pytest.fixture
def office(work: Work, ledger: Ledger, address: str) -> Work:
    """The administrator's desk, joined on 20 October."""
    _join(work, ledger, address, Role.ADMINISTRATOR)
    return work


@pytest.fixture
def laptop(office: Work, ledger: Ledger, address: str, tmp_path: Path, clock: Clock) -> Iterator[Work]:
    root = tmp_path / "laptop"
    shutil.copytree(office.folder.root, root)
    with signed_in(root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        _join(opened, ledger, address, Role.CLERK)
        yield opened


def _join(work: Work, ledger: Ledger, address: str, role: Role) -> None:
    join(work, address=address, code=ledger.code(county=work.county_code, user=work.worker.user_id, role=role))
    exchange(work)


def write(work: Work, *names: str) -> None:
    for name in names:
        add_institution(work, InstitutionDetails(name=name))


def said_of_desks(work: Work, month: Month = OCTOBER) -> dict[str, dict[str, object]]:
    """What the report says of desks by key, without the sentence that always stands there."""
    found = {one.key: dict(one.values) for one in figures(work, month).omitted if one.key.startswith("month.desk")}
    assert len(found) == sum(one.key.startswith("month.desk") for one in figures(work, month).omitted)
    return found


def november(clock: Clock, day: int = 3) -> None:
    clock.now = clock.now.replace(month=11, day=day)


def test_a_desk_not_heard_of_since_the_month_ended_is_named(office: Work, laptop: Work, clock: Clock) -> None:
    november(clock)
    exchange(office)
    ((key, values),) = said_of_desks(office).items()
    own, other = list_devices(office)
    assert (key, values["since"], values["tail"]) == ("month.desk_silent", HEARD, other.row.tail)
    assert own.row.tail != other.row.tail
    exchange(laptop)
    exchange(office)
    assert said_of_desks(office) == {}


def test_what_it_had_left_to_send_is_said(office: Work, laptop: Work, clock: Clock) -> None:
    write(laptop, "甲学校", "乙学校")
    client = client_of(laptop)
    client.hello()  # and the line breaks
    client.close()
    exchange(office)
    assert list_devices(office)[1].row.unsent == 2
    assert said_of_desks(office)["month.desk_unsent"]["count"] == 2  # the month runs still: only this is known
    november(clock)
    exchange(office)
    assert (
        said_of_desks(office)["month.desk_silent_unsent"] | {"count": 2, "since": HEARD}
        == (said_of_desks(office)["month.desk_silent_unsent"])
    )
    exchange(laptop)
    exchange(office)
    assert (said_of_desks(office), list_devices(office)[1].row.unsent) == ({}, 0)


def test_while_the_month_runs_silence_is_what_the_county_calls_so(office: Work, laptop: Work, clock: Clock) -> None:
    november(clock)
    exchange(laptop)
    exchange(office)
    clock.now += timedelta(days=14)
    exchange(office)
    assert said_of_desks(office, Month(2026, 11)) == {}
    clock.now += timedelta(days=1)
    exchange(office)
    assert said_of_desks(office, Month(2026, 11)).keys() == {"month.desk_silent"}


def test_a_desk_that_was_dealt_with_is_not_named(office: Work, laptop: Work, ledger: Ledger, clock: Clock) -> None:
    ledger.invite(county=office.county_code, user="spare", role=Role.CLERK, public_key=b"k" * 32, replaces=None)
    november(clock)
    exchange(office)
    assert said_of_desks(office).keys() == {"month.desk_silent"}
    ledger.revoke(ledger.devices()[1].id)
    exchange(office)
    assert said_of_desks(office) == {}


def test_a_desk_that_was_offline_itself_says_so(office: Work, laptop: Work, clock: Clock) -> None:
    assert said_of_desks(office) == {}
    november(clock)
    assert said_of_desks(office) == {"month.desk_behind": {"since": HEARD}}
    assert said_of_desks(laptop) == {"month.desk_behind": {"since": HEARD}}


def test_a_desk_that_never_exchanged_says_so(work: Work, ledger: Ledger, address: str) -> None:
    code = ledger.code(county=work.county_code, user=work.worker.user_id, role=Role.ADMINISTRATOR)
    join(work, address=address, code=code)
    assert said_of_desks(work) == {"month.desk_never_exchanged": {}}


def test_of_many_desks_the_worst_are_named(office: Work, ledger: Ledger, clock: Clock) -> None:
    for number in range(11):
        code = ledger.code(county=office.county_code, user=f"u{number}", role=Role.CLERK)
        ledger.hello(ledger.enroll(code=code, public_key=bytes([number]) * 32), made=number)
    november(clock)
    exchange(office)
    found = [
        one for one in figures(office, OCTOBER).omitted if one.key in ("month.more_desks", "month.desk_silent_unsent")
    ]
    assert [dict(one.values)["count"] for one in found] == [10, 9, 8, 7, 6, 5, 4, 3, 3]


def test_a_frozen_month_says_what_it_said_when_it_was_frozen(
    work: Work, ledger: Ledger, address: str, clock: Clock
) -> None:
    november(clock)
    somebody = Worker("clerk", "王敏", frozenset({Role.CLERK}))
    monthly_report.prepare(replace(work, worker=somebody), OCTOBER)
    monthly_report.freeze(work, OCTOBER)
    code = ledger.code(county=work.county_code, user="u", role=Role.CLERK)
    ledger.hello(ledger.enroll(code=code, public_key=b"k" * 32), made=3)
    clock.now += timedelta(days=40)
    _join(work, ledger, address, Role.ADMINISTRATOR)
    assert said_of_desks(work) == {"month.desk_alone": {}}
    assert said_of_desks(work, Month(2026, 11)).keys() == {"month.desk_silent_unsent"}


@pytest.mark.parametrize("language", Language)
def test_the_paper_says_it(office: Work, laptop: Work, clock: Clock, language: Language) -> None:
    november(clock)
    exchange(office)
    shown, head = monthly_report.printable(office, OCTOBER)
    words = Sentences.load(language, resource("locale"))
    said = [item for block in document(shown, head, words).blocks if isinstance(block, Items) for item in block.items]
    (named,) = [item for item in said if list_devices(office)[1].row.tail in item]
    assert "2026-10-20" in named
