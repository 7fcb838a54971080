"""A class whose lessons are over, put into a desk by rows, under a policy that leaves nothing undecided.

Five days of two half-days from 19 October 2026. ``make`` moves the clock to 2 November. People are numbered from 0; what
each of them missed is said by ``absent``. All are of category A04 with a proof, unless ``categories`` says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.services.people import number as document_number
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.services import policy
from trainingdesk.services.work import Work, Worker
from trainingdesk.storage import rows, training_class
from trainingdesk.wire.ids import fact_id, mark_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.services.conftest import Clock
    from trainingdesk.storage.training_class import ClassRow

FIRST_DAY: Final = date(2026, 10, 19)
NOW: Final = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
PERIODS: Final = 4


def term(name: str, value: str) -> str:
    return f'[{name}]\nvalue = {value}\nclause = "测试规则 {name}"\n'


def row(name: str, **columns: str) -> str:
    lines = "\n".join(f"{column} = {value}" for column, value in columns.items())
    return f'[[{name}]]\n{lines}\nclause = "测试规则 {name}"\n'


_HEAD: Final = (
    '[policy]\nkey = "ending"\nversion = "1"\nregion = "测试县"\ntitle = "结业测试规则"\nvalid_from = 2020-01-01\n'
)
PACK: Final = _HEAD + "".join(
    (
        term("attendance.person_min", '"4/5"'),
        term("attendance.denominator", '"whole_class"'),
        term("attendance.late_counts", "true"),
        term("attendance.left_early_counts", "true"),
        term("attendance.leave_counts", "false"),
        row("person.age", sex='"male"', min="16", max="60"),
        row("person.age", sex='"female"', min="16", max="55"),
        row("person.per_year_max", times="3"),
        term("person.lifetime_max", "3"),
        term("person.same_kind_per_year_max", "1"),
        term("person.same_occupation_level_once", "true"),
        term("person.no_lower_level_after_higher", "true"),
        term("person.startup_same_class_once", "true"),
        term("person.excluded_categories", '["X01", "X02"]'),
        term("person.beneficiaries", '["A01", "A04", "B01", "C04", "C06"]'),
        term("assessment.roster_days_before", "7"),
        term("assessment.pass_points_theory", "600"),
        term("assessment.pass_points_practice", "600"),
        term("assessment.same_occupation_repeat", "false"),
        row("subsidy.rates", kind='"training"', per='"person"', level='"5"', amount_fen="120000", fund='"F02"'),
        row("subsidy.rates", kind='"assessment"', per='"person"', level='"5"', amount_fen="21050", fund='"F01"'),
        row("subsidy.living_allowance", mode='"per_day"', amount_fen="5001", categories='["A01"]', fund='"F02"'),
        row("subsidy.payee", kind='"training"', categories='["B01"]', payee='"employer"'),
        row("subsidy.payee", kind='"training"', payee='"institution"'),
        row("subsidy.payee", kind='"assessment"', payee='"institution"'),
        row("subsidy.payee", kind='"living_allowance"', payee='"person"'),
        row("subsidy.lifetime_max", kind='"assessment"', times="3"),
        term("subsidy.cross_fund_exclusive", "true"),
        term("claim.days_after_end", "30"),
        term("claim.review_workdays", "10"),
        term("claim.publicity_workdays", "5"),
        term("claim.payment_workdays", "10"),
    )
)


@dataclass(frozen=True, slots=True)
class Made:
    """Ids of one class in the order of its roster and of its timetable."""

    class_id: str
    number: str
    institution_id: str
    people: tuple[str, ...]
    enrollments: tuple[str, ...]
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What ``make`` may be told; ``absent`` and ``categories`` are by the place of a person, ``known`` people come first."""

    people: int = 4
    number: str = "500241-2026-007"
    state: ClassState = ClassState.FINISHED
    absent: Mapping[int, int] | None = None
    categories: Mapping[int, str] | None = None
    mode: str = "F2F"
    pack: str = PACK
    proof: bool = True
    known: tuple[str, ...] = ()
    first_day: date = FIRST_DAY
    pass_points: tuple[int | None, int | None] = (None, None)


def make(work: Work, clock: Clock, **more: Any) -> Made:
    """A class as ``Wanted`` says; its trainees attended all lessons but the first ``absent`` ones of each."""
    wanted = Wanted(**more)
    clock.now = max(clock.now, NOW)
    if not any(line.policy == "ending" for line in policy.list_policies(work)):
        policy.import_policy(work, wanted.pack)
    with work.writing(Action.EDIT_CLASS) as session:
        school, class_id = _class(work, session, wanted)
        lessons = tuple(_lesson(work, session, class_id, wanted.first_day, place) for place in range(10))
        seats = [_seat(work, session, wanted, class_id, lessons, place) for place in range(wanted.people)]
    people, enrollments = zip(*seats, strict=True) if seats else ((), ())
    return Made(class_id, wanted.number, school, tuple(people), tuple(enrollments), lessons)


def _seat(
    work: Work, session: Any, wanted: Wanted, class_id: str, lessons: tuple[str, ...], place: int
) -> tuple[str, str]:
    code = (wanted.categories or {}).get(place, "A04")
    if place < len(wanted.known):
        person_id = wanted.known[place]
    else:
        person_id = _person(work, session, place, number=wanted.number)
        _category(work, session, person_id, code, wanted)
    number = f"{wanted.number}-{place + 1:03}"
    enrollment_id = _enroll(work, session, (class_id, person_id, number, code), wanted.first_day)
    for position, lesson_id in enumerate(lessons):
        mark = Mark.ABSENT if position < (wanted.absent or {}).get(place, 0) else Mark.PRESENT
        _mark(work, session, class_id, lesson_id, enrollment_id, mark)
    return person_id, enrollment_id


def set_state(work: Work, made: Made, state: ClassState) -> None:
    """Put the class into a state, as its own steps would."""
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"state": state})


def row_of(work: Work, made: Made) -> ClassRow:
    """The class as it stands."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = training_class.class_of(session, made.class_id)
    assert found is not None
    return found


def acting(work: Work, *roles: Role, user_id: str = "somebody-else") -> Work:
    """The same desk with another worker at it."""
    return replace(work, worker=Worker(user_id, user_id, frozenset(roles)))


def _class(work: Work, session: Any, wanted: Wanted) -> tuple[str, str]:
    school = _add(work, session, "institution", name="启航学校", uscc=None, status="active")
    course = _add(
        work,
        session,
        "course",
        code=wanted.number,
        version=1,
        name="养老护理员",
        training_type="13",
        level="5",
        theory_periods=16,
        practice_periods=24,
        online_periods=0,
        pass_points_theory=wanted.pass_points[0],
        pass_points_practice=wanted.pass_points[1],
        occupation_code="4-10-01-05",
        status="active",
    )
    class_id = _add(
        work,
        session,
        "training_class",
        number=wanted.number,
        name="2026年养老护理员五级班",
        course_id=course,
        institution_id=school,
        mode=wanted.mode,
        starts_on=wanted.first_day,
        ends_on=wanted.first_day + timedelta(days=4),
        capacity=30,
        policy="ending",
        policy_version="1",
        state=wanted.state,
    )
    return school, class_id


def _lesson(work: Work, session: Any, class_id: str, first_day: date, place: int) -> str:
    day = first_day + timedelta(days=place // 2)
    slot = "afternoon" if place % 2 else "morning"
    begin, end = (840, 1020) if place % 2 else (510, 690)
    values = {
        "class_id": class_id,
        "planned_day": day,
        "planned_slot": slot,
        "day": day,
        "slot": slot,
        "starts_at": begin,
        "ends_at": end,
        "periods": PERIODS,
        "part": "theory",
        "state": LessonState.HELD,
    }
    lesson_id = fact_id("lesson", class_id, day.isoformat(), slot)
    rows.add(session, "lesson", row_id=lesson_id, county_code=work.county_code, values=values)
    register = {"class_id": class_id, "opened_at": work.now(), "closed_at": work.now()}
    rows.add(session, "register", row_id=lesson_id, county_code=work.county_code, values=register)
    return lesson_id


def _person(work: Work, session: Any, place: int, *, number: str) -> str:
    serial = (int(number[-3:]) * 40 + place * 2 + 1) % 1000
    digits = document_number(serial, born="19900307")
    return _add(
        work,
        session,
        "person",
        name=f"学员{number[-3:]}{place}",
        name_key=f"学员{number[-3:]}{place}",
        document_kind="resident",
        document_number=digits,
        id_mask=f"{digits[:6]}********{digits[-4:]}",
        sex="male",
        birth_date=date(1990, 3, 7),
        phone=f"1380000{serial:04}",
        verified="none",
        provisional=False,
        archived=False,
    )


def _category(work: Work, session: Any, person_id: str, code: str, wanted: Wanted) -> None:
    shown = {"proof_kind": "证明", "proof_number": "2026-1"} if wanted.proof else {}
    _add(work, session, "person_category", person_id=person_id, category=code, valid_from=wanted.first_day, **shown)


def _enroll(work: Work, session: Any, seat: tuple[str, str, str, str], first_day: date) -> str:
    class_id, person_id, number, code = seat
    values = {
        "class_id": class_id,
        "person_id": person_id,
        "number": number,
        "paid_category": code,
        "source": "roster",
        "status": Status.ATTENDING,
        "joined_on": first_day,
    }
    row_id = fact_id("enrollment", class_id, person_id)
    rows.add(session, "enrollment", row_id=row_id, county_code=work.county_code, values=values)
    stint = {"enrollment_id": row_id, "class_id": class_id, "joined_on": first_day}
    stint_id = fact_id("stint", row_id, first_day.isoformat())
    rows.add(session, "stint", row_id=stint_id, county_code=work.county_code, values=stint)
    _add(
        work,
        session,
        "enrollment_event",
        enrollment_id=row_id,
        class_id=class_id,
        kind=EventKind.ATTENDING,
        day=first_day,
        by_user=work.worker.user_id,
        at=work.now(),
    )
    return row_id


def _mark(work: Work, session: Any, class_id: str, lesson_id: str, enrollment_id: str, mark: Mark) -> None:
    values = {
        "class_id": class_id,
        "lesson_id": lesson_id,
        "enrollment_id": enrollment_id,
        "status": mark,
        "method": "typed",
        "typed_at": datetime(2026, 10, 24, tzinfo=UTC),
        "typed_by": work.worker.user_id,
    }
    row_id = mark_id(lesson_id, enrollment_id)
    rows.add(session, "attendance_mark", row_id=row_id, county_code=work.county_code, values=values)


def _add(work: Work, session: Any, table: str, **values: Any) -> str:
    return rows.add(session, table, row_id=work.new_id(), county_code=work.county_code, values=values)
