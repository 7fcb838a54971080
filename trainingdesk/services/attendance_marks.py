"""The county's set of marks: how each is called, its symbol and its key; what it means is fixed (FEATURES 32)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.code_tables import CodeTable, plain
from trainingdesk.storage import catalogue, rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import Session

#: The list of the county that holds the marks.
LIST: Final = "attendance_marks"


@dataclass(frozen=True, slots=True)
class MarkItem:
    """One mark of the county; ``core`` is what it means to the rules."""

    code: str
    name: str
    core: Mark
    symbol: str
    key: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class MarkSet:
    """The marks in their order; retired ones still name what was marked with them."""

    items: tuple[MarkItem, ...]

    def __iter__(self) -> Iterator[MarkItem]:
        return (item for item in self.items if item.active)

    def of(self, mark: Mark) -> MarkItem:
        """The first mark of a meaning that is in use; a list that has none is shown by its core meaning."""
        for item in sorted(self.items, key=lambda item: not item.active):
            if item.core is mark:
                return item
        return MarkItem(mark.value, mark.value, mark, mark.value, "", active=False)

    def is_first(self, item: MarkItem) -> bool:
        """Whether a mark is the one its meaning is shown by; another one is told apart by its name."""
        return self.of(item.core) == item

    @property
    def present(self) -> MarkItem:
        """The mark of who is there."""
        return self.of(Mark.PRESENT)

    def by_key(self, letter: str) -> MarkItem | None:
        """The mark that is typed with this letter."""
        return next((item for item in self if item.key and item.key.upper() == letter.upper()), None)

    def find(self, text: str) -> MarkItem | None:
        """The mark that is written so: a code, a name, a symbol, a key, or what people usually write for it."""
        wanted = plain(text)
        for item in self:
            if wanted in {plain(one) for one in (item.code, item.name, item.symbol, item.key) if one}:
                return item
        shipped = CodeTable.shipped(LIST)
        code = shipped.find(text)
        core = None if code is None else shipped[code].core
        return next((item for item in self if item.core == core), None)


def mark_set(session: Session) -> MarkSet:
    """The marks of the county, for use cases that are in a transaction already."""
    return MarkSet(
        tuple(
            MarkItem(row.code, row.name, Mark(row.core), row.symbol or row.name[:1], row.key or "", row.active)
            for row in catalogue.code_items(session, LIST)
            if row.core in set(Mark)
        )
    )


def list_marks(work: Work) -> MarkSet:
    """The marks of the county."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return mark_set(session)


def edit_mark(work: Work, item: MarkItem) -> Changes:
    """Rename a mark, give it another symbol or key, retire it, or add one with a fixed meaning.

    Raises Refused for an empty name, for a key that is no single letter or is taken, for the last mark of its meaning that
    would be retired, and where the meaning of a mark would change: what was marked would become something else.
    """
    with work.writing(Action.MANAGE_DESK) as session:
        present = {one.code: one for one in mark_set(session).items}
        _check(item, present)
        row_id = fact_id("code_item", LIST, item.code)
        values: dict[str, Any] = {
            "name": item.name.strip(),
            "core": item.core.value,
            "symbol": item.symbol or item.name[:1],
            "key": item.key.upper() or None,
            "active": item.active,
        }
        if item.code not in present:
            values["position"] = len(present)
        keys = {"list_name": LIST, "code": item.code}
        rows.put(session, "code_item", row_id=row_id, county_code=work.county_code, keys=keys, values=values)
        return changed(session, Topic.CATALOGUE, Topic.ATTENDANCE, rows=(row_id,))


def _check(item: MarkItem, present: dict[str, MarkItem]) -> None:
    if not item.name.strip() or not item.code.strip():
        raise Refused("attendance.mark_without_name")
    if item.code in present and present[item.code].core is not item.core:
        raise Refused("attendance.mark_meaning_fixed", name=present[item.code].name)
    alike = (one for one in present.values() if one.code != item.code and one.core is item.core and one.active)
    if not item.active and not any(alike):
        raise Refused("code_list.last_of_its_meaning", name=item.name)
    if not item.key:
        return
    if len(item.key) != 1 or not (item.key.isascii() and item.key.isalpha()):
        raise Refused("attendance.key_no_letter", found=item.key)
    for other in present.values():
        if other.active and item.active and other.code != item.code and other.key.upper() == item.key.upper():
            raise Refused("attendance.key_taken", letter=item.key.upper(), name=other.name)
