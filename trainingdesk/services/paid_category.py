"""The category an enrollment is paid under: what was given, else the single one held (``domain/paid_category.py``)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.paid_category import HeldCategory, MainCategory, main_category
from trainingdesk.settings.code_tables import Tables, plain
from trainingdesk.storage import catalogue
from trainingdesk.storage import person as people
from trainingdesk.storage.person_merge import aliases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.enrollment import EnrollmentRow

_LIST: Final = "person_categories"
#: The groups of the list that only count people, and that exclude them (排除).
_NOT_PAID: Final = frozenset({"统计标签", "排除"})


def category_code(session: Session, text: str) -> str:
    """The code of a category by its code or any of its names; raises Refused for one that the county's list has not."""
    wanted = plain(text)
    items = [item for item in catalogue.code_items(session, _LIST) if item.active]
    for item in items:
        if wanted in {plain(item.code), plain(item.name)}:
            return item.code
    shipped = Tables().codes(_LIST).find(text)
    if shipped is None or all(item.code != shipped for item in items):
        raise Refused("enrollment.category_unknown", found=text)
    return shipped


def main_categories(session: Session, enrollments: Iterable[EnrollmentRow], *, day: date) -> dict[str, MainCategory]:
    """For each enrollment the category it is paid under on ``day``, or why there is none."""
    wanted = list(enrollments)
    living = aliases(session)
    ids = {one.id: living.get(one.person_id, one.person_id) for one in wanted}
    held = people.categories(session, set(ids.values()))
    unpaid = _unpaid_codes(session)
    return {
        one.id: main_category(
            one.paid_category,
            (
                HeldCategory(row.category, row.valid_from, row.valid_to, payable=row.category not in unpaid)
                for row in held[ids[one.id]]
            ),
            day=day,
        )
        for one in wanted
    }


def with_categories(session: Session, enrollments: Sequence[EnrollmentRow], *, day: date) -> tuple[EnrollmentRow, ...]:
    """The same enrollments, each with the category it is paid under where that is clear."""
    answers = main_categories(session, [one for one in enrollments if one.paid_category is None], day=day)
    clear = {one: answer.code for one, answer in answers.items() if answer.code is not None}
    return tuple(replace(one, paid_category=clear[one.id]) if one.id in clear else one for one in enrollments)


def _unpaid_codes(session: Session) -> Collection[str]:
    """Codes of the county's list whose core meaning is only counted, or excludes."""
    cores = {item.core for item in Tables().codes(_LIST) if item.more.get("group") in _NOT_PAID}
    return {item.code for item in catalogue.code_items(session, _LIST) if item.core in cores}
