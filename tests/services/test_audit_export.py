"""The log is narrowed by person, class, user and day, and leaves with its chain."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from tests.services.people import add, number
from tests.services.refusals import refused
from tests.services.roster_class import make_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import GENESIS, Link, Logged, digest_of
from trainingdesk.services import audit, audit_export, export
from trainingdesk.services.audit import AccessFilter
from trainingdesk.services.exchange.guarded_text import unguard
from trainingdesk.services.person_page import reveal
from trainingdesk.services.work import Worker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def test_the_log_is_narrowed(work: Work, clock: Clock, tmp_path: Path) -> None:
    person = add(work, "欧阳秀英", 1)
    class_id = make_class(work, "2026-001")
    reveal(work, person, reason="核对")
    today = work.today()
    clock.now += timedelta(days=1)
    export.export_roster(work, "2026-001", tmp_path / "a.csv", reason="报送")

    def found(wanted: AccessFilter) -> list[str]:
        return [row.action for row in audit.find_access(work, wanted)]

    assert found(AccessFilter(subject_id=audit_export.subject_of(work, "欧阳秀英"))) == [Logged.IDENTITY_REVEALED]
    assert found(AccessFilter(subject_id=audit_export.subject_of(work, " 2026-001"))) == [Logged.EXPORTED]
    assert audit_export.subject_of(work, "2026-001") == class_id
    assert found(AccessFilter(first=today + timedelta(days=1))) == [Logged.EXPORTED]
    assert Logged.EXPORTED not in found(AccessFilter(last=today))
    assert found(AccessFilter(first=today, last=today, action=Logged.IDENTITY_REVEALED)) == [Logged.IDENTITY_REVEALED]
    assert found(AccessFilter(user_id="nobody")) == []


def test_whom_a_row_is_about_must_be_clear(work: Work) -> None:
    for place in (1, 3):
        add(work, "王秀英", place)
    assert audit_export.subject_of(work, " ") is None
    assert audit_export.subject_of(work, number(3)[-4:])
    with refused("audit.subject_several"):
        audit_export.subject_of(work, "王秀英")
    with refused("audit.subject_unknown"):
        audit_export.subject_of(work, "李四")


def test_what_leaves_can_be_checked_without_the_program(work: Work, tmp_path: Path) -> None:
    audit.log_sign_in(work, failed_before=2)
    done = audit_export.export_log(work, tmp_path / "log.csv", reason="省厅检查")
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [{title: unguard(cell) for title, cell in row.items()} for row in csv.DictReader(file)]
    assert (len(rows), rows[-1]["本条摘要"]) == (done.rows, done.head)
    assert rows[-1]["原因"] == "省厅检查"
    assert rows[0]["前一条摘要"] == GENESIS
    assert all(after["前一条摘要"] == before["本条摘要"] for before, after in pairwise(rows))
    last = rows[-1]
    link = Link(
        last["编号"],
        work.county_code,
        last["操作"],
        work.worker.user_id,
        None,
        None,
        last["原因"],
        last["前一条摘要"],
        "",
    )
    assert digest_of(link) == last["本条摘要"]
    assert audit.verify_chain(work, expected_head=done.head).sound


def test_a_workbook_has_the_head_on_a_sheet_of_its_own(work: Work, tmp_path: Path) -> None:
    done = audit_export.export_log(work, tmp_path / "log.xlsx", reason="省厅检查")
    book = load_workbook(tmp_path / "log.xlsx")
    assert list(book["末条摘要"].iter_rows(min_row=2, values_only=True)) == [(done.rows, done.head)]
    assert book["访问日志"].max_row == done.rows + 1
    auditor = replace(work, worker=Worker(work.worker.user_id, "审计", frozenset({Role.AUDITOR})))
    assert audit_export.export_log(auditor, tmp_path / "again.csv", reason="审计").rows == done.rows + 1
    for wrong, key in (("", "access.reason_missing"), ("x", "export.wrong_ending")):
        with refused(key):
            audit_export.export_log(work, tmp_path / ("log.csv" if not wrong else "log.pdf"), reason=wrong)
