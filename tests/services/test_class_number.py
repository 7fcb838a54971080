"""Numbers and names of classes: counted on by the county's patterns, or one's own, and never given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import training_class, undo
from trainingdesk.services.setting import set_setting
from trainingdesk.settings.declared import CLASS_NAME, CLASS_NUMBER

from .county import County, county, make_class
from .refusals import refused

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

__all__ = ["county"]


def test_the_next_class_counts_on_even_after_a_deletion(work: Work, county: County) -> None:
    first = make_class(work, county)
    second = training_class.class_page(work, make_class(work, county)).head
    assert (second.number, second.name[-3:]) == ("500241-2026-002", "第2期")
    assert training_class.class_page(work, first).head.number == "500241-2026-001"
    undo.undo(work)
    assert training_class.class_page(work, make_class(work, county)).head.number == "500241-2026-003"


def test_numbers_and_names_follow_the_countys_patterns(work: Work, county: County) -> None:
    set_setting(work, CLASS_NUMBER, "XS{year}{month:02}-{serial:04}")
    set_setting(work, CLASS_NAME, "{occupation}{level}第{serial}班")
    head = training_class.class_page(work, make_class(work, county)).head
    assert (head.number, head.name) == ("XS202611-0001", "养老护理员五级第1班")


def test_a_number_of_ones_own_is_kept_and_never_given_twice(work: Work, county: County) -> None:
    make_class(work, county, number="老班-7", name="县级示范班")
    with refused("training_class.number_taken"):
        make_class(work, county, number="老班-7")
