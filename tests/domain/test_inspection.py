"""A draw comes out the same for everybody who has the seed, and gives every class the same chance."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.inspection import draw, lot, phone_sample, ranked, repeats

CLASSES = tuple(f"class-{number:02}" for number in range(20))
INSPECTORS = ("张三", "李四", "王五", "赵六", "钱七")


def test_the_lot_is_the_documented_digest() -> None:
    wanted = hashlib.sha256("摇号-2026|class|class-07".encode()).hexdigest()
    assert lot("摇号-2026", "class", "class-07") == wanted


def test_the_draw_follows_the_documented_order() -> None:
    """Worked out here once more from nothing but hashlib and sorting."""
    order = sorted(CLASSES, key=lambda one: hashlib.sha256(f"s|class|{one}".encode()).hexdigest())
    made = draw("s", classes=CLASSES, inspectors=INSPECTORS, classes_wanted=4)
    assert [one.class_id for one in made.drawn] == order[:4]
    for one in made.drawn:
        inspectors = sorted(
            INSPECTORS, key=lambda who: hashlib.sha256(f"s|inspector|{one.class_id}|{who}".encode()).hexdigest()
        )
        assert list(one.inspectors) == inspectors[:2]


def test_another_process_draws_the_same() -> None:
    program = (
        "from trainingdesk.domain.inspection import draw\n"
        f"made = draw('种子', classes={CLASSES!r}, inspectors={INSPECTORS!r}, classes_wanted=3)\n"
        "print([(one.class_id, one.inspectors) for one in made.drawn])"
    )
    here = draw("种子", classes=CLASSES, inspectors=INSPECTORS, classes_wanted=3)
    there = [
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert there == [str([(one.class_id, one.inspectors) for one in here.drawn])] * 2


@given(seed=st.text(min_size=1).filter(str.strip), order=st.permutations(CLASSES))
def test_the_order_of_candidates_makes_no_difference(seed: str, order: list[str]) -> None:
    one = draw(seed, classes=CLASSES, inspectors=INSPECTORS, classes_wanted=5)
    other = draw(seed, classes=(*order, order[0]), inspectors=INSPECTORS[::-1], classes_wanted=5)
    assert one == other
    assert repeats(one)


def test_every_class_has_the_same_chance() -> None:
    """4,000 draws of 5 of 20 classes: each is drawn 1,000 times, give or take four standard deviations."""
    drawn = Counter(one for number in range(4000) for one in ranked(f"seed-{number}", "class", CLASSES)[:5])
    spread = (4000 * 0.25 * 0.75) ** 0.5
    assert set(drawn) == set(CLASSES)
    assert max(abs(count - 1000) for count in drawn.values()) < 4 * spread


def test_inspectors_are_drawn_for_each_class_anew() -> None:
    made = draw("s", classes=CLASSES, inspectors=INSPECTORS, classes_wanted=20)
    assert len({one.inspectors for one in made.drawn}) > 1
    assert all(len(set(one.inspectors)) == 2 for one in made.drawn)


def test_a_record_that_was_altered_does_not_repeat() -> None:
    made = draw("s", classes=CLASSES, inspectors=INSPECTORS, classes_wanted=2)
    assert not repeats(replace(made, seed="t"))
    assert not repeats(replace(made, drawn=made.drawn[::-1]))
    assert not repeats(replace(made, classes=made.classes[1:])) or made.classes[0] not in {
        one.class_id for one in made.drawn
    }


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"seed": " "}, "inspection.no_seed"),
        ({"classes_wanted": 21}, "inspection.too_few_classes"),
        ({"classes_wanted": 0}, "inspection.too_few_classes"),
        ({"inspectors_wanted": 6}, "inspection.too_few_inspectors"),
        ({"inspectors_wanted": 1}, "inspection.too_few_inspectors_wanted"),
    ],
)
def test_a_draw_that_cannot_be_made_is_refused(more: dict[str, object], key: str) -> None:
    wanted = {"seed": "s", "classes": CLASSES, "inspectors": INSPECTORS, "classes_wanted": 2, **more}
    with pytest.raises(Refused) as refused:
        draw(wanted.pop("seed"), **wanted)  # type: ignore[arg-type]
    assert refused.value.key == key


@pytest.mark.parametrize(("people", "wanted"), [(0, 0), (1, 1), (10, 1), (11, 2), (45, 5), (50, 5)])
def test_at_least_a_tenth_is_called(people: int, wanted: int) -> None:
    sample = phone_sample("s", class_id="c", people=[str(one) for one in range(people)], share=Fraction(1, 10))
    assert len(sample) == wanted


def test_two_classes_are_sampled_apart() -> None:
    people = [str(one) for one in range(50)]
    samples = {phone_sample("s", class_id=one, people=people, share=Fraction(1, 10)) for one in CLASSES}
    assert len(samples) > 1
