"""The lifelong file of a person: every class, mark, certificate and subsidy, across merges; numbers masked unless logged."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from tests.services.people import acting_as, add, enrolled, number
from tests.services.roster_class import make_class
from trainingdesk.cli.invocation import load_sentences
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.i18n.sentences import Language
from trainingdesk.reports.person_file import as_json, in_words
from trainingdesk.services.audit import list_access
from trainingdesk.services.person_category import add_category
from trainingdesk.services.person_merge import merge
from trainingdesk.services.training_file import training_file
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id, mark_id

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

AT = datetime(2026, 10, 26, 1, 0, tzinfo=UTC)
FIRST = date(2026, 10, 26)


def put(work: Work, table: str, row_id: str | None = None, **values: Any) -> str:
    with work.writing(Action.RECORD_ASSESSMENT) as session:
        return rows.add(session, table, row_id=row_id or work.new_id(), county_code=work.county_code, values=values)


def attended(work: Work, class_id: str, enrollment: str, marks: list[str | None]) -> None:
    """One lesson of four periods for each mark, all of them held; None is a lesson without a mark."""
    put(work, "stint", enrollment_id=enrollment, class_id=class_id, joined_on=FIRST)
    for index, status in enumerate(marks):
        day = FIRST.replace(day=FIRST.day + index)
        keys = {"class_id": class_id, "planned_day": day, "planned_slot": "am"}
        lesson = put(
            work, "lesson", fact_id("lesson", class_id, day.isoformat(), "am"),
            **keys, day=day, slot="am", starts_at=510, ends_at=690, periods=4, part="theory", state="held",
        )  # fmt: skip
        if status is not None:
            put(
                work, "attendance_mark", mark_id(lesson, enrollment), class_id=class_id, lesson_id=lesson,
                enrollment_id=enrollment, status=status, method="key", typed_at=AT, typed_by="u",
            )  # fmt: skip


def certified(work: Work, class_id: str, person: str, enrollment: str) -> None:
    put(
        work, "certificate", person_id=person, enrollment_id=enrollment, class_id=class_id, kind="skill_level", level="5",
        occupation_code="4-10-01-06", number="Y000150123456265000001", issued_on=date(2026, 11, 20), status="issued",
    )  # fmt: skip


def subsidized(work: Work, class_id: str, person: str, enrollment: str, *, decision: str = "yes") -> str:
    claim = put(work, "claim", class_id=class_id, number=f"B-{decision}", state="paid")
    line = put(
        work, "claim_line", fact_id("claim_line", claim, enrollment, "training"), claim_id=claim, enrollment_id=enrollment,
        kind="training", person_id=person, class_id=class_id, amount_fen=150_050, fund="F01", payee_kind="institution",
        payee_name="民生学校", decision=decision,
    )  # fmt: skip
    put(work, "payment", claim_id=claim, paid_on=date(2026, 12, 1), amount_fen=150_050, result="bounced")
    put(work, "payment", claim_id=claim, paid_on=date(2026, 12, 9), amount_fen=150_050, result="paid")
    return line


@pytest.fixture
def person(work: Work) -> str:
    """Somebody whose two records were merged; each was enrolled in a class, and both in the second."""
    old, kept = add(work, "张三", 1, phone="13812345678"), add(work, "张叁", 3)
    first, second = make_class(work, "2026-001"), make_class(work, "2026-002")
    mine = enrolled(work, first, old, status="certified")
    enrolled(work, second, old, status="dropped")
    other = enrolled(work, second, kept)
    attended(work, first, mine, ["present", "late", "absent", None])
    attended(work, second, other, ["present", "present"])
    certified(work, first, old, mine)
    subsidized(work, first, old, mine)
    subsidized(work, second, kept, other, decision="no")
    add_category(work, old, category="A05")
    add_category(work, old, category="C04")
    merge(work, old, kept)
    return kept


def test_a_file_holds_everything_of_both_records(work: Work, person: str) -> None:
    file = training_file(work, person)
    assert [(one.about.number, one.about.status) for one in file.classes] == [
        ("2026-001", "certified"), ("2026-002", "completed"),
    ]  # fmt: skip
    rates = [(one.rate.attended, one.rate.held, one.rate.doubtful) for one in file.classes]
    assert rates == [(4, 16, 8), (8, 8, 0)]  # a policy that is not here leaves lateness in doubt, and a missing mark
    assert [(one.number, one.level) for one in file.certificates] == [("Y000150123456265000001", "5")]
    (subsidy,) = file.subsidies
    assert (subsidy.amount_fen, subsidy.fund, subsidy.paid_on) == (150_050, "失业保险基金", date(2026, 12, 9))
    assert {one.category for one in file.person.categories} == {"A05", "C04"}


def test_whole_numbers_need_a_reason_that_is_logged(work: Work, person: str) -> None:
    assert training_file(work, person).whole is None
    whole = training_file(work, person, reason="本人申请").whole
    assert whole is not None
    assert whole.document_number == number(3)
    assert [entry.reason for entry in list_access(work, action=Logged.IDENTITY_REVEALED)] == ["本人申请"]
    with pytest.raises(Refused, match=r"access\.reason_missing"):
        training_file(work, person, reason=" ")
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        training_file(acting_as(work, Role.INSTRUCTOR), person)
    with pytest.raises(Refused, match=r"person\.unknown"):
        training_file(work, "nobody")


def test_an_auditor_sees_no_sensitive_category(work: Work, person: str) -> None:
    enrollment = training_file(work, person).classes[0].about.enrollment_id
    with work.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", enrollment, {"paid_category": "C04"})
    file = training_file(acting_as(work, Role.AUDITOR), person)
    assert [one.category for one in file.person.categories] == ["A05"]
    assert "C04" not in as_json(file)


def test_a_file_is_the_same_for_people_and_for_programs(work: Work, person: str) -> None:
    file = training_file(work, person)
    chinese = in_words(file, load_sentences(Language.CHINESE))
    assert (chinese.person.sex, chinese.person.document_kind) == ("男", "居民身份证")
    assert (chinese.person.document_number, chinese.person.phone) == (f"500241********{number(3)[-4:]}", "138****5678")
    assert [(one.code, one.share, one.outcome) for one in chinese.classes] == [
        ("2026-001", Fraction(1, 4), "已发证"), ("2026-002", Fraction(1), "结业"),
    ]  # fmt: skip
    assert [(one.kind, one.level) for one in chinese.certificates] == [("职业技能等级证书", "五级")]
    assert [(one.kind, one.fen, one.state) for one in chinese.subsidies] == [("职业培训补贴", 150_050, "已拨付")]
    english = in_words(file, load_sentences(Language.ENGLISH))
    assert (english.certificates[0].kind, english.classes[0].level) == ("skill level", "level 5")
    data = json.loads(as_json(file))
    assert [one["rate"]["attended"] for one in data["classes"]] == [4, 8]
    assert data["subsidies"][0]["paid_on"] == "2026-12-09"
    assert number(3) not in as_json(file)


def test_money_that_came_back_is_not_counted(work: Work) -> None:
    person = add(work, "张三", 1)
    the_class = make_class(work)
    enrollment = enrolled(work, the_class, person)
    line = subsidized(work, the_class, person, enrollment)
    words = load_sentences(Language.CHINESE)
    put(work, "recovery", claim_line_id=line, amount_fen=50, decided_on=date(2027, 1, 1), reason="超领")
    assert in_words(training_file(work, person), words).subsidies[0].fen == 150_050  # decided, not yet back
    put(
        work, "recovery", claim_line_id=line, amount_fen=150_050, decided_on=date(2027, 1, 1), reason="冒领",
        recovered_on=date(2027, 2, 1),
    )  # fmt: skip
    (shown,) = in_words(training_file(work, person), words).subsidies
    assert (shown.fen, shown.state) == (0, "已追回")
