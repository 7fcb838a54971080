"""Eligibility over a real desk: facts of many people at once, merges followed, other classes and claims seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from tests.services.eligible_class import certify, enroll, make_class, make_person, pay, put, teach
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import eligibility
from trainingdesk.storage import rows
from trainingdesk.storage import training_class as stored_class
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Collection

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.work import Work

STARTS = date(2026, 11, 2)


def check(work: Work, class_id: str, *people: str, **more: object) -> dict[str, tuple[Verdict, ...]]:
    with work.reading(Action.SEE_EVERYTHING) as session:
        the_class = stored_class.class_of(session, class_id)
        assert the_class is not None
        return eligibility.check(session, the_class, people, today=work.today(), **more)  # type: ignore[arg-type]


def paid(work: Work, class_id: str, enrollment_id: str, kind: str = "training") -> tuple[Verdict, ...]:
    with work.reading(Action.SEE_EVERYTHING) as session:
        the_class = stored_class.class_of(session, class_id)
        assert the_class is not None
        found = eligibility.subsidy_verdicts(session, the_class, [enrollment_id], kind=kind, today=work.today())
        return found[enrollment_id]


def reasons(verdicts: Collection[Verdict]) -> set[str | None]:
    return {one.reason for one in verdicts if one.decision is not Decision.YES}


def test_the_sample_policy_decides_everything_about_a_known_person(work: Work) -> None:
    this, person = make_class(work, "2026-001"), make_person(work)
    (verdicts,) = check(work, this, person).values()
    assert reasons(verdicts) == set()
    assert all("示例规则" in str(one.clause) for one in verdicts if one.clause is not None)


def test_a_blank_policy_refuses_nobody(work: Work) -> None:
    this, person = make_class(work, "2026-001", policy=("blank", "1")), make_person(work, birth=None, category=None)
    (verdicts,) = check(work, this, person).values()
    assert {one.decision for one in verdicts} == {Decision.UNDECIDED, Decision.YES}


def test_every_asked_person_has_an_answer(work: Work) -> None:
    this = make_class(work, "2026-001")
    people = [make_person(work, f"人{number}") for number in range(5)]
    assert set(check(work, this, *people, "nobody")) == {*people, "nobody"}
    assert check(work, this) == {}


def test_a_child_and_a_pensioner_are_refused_with_names(work: Work) -> None:
    this = make_class(work, "2026-001")
    child, pensioner = make_person(work, birth=date(2012, 1, 1)), make_person(work, category="X02")
    found = check(work, this, child, pensioner)
    assert reasons(found[child]) == {"eligibility.too_young"}
    excluded = next(one for one in found[pensioner] if one.reason == "eligibility.excluded")
    assert excluded.values["found"] == ("按月领取养老待遇人员",)


@pytest.mark.parametrize(
    ("today_is", "joined_on", "young"),
    [
        (date(2026, 10, 20), None, True),  # judged on the first day, 2 November
        (date(2026, 11, 9), None, True),
        (date(2026, 11, 10), None, False),  # the class runs: judged today
        (date(2027, 3, 1), None, True),  # entered after its end: on the first day again
        (date(2026, 10, 20), date(2026, 11, 10), False),
    ],
)
def test_people_are_judged_on_the_day_they_join(
    work: Work, today_is: date, joined_on: date | None, *, young: bool
) -> None:
    this, person = make_class(work, "2026-001"), make_person(work, birth=date(2010, 11, 10))
    later = replace(work, clock=lambda: work.clock() + timedelta(days=(today_is - work.today()).days))
    (verdicts,) = check(later, this, person, joined_on=joined_on).values()
    assert ("eligibility.too_young" in reasons(verdicts)) is young


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("applied", True),
        ("confirmed", True),
        ("attending", True),
        ("completed", True),
        ("certified", True),
        ("failed", False),
        ("waitlisted", False),
        ("rejected", False),
        ("withdrawn", False),
        ("transferred", False),
        ("dropped", False),
    ],
)
def test_what_counts_as_a_training(work: Work, status: str, *, counts: bool) -> None:
    old, this = (
        make_class(work, "2026-001", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 20)),
        make_class(work, "2026-002"),
    )
    person = make_person(work)
    enroll(work, old, person, status=status)
    (verdicts,) = check(work, this, person).values()
    assert ("eligibility.same_level_again" in reasons(verdicts)) is counts


@pytest.mark.parametrize(
    ("status", "decision", "state", "counts"),
    [
        ("failed", "yes", "paid", True),
        ("completed", "no", "claimed", False),
        ("completed", "yes", "rejected", False),
        ("completed", "yes", "claimed", True),
        ("completed", "undecided", "claimed", False),
    ],
)
def test_a_claim_says_whether_a_training_counts(
    work: Work, status: str, decision: str, state: str, *, counts: bool
) -> None:
    old, this = (
        make_class(work, "2026-001", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 20)),
        make_class(work, "2026-002"),
    )
    person = make_person(work)
    pay(work, old, enroll(work, old, person, status=status), person, decision=decision, state=state)
    (verdicts,) = check(work, this, person).values()
    assert ("eligibility.same_level_again" in reasons(verdicts)) is counts


@pytest.mark.parametrize("state", ["rejected", "cancelled", "terminated"])
def test_a_class_that_never_was_counts_for_nothing(work: Work, state: str) -> None:
    old, this = make_class(work, "2026-001", state=state), make_class(work, "2026-002")
    person = make_person(work)
    enroll(work, old, person, status="attending")
    (verdicts,) = check(work, this, person).values()
    assert reasons(verdicts) == set()


def test_the_past_of_a_merged_record_is_the_persons(work: Work) -> None:
    old, this = (
        make_class(work, "2026-001", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 20)),
        make_class(work, "2026-002"),
    )
    first, second, kept = (make_person(work, name) for name in ("甲", "乙", "丙"))
    enroll(work, old, first)
    with work.writing(Action.MERGE_PEOPLE) as session:
        for before, after in ((first, second), (second, kept)):
            rows.put(
                session, "person_alias", row_id=fact_id("person_alias", before), county_code=work.county_code,
                keys={"old_id": before}, values={"canonical_id": after},
            )  # fmt: skip
            rows.remove(session, "person", before)
    found = check(work, this, kept, first)
    assert "eligibility.same_level_again" in reasons(found[kept])
    assert found[first] == found[kept]


def test_a_higher_certificate_from_elsewhere_bars_a_lower_level(work: Work) -> None:
    this, person = make_class(work, "2026-001"), make_person(work)
    certify(work, person, level="3")
    (verdicts,) = check(work, this, person).values()
    lower = next(one for one in verdicts if one.decision is Decision.NO)
    assert (lower.reason, lower.values["found"], lower.values["wanted"]) == ("eligibility.lower_level", "三级", "五级")


def test_a_void_certificate_bars_nothing(work: Work) -> None:
    this, person = make_class(work, "2026-001"), make_person(work)
    certify(work, person, level="3", status="void")
    assert reasons(check(work, this, person)[person]) == set()


class TestOverlap:
    """Two classes at one time."""

    @pytest.fixture
    def other(self, work: Work) -> str:
        """A class in the same weeks, of another type and occupation."""
        return make_class(work, "2026-002", training_type="22", occupation="6-18-02-04")

    def test_lessons_that_share_a_minute_clash(self, work: Work, other: str) -> None:
        this, person = make_class(work, "2026-001"), make_person(work)
        enroll(work, other, person, status="attending")
        for class_id in (this, other):
            teach(
                work,
                class_id,
                STARTS,
                starts_at=510 if class_id == this else 840,
                ends_at=690 if class_id == this else 1020,
            )
            teach(
                work, class_id, STARTS + timedelta(days=1), starts_at=510 + 179 * (class_id == this), ends_at=690 + 179
            )
        (verdicts,) = check(work, this, person).values()
        clash = next(one for one in verdicts if one.reason == "eligibility.overlap")
        assert (clash.values["found"], clash.values["day"]) == ("2026-002", STARTS + timedelta(days=1))

    def test_lessons_side_by_side_do_not(self, work: Work, other: str) -> None:
        this, person = make_class(work, "2026-001"), make_person(work)
        enroll(work, other, person, status="attending")
        teach(work, this, STARTS, starts_at=510, ends_at=690)
        teach(work, other, STARTS, starts_at=690, ends_at=870)
        teach(work, other, STARTS, starts_at=510, ends_at=690, state="cancelled", planned_slot="x", slot="x")
        assert reasons(check(work, this, person)[person]) == set()

    def test_a_missing_timetable_leaves_it_open(self, work: Work, other: str) -> None:
        this, person = make_class(work, "2026-001"), make_person(work)
        enroll(work, other, person, status="attending")
        teach(work, this, STARTS)
        assert reasons(check(work, this, person)[person]) == {"eligibility.overlap_unknown"}

    def test_a_class_that_is_left_for_this_one_is_none(self, work: Work, other: str) -> None:
        this, person = make_class(work, "2026-001"), make_person(work)
        enroll(work, other, person, status="attending")
        assert reasons(check(work, this, person, without_classes={other})[person]) == set()

    def test_a_class_of_other_weeks_is_none(self, work: Work) -> None:
        this, person = make_class(work, "2026-001"), make_person(work)
        later = make_class(
            work,
            "2026-003",
            starts_on=date(2026, 11, 21),
            ends_on=date(2026, 12, 1),
            training_type="22",
            occupation=None,
        )
        enroll(work, later, person, status="confirmed")
        assert reasons(check(work, this, person)[person]) == set()


def test_whoever_is_in_is_judged_by_the_classes_before(work: Work) -> None:
    first = make_class(work, "2026-001", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 20))
    second = make_class(work, "2026-002")
    person = make_person(work)
    enrolled = {class_id: enroll(work, class_id, person, status="attending") for class_id in (first, second)}
    by_class = {one: eligibility.eligibility_of_class(work, one).people[0] for one in (first, second)}
    assert by_class[first].enrollment_id == enrolled[first]
    assert by_class[first].decision is Decision.YES
    assert reasons(by_class[second].verdicts) == {"eligibility.same_level_again", "eligibility.same_type_used"}


def test_a_class_that_was_joined_first_is_not_refused_for_one_that_came_later(work: Work) -> None:
    first = make_class(work, "2026-001", starts_on=date(2026, 11, 2))
    second = make_class(work, "2026-002", starts_on=date(2026, 11, 30), ends_on=date(2026, 12, 11))
    person = make_person(work)
    enroll(work, second, person, status="applied")
    assert "eligibility.same_level_again" in reasons(check(work, first, person)[person])
    enroll(work, first, person, status="applied")
    assert reasons(check(work, first, person)[person]) == set()
    enroll(work, first, person, status="withdrawn")
    assert "eligibility.same_level_again" in reasons(check(work, first, person)[person])


def test_the_list_of_a_class_shows_masked_people_in_order(work: Work) -> None:
    this = make_class(work, "2026-001")
    for name, number in (("乙", "002"), ("甲", "001")):
        enroll(work, this, make_person(work, name), status="applied", number=number)
    found = eligibility.eligibility_of_class(work, this)
    assert [one.name for one in found.people] == ["甲", "乙"]
    assert {one.id_mask for one in found.people} == {"500241********0000"}
    assert (found.class_number, found.policy, found.policy_version) == ("2026-001", "sample", "1")
    with pytest.raises(Refused, match=r"training_class\.unknown"):
        eligibility.eligibility_of_class(work, "nothing")


def test_an_instructor_does_not_look_at_everybody(work: Work) -> None:
    this = make_class(work, "2026-001")
    instructor = replace(work, worker=replace(work.worker, roles=frozenset({Role.INSTRUCTOR})))
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        eligibility.eligibility_of_class(instructor, this)


class TestSubsidies:
    """The three kinds."""

    @pytest.mark.parametrize("kind", ["training", "assessment"])
    def test_who_passed_with_a_certificate_is_paid_for(self, work: Work, kind: str) -> None:
        this, person = make_class(work, "2026-001"), make_person(work)
        enrolled = enroll(work, this, person, status="certified", paid_category="A04")
        certify(work, person, enrollment_id=enrolled, class_id=this)
        assert reasons(paid(work, this, enrolled, kind)) == set()

    def test_a_certificate_of_this_class_is_no_earlier_one(self, work: Work) -> None:
        this, person = make_class(work, "2026-001"), make_person(work)
        enrolled = enroll(work, this, person, status="certified")
        certify(work, person, enrollment_id=enrolled, class_id=this)
        certify(work, person, level="5", kind="vocational_qualification")
        assert reasons(paid(work, this, enrolled)) == {"eligibility.same_level_certified"}

    def test_a_training_certificate_pays_for_no_assessment(self, work: Work) -> None:
        this, person = make_class(work, "2026-001"), make_person(work)
        enrolled = enroll(work, this, person, status="certified")
        certify(work, person, kind="training_qualified", enrollment_id=enrolled)
        assert reasons(paid(work, this, enrolled, "training")) == set()
        assert reasons(paid(work, this, enrolled, "assessment")) == {"eligibility.certificate_not_paid_for"}

    def test_money_asks_for_a_proof(self, work: Work) -> None:
        this, person = make_class(work, "2026-001"), make_person(work, proof=None)
        enrolled = enroll(work, this, person, status="certified", paid_category="A04")
        certify(work, person, enrollment_id=enrolled)
        assert reasons(paid(work, this, enrolled)) == {"eligibility.proof_missing"}

    def test_that_somebody_is_of_no_named_group_needs_no_paper(self, work: Work) -> None:
        this, person = make_class(work, "2026-001"), make_person(work, category="C99", proof=None)
        enrolled = enroll(work, this, person, status="certified", paid_category="C99")
        certify(work, person, enrollment_id=enrolled)
        assert reasons(paid(work, this, enrolled)) == set()

    def test_the_allowance_is_for_the_frozen_category(self, work: Work) -> None:
        this, person = make_class(work, "2026-001"), make_person(work)
        put(work, "person_category", person_id=person, category="A01", proof_number="1")
        enrolled = enroll(work, this, person, status="completed", paid_category="A01")
        assert reasons(paid(work, this, enrolled, "living_allowance")) == set()
        enroll(work, this, person, status="completed", paid_category="A04")
        assert reasons(paid(work, this, enrolled, "living_allowance")) == {"eligibility.allowance_not_for"}

    def test_an_enrollment_of_another_class_is_not_asked_about(self, work: Work) -> None:
        this, other, person = make_class(work, "2026-001"), make_class(work, "2026-002"), make_person(work)
        enrolled = enroll(work, other, person)
        with pytest.raises(KeyError):
            paid(work, this, enrolled)


def test_a_class_is_judged_by_its_seats_its_school_and_its_platform(work: Work) -> None:
    platform = put(work, "online_platform", name="某平台", state="exited")
    this = make_class(work, "2026-001", capacity=1, platform_id=platform)
    enroll(work, this, make_person(work), status="confirmed")
    found = eligibility.eligibility_of_class(work, this)
    assert {"eligibility.class_full", "online_platform.exited"} <= reasons(found.of_class)
    assert eligibility.eligibility_of_class(work, this, kind="training").of_class == ()


def test_five_thousand_people_take_a_few_statements(work: Work) -> None:
    this, old = (
        make_class(work, "2026-001"),
        make_class(work, "2026-002", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 20)),
    )
    people = [f"0198a000-0000-7000-8000-{number:012}" for number in range(5_000)]
    with work.writing(Action.EDIT_PERSON) as session:
        shared = {"county_code": work.county_code}
        rows.add_many(
            session,
            "person",
            [
                {**shared, "id": one, "name": "某人", "name_key": "某人", "birth_date": date(1990, 1, 1), "sex": "male"}
                for one in people
            ],
        )
        rows.add_many(
            session,
            "person_category",
            [{**shared, "id": f"c{one}", "person_id": one, "category": "A04", "proof_kind": "x"} for one in people],
        )
        rows.add_many(
            session,
            "enrollment",
            [
                {
                    **shared,
                    "id": f"e{one}",
                    "class_id": old,
                    "person_id": one,
                    "number": one,
                    "source": "x",
                    "status": "completed",
                }
                for one in people[::10]
            ],
        )
    statements: list[str] = []
    with work.reading(Action.SEE_EVERYTHING) as session:
        the_class = stored_class.class_of(session, this)
        assert the_class is not None
        engine = session.get_bind()
        listen = lambda *asked: statements.append(asked[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        try:
            found = eligibility.check(session, the_class, people, today=work.today())
        finally:
            event.remove(engine, "before_cursor_execute", listen)
    assert sum(bool(eligibility.refusals(verdicts)) for verdicts in found.values()) == 500
    assert len(statements) <= 15
