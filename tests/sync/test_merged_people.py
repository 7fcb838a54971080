"""The centre finds one person on two laptops: every desk counts them once, reads the marks of both, can take it apart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.services.people import add, number
from tests.services.roster_class import make_class
from tests.sync.conftest import COUNTY, KEY
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.enrollment import EventKind
from trainingdesk.domain.errors import Refused
from trainingdesk.server import duplicates
from trainingdesk.services.enrolling import Newcomer, enter, people_in
from trainingdesk.services.month_facts import basis_of, facts_of
from trainingdesk.services.person_merge import unmerge
from trainingdesk.services.person_page import person_page
from trainingdesk.services.register_page import stints_by_enrollment
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage import attendance, enrollment, rows, training_class
from trainingdesk.storage.month import enrollments
from trainingdesk.storage.twin_enrollment import set_aside
from trainingdesk.wire.ids import fact_id, mark_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.conftest import Desk
    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Record

DAYS = (date(2026, 10, 26), date(2026, 10, 27))
TABLES = ("person", "person_alias", "enrollment", "stint", "attendance_mark", "enrollment_event")


def work_at(desk: Desk, folder: Path) -> Work:
    worker = Worker(desk.user, desk.user, frozenset({Role.ADMINISTRATOR}))
    return Work(desk.database, DeskFolder(folder), COUNTY, worker, KEY, desk.clock)


def enroll(work: Work, class_id: str, person_id: str) -> str:
    with work.writing(Action.ENROLL) as session:
        the_class = training_class.class_of(session, class_id)
        assert the_class is not None
        newcomer = Newcomer(person_id=person_id, kind=EventKind.APPLIED, joins=the_class.starts_on)
        (made,) = enter(work, session, the_class, [newcomer])
        return made.id


def put_mark(work: Work, class_id: str, lesson: str, owner: str, status: str) -> None:
    keys = {"class_id": class_id, "lesson_id": lesson, "enrollment_id": owner}
    given = {"status": status, "method": "grid", "typed_at": work.now(), "typed_by": work.worker.user_id}
    with work.writing(Action.TAKE_REGISTER) as session:
        rows.add(
            session, "attendance_mark", row_id=mark_id(lesson, owner), county_code=COUNTY, values={**keys, **given}
        )


def put_lesson(work: Work, class_id: str, day: date) -> str:
    about: dict[str, Any] = {"class_id": class_id, "planned_day": day, "planned_slot": 1, "day": day, "slot": 1}
    values = about | {"starts_at": 510, "ends_at": 690, "periods": 4, "part": "theory", "state": "held"}
    with work.writing(Action.PLAN_LESSONS) as session:
        row_id = fact_id("lesson", class_id, day.isoformat(), "1")
        return rows.add(session, "lesson", row_id=row_id, county_code=COUNTY, values=values)


def living(desk: Desk) -> dict[str, Any]:
    """Everything that is not marked deleted, but for versions and what only the centre writes."""
    found = {}
    for name in TABLES:
        columns = [one[1] for one in desk.ask(f"PRAGMA table_info({name})") if one[1] not in ("sync_ver", "seat")]
        found[name] = desk.ask(f"SELECT {', '.join(columns)} FROM {name} WHERE deleted = 0 ORDER BY id")  # noqa: S608 -- our own names
    return found


def exchange_all(*desks: Desk) -> None:
    for _ in range(3):
        for desk in desks:
            desk.exchange()


@pytest.fixture
def county(one: Desk, two: Desk, tmp_path: Path) -> dict[str, Any]:
    """One class; one person enrolled in it on two laptops, with a mark of each; the two have not met yet."""
    first, second = work_at(one, tmp_path / "one"), work_at(two, tmp_path / "two")
    class_id = make_class(first, state="running")
    lessons = [put_lesson(first, class_id, day) for day in DAYS]
    exchange_all(one, two)
    p = add(first, "王芳", 2, address="平凯")
    mine = enroll(first, class_id, p)
    put_mark(first, class_id, lessons[0], mine, "present")
    q = add(second, "王 芳", 2, phone="13812345678", address="县城")
    theirs = enroll(second, class_id, q)
    put_mark(second, class_id, lessons[0], theirs, "absent")
    put_mark(second, class_id, lessons[1], theirs, "late")
    return {
        "class": class_id,
        "lessons": lessons,
        "p": p,
        "q": q,
        "mine": mine,
        "theirs": theirs,
        "work": (first, second),
    }


def test_every_desk_counts_them_once_and_reads_the_marks_of_both(one: Desk, two: Desk, county: dict[str, Any]) -> None:
    exchange_all(one, two)
    for desk, work in zip((one, two), county["work"], strict=True):
        page = person_page(work, county["q"])
        assert (page.id, page.merged_ids, page.address) == (county["p"], (county["q"],), "平凯")
        assert page.phone_mask == "138****5678"
        with work.reading(Action.SEE_EVERYTHING) as session:
            assert set_aside(session) == {county["theirs"]: county["mine"]}
            assert [line.enrollment_id for line in enrollment.roll(session, county["class"])] == [county["mine"]]
            assert list(people_in(session, county["class"])) == [county["p"]]
            marks = attendance.marks_of_class(session, county["class"])
            assert [(one.enrollment_id, one.lesson_id, str(one.mark)) for one in marks] == [
                (county["mine"], county["lessons"][0], "present"),
                (county["mine"], county["lessons"][1], "late"),
            ]
            assert set(attendance.marks(session, county["lessons"][1])) == {county["mine"]}
            assert len(stints_by_enrollment(session, [county["mine"]])[county["mine"]]) == 1
        assert desk.ask("SELECT count(*) FROM enrollment WHERE seat = 'granted'") == [(2,)]  # nothing was taken back
        assert desk.engine.check() == 0


@pytest.fixture
def teacher(one: Desk, county: dict[str, Any], new_desk: Callable[..., Desk]) -> Desk:
    """The instructor of the class, whose desk has taken what is at the centre so far: the file of the first laptop."""
    teaches = one.make("instructor", name="教师", employment="full_time", user_id="u7", status="active")
    one.change("training_class", county["class"], instructor_id=teaches)
    one.exchange()
    desk = new_desk("u7", Role.INSTRUCTOR)
    desk.exchange()
    return desk


def roll_of(desk: Desk, class_id: str) -> set[str]:
    with desk.database.read() as session:
        return {line.enrollment_id for line in enrollment.roll(session, class_id)}


def test_the_instructor_has_them_once_on_the_roll(one: Desk, two: Desk, teacher: Desk, county: dict[str, Any]) -> None:
    two.exchange()
    teacher.exchange()
    assert roll_of(teacher, county["class"]) == {county["mine"]}
    one.exchange()
    unmerge(county["work"][0], county["q"])
    one.exchange()
    teacher.exchange()
    assert roll_of(teacher, county["class"]) == {county["mine"], county["theirs"]}
    assert teacher.engine.check() == 0


def test_the_instructor_keeps_nobody_who_turned_out_to_be_somebody_else(
    one: Desk, two: Desk, teacher: Desk, county: dict[str, Any]
) -> None:
    """Of two files one is enrolled; the other is on the desk as long as it is the same person's."""
    files = [add(work, "田大勇", 7) for work in county["work"]]
    enrolled = enroll(county["work"][1], county["class"], files[1])
    exchange_all(one, two)
    teacher.exchange()
    here = "SELECT count(*) FROM person WHERE id = :id"
    assert [teacher.ask(here, id=one) for one in files] == [[(1,)], [(1,)]]
    unmerge(county["work"][0], files[1])
    one.exchange()
    teacher.exchange()
    assert enrolled in roll_of(teacher, county["class"])
    assert [teacher.ask(here, id=one) for one in files] == [[(0,)], [(1,)]]
    assert teacher.ask("SELECT count(*) FROM person_alias WHERE old_id = :id", id=files[1]) == [(0,)]
    one.change("person", files[0], address="梅江")
    with county["work"][0].writing(Action.MERGE_PEOPLE) as session:
        rows.revive(session, "person_alias", fact_id("person_alias", files[1]))
    one.exchange()
    teacher.exchange()
    assert teacher.ask("SELECT address FROM person WHERE id = :id", id=files[0]) == [("梅江",)]
    assert teacher.engine.check() == 0


def test_the_instructor_is_told_who_they_are_of_whom_only_the_other_file_is_enrolled(
    one: Desk, two: Desk, teacher: Desk, county: dict[str, Any]
) -> None:
    """The file that lives on is on no roll of the instructor's; it comes with the one that is, and goes on coming."""
    work = county["work"][0]
    known, again = add(work, "田大勇", 7, address="石堤"), add(county["work"][1], "田大勇", 7)
    one.exchange()
    enrolled = enroll(county["work"][1], county["class"], again)
    two.exchange()
    teacher.exchange()
    assert enrolled in roll_of(teacher, county["class"])
    assert teacher.ask("SELECT address FROM person WHERE id = :id", id=known) == [("石堤",)]
    one.exchange()
    one.change("person", known, address="梅江")
    one.exchange()
    teacher.exchange()
    assert teacher.ask("SELECT address FROM person WHERE id = :id", id=known) == [("梅江",)]
    assert teacher.ask("SELECT document_number FROM person WHERE document_number IS NOT NULL") == []
    assert teacher.engine.check() == 0


def test_who_is_enrolled_long_after_the_merge_comes_with_the_file_that_lives_on(
    one: Desk, two: Desk, teacher: Desk, county: dict[str, Any]
) -> None:
    known, again = add(county["work"][0], "田大勇", 7), add(county["work"][1], "田大勇", 7)
    exchange_all(one, two)
    with county["work"][1].writing(Action.ENROLL) as session:  # by a desk that has not heard of it yet
        the_class = training_class.class_of(session, county["class"])
        assert the_class is not None
        enter(
            county["work"][1],
            session,
            the_class,
            [Newcomer(person_id=again, kind=EventKind.APPLIED, joins=the_class.starts_on)],
        )
    two.exchange()
    teacher.exchange()
    assert teacher.ask("SELECT old_id, canonical_id FROM person_alias WHERE old_id = :id", id=again) == [(again, known)]
    assert teacher.engine.check() == 0


def test_the_report_counts_them_once(one: Desk, two: Desk, county: dict[str, Any]) -> None:
    exchange_all(one, two)
    one.database.connection().execute("UPDATE enrollment SET status = 'attending'")
    with county["work"][0].reading(Action.SEE_EVERYTHING) as session:
        found = enrollments(session, [county["class"]], last=date(2026, 11, 30))
        assert [(source.people.ids, source.people.persons) for source in found] == [(county["mine"], county["p"])]
        facts = facts_of(session, Month(2026, 11), basis=basis_of(session))
        assert [person for group in facts.enrollments for _one, person, _of in group.people.each()] == [county["p"]]


def test_who_has_not_heard_enrolls_the_old_file_and_it_counts_once(
    one: Desk, two: Desk, county: dict[str, Any]
) -> None:
    first, second = county["work"]
    another = make_class(first, "2026-002", state="running")
    exchange_all(one, two)
    unmerge(first, county["q"])
    exchange_all(one, two)
    enroll(first, another, county["p"])
    enroll(second, another, county["q"])
    exchange_all(one, two)
    with first.reading(Action.SEE_EVERYTHING) as session:
        assert len(enrollment.roll(session, another)) == 2
    with second.writing(Action.MERGE_PEOPLE) as session:
        rows.revive(session, "person_alias", fact_id("person_alias", county["q"]))
    exchange_all(one, two)
    for work in (first, second):
        with work.reading(Action.SEE_EVERYTHING) as session:
            assert len(enrollment.roll(session, another)) == 1
            assert enrollment.seats_taken(session, another, ["applied"]) == 1


def test_taking_it_apart_gives_both_back_to_the_last_row_on_every_desk(
    one: Desk, two: Desk, new_desk: Callable[..., Desk], tmp_path: Path, county: dict[str, Any]
) -> None:
    told = ("person", "enrollment", "attendance_mark")
    before = {name: sorted({*living(one)[name], *living(two)[name]}, key=str) for name in told}
    exchange_all(one, two)
    assert living(one)["person"] != before["person"]
    late = new_desk("u3")  # it never saw the two apart
    exchange_all(late)
    unmerge(work_at(late, tmp_path / "late"), county["q"])
    exchange_all(late, one, two)
    for desk in (one, two, late):
        assert {name: sorted(living(desk)[name], key=str) for name in before} == before
        assert desk.engine.check() == 0
    assert living(one) == living(two) == living(late)
    with pytest.raises(Refused, match="not_merged"):
        unmerge(county["work"][0], county["q"])


def test_a_merge_that_moves_rows_is_found_out(
    one: Desk,
    two: Desk,
    new_desk: Callable[..., Desk],
    tmp_path: Path,
    county: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mutant of head item 3: enrollments are given the id of the person that lives on."""
    plain = duplicates.merge

    def merge(bench: Bench, old: Record, kept: Record) -> None:
        plain(bench, old, kept)
        for record in [one for one in bench.records.values() if one.data.get("person_id") == old.row_id]:
            bench.touch(record)
            record.data["person_id"] = kept.row_id

    monkeypatch.setattr(duplicates, "merge", merge)
    with pytest.raises(AssertionError):
        test_taking_it_apart_gives_both_back_to_the_last_row_on_every_desk(one, two, new_desk, tmp_path, county)


def test_two_people_that_the_centre_merged_at_once_are_taken_apart_one_by_one(
    one: Desk, two: Desk, tmp_path: Path
) -> None:
    first, second = work_at(one, tmp_path / "one"), work_at(two, tmp_path / "two")
    mine = [add(first, name, place) for place, name in ((2, "王芳"), (4, "李娜"))]
    theirs = [add(second, name, place, phone="13812345678") for place, name in ((2, "王芳"), (4, "李娜"))]
    exchange_all(one, two)
    unmerge(first, theirs[0])
    exchange_all(one, two)
    for desk, work in ((one, first), (two, second)):
        assert person_page(work, theirs[0]).id == theirs[0]
        assert person_page(work, theirs[1]).id == mine[1]
        assert person_page(work, mine[0]).phone_mask is None
        assert person_page(work, mine[1]).phone_mask == "138****5678"
        assert desk.value("person", mine[0], "document_number") == number(2)
