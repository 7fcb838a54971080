"""The lists a county may edit (代码表): a row may be renamed, added or retired; its core meaning never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.seed import EDITABLE
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.code_tables import CodeTable, OwnItem, Tables, kept_by_county, plain
from trainingdesk.storage import catalogue, rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from trainingdesk.settings.code_tables import CodeItem
    from trainingdesk.storage.catalogue import CodeItemRow

_LONGEST: Final = 60
#: The list of people's categories (人员类别).
CATEGORIES: Final = "person_categories"


def list_items(work: Work, list_name: str, *, active_only: bool = False) -> tuple[CodeItemRow, ...]:
    """A list in its order; raises Refused for one that a county may not edit."""
    _require_list(list_name)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        items = catalogue.code_items(session, list_name)
    return tuple(item for item in items if item.active or not active_only)


def meanings(list_name: str) -> tuple[CodeItem, ...]:
    """The fixed meanings of a list, each as the shipped row that has it first; raises Refused like ``list_items``."""
    _require_list(list_name)
    first: dict[str, CodeItem] = {}
    for item in CodeTable.shipped(list_name):
        if item.core is not None:
            first.setdefault(item.core, item)
    return tuple(first.values())


def rename_item(work: Work, list_name: str, code: str, name: str) -> Changes:
    """Call a row of a list otherwise; raises Refused for a name that another row has."""
    with work.writing(Action.MANAGE_DESK) as session:
        items, item = _present(session, list_name, code)
        values = {"name": _free_name(items, name, besides=code)}
        rows.change(session, "code_item", item.id, values)
        return changed(session, Topic.CATALOGUE, Topic.SETTINGS, rows=(item.id,))


def add_item(work: Work, list_name: str, *, code: str, name: str, core: str) -> Changes:
    """A row of the county's own, with the core meaning of one that the list has already.

    Raises Refused for a code or a name that is taken, and for a meaning that the list does not know.
    """
    with work.writing(Action.MANAGE_DESK) as session:
        _require_list(list_name)
        items = catalogue.code_items(session, list_name)
        wanted = code.strip()
        if not wanted or any(item.code == wanted for item in items):
            raise Refused("code_list.code_taken", found=code)
        if core not in {item.core for item in items}:
            raise Refused("code_list.core_unknown", found=core)
        row = rows.put(
            session,
            "code_item",
            row_id=fact_id("code_item", list_name, wanted),
            county_code=work.county_code,
            keys={"list_name": list_name, "code": wanted},
            values={
                "name": _free_name(items, name),
                "core": core,
                "position": max((item.position for item in items), default=0) + 1,
                "active": True,
            },
        )
        return changed(session, Topic.CATALOGUE, Topic.SETTINGS, rows=(row,))


def retire_item(work: Work, list_name: str, code: str) -> Changes:
    """Offer a row no longer; what was entered with it keeps it. Raises Refused for the last one of its meaning."""
    with work.writing(Action.MANAGE_DESK) as session:
        items, item = _present(session, list_name, code)
        if item.core is not None and not any(
            other.active and other.core == item.core for other in items if other.code != code
        ):
            raise Refused("code_list.last_of_its_meaning", name=item.name)
        rows.change(session, "code_item", item.id, {"active": False})
        return changed(session, Topic.CATALOGUE, Topic.SETTINGS, rows=(item.id,))


def readmit_item(work: Work, list_name: str, code: str) -> Changes:
    """Offer a retired row again."""
    with work.writing(Action.MANAGE_DESK) as session:
        _, item = _present(session, list_name, code)
        rows.change(session, "code_item", item.id, {"active": True})
        return changed(session, Topic.CATALOGUE, Topic.SETTINGS, rows=(item.id,))


def order_items(work: Work, list_name: str, codes: Sequence[str]) -> Changes:
    """Put a list into another order; raises Refused unless every code of it is named once."""
    with work.writing(Action.MANAGE_DESK) as session:
        _require_list(list_name)
        items = {item.code: item for item in catalogue.code_items(session, list_name)}
        if sorted(codes) != sorted(items):
            raise Refused("code_list.order_incomplete")
        for position, code in enumerate(codes):
            if items[code].position != position:
                rows.change(session, "code_item", items[code].id, {"position": position})
        return changed(session, Topic.CATALOGUE, Topic.SETTINGS, rows=tuple(items[code].id for code in codes))


def county_tables(session: Session, *, active_only: bool = False) -> Tables:
    """The tables by which people are read and written: their categories as this county calls them."""
    items = (one for one in catalogue.code_items(session, CATEGORIES) if one.active or not active_only)
    own = kept_by_county(CodeTable.shipped(CATEGORIES), (OwnItem(one.code, one.name, one.core) for one in items))
    return Tables({CATEGORIES: own})


def _present(session: Session, list_name: str, code: str) -> tuple[tuple[CodeItemRow, ...], CodeItemRow]:
    _require_list(list_name)
    items = catalogue.code_items(session, list_name)
    for item in items:
        if item.code == code:
            return items, item
    raise Refused("code_list.unknown", found=code)


def _require_list(list_name: str) -> None:
    if list_name not in EDITABLE:
        raise Refused("code_list.not_editable", found=list_name)


def _free_name(items: Sequence[CodeItemRow], name: str, *, besides: str | None = None) -> str:
    wanted = name.strip()
    if not wanted or len(wanted) > _LONGEST:
        raise Refused("code_list.name_unsound", wanted=_LONGEST)
    if any(plain(item.name) == plain(wanted) for item in items if item.code != besides):
        raise Refused("code_list.name_taken", name=wanted)
    return wanted
