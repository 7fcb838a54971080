"""One class, one file: whole, checkable, and taken out with a reason."""

from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.services import claimed_class, finished_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.class_document import ClassDocument
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attachment, audit, claim
from trainingdesk.services.claim import NewClaim
from trainingdesk.services.class_document import attach_scan
from trainingdesk.services.class_file import SUMS, write_class_file
from trainingdesk.storage import attachment as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

PDF = b"%PDF-1.4\n%%EOF\n"


def lines(path: Path, name: str) -> list[dict[str, str]]:
    with ZipFile(path) as archive:
        return list(csv.DictReader(archive.read(f"{name}.csv").decode("utf-8-sig").splitlines()))


def test_every_table_of_a_class_is_in_it(work: Work, clock: Clock, tmp_path: Path) -> None:
    made = claimed_class.make(work, clock, people=2)
    claim.prepare(work, NewClaim(class_id=made.class_id))
    path = tmp_path / "班级.zip"
    written = write_class_file(work, made.class_id, path, reason="迎接督查")
    counts = {name: len(lines(path, name)) for name in ("class", "roster", "lessons", "marks", "scores", "claim-lines")}
    assert counts == {"class": 1, "roster": 2, "lessons": 10, "marks": 20, "scores": 2, "claim-lines": 4}
    assert all("********" in one["id_mask"] for one in lines(path, "roster"))
    assert all("****" in one["phone"] for one in lines(path, "roster"))
    assert written.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_list_of_hashes_is_true_and_complete(work: Work, clock: Clock, tmp_path: Path) -> None:
    made = finished_class.make(work, clock, people=1)
    attachment.attach(work, ("register", made.lessons[0]), PDF, kind="signed_sheet", name="../签到 表.pdf")
    path = tmp_path / "班级.zip"
    write_class_file(work, made.class_id, path, reason="归档")
    with ZipFile(path) as archive:
        listed = dict(reversed(line.split("  ", 1)) for line in archive.read(SUMS).decode().splitlines())
        assert set(listed) == set(archive.namelist()) - {SUMS}
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for name, digest in listed.items())
        (scan,) = [name for name in archive.namelist() if name.startswith("scans/")]
        assert archive.read(scan) == PDF
    assert ".." not in scan.split("-")[0]
    assert "/" not in scan.removeprefix("scans/")


def test_papers_are_in_it_and_a_scan_of_another_computer_is_named(work: Work, clock: Clock, tmp_path: Path) -> None:
    """A signed sheet was photographed in the village, and its file stayed on that laptop."""
    made = finished_class.make(work, clock, people=1)
    attach_scan(work, made.class_id, ClassDocument.APPLICATION, PDF, name="开班申请表.pdf")
    far = attachment.attach(work, ("register", made.lessons[0]), PDF + b"%", kind="signed_sheet", name="签到表.pdf").row
    with work.reading(Action.SEE_EVERYTHING) as session:
        away = stored.attachment(session, far)
    assert away is not None
    (work.folder.attachments / away.sha256).unlink()
    path = tmp_path / "班级.zip"
    assert write_class_file(work, made.class_id, path, reason="归档").lacking == 1
    assert [one["kind"] for one in lines(path, "documents")] == ["application"]
    found = [(one["name"], one["file"], one["sha256"] == away.sha256) for one in lines(path, "scans")]
    assert found == [("开班申请表.pdf", "scans/001-开班申请表.pdf", False), ("签到表.pdf", "", True)]
    with ZipFile(path) as archive:
        assert archive.read("scans/001-开班申请表.pdf") == PDF


def test_the_same_class_gives_the_same_bytes(work: Work, clock: Clock, tmp_path: Path) -> None:
    made = finished_class.make(work, clock, people=1)
    first, second = (
        write_class_file(work, made.class_id, tmp_path / name, reason="归档") for name in ("a.zip", "b.zip")
    )
    assert first == second


def test_no_cell_is_taken_for_a_formula(work: Work, clock: Clock, tmp_path: Path) -> None:
    made = finished_class.make(work, clock, people=1)
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"note": "=HYPERLINK(1)"})
    write_class_file(work, made.class_id, tmp_path / "a.zip", reason="归档")
    assert lines(tmp_path / "a.zip", "class")[0]["note"] == "'=HYPERLINK(1)"


def test_taking_it_out_needs_a_role_and_a_reason_and_is_logged(work: Work, clock: Clock, tmp_path: Path) -> None:
    made = finished_class.make(work, clock, people=1)
    path = tmp_path / "班级.zip"
    for who, reason, key in (
        (work, " ", "access.reason_missing"),
        (finished_class.acting(work, Role.AUDITOR), "看看", "access.not_allowed"),
    ):
        with pytest.raises(Refused) as refused:
            write_class_file(who, made.class_id, path, reason=reason)
        assert refused.value.key == key
    assert not path.exists()
    write_class_file(work, made.class_id, path, reason="归档")
    entry = audit.list_access(work, limit=1, action=Logged.EXPORTED)[0]
    assert (entry.subject_id, entry.reason) == (made.class_id, "归档")
