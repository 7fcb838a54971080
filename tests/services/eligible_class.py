"""Classes, people and their past as rows: whatever eligibility is asked about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def put(work: Work, table: str, **values: Any) -> str:
    """One row of a table; answers its id."""
    with work.writing(Action.EDIT_CLASS) as session:
        return rows.add(session, table, row_id=work.new_id(), county_code=work.county_code, values=values)


def make_class(
    work: Work,
    number: str,
    *,
    starts_on: date = date(2026, 11, 2),
    ends_on: date = date(2026, 11, 20),
    training_type: str = "13",
    level: str = "5",
    occupation: str | None = "4-10-01-05",
    policy: tuple[str, str] = ("sample", "1"),
    **more: Any,
) -> str:
    """A class with its own school and course; answers its id."""
    school = put(work, "institution", name=f"学校{number}", status="active")
    course = put(
        work,
        "course",
        code=number,
        version=1,
        name=f"课程{number}",
        occupation_code=occupation,
        training_type=training_type,
        level=level,
        theory_periods=16,
        practice_periods=24,
    )
    values: dict[str, Any] = {
        "number": number,
        "name": f"班级{number}",
        "course_id": course,
        "institution_id": school,
        "mode": "F2F",
        "starts_on": starts_on,
        "ends_on": ends_on,
        "capacity": 30,
        "policy": policy[0],
        "policy_version": policy[1],
        "state": "draft",
    }
    return put(work, "training_class", **(values | more))


def make_person(
    work: Work,
    name: str = "田秀英",
    *,
    birth: date | None = date(1990, 5, 20),
    sex: str | None = "female",
    category: str | None = "A04",
    proof: str | None = "农户证明",
) -> str:
    """A person with one category; answers the id."""
    person = put(work, "person", name=name, name_key=name, birth_date=birth, sex=sex, id_mask="500241********0000")
    if category is not None:
        put(work, "person_category", person_id=person, category=category, proof_kind=proof)
    return person


def enroll(work: Work, class_id: str, person_id: str, *, status: str = "completed", **more: Any) -> str:
    """An enrollment in some status; answers its id."""
    with work.writing(Action.ENROLL) as session:
        values = {"number": f"{class_id[-4:]}-{person_id[-6:]}", "source": "desk", "status": status, **more}
        return rows.put(
            session,
            "enrollment",
            row_id=fact_id("enrollment", class_id, person_id),
            county_code=work.county_code,
            keys={"class_id": class_id, "person_id": person_id},
            values=values,
        )


def teach(work: Work, class_id: str, day: date, *, starts_at: int = 510, ends_at: int = 690, **more: Any) -> str:
    """A lesson of a class."""
    values = {
        "class_id": class_id,
        "planned_day": day,
        "planned_slot": "morning",
        "day": day,
        "slot": "morning",
        "starts_at": starts_at,
        "ends_at": ends_at,
        "periods": 4,
        "part": "theory",
        "state": "planned",
    }
    return put(work, "lesson", **(values | more))


def pay(
    work: Work, class_id: str, enrollment_id: str, person_id: str, *, kind: str = "training", decision: str = "yes",
    state: str = "paid",
) -> str:  # fmt: skip
    """A line of a claim for somebody; answers the id of the claim."""
    claim = put(work, "claim", class_id=class_id, number=f"BT-{class_id[-6:]}-{kind}", state=state)
    with work.writing(Action.PREPARE_CLAIM) as session:
        rows.put(
            session,
            "claim_line",
            row_id=fact_id("claim_line", claim, enrollment_id, kind),
            county_code=work.county_code,
            keys={"claim_id": claim, "enrollment_id": enrollment_id, "kind": kind},
            values={"person_id": person_id, "class_id": class_id, "amount_fen": 100, "decision": decision},
        )
    return claim


def certify(work: Work, person_id: str, *, kind: str = "skill_level", level: str = "5", **more: Any) -> str:
    """A certificate of somebody."""
    values = {
        "person_id": person_id,
        "kind": kind,
        "level": level,
        "occupation_code": "4-10-01-05",
        "number": f"C{person_id[-8:]}{kind}{level}",
        "issued_on": date(2026, 1, 5),
    }
    return put(work, "certificate", **(values | more))
