"""A roster of 5,000 rows: looked at, and taken in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import python_calamine
from sqlalchemy import text

from tests.benchmarks.measure import Figure, median, seconds
from trainingdesk.services import backup, roster, training_class
from trainingdesk.services.class_details import details_of
from trainingdesk.storage import training_class as stored
from trainingdesk.wire.ids import enrollment_id_of, new_id

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work

_CAPACITY = 6000


def measured(work: Work, shared: Path, scratch: Path) -> list[Figure]:
    """The floor of looking is reading the file; of taking in, the same people and enrollments as plain inserts."""
    path = shared / "rosters" / "five_thousand.xlsx"
    if not path.exists():
        return []
    number = _class(work)
    read = median(lambda: python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(), times=5)
    look = median(lambda: roster.check(work, number, path), times=5)
    floor = seconds(lambda: _plain(work))
    backup.back_up(work)  # an import begins with one where something changed: a row of its own in the table
    write = seconds(lambda: roster.import_roster(work, number, path, rejects=scratch / "rejects.xlsx"))
    backup.back_up(work)
    again = seconds(lambda: roster.import_roster(work, number, path, rejects=scratch / "rejects.xlsx"))
    return [
        Figure("roster of 5,000 rows, preview", look, read, 1.0),
        Figure("roster of 5,000 rows, preview and write", write, floor, 3.0, of="once"),
        Figure("roster of 5,000 rows, imported again", again, of="once"),
    ]


def _class(work: Work) -> str:
    """A draft of a class that holds them all, like the last class there is."""
    with work.database.read() as session:
        query = "SELECT id FROM training_class WHERE state = 'approved' ORDER BY starts_on DESC LIMIT 1"
        like = stored.class_of(session, session.connection().execute(text(query)).scalar_one())
    assert like is not None
    details = replace(details_of(like), capacity=_CAPACITY, number=None, name=None)
    made = training_class.new_class(work, details).row
    return training_class.class_page(work, made).head.number


def _plain(work: Work) -> None:
    """5,000 people, enrollments, stints and events by executemany, with triggers and fsync, and taken back."""
    connection = work.database.connection()
    people = [new_id(work.now()) for _ in range(5000)]
    class_id = connection.execute("SELECT id FROM training_class LIMIT 1").fetchone()[0]
    enrollments = [enrollment_id_of(class_id, one) for one in people]
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO person (id, county_code, name, name_key, verified, provisional, archived, document_number, phone) "
        "VALUES (?, '500241', ?, ?, 'none', 0, 0, ?, ?)",
        [(one, f"李某{i}", f"李某{i}", f"50024119900101{i:04}", f"138{i:08}") for i, one in enumerate(people)],
    )
    connection.executemany(
        "INSERT INTO enrollment (id, county_code, class_id, person_id, number, source, status) "
        "VALUES (?, '500241', ?, ?, ?, 'roster', 'applied')",
        [(e, class_id, p, f"x{i}") for i, (e, p) in enumerate(zip(enrollments, people, strict=True))],
    )
    connection.executemany(
        "INSERT INTO stint (id, county_code, enrollment_id, class_id, joined_on) VALUES (?, '500241', ?, ?, '2026-11-02')",
        [(new_id(work.now()), one, class_id) for one in enrollments],
    )
    connection.executemany(
        "INSERT INTO enrollment_event (id, county_code, enrollment_id, class_id, kind, day, by_user, at) "
        "VALUES (?, '500241', ?, ?, 'applied', '2026-11-02', 'x', 0)",
        [(new_id(work.now()), one, class_id) for one in enrollments],
    )
    connection.execute("ROLLBACK")
