"""Writes a planned county as settled rows: large counties for measurements, without a use case for each of their marks.

Rows are those that the use cases would leave behind; ``tests/sample`` holds their invariants against each other, and the
report of a county written so against its ledger.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.identity import DocumentKind, Sex, mask
from trainingdesk.domain.online_platform import PlatformState
from trainingdesk.domain.person_name import name_key
from trainingdesk.sample import bulk_class
from trainingdesk.sample.bulk_rows import Batch, Written, at
from trainingdesk.sample.template import OCCUPATIONS, TEMPLATES
from trainingdesk.services import policy
from trainingdesk.settings.code_tables import Tables
from trainingdesk.storage.database import Author
from trainingdesk.storage.settled import pack, settled
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.sample.plan import County, SampleInstitution
    from trainingdesk.services.work import Work

#: Classes and people of one transaction: large enough to be fast, small enough for the write-ahead log.
_CLASSES, _PEOPLE = 20, 10_000


def fill(work: Work, county: County, *, until: date, watch: Callable[[int, int], bool] = lambda *_: True) -> None:
    """Write everything that has happened by ``until``; ``watch`` hears classes done and all, and may end it."""
    policy.use_policy(work, "sample")
    written = Written()
    _write(work, lambda batch: _catalogue(batch, county, written))
    people = _people(county)
    for start in range(0, len(people), _PEOPLE):
        _write(work, partial(_add_people, people=people[start : start + _PEOPLE], written=written))
    serials = count(1)
    for start in range(0, len(county.classes), _CLASSES):
        several = county.classes[start : start + _CLASSES]
        add = partial(bulk_class.add, county=county, classes=several, written=written, serials=serials, until=until)
        _write(work, add)
        if not watch(start + len(several), len(county.classes)):
            break
    pack(work.database)


def _write(work: Work, rows_of: Callable[[Batch], object]) -> None:
    batch = Batch(work.county_code, work.worker.user_id)
    rows_of(batch)
    author = Author(work.worker.user_id, Action.MANAGE_DESK, work.now(), note="sample")
    with work.database.write(author) as session, settled(session):
        batch.insert(session)


def _catalogue(batch: Batch, county: County, written: Written) -> None:
    first = date(county.first_year, 1, 5)
    written.institutions += [_institution(batch, county, number, one) for number, one in enumerate(county.institutions)]
    for number in range(county.size.platforms):
        written.platforms.append(_platform(batch, number, first))
    for number in range(county.size.instructors):
        employment = "part_time" if number % 3 else "full_time"
        taught: dict[str, Any] = {
            "name": f"教师{number + 1:04}",
            "employment": employment,
            "listed_on": first,
            "status": "active",
        }
        written.instructors.append(batch.add("instructor", first, **taught))
    for number in range(county.size.courses):
        written.courses.append(batch.add("course", first, **course_values(county, number)))


def _institution(batch: Batch, county: County, number: int, one: SampleInstitution) -> str:
    row = batch.add(
        "institution",
        one.listed_on,
        name=one.name,
        uscc=one.uscc,
        kind="5",
        licence_number=f"人社民{county.code}{number:04}",
        licence_until=date(county.last_year + 2, 12, 31),
        listed_on=one.listed_on,
        delisted_on=one.delisted_on,
        status="active" if one.delisted_on is None else "retired",
    )
    for occupation in OCCUPATIONS:
        approval = fact_id("institution_approval", row, occupation)
        values: dict[str, Any] = {"occupation_code": occupation, "highest_level": "S"}
        batch.add("institution_approval", one.listed_on, row_id=approval, institution_id=row, **values)
    return row


def _platform(batch: Batch, number: int, first: date) -> str:
    platform = batch.add(
        "online_platform", first, name=f"示例云课堂{number + 1}", operator="示例网络公司", state=PlatformState.LISTED
    )
    steps = ((None, "applied", "application"), ("applied", "in_review", "review"), ("in_review", "listed", "listing"))
    for order, (start, to, kind) in enumerate(steps):
        values: dict[str, Any] = {
            "from_state": start,
            "to_state": to,
            "kind": kind,
            "reviewed_on": first,
            "at": at(first, minutes=order),
        }
        batch.add("platform_review", first, platform_id=platform, by_user=batch.user_id, **values)
    return platform


def course_values(county: County, number: int) -> dict[str, Any]:
    """A course of the kind that its number falls on."""
    template, edition = TEMPLATES[number % len(TEMPLATES)], number // len(TEMPLATES) + 1
    online = county.periods if template.mode == "ONL" else 16 if template.online else 0
    theory = 0 if template.mode == "ONL" else county.periods // 4
    return {
        "code": f"KC{number + 1:04}",
        "version": 1,
        "name": template.course if edition == 1 else f"{template.course}（{edition}）",
        "occupation_code": template.occupation or None,
        "occupation_name": template.course,
        "training_type": template.training_type,
        "level": template.level,
        "theory_periods": theory,
        "practice_periods": county.periods - theory - online,
        "online_periods": online,
        "pass_points_theory": template.pass_points_theory,
        "delivery_modes": template.mode,
        "textbook": "示例教材",
        "shortage": "紧缺" if template.shortage else None,
        "digital": template.digital,
        "valid_from": date(county.first_year, 1, 1),
        "status": "active",
    }


def _people(county: County) -> list[dict[str, Any]]:
    """The columns of every person."""
    tables = Tables()
    ethnic, education = tables.codes("ethnic_groups"), tables.codes("education")
    codes: dict[str, str | None] = {}
    for one in county.people:
        for table, name in ((ethnic, one.ethnic_group), (education, one.education)):
            if name not in codes:
                codes[name] = table.find(name)
    return [
        {
            "document_kind": DocumentKind.RESIDENT,
            "document_number": one.number,
            "id_mask": mask(one.number, begin=6, end=4),
            "name": one.name,
            "name_key": name_key(one.name),
            "sex": Sex.FEMALE if one.is_female else Sex.MALE,
            "birth_date": one.birth,
            "phone": one.phone,
            "division": one.division,
            "address": one.address,
            "ethnic_group": codes[one.ethnic_group],
            "education": codes[one.education],
            "payee_account": one.account,
        }
        for one in county.people
    ]


def _add_people(batch: Batch, people: list[dict[str, Any]], written: Written) -> None:
    day = date(2020, 1, 1)
    written.people += [batch.add("person", day, **values) for values in people]
