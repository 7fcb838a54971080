"""Who tries out every document number finds none of them in the centre's index; an older index is made anew, once."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from sqlalchemy import select

from tests.server.conftest import COUNTY, Device
from tests.server.test_backup import rewritten
from tests.server.test_duplicates import listed, person
from trainingdesk.server import number_key
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.tables import CENTRE_KEY, PERSON_KEY, RECORD
from trainingdesk.wire.clock import milliseconds

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Engine

    from tests.server.conftest import Clock

Keys = set[tuple[str, str]]


def plain(number: str) -> str:
    """What an older program kept of a number."""
    return hashlib.sha256(f"{COUNTY}|resident|{number}".encode()).hexdigest()


def kept(engine: Engine) -> Keys:
    """The people of the index with their digests."""
    with engine.begin() as connection:
        return {tuple(row) for row in connection.execute(select(PERSON_KEY.c.person_id, PERSON_KEY.c.digest))}  # type: ignore[misc]


def due(engine: Engine) -> Keys:
    """What it should hold."""
    with engine.begin() as connection:
        secret = number_key.secret(connection)
        people = connection.execute(select(RECORD.c.id, RECORD.c.data).where(RECORD.c.tbl == "person")).all()
    found = ((row_id, number_key.digest(secret, COUNTY, data)) for row_id, data in people)
    return {(row_id, digest) for row_id, digest in found if digest}


def put_back(engine: Engine) -> None:
    """The database as an older program left it: no secret, and digests without one."""
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE centre_key DROP COLUMN number_key")
        connection.execute(PERSON_KEY.delete())
        numbers = {"p1": "A1", "p2": "A2"}
        rows = [{"county": COUNTY, "person_id": one, "digest": plain(number)} for one, number in numbers.items()]
        connection.execute(PERSON_KEY.insert(), rows)


def two_people(one: Device) -> None:
    one.push(person(one, "p1", "A1"), person(one, "p2", "A2"), person(one, "p3", None))


def test_the_index_tells_no_number(engine: Engine, one: Device, tmp_path: Path) -> None:
    two_people(one)
    assert {row_id for row_id, _digest in kept(engine)} == {"p1", "p2"}
    assert {digest for _row_id, digest in kept(engine)}.isdisjoint({plain("A1"), plain("A2")})
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    with engine.begin() as here, other.begin() as there:
        assert number_key.secret(here) != number_key.secret(there)
    other.dispose()


def test_an_older_index_is_made_anew_when_several_processes_open_it_at_once(
    engine: Engine, ledger: Ledger, one: Device, two: Device
) -> None:
    two_people(one)
    put_back(engine)
    url, together = engine.url.render_as_string(hide_password=False), Barrier(4)

    def open_it(_number: int) -> Keys:
        together.wait()
        opened = open_engine(url)
        found = kept(opened)
        opened.dispose()
        return found

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(open_it, range(4)))
    assert found == [due(engine)] * 4
    assert {row_id for row_id, _digest in kept(engine)} == {"p1", "p2"}
    two.push(person(two, "q1", " a1 "), person(two, "q3", "A3"))
    assert listed(engine) == ["q1"]
    assert kept(engine) == due(engine)


def test_the_secret_goes_along_in_a_backup(engine: Engine, one: Device, clock: Clock, tmp_path: Path) -> None:
    two_people(one)
    write_backup(engine, tmp_path / "centre.backup")
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(tmp_path / "centre.backup", other, now_ms=milliseconds(clock()))
    assert kept(other) == kept(engine) == due(other)
    again = Device(Ledger(other, clock), clock, user="u3")
    again.push(person(again, "q2", "A2"))
    assert listed(other) == ["q2"]
    other.dispose()


def test_a_backup_of_an_older_program_is_given_a_secret(
    engine: Engine, one: Device, clock: Clock, tmp_path: Path
) -> None:
    two_people(one)
    path = tmp_path / "centre.backup"
    write_backup(engine, path)

    def as_before(part: dict[str, Any]) -> dict[str, Any]:
        if part["table"] == PERSON_KEY.name:
            numbers = {"p1": "A1", "p2": "A2"}
            at = part["columns"].index("digest"), part["columns"].index("person_id")
            for row in part["rows"]:
                row[at[0]] = plain(numbers[row[at[1]]])
        if part["table"] == CENTRE_KEY.name:
            return part | {"columns": part["columns"][:-1], "rows": [row[:-1] for row in part["rows"]]}
        return part

    rewritten(path, as_before)
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(path, other, now_ms=milliseconds(clock()))
    assert kept(other) == due(other)
    assert {digest for _row_id, digest in kept(other)}.isdisjoint({plain("A1"), plain("A2")})
    other.dispose()
