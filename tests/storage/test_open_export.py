"""What the open export says of a table is what the table is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.storage import open_export, rows
from trainingdesk.wire.schema import BOOKKEEPING, SYNCED

if TYPE_CHECKING:
    from trainingdesk.storage.database import Author, Database


def test_every_field_that_travels_is_a_column() -> None:
    assert open_export.tables() == tuple(table.name for table in SYNCED)
    for table in SYNCED:
        names = [column.name for column in open_export.columns_of(table.name)]
        assert names == [*BOOKKEEPING, *table.fields]
        assert not set(names) & set(table.derived)


def test_kinds_references_and_allowed_values_are_told() -> None:
    person = {column.name: column for column in open_export.columns_of("person")}
    assert (person["birth_date"].kind, person["provisional"].kind, person["verified_at"].kind) == (
        "date",
        "boolean",
        "instant",
    )
    assert person["employer_id"].refers_to == "employer"
    assert set(person["sex"].values) == {"male", "female"}
    assert (person["name"].required, person["phone"].required) == (True, False)


def test_rows_that_are_marked_deleted_leave_too(database: Database, author: Author) -> None:
    with database.write(author) as session:
        for row_id in ("b", "a"):
            rows.add(session, "employer", row_id=row_id, county_code="500241", values={"name": row_id})
        rows.remove(session, "employer", "a")
    with database.read() as session:
        found = list(open_export.rows_of(session, "employer"))
    assert [(row[0], row[-1]) for row in found] == [("a", True), ("b", False)]
