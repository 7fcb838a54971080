"""Two files that surely are one person become one at the centre, and what desks write that have not heard of it (SYNC 2.8).

A merge moves nothing: an alias leads to the file that lives on, the other is put away, and what the living one leaves empty
comes from it. Where a person says that the two are two, the alias goes, and what the centre filled goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from trainingdesk.domain.same_person import end_of
from trainingdesk.server.judging import WHOLE_ROW, Clash
from trainingdesk.server.records import load
from trainingdesk.server.tables import RECORD
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import CENTRE, Fate
from trainingdesk.wire.schema import DELETED, Group, Merge, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Key, Record
    from trainingdesk.wire.merge import Written
    from trainingdesk.wire.operation import Operation, Outcome

#: Groups that say what a file is, not what is known about the person.
_NOT_MERGED: Final = frozenset({"identity", "provisional", "archived", "deleted"})
_GROUPS: Final = {group.name: group for group in table("person").groups}
_FILLED: Final = tuple(group for name, group in _GROUPS.items() if name not in _NOT_MERGED)
#: What a field says that nobody filled in, where that is not nothing.
_EMPTY: Final = {"verified": "none"}


@dataclass(frozen=True, slots=True)
class Aliases:
    """Who lives on as whom in a county, and which pairs a person took apart."""

    living: Mapping[str, str]
    parted: frozenset[frozenset[str]]

    def of(self, person_id: str) -> str:
        """The id that lives on."""
        return self.living.get(person_id, person_id)


def aliases(connection: Connection, county: str, bench: Bench) -> Aliases:
    """The aliases of a county with what this batch says of them."""
    asked = select(RECORD.c.id, RECORD.c.data).where(RECORD.c.county == county, RECORD.c.tbl == "person_alias")
    said = {row.id: row.data for row in connection.execute(asked)}
    said |= {one.row_id: one.data for one in bench.records.values() if one.table == "person_alias"}
    pairs = [(str(one.get("old_id")), str(one.get("canonical_id")), bool(one.get("deleted"))) for one in said.values()]
    direct = {old: living for old, living, gone in pairs if not gone}
    parted = frozenset(frozenset((old, living)) for old, living, gone in pairs if gone)
    return Aliases({old: end_of(direct, old) for old in direct}, parted)


def wanted(operations: Iterable[Operation]) -> set[Key]:
    """The aliases of the people whom operations write about."""
    people = {one.row_id for one in operations if one.table == "person" and "\0" not in one.row_id}
    return {("person_alias", fact_id("person_alias", one)) for one in people}


def read_through(connection: Connection, county: str, records: dict[Key, Record]) -> dict[str, str]:
    """For each merged id among these rows the id that lives on; its row, and the aliases on the way, are read too."""
    living: dict[str, str] = {}
    met = {key for key in records if key[0] == "person_alias"}
    while met:
        leading = [records[key].data for key in met if not records[key].data.get("deleted")]
        direct = {str(alias["old_id"]): str(alias["canonical_id"]) for alias in leading}
        living |= direct
        keys = {("person_alias", fact_id("person_alias", one)) for one in direct.values()} - records.keys()
        found = load(connection, county, keys | {("person", one) for one in direct.values()} - records.keys())
        records |= found
        met = {key for key in found if key[0] == "person_alias"}
    return {old: end_of(living, old) for old in living}


def hear(bench: Bench, number: int, operation: Operation) -> Outcome:
    """Judge one operation; what it says about a merged file is told to the one that lives on as well."""
    old = bench.records.get(("person", operation.row_id)) if operation.row_id in bench.living else None
    group = _GROUPS.get(operation.group or "")
    before = old.written(group) if old and group else None
    outcome = bench.hear(number, operation)
    if old is not None and group is not None and before is not None and outcome.fate is Fate.APPLIED:
        living = bench.records.get(("person", bench.living[old.row_id]))
        if living is not None and group != DELETED:
            _tell(bench, number, living, group, before, old.written(group))
    return outcome


def merge(bench: Bench, old: Record, kept: Record) -> None:
    """Make two files one; everything that is written for it has one stamp, by which it is taken apart."""
    row_id = fact_id("person_alias", old.row_id)
    bench.publish_own("person_alias", row_id, {"old_id": old.row_id, "canonical_id": kept.row_id, "reason": None})
    for group in _FILLED:
        if _says(old, group) and not _says(kept, group):
            bench.write_own(kept, group, {name: old.data.get(name) for name in group.fields})
    bench.write_own(old, DELETED, {"deleted": True})


def part(connection: Connection, county: str, bench: Bench) -> None:
    """Give back what the centre filled and put away, where this batch takes a merge of the centre apart."""
    gone = [
        one for one in bench.records.values() if one.table == "person_alias" and one.touched and one.data["deleted"]
    ]
    for alias in [one for one in gone if one.stamps[WHOLE_ROW][3] == CENTRE]:
        keys = {("person", str(alias.data[name])) for name in ("old_id", "canonical_id")}
        bench.records |= load(connection, county, keys - bench.records.keys())
        at = alias.stamps[WHOLE_ROW][1]
        for key in sorted(keys & bench.records.keys()):
            for group in (*_FILLED, DELETED):
                stamp = bench.records[key].written(group).stamp
                if group.name in bench.records[key].stamps and (stamp.device_id, stamp.hlc) == (CENTRE, at):
                    bench.write_own(bench.records[key], group, _nothing(group))


def _tell(bench: Bench, number: int, living: Record, group: Group, before: Written, comes: Written) -> None:
    """A correction of what the living file says too is taken over; anything else that differs is shown beside it."""
    stands = living.written(group)
    if stands.values == comes.values:
        return
    known = group.name != "identity" and (stands.values == before.values or not _says(living, group))
    if known:
        bench.touch(living)
        living.write(group, comes)
        living.as_it_came = False  # whoever wrote this has not seen the rest of it
        return
    review = group.merge is Merge.REVIEW
    key = "person", living.row_id
    bench.touch(living)
    bench.clashes.append(Clash(op=number, key=key, group=group.name, kept=stands, lost=comes, review=review))


def _says(record: Record, group: Group) -> bool:
    return any(record.data.get(name) not in (None, _EMPTY.get(name)) for name in group.fields)


def _nothing(group: Group) -> dict[str, object]:
    return {"deleted": False} if group == DELETED else {name: _EMPTY.get(name) for name in group.fields}
