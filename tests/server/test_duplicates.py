"""One document number on two rows: listed for a person to decide, with as few questions for a batch as for a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import event, select

from tests.server.conftest import COUNTY, Device
from trainingdesk.server.tables import CONFLICT, PERSON_KEY
from trainingdesk.wire.operation import Fate

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from trainingdesk.wire.operation import Operation


def person(device: Device, row_id: str, number: str | None) -> Operation:
    return device.make("person", row_id, name="王芳", document_kind="resident", document_number=number)


def listed(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return sorted(connection.scalars(select(CONFLICT.c.row_id).where(CONFLICT.c.county == COUNTY)))


def test_the_row_that_came_later_is_listed(engine: Engine, one: Device, two: Device) -> None:
    one.push(person(one, "p1", "A1"), person(one, "p2", "A2"), person(one, "p3", None), person(one, "p4", " "))
    assert listed(engine) == []
    two.push(person(two, "q1", " a1 "), person(two, "q2", None))
    assert listed(engine) == ["q1"]
    one.push(person(one, "p5", "A5"), person(one, "p6", "A5"), person(one, "p7", "A7"))
    assert listed(engine) == ["p6", "q1"]


def test_a_number_that_was_corrected_is_nobodys_any_more(engine: Engine, one: Device) -> None:
    one.push(person(one, "p1", "A1"))
    whole = {"document_kind": "resident", "id_mask": None, "name": "王芳", "sex": None, "birth_date": None}
    version = one.rows()["p1"].version
    receipt = one.push(one.change("person", "p1", "identity", version, document_number="A9", **whole))
    assert [outcome.fate for outcome in receipt.outcomes] == [Fate.APPLIED]
    one.push(person(one, "p2", "A1"))
    assert listed(engine) == []
    with engine.begin() as connection:
        assert sorted(connection.scalars(select(PERSON_KEY.c.person_id))) == ["p1", "p2"]


def test_many_people_cost_as_many_questions_as_a_few(engine: Engine, one: Device) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for many in (2, 60):
        asked.clear()
        one.push(*(person(one, f"{many}-{number}", f"N{many}-{number}") for number in range(many)))
        counts.append(len(asked))
    assert counts[1] == counts[0]
