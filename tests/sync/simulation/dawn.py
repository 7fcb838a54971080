"""How every county begins: a few rows that all desks know. Made once in a process, and copied for each seed."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.sync.conftest import COUNTY, KEY, Clock, Desk, Direct, enroll, join
from tests.sync.simulation.accounts import LATE, account
from trainingdesk.domain.access import Role
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.storage import rows
from trainingdesk.storage.database import Database
from trainingdesk.wire.ids import enrollment_id_of, stint_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Nothing of a run waits for a disk: a crash is one of the program, not of the machine.
MEMORY: Final = next((path for path in (Path("/dev/shm"),) if path.is_dir()), None)  # noqa: S108

VENUES: Final = ("00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002")
PERSON: Final = "00000000-0000-7000-8000-00000000000a"
#: A row as the first desk made it: its table, its id, its values.
Made = tuple[str, str, "Mapping[str, Any]"]
#: The rows that are there in every run.
ROWS: Final[tuple[Made, ...]] = (
    ("venue", VENUES[0], {"name": "w1", "address": "w2", "equipment": "w3", "status": "active"}),
    ("venue", VENUES[1], {"name": "w4", "address": "w5", "equipment": "w6", "status": "active"}),
    ("person", PERSON, {"name": "w7", "name_key": "x", "phone": "w8"}),
)
#: The last number of a word in them.
WORDS: Final = 8

#: What there is beside them where people come into classes: two classes of a lesson each, and who teaches them.
PEOPLE: Final = (PERSON, "00000000-0000-7000-8000-00000000000b")
CLASSES: Final = ("00000000-0000-7000-8000-0000000000c1", "00000000-0000-7000-8000-0000000000c2")
LESSONS: Final = {one: one.replace("-0000000000c", "-0000000001c") for one in CLASSES}
TEACHER: Final = "teacher"
INSTRUCTORS: Final = ("00000000-0000-7000-8000-0000000000e1", "00000000-0000-7000-8000-0000000000e2")
_COURSE: Final = "00000000-0000-7000-8000-0000000000f1"
_SCHOOL: Final = "00000000-0000-7000-8000-0000000000f2"
_DAY: Final = date(2026, 12, 1)
_CLASS: Final[Mapping[str, Any]] = {
    "course_id": _COURSE,
    "institution_id": _SCHOOL,
    "mode": "OFF",
    "starts_on": _DAY,
    "ends_on": date(2026, 12, 20),
    "capacity": 30,
    "policy": "blank",
    "policy_version": "1",
    "state": "draft",
}
_LESSON: Final[Mapping[str, Any]] = {
    "planned_day": _DAY,
    "planned_slot": "1",
    "day": _DAY,
    "slot": "1",
    "starts_at": 540,
    "ends_at": 585,
    "periods": 1,
    "part": "theory",
    "state": "planned",
}
#: Somebody has left a class already, so that whoever lets them in again finds others who do.
_LEFT: Final = enrollment_id_of(CLASSES[0], PERSON)
_WITHDRAWN: Final[Mapping[str, Any]] = {"status": "withdrawn", "source": "entered", "joined_on": _DAY, "left_on": _DAY}
_IN_CLASS: Final[Mapping[str, Any]] = {"enrollment_id": _LEFT, "class_id": CLASSES[0]}
_HOURS: Final[Mapping[str, Any]] = {"level": "5", "theory_periods": 8, "practice_periods": 8}
IN_CLASSES: Final[tuple[Made, ...]] = (
    ("person", PEOPLE[1], {"name": "乙", "name_key": "乙"}),
    ("institution", _SCHOOL, {"name": "学校", "kind": "5", "status": "active"}),
    ("course", _COURSE, {"code": "K1", "name": "课程", "training_type": "1", "status": "active", **_HOURS}),
    ("instructor", INSTRUCTORS[0], {"name": "甲", "employment": "full_time", "user_id": TEACHER, "status": "active"}),
    ("instructor", INSTRUCTORS[1], {"name": "丁", "employment": "full_time", "status": "active"}),
    *(
        ("training_class", one, {"number": one[-2:], "name": one[-2:], "instructor_id": teacher, **_CLASS})
        for one, teacher in zip(CLASSES, INSTRUCTORS, strict=True)
    ),
    *(("lesson", LESSONS[one], {"class_id": one, **_LESSON}) for one in CLASSES),
    *(("register", LESSONS[one], {"class_id": one}) for one in CLASSES),
    ("enrollment", _LEFT, {"class_id": CLASSES[0], "person_id": PERSON, "number": "1", **_WITHDRAWN}),
    ("stint", stint_id_of(_LEFT, _DAY), {"joined_on": _DAY, "left_on": _DAY, **_IN_CLASS}),
    *(
        (
            "enrollment_event",
            f"00000000-0000-7000-8000-0000000000a{step}",
            {
                "kind": kind,
                "day": _DAY,
                "by_user": "desk0",
                "at": datetime(2026, 11, 24, step, tzinfo=UTC),
                **_IN_CLASS,
            },
        )
        for step, kind in enumerate(("applied", "withdrawn"))
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dawn:
    """The files of a county that has begun: ``centre.sqlite``, and of each desk the name of its file and its device.

    ``everybody`` knows the rows already, else the first desk alone: the others come to them by a snapshot.
    """

    folder: Path
    devices: Mapping[str, str]
    now: datetime
    everybody: bool


@cache
def dawn(empty: Path, *, desks: int, everybody: bool, classes: bool = False, teacher: bool = False) -> Dawn:
    """The beginning of a county with so many desks of clerks, and one of whoever teaches the first class."""
    folder = Path(tempfile.mkdtemp(prefix="dawn", dir=MEMORY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    clock = Clock()
    clock.now = datetime(2026, 11, 25, tzinfo=UTC)
    ledger = Ledger(open_engine(f"sqlite:///{folder / 'centre.sqlite'}"), clock)
    made = [_joined(f"desk{number}", folder, empty, ledger, clock) for number in range(desks)]
    if teacher:
        made.append(_joined(TEACHER, folder, empty, ledger, clock, Role.INSTRUCTOR))
    _fill(made[0], (*ROWS, *IN_CLASSES) if classes else ROWS)
    _fill(made[0], tuple(("user", one.user, account(one.user)) for one in made if one.user != LATE))
    for desk in (*made, *made) if everybody else made[:1]:
        desk.exchange()
    for desk in made:
        desk.database.close()
    ledger.engine.dispose()
    return Dawn(
        folder=folder,
        devices={desk.user: desk.centre.device for desk in made},
        now=clock.now,
        everybody=everybody,
    )


def _joined(
    name: str, folder: Path, empty: Path, ledger: Ledger, clock: Clock, role: Role = Role.ADMINISTRATOR
) -> Desk:
    path = folder / f"{name}.db"
    shutil.copy(empty, path)
    device, key = enroll(ledger, user=name, role=role)
    desk = Desk(Database(path, KEY), Direct(ledger, device), clock, name)
    join(desk.database, desk.author(), device=device, key=key)
    return desk


def _fill(desk: Desk, made: tuple[Made, ...]) -> None:
    with desk.database.write(desk.author()) as session:
        for table, row_id, values in made:
            rows.add(session, table, row_id=row_id, county_code=COUNTY, values=values)
