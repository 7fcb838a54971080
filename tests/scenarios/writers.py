"""What a desk may be busy with when the power goes: each writer does one transaction at a time and can check itself.

A use case joins the test of sudden death by one line in ``WRITERS``; those that read or make documents stand in
``document_writers``, so that the others start without spreadsheets and paper.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.services import people, running_class
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.attendance import Mark
from trainingdesk.services import attachment, attendance, person
from trainingdesk.services.person import PersonDetails
from trainingdesk.storage import history, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from trainingdesk.services.work import Work

USER, PASSWORD = "王主任", "a-long-village-password"
STUDENTS, LESSONS = 12, 40


@dataclass(frozen=True, slots=True)
class Writer:
    """``prepare`` runs once; ``write`` does transaction ``number``; ``whole`` tells that it is there with all its parts.

    ``count`` answers how many transactions are there at all, so that a half-written one would be noticed. ``longest`` is the
    latest moment of death in seconds, ``durable`` the file whose fsync comes before one of ``traced`` transactions is
    acknowledged.
    """

    prepare: Callable[[Work], None]
    write: Callable[[Work, int], None]
    whole: Callable[[Work, int], bool]
    count: Callable[[Work], int]
    longest: float = 0.6
    durable: str = r"trainingdesk\.db-wal"
    traced: int = 20


def clock() -> datetime:
    """The morning of the second day of the class."""
    return datetime(2026, 10, 20, 1, 30, tzinfo=UTC)


def one(work: Work, sql: str, *values: object) -> int:
    """A number out of the database."""
    with work.database.read() as session:
        return int(session.connection().exec_driver_sql(sql, values).scalar_one() or 0)


# --- marks: a register at once ------------------------------------------------------------------------------------------


def make_class(work: Work) -> None:
    """A class with its lessons."""
    running_class.make(work, people=STUDENTS, lessons=LESSONS)


def lessons(work: Work) -> list[str]:
    """The lessons that were held, in the order of the timetable."""
    with work.database.read() as session:
        lesson = rows.table("lesson")
        query = lesson.select().where(lesson.c.day <= work.today()).order_by(lesson.c.day, lesson.c.starts_at)
        return list(session.connection().execute(query.with_only_columns(lesson.c.id)).scalars())


def mark_register(work: Work, number: int) -> None:
    """A whole register in one transaction, again and again, another mark each time."""
    held = lessons(work)
    mark = Mark.PRESENT if (number // len(held)) % 2 == 0 else Mark.LATE
    page = attendance.register_page(work, held[number % len(held)])
    attendance.record_marks(work, held[number % len(held)], {line.enrollment_id: mark for line in page.lines})


def marks_whole(work: Work, number: int) -> bool:
    """Every row of the register of this transaction has a mark."""
    held = lessons(work)
    lesson_id = held[number % len(held)]
    sql = "SELECT count(*) FROM attendance_mark WHERE lesson_id = ? AND status IS NOT NULL"
    return one(work, sql, lesson_id) == STUDENTS


def registers_written(work: Work) -> int:
    """Change sets that took a register; each changed all marks of one lesson or none."""
    with work.database.read() as session:
        sets = [found for found in history.recent(session, limit=10_000) if found.action == "take_register"]
        for found in sets:
            marks = [
                change for change in history.changes_in(session, found.number) if change.table == "attendance_mark"
            ]
            assert len({change.row_id for change in marks}) in {0, STUDENTS}, "half a register"
    return len(sets)


# --- people: a person with everything that belongs to them ---------------------------------------------------------------


def nothing(_work: Work) -> None:
    """A new desk is enough."""


def write_person(work: Work, number: int) -> None:
    """One person by the use case of the clerk."""
    details = PersonDetails(
        name=f"田甲{'乙丙丁戊己庚辛壬癸'[number % 9]}",
        document_number=people.number(number % 1000, born=f"19{70 + number // 1000}0307"),
    )
    person.add_person(work, details, reason="test")


def person_whole(work: Work, number: int) -> bool:
    """The person, the words to find them by, and the record of their creation."""
    wanted = people.number(number % 1000, born=f"19{70 + number // 1000}0307")
    sql = (
        "SELECT count(*) FROM person JOIN person_key ON person_id = person.id "
        "JOIN history ON history.row_id = person.id AND group_name IS NULL "
        "JOIN sync_change ON history_id = history.id WHERE document_number = ?"
    )
    return one(work, sql, wanted) == 1


def people_written(work: Work) -> int:
    """All people of the desk."""
    return one(work, "SELECT count(*) FROM person")


# --- attachments: a file and its row --------------------------------------------------------------------------------------


def prepare_owner(work: Work) -> None:
    """Somebody whose scans they are."""
    people.add(work, "田甲乙", 2)


def write_attachment(work: Work, number: int) -> None:
    """A scan, encrypted, beside its row."""
    content = b"%PDF-1.7 scan " + str(number).encode() * 2000
    attachment.attach(work, ("person", owner(work)), content, kind="photo", name=f"{number}.pdf")


def attachment_whole(work: Work, number: int) -> bool:
    """The row is there, and the file holds what was attached."""
    found = [row for row in attachment.list_attachments(work, owner(work)) if row.name == f"{number}.pdf"]
    wanted = b"%PDF-1.7 scan " + str(number).encode() * 2000
    return len(found) == 1 and attachment.open_attachment(work, found[0].id).content == wanted


def attachments_written(work: Work) -> int:
    """Rows of attachments; each opens."""
    listed = attachment.list_attachments(work, owner(work))
    return sum(1 for row in listed if attachment.open_attachment(work, row.id).content)


def owner(work: Work) -> str:
    """The one person there is."""
    with work.database.read() as session:
        return str(session.connection().exec_driver_sql("SELECT id FROM person").scalar_one())


WRITERS = {
    "people": Writer(nothing, write_person, person_whole, people_written),
    "marks": Writer(make_class, mark_register, marks_whole, registers_written),
    "attachments": Writer(prepare_owner, write_attachment, attachment_whole, attachments_written),
}


def numbers() -> Iterator[int]:
    """0, 1, 2 and so on, until somebody pulls the plug or says how many."""
    most = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    yield from range(most)


def main(writers: Mapping[str, Writer]) -> None:
    """The child process: one line on standard output after each commit, and nothing before it."""
    root, name = Path(sys.argv[1]), sys.argv[2]
    with signed_in(root, user_name=USER, password=PASSWORD, clock=clock) as work:
        print("ready", flush=True)  # noqa: T201 -- what the parent waits for
        for number in numbers():
            writers[name].write(work, number)
            print(number, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(WRITERS)
