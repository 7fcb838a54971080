"""Patterns that look odd are found, and ordinary days are left in peace."""

from __future__ import annotations

from datetime import date, timedelta

from trainingdesk.domain.self_check import (
    Presence,
    Trainee,
    TypedMark,
    instructor_double_booked,
    past_retirement,
    same_phone,
    too_perfect,
    trainee_in_two_places,
    typed_late,
)

DAY = date(2026, 10, 20)


def there(row: str, *, who: str = "p1", class_number: str = "A", day: date = DAY, at: tuple[int, int]) -> Presence:
    return Presence(who=who, name="杨玉兰", row=row, class_number=class_number, day=day, starts_at=at[0], ends_at=at[1])


def test_one_person_in_two_classes_at_one_time() -> None:
    (found,) = trainee_in_two_places(
        [there("m1", at=(510, 690)), there("m2", class_number="B", at=(600, 720)), there("m3", who="p2", at=(510, 690))]
    )
    assert (found.key, found.rows) == ("self_check.trainee_twice", ("m1", "m2"))
    assert found.values == {"name": "杨玉兰", "day": DAY, "number": "A", "other": "B"}


def test_one_after_the_other_is_no_meeting() -> None:
    presences = [there("m1", at=(510, 690)), there("m2", class_number="B", at=(690, 720))]
    assert trainee_in_two_places(presences) == ()
    other_day = there("m3", class_number="B", at=(510, 690), day=DAY + timedelta(days=1))
    assert trainee_in_two_places([presences[0], other_day]) == ()


def test_three_at_once_are_three_pairs() -> None:
    rows = [there(f"l{number}", class_number=str(number), at=(510, 690)) for number in range(3)]
    assert len(instructor_double_booked(rows)) == 3


def test_marks_typed_long_after_the_lesson() -> None:
    marks = [
        TypedMark(lesson_id="l1", class_number="A", day=DAY, typed_on=DAY + timedelta(days=late))
        for late in (0, 2, 3, 5)
    ]
    (found,) = typed_late(marks, days=3)
    assert found.rows == ("l1",)
    assert found.values == {"number": "A", "day": DAY, "count": 2, "typed": DAY + timedelta(days=5)}
    assert typed_late(marks, days=6) == ()


def test_the_same_phone_is_found_without_saying_it() -> None:
    trainees = [
        Trainee(enrollment_id="e1", name="甲", phone="13812345678"),
        Trainee(enrollment_id="e2", name="乙", phone="13812345678"),
        Trainee(enrollment_id="e3", name="丙", phone="13912345678"),
        Trainee(enrollment_id="e4", name="丁", phone=None),
        Trainee(enrollment_id="e5", name="戊", phone=""),
    ]
    (found,) = same_phone(trainees)
    assert found.rows == ("e1", "e2")
    assert "13812345678" not in str(found.values)


def test_retirement_reached_on_the_day_of_joining_is_named() -> None:
    def trainee(retires: date | None) -> Trainee:
        return Trainee(enrollment_id="e", name="甲", joined_on=DAY, retires_on=retires)

    assert len(past_retirement([trainee(DAY)])) == 1
    assert past_retirement([trainee(DAY + timedelta(days=1)), trainee(None)]) == ()


def test_too_much_perfection() -> None:
    def trainees(perfect: int, of: int) -> list[Trainee]:
        return [
            Trainee(enrollment_id=f"e{one}", name="甲", lessons=10, present=10 if one < perfect else 9)
            for one in range(of)
        ]

    found = too_perfect(trainees(20, 20), percent=95)
    assert found is not None
    assert found.values == {"count": 20, "of": 20, "percent": 95}
    assert too_perfect(trainees(19, 20), percent=95) is None
    assert too_perfect(trainees(9, 9), percent=95) is None
    assert too_perfect([Trainee(enrollment_id="e", name="甲")] * 20, percent=95) is None
