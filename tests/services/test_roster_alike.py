"""A roster says whom its new people may be confused with; nobody is kept out for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.exchange.files import xlsx
from tests.services.people import number as document_number
from tests.services.roster_class import make_class
from trainingdesk.services import person, roster
from trainingdesk.services.person import PersonDetails
from trainingdesk.services.walk_in import WalkIn, walk_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trainingdesk.services.roster_result import RosterCheck
    from trainingdesk.services.work import Work

NUMBER = "2026-001"
PHONE = "13800138000"
HEADINGS = ("姓名", "身份证号码", "联系电话")
FIRST, SECOND, THIRD = (document_number(serial, born="19900307") for serial in (101, 103, 105))


@pytest.fixture
def class_id(work: Work) -> str:
    return make_class(work, NUMBER)


def read(work: Work, tmp_path: Path, *rows: Sequence[str], number: str = NUMBER) -> RosterCheck:
    return roster.import_roster(work, number, xlsx(tmp_path / "r.xlsx", [HEADINGS, *rows])).check


def doubts(found: RosterCheck) -> dict[int, list[tuple[str, str, dict[str, object]]]]:
    return {
        line.row: [(str(one.field), one.key, dict(one.values)) for one in line.doubts]
        for line in found.lines
        if line.doubts
    }


@pytest.mark.usefixtures("class_id")
def test_two_rows_with_one_phone_or_one_name_and_birth_date_are_said(work: Work, tmp_path: Path) -> None:
    found = read(work, tmp_path, ("钱一", FIRST, PHONE), ("钱二", SECOND, PHONE), ("钱一", THIRD, ""))
    assert doubts(found) == {
        3: [("phone", "roster.same_phone_as_row", {"row": 2, "name": "钱一"})],
        4: [("name", "roster.like_row", {"row": 2, "name": "钱一"})],
    }
    assert found.new == 3


@pytest.mark.usefixtures("class_id")
def test_somebody_of_the_desk_with_the_phone_or_the_name_and_birth_date_is_said(work: Work, tmp_path: Path) -> None:
    person.add_person(work, PersonDetails(name="钱一", document_number=FIRST, phone=PHONE))
    found = read(work, tmp_path, ("钱一", SECOND, PHONE), ("钱二", THIRD, PHONE))
    known = {"people": (f"钱一 {FIRST[:6]}********{FIRST[-4:]}",)}
    assert doubts(found) == {
        2: [("name", "roster.like_known", known)],
        3: [
            ("phone", "roster.same_phone_as_row", {"row": 2, "name": "钱一"}),
            ("phone", "roster.same_phone_as_known", known),
        ],
    }
    again = read(work, tmp_path, ("钱一", SECOND, PHONE))
    assert (again.existing, doubts(again)) == (1, {})


def test_who_came_to_the_door_without_a_document_is_recognised(work: Work, tmp_path: Path) -> None:
    made = running_class.make(work, people=1)
    walk_in(work, made.lessons[2], WalkIn(name="门口张", phone=PHONE))
    found = read(work, tmp_path, ("门口张", FIRST, PHONE), ("他人", SECOND, ""), number="500241-2026-001")
    assert doubts(found) == {2: [("name", "roster.from_the_door", {"people": ("门口张",)})]}
