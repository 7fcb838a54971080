"""The order of skill levels against the shipped and the shared tables."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.skill_level import RANKS, rank, reaches

if TYPE_CHECKING:
    from pathlib import Path


def test_the_order_is_that_of_the_field(shared: Path) -> None:
    with (shared / "domain" / "codes" / "skill_levels.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["code"]: int(row["order"]) for row in csv.DictReader(file)}
    assert dict(RANKS) == {code: order for code, order in wanted.items() if order}


@pytest.mark.parametrize(
    ("highest", "level", "answer"),
    [
        ("3", "5", True), ("3", "3", True), ("3", "2", False), ("S", "T", True), ("8", "5", False),
        ("3", "Z", True), ("5", "H", True), ("Z", "Z", True), ("Z", "5", False), ("Z", "H", False), ("X9", "5", False),
    ],
)  # fmt: skip
def test_an_approval_covers_its_level_and_those_below(highest: str, level: str, answer: bool) -> None:
    assert reaches(highest, level) is answer


def test_a_training_without_a_level_has_no_place_in_the_order() -> None:
    assert rank("Z") is None
    assert rank("H") is None
