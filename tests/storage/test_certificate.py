"""Numbers that were ever given are found again, deleted ones too, and blocks belong to one device."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.storage.conftest import NOW
from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.storage import certificate, rows
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.database import Author, Database

COUNTY = "500241"


def person(session: Session) -> str:
    values = {"name": "杨玉兰", "name_key": "杨玉兰", "verified": "none", "provisional": False, "archived": False}
    return rows.add(session, "person", row_id=new_id(NOW), county_code=COUNTY, values=values)


def issue(session: Session, holder: str, number: str, *, day: date = date(2026, 11, 2)) -> str:
    values = {
        "person_id": holder,
        "kind": CertificateKind.TRAINING_QUALIFIED,
        "level": "5",
        "number": number,
        "issued_on": day,
        "status": "issued",
        "reprints": 0,
    }
    return rows.add(session, "certificate", row_id=new_id(NOW), county_code=COUNTY, values=values)


def test_a_deleted_number_still_counts_as_given(database: Database, author: Author) -> None:
    with database.write(author) as session:
        holder = person(session)
        for number in ("HG2026-1", "HG2026-2", "HG2025-9", "HG_026-5"):
            issue(session, holder, number)
        rows.remove(session, "certificate", issue(session, holder, "HG2026-3"))
    with database.read() as session:
        assert sorted(certificate.numbers_beginning(session, "HG2026-")) == ["HG2026-1", "HG2026-2", "HG2026-3"]
        assert certificate.numbers_beginning(session, "HG_026-") == ("HG_026-5",)
        assert [one.number for one in certificate.certificates_numbered(session, ("HG2026-3", "HG2026-1"))] == [
            "HG2026-1"
        ]


def test_a_thousand_numbers_are_looked_up_at_once(database: Database, author: Author) -> None:
    with database.write(author) as session:
        holder = person(session)
        wanted = [f"HG{serial:05}" for serial in range(1200)]
        for number in wanted[::400]:
            issue(session, holder, number)
        found = certificate.certificates_numbered(session, wanted)
    assert [one.number for one in found] == ["HG00000", "HG00400", "HG00800"]


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [(None, None, ["A", "B", "C"]), (date(2026, 11, 2), None, ["B", "C"]), (None, date(2026, 11, 2), ["A", "B"])],
)
def test_lines_are_narrowed_by_day(
    database: Database, author: Author, first: date | None, last: date | None, numbers: list[str]
) -> None:
    with database.write(author) as session:
        holder = person(session)
        for day, number in ((1, "A"), (2, "B"), (3, "C")):
            issue(session, holder, number, day=date(2026, 11, day))
        lines = certificate.certificate_lines(session, first=first, last=last)
        assert [one.number for one in lines] == numbers
        assert [one.number for one in certificate.certificate_lines(session, limit=1, offset=1)] == ["B"]


def test_a_block_belongs_to_one_device_and_one_series(database: Database, author: Author) -> None:
    with database.write(author) as session:
        for series, first, device in (("HG", 50, "me"), ("HG", 1, "me"), ("HG", 100, "other"), ("JY", 1, "me")):
            values = {"series": series, "first": first, "last": first + 9, "device_id": device}
            rows.add(session, "number_block", row_id=new_id(NOW), county_code=COUNTY, values=values)
        assert certificate.blocks_of(session, "HG", device_id="me") == ((1, 10), (50, 59))


def test_a_new_desk_was_never_joined(database: Database) -> None:
    with database.read() as session:
        desk = certificate.desk(session)
    assert (desk.device_number, desk.joined) == (0, False)
