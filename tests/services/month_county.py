"""A county made by hand whose October report has a figure in every row, written as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id, mark_id

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of class: what is taught, how, to whom, what they get for it and who pays."""

    training_type: str
    level: str
    certificate: str
    mode: str
    fund: str
    categories: tuple[str, ...]
    digital: bool = False
    shortage: str | None = None


KINDS = (
    Kind("13", "5", "skill_level", "VIL", "F02", ("A04", "A01", "A05", "C04")),
    Kind("22", "3", "skill_level", "F2F", "F01", ("B01", "B04")),
    Kind("24", "5", "vocational_qualification", "F2F", "F03", ("B01", "A06", "C99")),
    Kind("32", "H", "startup_training", "OMO", "F02", ("A02", "C03", "A05")),
    Kind("41", "Z", "special_ability", "VIL", "F09", ("C01", "A04", "A03")),
    Kind("21", "4", "skill_level", "F2F", "F01", ("B03", "B03")),
    Kind("23", "2", "skill_level", "F2F", "F02", ("B01", "C03"), shortage="urgent"),
    Kind("26", "1", "skill_level", "ONL", "F03", ("A02", "B01"), digital=True),
    Kind("22", "T", "special_technician", "F2F", "F01", ("B01",)),
)
#: Fen of the three kinds of subsidies; only the first person of a class gets a living allowance.
TRAINING, ASSESSMENT, ALLOWANCE = 109_333, 21_000, 50_000
TOWNSHIPS = ("500241001200", "500241003200")


class CountyMaker:
    """Writes rows with ids that can be read: class c0, person p0-1, enrollment e0-1."""

    def __init__(self, work: Work, session: Session, year: int) -> None:
        self.work = work
        self.session = session
        self.year = year
        self.mark = "" if year == 2026 else f"-{year}"

    def add(self, table: str, row_id: str, **values: Any) -> str:
        county = self.work.county_code
        return rows.add(self.session, table, row_id=row_id + self.mark, county_code=county, values=values)

    def on(self, month: int, day: int) -> date:
        return date(self.year, month, day)

    def at(self, day: date) -> datetime:
        """Shortly after midnight in Shanghai: still the day before in UTC."""
        return datetime.combine(day, time(0, 5), SHANGHAI).astimezone(UTC)

    def catalogue(self) -> None:
        self.add("institution", "i0", name="民生职业培训学校", status="active", listed_on=self.on(1, 5))
        self.add("institution", "i1", name="桂花职业培训学校", status="active", listed_on=self.on(10, 9))
        leaving = {"listed_on": self.on(1, 5), "delisted_on": self.on(10, 20)}
        self.add("institution", "i2", name="清溪职业培训学校", status="retired", **leaving)
        self.add("online_platform", "o0", name="云上技能", state="listed")
        listing = {"kind": "listing", "to_state": "listed", "by_user": "u", "at": self.at(self.on(2, 1))}
        self.add("platform_review", "r0", platform_id=f"o0{self.mark}", reviewed_on=self.on(2, 1), **listing)
        self.add("instructor", "t0", name="杨老师", employment="full_time", startup_pool=False, status="active",
                 listed_on=self.on(1, 5))  # fmt: skip

    def course(self, at: int, kind: Kind) -> str:
        taught = {"theory_periods": 20, "practice_periods": 30, "online_periods": 0, "delivery_modes": kind.mode}
        return self.add(
            "course", f"k{at}", code=f"K{at}", version=1, name=f"第{at}门课程", training_type=kind.training_type,
            level=kind.level, occupation_code=None if kind.level == "H" else f"6-18-02-0{at}", digital=kind.digital,
            shortage=kind.shortage, status="active", **taught,
        )  # fmt: skip

    def a_class(self, at: int, kind: Kind, *, starts: date, ends: date, state: str) -> str:
        return self.add(
            "training_class", f"c{at}", number=f"500241-{self.year}-{at:03}", name=f"第{at}期",
            course_id=self.course(at, kind), institution_id=f"i0{self.mark}", mode=kind.mode,
            division=TOWNSHIPS[at % 2], starts_on=starts, ends_on=ends, capacity=40, policy="p", policy_version="1",
            state=state,
        )  # fmt: skip

    def person(self, name: str, *, female: bool, ethnic_group: str, provisional: bool = False) -> str:
        return self.add(
            "person", f"p{name}", name=f"学员{name}", name_key=f"学员{name}", id_mask="500241********0010",
            sex="female" if female else "male", ethnic_group=ethnic_group, verified="none", provisional=provisional,
            archived=False,
        )  # fmt: skip

    def enrollment(self, name: str, class_id: str, person_id: str, status: str, **more: Any) -> str:
        return self.add(
            "enrollment", f"e{name}", class_id=class_id, person_id=person_id, number=name, status=status,
            source=more.pop("source", "single"), **more,
        )  # fmt: skip

    def event(self, name: str, class_id: str, enrollment_id: str, kind: str, day: date) -> None:
        self.add(
            "enrollment_event", f"v{name}", enrollment_id=enrollment_id, class_id=class_id, kind=kind, day=day,
            by_user="u", at=self.at(day),
        )  # fmt: skip

    def closed(self, at: int, class_id: str, day: date, to_state: str = "completed") -> None:
        self.add("class_event", f"x{at}", class_id=class_id, to_state=to_state, by_user="u", at=self.at(day))

    def claim(self, at: int, class_id: str, *, state: str = "paid", paid_on: date) -> str:
        claim = self.add("claim", f"m{at}", class_id=class_id, number=f"BT{at}", state=state)
        self.add("payment", f"y{at}", claim_id=claim, paid_on=paid_on, amount_fen=1, result="paid")
        return claim

    def line(self, name: str, claim_id: str, enrollment_id: str, class_id: str, person_id: str, **more: Any) -> str:
        return self.add(
            "claim_line", f"l{name}", claim_id=claim_id, enrollment_id=enrollment_id, class_id=class_id,
            person_id=person_id, decision=more.pop("decision", "yes"), **more,
        )  # fmt: skip

    def finished_class(self, at: int, kind: Kind) -> None:
        """A class of October: everybody passes, is certified, paid for and works afterwards."""
        ended = self.on(10, 28)
        the_class = self.a_class(at, kind, starts=self.on(10, 8), ends=self.on(10, 23), state="completed")
        self.closed(at, the_class, ended)
        claim = self.claim(at, the_class, paid_on=self.on(10, 30))
        for seat, category in enumerate(kind.categories):
            name = f"{at}-{seat}"
            person = self.person(name, female=seat % 2 == 0, ethnic_group="15" if seat == 1 else "01")
            days = {"joined_on": self.on(10, 8), "paid_category": category}
            enrolled = self.enrollment(name, the_class, person, "certified", **days)
            self.event(name, the_class, enrolled, "completed", ended)
            self.papers(name, kind, person, enrolled, the_class, ended)
            self.money(name, kind, claim, enrolled, the_class, person, first=seat == 0)

    def lesson(self, class_id: str, day: date, marks: dict[str, str]) -> None:
        """A lesson of four class periods with its closed register; ``marks`` are by enrollment."""
        lesson = fact_id("lesson", class_id, day.isoformat(), "morning")
        planned = {"planned_day": day, "planned_slot": "morning", "starts_at": 510, "ends_at": 690}
        self.add("lesson", lesson, class_id=class_id, day=day, slot="morning", periods=4, part="theory", state="held",
                 **planned)  # fmt: skip
        self.add("register", lesson, class_id=class_id, closed_at=self.at(day))
        for enrolled, mark in marks.items():
            self.mark_in(lesson, class_id, enrolled, mark, day)

    def mark_in(self, lesson: str, class_id: str, enrolled: str, mark: str, day: date) -> None:
        keys = {"class_id": class_id, "lesson_id": lesson + self.mark, "enrollment_id": enrolled}
        given = {"status": mark, "method": "keyed", "typed_at": self.at(day), "typed_by": "u"}
        self.add("attendance_mark", mark_id(lesson, enrolled), **keys, **given)

    def assessment(self, at: int, class_id: str, day: date, results: dict[str, str]) -> None:
        held = self.add("assessment", f"a{at}", class_id=class_id, round=1, kind="completion", held_on=day)
        for enrolled, result in results.items():
            keys = {"assessment_id": held, "enrollment_id": enrolled, "class_id": class_id}
            absent = result == "absent"
            self.add("score", f"s{enrolled}", **keys, theory=None if absent else 700, absent=absent, result=result)

    def papers(self, name: str, kind: Kind, person: str, enrolled: str, the_class: str, day: date) -> None:
        self.add(
            "certificate", f"z{name}", person_id=person, enrollment_id=enrolled, class_id=the_class,
            kind=kind.certificate, level=kind.level, number=f"N{name}{self.mark}", issued_on=day, status="issued",
            reprints=0,
        )  # fmt: skip
        self.add(
            "followup", f"f{name}", enrollment_id=enrolled, class_id=the_class, employed=True, employed_on=day,
            checked_on=day, method="phone",
        )  # fmt: skip

    def money(
        self, name: str, kind: Kind, claim: str, enrolled: str, the_class: str, person: str, *, first: bool
    ) -> None:
        given = {"training": TRAINING, "assessment": ASSESSMENT, **({"living_allowance": ALLOWANCE} if first else {})}
        for what, fen in given.items():
            more = {"kind": what, "fund": kind.fund, "amount_fen": fen}
            self.line(f"{name}-{what}", claim, enrolled, the_class, person, **more)

    def running_class(self) -> None:
        """A class that goes on: two began, one came later, one gave up, one is provisional and counts nowhere."""
        at = len(KINDS)
        the_class = self.a_class(at, KINDS[0], starts=self.on(10, 12), ends=self.on(11, 20), state="running")
        came = {"paid_category": "A04"}
        for seat, (joined, left) in enumerate([(12, None), (12, None), (15, None), (12, 19)]):
            name = f"{at}-{seat}"
            person = self.person(name, female=False, ethnic_group="01")
            days = {"joined_on": self.on(10, joined), "left_on": None if left is None else self.on(10, left)}
            self.enrollment(name, the_class, person, "attending" if left is None else "dropped", **days, **came)
        unknown = self.person(f"{at}-9", female=False, ethnic_group="01", provisional=True)
        self.enrollment(f"{at}-9", the_class, unknown, "attending", joined_on=self.on(10, 12), **came)
        for day in range(13, 17):
            marks = {0: "present", 1: "absent", 3: "late", 9: "present"} | ({2: "present"} if day >= 15 else {})
            self.lesson(the_class, self.on(10, day), {f"e{at}-{seat}{self.mark}": mark for seat, mark in marks.items()})
        results = zip(range(3), ("passed", "failed", "absent"), strict=True)
        self.assessment(
            at, the_class, self.on(10, 22), {f"e{at}-{seat}{self.mark}": result for seat, result in results}
        )
        inspected = {"class_id": the_class, "method": "random", "inspectors": "甲、乙"}
        self.add("inspection", "n0", **inspected, visited_on=self.on(10, 14), qualified=False)
        self.add("inspection", "n1", **inspected, visited_on=self.on(10, 16), qualified=True)


def make_county(work: Work, year: int = 2026) -> None:
    """The county of one year."""
    with work.writing(Action.MANAGE_DESK) as session:
        maker = CountyMaker(work, session, year)
        maker.catalogue()
        for at, kind in enumerate(KINDS):
            maker.finished_class(at, kind)
        maker.running_class()


def late_enrollment(work: Work, *, name: str = "late", year: int = 2026) -> str:
    """Somebody who was in the running class since October and is entered only now."""
    with work.writing(Action.ENROLL) as session:
        maker = CountyMaker(work, session, year)
        person = maker.person(name, female=True, ethnic_group="01")
        days = {"joined_on": maker.on(10, 12), "paid_category": "A05"}
        return maker.enrollment(name, f"c{len(KINDS)}{maker.mark}", person, "attending", **days)
