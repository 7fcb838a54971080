"""Scans and photos are kept encrypted, found again, and an identity is opened with a reason only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.attachment import MediaType, media_type_of
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import attachment, audit, undo
from trainingdesk.services.setting import set_setting
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.declared import ATTACHMENT_MEGABYTES
from trainingdesk.storage import rows
from trainingdesk.storage.database import Author

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCAN = "%PDF-1.7 王秀英".encode()
PHOTO = b"\xff\xd8\xff\xe0 photo"


@pytest.fixture
def person(work: Work) -> str:
    with work.database.write(Author(work.worker.user_id, "edit_person", work.now())) as session:
        values = {"name": "王秀英", "name_key": "王秀英"}
        return rows.add(session, "person", row_id=work.new_id(), county_code=work.county_code, values=values)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises((Refused, Unavailable)) as caught:
        call()
    return caught.value.key


def attach(work: Work, owner: tuple[str, str], content: bytes = SCAN, kind: str = "id_card") -> str:
    return attachment.attach(work, owner, content, kind=kind, name="身份证.pdf").row


def test_a_scan_is_attached_listed_and_opened(work: Work, person: str) -> None:
    row = attach(work, ("person", person))
    (listed,) = attachment.list_attachments(work, person)
    assert (listed.id, listed.kind, listed.name, listed.size) == (row, "id_card", "身份证.pdf", len(SCAN))
    assert listed.media_type == MediaType.PDF
    opened = attachment.open_attachment(work, row, reason="核对身份")
    assert (opened.about, opened.content) == (listed, SCAN)


def test_opening_an_identity_is_logged_with_its_reason(work: Work, person: str) -> None:
    row = attach(work, ("person", person))
    assert refusal(lambda: attachment.open_attachment(work, row)) == "access.reason_missing"
    attachment.open_attachment(work, row, reason="核对身份")
    logged = audit.list_access(work)[0]
    assert (logged.action, logged.subject_id, logged.reason) == (Logged.IDENTITY_REVEALED, person, "核对身份")


def test_a_photo_is_shown_without_a_reason(work: Work, person: str) -> None:
    row = attach(work, ("person", person), PHOTO, kind="photo")
    assert attachment.open_attachment(work, row).content == PHOTO


def test_a_role_that_may_not_reveal_opens_no_identity(work: Work, person: str) -> None:
    row = attach(work, ("person", person))
    worker = Worker("u9", "李老师", frozenset({Role.INSTRUCTOR}))
    instructor = Work(work.database, work.folder, work.county_code, worker, work.data_key, work.clock)
    assert refusal(lambda: attachment.open_attachment(instructor, row, reason="好奇")) == "access.not_allowed"
    assert refusal(lambda: attach(instructor, ("person", person))) == "access.not_allowed"


def test_what_is_no_scan_is_refused_in_words(work: Work, person: str) -> None:
    owner = ("person", person)
    assert refusal(lambda: attach(work, owner, b"")) == "attachment.empty"
    assert refusal(lambda: attach(work, owner, b"MZ\x90\0 a program")) == "attachment.kind_unknown"
    assert refusal(lambda: attach(work, ("person", "nobody"))) == "attachment.no_owner"
    assert refusal(lambda: attach(work, ("access_log", person))) == "attachment.no_owner"
    set_setting(work, ATTACHMENT_MEGABYTES, 1)
    with pytest.raises(Refused) as caught:
        attach(work, owner, b"%PDF-" + bytes(1024 * 1024))
    assert (caught.value.key, caught.value.values["most"], caught.value.values["found"]) == (
        "attachment.too_large",
        1,
        2,
    )
    assert attachment.list_attachments(work, person) == ()


def test_a_removed_one_comes_back_with_undo(work: Work, person: str) -> None:
    row = attach(work, ("person", person))
    attachment.remove_attachment(work, row)
    assert attachment.list_attachments(work, person) == ()
    assert refusal(lambda: attachment.open_attachment(work, row, reason="核对")) == "attachment.not_found"
    undo.undo(work)
    assert attachment.open_attachment(work, row, reason="核对").content == SCAN


def test_a_missing_file_says_so(work: Work, person: str) -> None:
    row = attach(work, ("person", person))
    for path in work.folder.attachments.iterdir():
        path.unlink()
    assert refusal(lambda: attachment.open_attachment(work, row, reason="核对")) == "attachment.missing"


def test_a_file_is_read_within_the_limit_and_written_whole(work: Work, person: str, tmp_path: Path) -> None:
    scan, film, out = (tmp_path / name for name in ("scan.pdf", "film.mp4", "out.pdf"))
    scan.write_bytes(SCAN)
    film.touch()
    os.truncate(film, 1 << 40)  # a terabyte with nothing in it: whoever reads it does not come back
    row = attach(work, ("person", person), attachment.read_scan(work, scan))
    assert refusal(lambda: attachment.read_scan(work, film)) == "attachment.too_large"
    assert refusal(lambda: attachment.read_scan(work, tmp_path)) == "workbook.cannot_be_read"
    attachment.save_attachment(work, row, out, reason="核对")
    assert out.read_bytes() == SCAN
    absent = tmp_path / "none" / "out.pdf"
    assert refusal(lambda: attachment.save_attachment(work, row, absent, reason="核对")) == "spreadsheet.no_such_folder"
    assert sorted(one.name for one in tmp_path.glob("*.p*")) == ["out.pdf", "scan.pdf"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
        (b"II*\0", MediaType.TIFF),
        (b"MM\0*", MediaType.TIFF),
        (b"RIFF\1\2\3\4WEBPVP8 ", MediaType.WEBP),
        (b"\0\0\0\x18ftypheic", MediaType.HEIC),
        (b"RIFF\1\2\3\4WAVE", None),
        (b"\0\0\0\x18ftypqt  ", None),
        (b"<svg>", None),
    ],
)
def test_a_kind_is_told_by_its_content(content: bytes, kind: MediaType | None) -> None:
    assert media_type_of(content) is kind
