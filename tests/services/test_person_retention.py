"""Archived at any time, erased only after the years an administrator set, and then nowhere any more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services.people import acting_as, add, enrolled, number
from tests.services.roster_class import make_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services.attachment import attach
from trainingdesk.services.audit import list_access
from trainingdesk.services.person import PersonDetails, change_identity, edit_person, find_people, list_people
from trainingdesk.services.person_category import Proof, add_category
from trainingdesk.services.person_merge import merge
from trainingdesk.services.person_page import person_page
from trainingdesk.services.person_retention import archive_person, past_retention, purge_person
from trainingdesk.services.setting import set_setting
from trainingdesk.services.undo import undo
from trainingdesk.settings.declared import RETENTION_YEARS

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def refused(work: Work, person: str) -> str:
    with pytest.raises(Refused) as caught:
        purge_person(work, person, reason="到期")
    return caught.value.key


def test_an_archived_person_stays_and_comes_back(work: Work) -> None:
    person = add(work, "张三", 1)
    archive_person(work, person)
    assert person_page(work, person).archived
    archive_person(work, person, archived=False)
    assert not person_page(work, person).archived
    with pytest.raises(Refused, match=r"person\.unknown"):
        archive_person(work, "nobody")


def test_nobody_is_erased_early(work: Work, clock: Clock) -> None:
    person = add(work, "张三", 1)
    enrolled(work, make_class(work), person)  # ends on 2026-11-13
    assert refused(work, "nobody") == "person.unknown"
    assert refused(work, person) == "person.archive_first"
    archive_person(work, person)
    assert refused(work, person) == "person.no_retention_time"
    set_setting(work, RETENTION_YEARS, 3)
    assert refused(work, person) == "person.kept_still"
    clock.now = clock.now.replace(year=2029, month=11, day=12)
    assert refused(work, person) == "person.kept_still"
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        purge_person(acting_as(work, Role.CLERK), person, reason="到期")
    clock.now += timedelta(days=1)
    with pytest.raises(Refused, match=r"access\.reason_missing"):
        purge_person(work, person, reason=" ")
    assert purge_person(work, person, reason="到期").rows == (person,)


def test_who_is_past_the_time_is_listed(work: Work, clock: Clock) -> None:
    assert past_retention(work).years == 0
    class_id = make_class(work)
    names = ("张一", "张二", "张三", "张四", "张五")
    person, old, kept, never, new = (add(work, name, place) for place, name in enumerate(names, start=1))
    for one in (person, old):
        enrolled(work, class_id, one)  # the class ends on 2026-11-13
    merge(work, old, kept, reason="同一人")
    archive_person(work, never)
    set_setting(work, RETENTION_YEARS, 3)
    assert [one.id for one in past_retention(work).people] == [never]  # no class, and archived
    clock.now = clock.now.replace(year=2029, month=11, day=13)
    found = past_retention(work)
    assert {one.id: (one.archived, one.last and one.last.isoformat()) for one in found.people} == {
        never: (True, None),
        person: (False, "2026-11-13"),
        kept: (False, "2026-11-13"),
    }
    assert new not in {one.id for one in found.people}
    archive_person(work, person)
    purge_person(work, person, reason="到期")
    assert person not in {one.id for one in past_retention(work).people}
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        past_retention(acting_as(work, Role.CLERK))


def test_a_leap_day_counts_as_the_day_before(work: Work, clock: Clock) -> None:
    set_setting(work, RETENTION_YEARS, 3)
    clock.now = clock.now.replace(year=2028, month=2, day=29)
    assert past_retention(work).until == date(2025, 2, 28)


def everything(work: Work) -> str:
    """Every value of every table of the file, as text."""
    connection = work.database.connection()
    try:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        names = [row[0] for row in named if not row[0].startswith("person_words_")]
        return "\n".join(
            repr(row)
            for name in names
            for row in connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 -- names come from the file itself
        )
    finally:
        connection.close()


def test_an_erased_person_is_nowhere_and_the_figures_stay(work: Work, clock: Clock) -> None:
    person, other = add(work, "张三", 1, phone="13812345678", note="班长"), add(work, "章三", 3)
    kept = add(work, "李四", 5)
    the_class = make_class(work)
    mine = enrolled(work, the_class, person, note="张三自带电脑")
    edit_person(work, person, PersonDetails(name="张三", phone="13812345678", address="平凯街道"))
    change_identity(work, person, PersonDetails(name="张叁"), reason="户口本上改了名字")
    proof = Proof(proof_kind="证", proof_number="5002410012345678")
    add_category(work, person, category="A05", proof=proof)
    attach(work, ("person", person), PNG, kind="photo", name="张三.png")
    attach(work, ("person", kept), PNG + b"1", kind="photo", name="b.png")
    merge(work, other, person)
    archive_person(work, person)
    set_setting(work, RETENTION_YEARS, 3)
    clock.now = clock.now.replace(year=2030)
    secrets = (
        "张三",
        "章三",
        "张叁",
        number(1),
        number(3),
        "13812345678",
        "平凯街道",
        "班长",
        "5002410012345678",
        "张三.png",
        "户口本上改了名字",
    )
    assert all(secret in everything(work) for secret in secrets)
    assert len(list(work.folder.attachments.iterdir())) == 2

    changes = purge_person(work, person, reason="到期")

    left = everything(work)
    assert [secret for secret in secrets if secret in left] == []
    assert "到期" in left  # why the person was erased stays
    assert set(changes.rows) == {person, other}
    assert len(list(work.folder.attachments.iterdir())) == 1
    assert [one.id for one in list_people(work)] == [kept]
    assert find_people(work, "张三") == ()
    assert number(5) in left
    with work.reading(Action.SEE_EVERYTHING) as session:
        row = session.connection().exec_driver_sql("SELECT status FROM enrollment WHERE id = ?", (mine,)).one()
        assert row.status == "completed"
    assert [entry.subject_id for entry in list_access(work, action=Logged.PURGED)] == [person]
    with pytest.raises(Refused, match=r"undo\.final"):
        undo(work, changes.change_set)
