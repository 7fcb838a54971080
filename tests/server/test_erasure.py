"""What the centre forgets of a person who was erased, who may erase, and what comes of the person afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from tests.server.conftest import COUNTY, Clock, Device
from trainingdesk.domain.access import Role
from trainingdesk.server.tables import BATCH, CONFLICT, PERSON_KEY, RECORD, SNAPSHOT
from trainingdesk.wire.erasure import ERASED_NAME, is_erased
from trainingdesk.wire.ids import fact_id, mark_id
from trainingdesk.wire.operation import Fate, Revoked, thaw
from trainingdesk.wire.snapshot import Gone

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.wire.operation import Operation

NUMBER = "11010119900307283X"  # the example of GB 11643-1999: nobody's
IDENTITY = ("document_kind", "document_number", "id_mask", "name", "sex", "birth_date")


def erasing(device: Device, person: str) -> Operation:
    """What the desk that erases a person says of the identity."""
    said = {**dict.fromkeys(IDENTITY), "name": ERASED_NAME}
    return device.change("person", person, "identity", device.rows()[person].version, **said)


@pytest.fixture
def office(ledger: Ledger, clock: Clock) -> Device:
    """An administrator's desk, which may erase."""
    return Device(ledger, clock, Role.ADMINISTRATOR, user="u9")


@pytest.fixture
def person(one: Device) -> str:
    """Somebody with a phone and a proof, one that a newer program knows a field of."""
    made = one.make("person", "p1", name="张三", document_number=NUMBER, phone="13800000001")
    one.push(
        made,
        one.make("person_category", "c1", person_id="p1", category="A05", proof_number="5002410012345678"),
        one.change("person", "p1", "nickname", 9, nickname="老三"),
    )
    return "p1"


def test_only_an_administrators_desk_erases(one: Device, office: Device, person: str) -> None:
    (refused,) = one.push(erasing(one, person)).outcomes
    assert (refused.fate, refused.code) == (Fate.QUARANTINED, "not_allowed")
    assert one.rows()[person].values["name"] == "张三"
    (taken,) = office.push(erasing(office, person)).outcomes
    assert taken.fate is Fate.APPLIED
    assert is_erased(one.rows()[person].values)


def test_a_desk_may_make_what_is_left_where_the_centre_lost_it(one: Device) -> None:
    (made,) = one.push(one.make("person", "p1", name=ERASED_NAME, archived=True, deleted=True)).outcomes
    assert made.fate is Fate.APPLIED


def test_the_one_operation_takes_everything(office: Device, person: str, engine: Engine) -> None:
    office.push(erasing(office, person))
    rows = office.rows()
    said = {name: value for name, value in rows[person].values.items() if value is not None}
    assert said == {"name": ERASED_NAME, "verified": "none", "archived": True, "deleted": True}
    assert {name: value for name, value in rows["c1"].values.items() if value is not None} == {
        "person_id": person,
        "category": "",
        "deleted": True,
    }
    with engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(PERSON_KEY)) == 0


def test_what_is_said_of_the_erased_loses_and_is_kept_nowhere(
    one: Device, office: Device, person: str, ledger: Ledger, engine: Engine, clock: Clock
) -> None:
    seen = one.rows()[person].version
    office.push(erasing(office, person))
    clock.pass_by(hours=1)
    said = one.push(
        one.change("person", person, "phone", seen, phone="13800000002"),
        one.change("person_category", "c1", "deleted", seen, deleted=False),
        one.make("person_category", "c2", person_id=person, category="B07"),
        one.make("enrollment", "e1", person_id=person, class_id="k1", note="班长"),
        one.change("person", person, "phone", seen, phone=None),
        one.make("person", person, name="张三", phone="13800000002"),
    )
    fates = [Fate.LOST, Fate.LOST, Fate.APPLIED, Fate.APPLIED, Fate.SAME, Fate.LOST]
    assert [outcome.fate for outcome in said.outcomes] == fates
    assert said.stands == []  # the desk sees all of them again
    rows = one.rows()
    assert is_erased(rows[person].values)
    assert (rows[person].values["phone"], rows["e1"].values["note"]) == (None, None)
    assert [(rows[one].values["category"], rows[one].values["deleted"]) for one in ("c1", "c2")] == [("", True)] * 2
    assert [row for row in rows.values() if row.table == "conflict"] == []
    ledger.compact()
    assert "13800000002" not in bodies(engine)
    assert "B07" not in bodies(engine)


def test_words_in_what_follows_an_enrollment_go_and_the_figures_stay(
    one: Device, office: Device, person: str, ledger: Ledger, engine: Engine, clock: Clock
) -> None:
    lesson = fact_id("lesson", "k1", "1")
    mark, own, others = mark_id(lesson, "e1"), {"enrollment_id": "e1", "class_id": "k1"}, {"enrollment_id": "e2"}
    one.push(
        one.make("lesson", lesson, class_id="k1"),
        one.make("enrollment", "e1", person_id=person, class_id="k1"),
        one.make("enrollment", "e2", person_id="p2", class_id="k1"),
        one.make("attendance_mark", mark, lesson_id=lesson, status="sick_leave", reason="看病去了", **own),
        one.make("followup", "f1", employed=True, employer_name="某某工厂", note="住在女儿家", **own),
        one.make("followup", "f2", employed=True, note="别人的话", **own | others),
    )
    office.push(erasing(office, person))
    clock.pass_by(hours=1)
    corrected = {"office_status": "absent", "office_reason": "又住院了", "office_by": "u1", "office_at": 5}
    one.push(  # who has not heard of it
        one.change("attendance_mark", mark, "office", 99, **corrected),
        one.make("phone_check", "c9", answered=True, note="儿子接的电话", **own),
    )
    rows = {name: office.rows()[name].values for name in (mark, "f1", "f2", "c9")}
    said = ("status", "reason", "office_status", "office_reason")
    assert [rows[mark][one] for one in said] == ["sick_leave", None, "absent", None]
    assert (rows["c9"]["answered"], rows["c9"]["note"]) == (True, None)
    assert [rows["f1"][one] for one in ("employed", "employer_name", "note")] == [True, None, None]
    assert rows["f2"]["note"] == "别人的话"
    ledger.compact()
    kept = bodies(engine)
    assert [one for one in ("看病去了", "某某工厂", "住在女儿家", "又住院了", "儿子接的电话") if one in kept] == []
    assert "别人的话" in kept


def bodies(engine: Engine) -> str:
    with engine.begin() as connection:
        return repr([thaw(body) for body in connection.scalars(select(BATCH.c.body))])


def test_the_trail_hides_it_at_once_and_loses_it_with_the_next_compaction(
    one: Device, office: Device, person: str, ledger: Ledger, engine: Engine
) -> None:
    body = one.batch(one.change("person", person, "phone", one.rows()[person].version, phone="13800000002"))
    ledger.push(one.id, body)
    one.push(one.make("venue", "v1", name="一号教室"))
    office.push(erasing(office, person))
    trail = repr([ledger.trail(COUNTY, *key) for key in (("person", person), ("person_category", "c1"))])
    assert [secret for secret in ("张三", "138****", "1380000000", "A05", "老三") if secret in trail] == []
    assert "13800000002" in bodies(engine)
    ledger.compact()
    assert [
        secret
        for secret in ("张三", NUMBER, "1380000000", "A05", "5002410012345678", "老三")
        if secret in bodies(engine)
    ] == []
    assert "一号教室" in bodies(engine)
    assert ledger.push(one.id, body).duplicate  # a batch is known by its digest


def test_what_a_desk_sends_that_was_shut_out_is_not_kept_either(
    one: Device, office: Device, person: str, ledger: Ledger, engine: Engine
) -> None:
    seen = one.rows()[person].version
    office.push(erasing(office, person))
    ledger.compact()
    ledger.revoke(one.id)
    with pytest.raises(Revoked):
        one.push(one.change("person", person, "phone", seen, phone="13800000002"))
    assert "13800000002" in bodies(engine)
    ledger.compact()
    assert "13800000002" not in bodies(engine)


def test_values_of_differences_go(one: Device, two: Device, office: Device, person: str, engine: Engine) -> None:
    seen = one.rows()[person].version
    one.push(one.change("person", person, "phone", seen, phone="13800000002"))
    two.push(two.change("person", person, "phone", seen, phone="13800000003"))
    (told,) = [row for row in one.rows().values() if row.table == "conflict"]
    assert "13800000003" in repr(told.values)
    office.push(erasing(office, person))
    told = one.rows()[told.row_id]
    assert (told.values["deleted"], told.values["kept"], told.values["lost"]) == (
        True,
        '{"phone":null}',
        '{"phone":null}',
    )
    with engine.begin() as connection:
        assert "1380000000" not in repr(connection.execute(select(CONFLICT)).all())
        assert "1380000000" not in repr(connection.execute(select(RECORD)).all())


def test_no_snapshot_from_before_is_given_out(one: Device, office: Device, person: str, ledger: Ledger) -> None:
    before = ledger.snapshot(one.id, bucket="c")
    office.push(erasing(office, person))
    with pytest.raises(Gone):
        ledger.part(one.id, snapshot_id=before.id, number=0)
    assert ledger.snapshot(one.id, bucket="c").seq > before.seq


def test_a_snapshot_that_was_being_made_is_not_offered(
    one: Device, office: Device, person: str, ledger: Ledger
) -> None:
    ledger.snapshot(one.id, bucket="c")
    with ledger.engine.begin() as connection:
        connection.execute(SNAPSHOT.update().values(ready=False))
    office.push(erasing(office, person))
    with ledger.engine.begin() as connection:
        connection.execute(SNAPSHOT.update().values(ready=True))
    assert ledger.offered(one.id, bucket="c") is None
