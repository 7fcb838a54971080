"""Facts for whole rosters: any number of people in one statement, and only what lives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.storage import eligibility, rows
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.database import Author, Database


def person(session: Session, author: Author, name: str = "田秀英") -> str:
    values = {"name": name, "name_key": name, "birth_date": date(1990, 5, 20), "sex": "female"}
    return rows.add(session, "person", row_id=new_id(author.at), county_code="500241", values=values)


def test_any_number_of_ids_is_asked_for_at_once(database: Database, author: Author) -> None:
    with database.write(author) as session:
        known = person(session, author)
    strangers = [f"stranger '{number}\"" for number in range(40_000)]
    with database.read() as session:
        (found,) = eligibility.candidates(session, [*strangers, known, known])
        assert (found.id, found.birth_date) == (known, date(1990, 5, 20))
        assert eligibility.candidates(session, []) == ()


def test_only_what_lives_is_found(database: Database, author: Author) -> None:
    with database.write(author) as session:
        here, gone = person(session, author), person(session, author)
        rows.remove(session, "person", gone)
    with database.read() as session:
        assert [row.id for row in eligibility.candidates(session, [here, gone])] == [here]


def test_any_proof_is_a_proof(database: Database, author: Author) -> None:
    with database.write(author) as session:
        one = person(session, author)
        for category, proof in (
            ("A01", {}),
            ("A02", {"proof_kind": "证"}),
            ("A03", {"proof_number": "1"}),
            ("A04", {"proof_sha256": "0"}),
        ):
            rows.add(
                session,
                "person_category",
                row_id=new_id(author.at),
                county_code="500241",
                values={"person_id": one, "category": category, **proof},
            )
    with database.read() as session:
        found = {row.category: row.proved for row in eligibility.held(session, [one])}
    assert found == {"A01": False, "A02": True, "A03": True, "A04": True}
    assert all(type(proved) is bool for proved in found.values())


def test_people_are_looked_up_by_their_index(database: Database) -> None:
    with database.read() as session:
        for name in ("person_category", "enrollment", "claim_line", "certificate"):
            sql = f"EXPLAIN QUERY PLAN SELECT * FROM {name} WHERE person_id IN (SELECT value FROM json_each(:ids))"  # noqa: S608
            plan = " ".join(row[3] for row in session.connection().execute(text(sql), {"ids": "[]"}))
            assert "USING INDEX" in plan, name
