"""Judges the operations of one batch against the rows they touch; all in memory, inside the transaction of the push.

An operation that loses, is refused or says nothing new still gives its row a new place in the order: its author
then receives what stands (R2). A refused one goes to quarantine and never holds up the rest (R10).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import msgspec

from trainingdesk.domain.access import Action, may
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.server.authorize import Refusal, may_write, require_step
from trainingdesk.server.records import Record, of_class, packed
from trainingdesk.wire.clock import instant, shown_apart
from trainingdesk.wire.erasure import erases, is_emptied, owner
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.merge import Stamp, Verdict, Written, clamp, concurrent, judge
from trainingdesk.wire.operation import CENTRE, Fate, Outcome, as_reason, as_second
from trainingdesk.wire.schema import DELETED, Group, Merge, Table, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.domain.access import Role
    from trainingdesk.server.records import Key
    from trainingdesk.wire.operation import Operation

_FATES: Final = {
    Verdict.APPLY: Fate.APPLIED,
    Verdict.WINS: Fate.APPLIED,
    Verdict.SAME: Fate.SAME,
    Verdict.LOSES: Fate.LOST,
    Verdict.REVIEW: Fate.REVIEW,
    Verdict.READ_ONLY: Fate.QUARANTINED,
    Verdict.WRITTEN_ONCE: Fate.QUARANTINED,
}
_CLASHES: Final = (Verdict.WINS, Verdict.LOSES, Verdict.REVIEW)
#: The worse fate of a row's groups is the fate of the operation that creates it.
_WORSE: Final = (Fate.SAME, Fate.APPLIED, Fate.LOST, Fate.REVIEW, Fate.QUARANTINED)
#: The text of a UUID; a longer one fits no column of ids.
_ID_LENGTH: Final = 36
#: Of a group that only a newer desk knows.
_GROUP_LENGTH: Final = 40
#: The stamp of all groups that have had no write since the row was made.
WHOLE_ROW: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The device that sent the batch."""

    device_id: str
    number: int
    role: Role
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two concurrent writes to a group: which one stands, and whether a person must decide."""

    op: int
    key: Key
    group: str
    kept: Written
    lost: Written
    review: bool


@dataclass(slots=True)
class Bench:
    """The rows of one push, the next number of the county, and the clashes found so far."""

    author: Author
    records: dict[Key, Record]
    number: int
    receipt: int
    #: The buckets that an instructor's device may write into; None where the whole county is open to it.
    scope: frozenset[str] | None = None
    #: Who may approve their own work: the documents of written delegations, as they stand here.
    delegations: tuple[Mapping[str, Any], ...] = ()
    clashes: list[Clash] = field(default_factory=list)
    #: The life of the centre's database: what is found in another one is another conflict, beside what desks still hold.
    life: str = ""
    #: Ids of people who were merged, with the id that lives on.
    living: Mapping[str, str] = field(default_factory=dict)
    #: Ids of people who were erased before, and of rows that tell about them: what is said of these is put aside.
    erased: frozenset[str] = frozenset()

    @property
    def received(self) -> int:
        """The second in which the batch arrived."""
        return (self.receipt >> 16) // 1000

    def hear(self, number: int, operation: Operation) -> Outcome:
        """Judge one operation; what it changes is in ``records`` afterwards."""
        try:
            declared = self._admitted(operation)
            fate = self._create(number, operation, declared) if operation.group is None else None
            fate = fate or self._change(number, operation, declared)
        except Refusal as refused:
            record = self.records.get((operation.table, operation.row_id))
            if record is not None:
                self.touch(record)
                record.as_it_came = False
            return Outcome(op=number, fate=Fate.QUARANTINED, code=str(refused))
        return Outcome(op=number, fate=fate, code="read_only" if fate is Fate.QUARANTINED else "")

    def _admitted(self, operation: Operation) -> Table:
        try:
            declared = table(operation.table)
        except KeyError:
            raise Refusal("unknown_table") from None
        if not (may_write(self.author.role, operation.table, operation.group) or self._is_beginning(operation)):
            raise Refusal("not_allowed")
        if not is_plain(operation):
            raise Refusal("bad_value")
        if not self._inside(operation):
            raise Refusal("out_of_scope")
        is_known = (operation.table, operation.row_id) in self.records
        if is_known and erases(operation) and not may((self.author.role,), Action.PURGE_PERSON):
            raise Refusal("not_allowed")  # nothing brings back what is forgotten after it
        return declared

    def _is_beginning(self, operation: Operation) -> bool:
        """Whether a new desk begins with this row and changes nothing by it: a list that stands here, or its own user."""
        key = operation.table, operation.row_id
        begins = operation.group is None and operation.hlc <= 0
        return begins and (key in self.records or key == ("user", self.author.user))

    def _inside(self, operation: Operation) -> bool:
        """Whether the row belongs to the scope before and after the operation."""
        if self.scope is None:
            return True
        record = self.records.get((operation.table, operation.row_id))
        classes = {record.class_id if record else None, operation.values.get("class_id")} - {None}
        return {of_class(str(class_id)) for class_id in classes} <= self.scope

    def _create(self, number: int, operation: Operation, declared: Table) -> Fate | None:
        """A new row, or the same fact made on two desks, which is merged group by group."""
        key = operation.table, operation.row_id
        stands = self.records.get(key)
        mine, values = declared.centre_fields, operation.values
        if not mine.isdisjoint(values):
            values = {name: value for name, value in values.items() if name not in mine}
        if stands is None:
            self.number += 1
            stamps = {WHOLE_ROW: packed(self._stamped(operation, self.number))}
            made = Record(*key, {"deleted": False, **values}, stamps, version=self.number, touched=True)
            self.records[key] = made
            return Fate.APPLIED
        self.touch(stands)
        stands.as_it_came = False
        if self._was_erased(stands):
            return Fate.LOST
        if operation.hlc <= 0:
            return Fate.SAME  # a list that a new desk starts with: what the county made of it stands
        fates = [Fate.SAME]
        for group in declared.groups:
            said = {name: values.get(name) for name in group.fields}
            if group.merge is not Merge.CENTER and any(value not in (None, False) for value in said.values()):
                fates.append(self._meet(number, operation, stands, group, said))
        return max(fates, key=_WORSE.index)

    def _change(self, number: int, operation: Operation, declared: Table) -> Fate:
        record = self.records.get((operation.table, operation.row_id))
        if record is None:
            raise Refusal("unknown_row")
        self.touch(record)
        record.rest_on(operation.base)
        if self._was_erased(record):
            record.as_it_came = False
            return Fate.LOST if operation.values.items() - record.data.items() else Fate.SAME
        return self._meet(number, operation, record, _group(operation, declared), operation.values)

    def _was_erased(self, record: Record) -> bool:
        return is_emptied(record.table) and owner(record.table, record.row_id, record.data) in self.erased

    def _meet(self, number: int, operation: Operation, record: Record, group: Group, said: dict[str, Any]) -> Fate:
        stands, comes = record.written(group), Written(values=said, stamp=self._stamp(operation, record))
        base, over_others = operation.base, operation.over_others
        verdict = judge(group, stands=stands, comes=comes, base=base, over_others=over_others, table=record.table)
        if group.merge is Merge.STATE and verdict is Verdict.APPLY:
            knew = not concurrent(stands.stamp, device_id=self.author.device_id, base=base, over_others=over_others)
            delegated = self.delegated(operation)
            require_step(self.author.role, record.table, stands, comes, knew=knew, delegated=delegated)
        if group == DELETED and said.get("deleted") and verdict is not Verdict.SAME and self._edited(operation, record):
            verdict = Verdict.LOSES
        if verdict in _CLASHES and record.says_nothing_of(group):
            verdict = Verdict.APPLY  # as the other way round: what was left out replaces nothing
        if verdict in _CLASHES:
            kept, lost = (comes, stands) if verdict is Verdict.WINS else (stands, comes)
            self._clash(number, record, group, kept, lost, review=verdict is Verdict.REVIEW)
        if verdict in (Verdict.APPLY, Verdict.WINS):
            record.write(group, comes)
        record.as_it_came &= verdict is Verdict.APPLY
        if group != DELETED and _FATES[verdict] is not Fate.QUARANTINED:
            self._resurrect(number, operation, record)
        return _FATES[verdict]

    def delegated(self, operation: Operation) -> bool:
        """Whether the user held a written delegation on the day of the operation (never after its receipt, R9)."""
        day = self.day_of(operation.hlc)
        return any(
            one.get("user_id") == operation.user
            and str(one.get("valid_from")) <= day <= str(one.get("valid_to") or day)
            for one in self.delegations
        )

    def _edited(self, operation: Operation, record: Record) -> bool:
        """Whether somebody changed the row that this deletion had not seen."""
        stamps = (Stamp(version=s[0], hlc=s[1], device_number=s[2], device_id=s[3]) for s in record.stamps.values())
        return any(concurrent(stamp, device_id=self.author.device_id, base=operation.base) for stamp in stamps)

    def _resurrect(self, number: int, operation: Operation, record: Record) -> None:
        """An edit that did not know of a deletion beats it (SYNC 2.8); a merged file stays put away."""
        if record.row_id in self.living:
            return
        stands = record.written(DELETED)
        if record.data.get("deleted") and concurrent(
            stands.stamp, device_id=self.author.device_id, base=operation.base
        ):
            stamp = replace(self._stamp(operation, record), reason="")  # of another group, which not everybody sees
            comes = Written(values={"deleted": False}, stamp=stamp)
            record.write(DELETED, comes)
            record.as_it_came = False
            self._clash(number, record, DELETED, comes, stands, review=False)

    def _clash(self, number: int, record: Record, group: Group, kept: Written, lost: Written, *, review: bool) -> None:
        key = record.table, record.row_id
        self.clashes.append(Clash(op=number, key=key, group=group.name, kept=kept, lost=lost, review=review))

    def publish(self, clash: Clash) -> None:
        """Make a row of the clash, which desks receive and decide like any other row."""
        row_id = fact_id("conflict", self.life, self.author.device_id, str(clash.op), clash.key[1], clash.group)
        kept, lost = (_side(side, written) for side, written in (("kept", clash.kept), ("lost", clash.lost)))
        about = {"about_table": clash.key[0], "about_row": clash.key[1], "about_group": clash.group}
        state = "review" if clash.review else "auto"
        made = {**about, **kept, **lost, "state": state, "decided_by": None, "decided_at": None}
        self.publish_own("conflict", row_id, made)

    def publish_own(self, name: str, row_id: str, values: dict[str, Any]) -> None:
        """Make a row that the centre itself writes."""
        record = self.records[name, row_id] = Record(name, row_id, {"deleted": False} | values, {})
        self.touch(record)
        record.stamps[WHOLE_ROW] = packed(self._own_stamp(record))

    def write_own(self, record: Record, group: Group, values: dict[str, Any]) -> None:
        """Write a group that only the centre writes."""
        self.touch(record)
        record.write(group, Written(values=values, stamp=self._own_stamp(record)))

    def stands_as_sent(self, record: Record) -> bool:
        """Whether the device that sent the batch need not see this row again; an instructor's must, to know its places."""
        return self.scope is None and record.stands_as_with(self.author.device_id)

    def fresh(self, name: str) -> list[Record]:
        """The rows of a table that this batch made, in their order."""
        found = [one for one in self.records.values() if one.table == name and one.touched]
        return [one for one in found if one.stamps[WHOLE_ROW][0] == one.version]

    def day_of(self, hlc: int) -> str:
        """The day of a stamp, as a calendar in China shows it."""
        return instant(max(0, clamp(hlc, receipt=self.receipt)) >> 16).astimezone(SHANGHAI).date().isoformat()

    def today(self) -> date:
        """The day on which the batch arrived."""
        return date.fromisoformat(self.day_of(self.receipt))

    def _own_stamp(self, record: Record) -> Stamp:
        return Stamp(
            version=record.version, hlc=self.receipt, device_number=0, device_id=CENTRE, received=self.received
        )

    def touch(self, record: Record) -> None:
        """Give a row its next place in the order of the county, once in a batch."""
        if not record.touched:
            record.touched, record.version = True, self.count_on()

    def count_on(self) -> int:
        """The next number of the county."""
        self.number += 1
        return self.number

    def _stamp(self, operation: Operation, record: Record) -> Stamp:
        return self._stamped(operation, record.version)

    def _stamped(self, operation: Operation, version: int) -> Stamp:
        author, hlc = self.author, clamp(operation.hlc, receipt=self.receipt)
        return Stamp(
            version=version,
            hlc=hlc,
            device_number=author.number,
            device_id=author.device_id,
            by_instructor=author.role == "instructor",
            user=operation.user,
            received=self.received,
            reason=as_reason(operation.reason),
            typed=as_second(operation.typed or shown_apart(operation.hlc >> 16, hlc)),
        )


def _side(side: str, written: Written) -> dict[str, Any]:
    """One value of a conflict, with who wrote it and when."""
    stamp = written.stamp
    said = msgspec.json.encode(dict(written.values)).decode()
    return {
        side: said,
        f"{side}_user": stamp.user,
        f"{side}_device": stamp.device_id,
        f"{side}_at": max(0, stamp.hlc >> 16),
    }


def _group(operation: Operation, declared: Table) -> Group:
    """The group that an operation changes, complete; one that a newer desk knows is kept as it comes (SYNC 2.14)."""
    for group in declared.groups:
        if group.name == operation.group:
            if set(group.fields) != set(operation.values):
                raise Refusal("incomplete_group")
            return group
    name = operation.group or ""
    if (
        not operation.values
        or set(operation.values) & {"id", "county_code", *declared.fields}
        or len(name) > _GROUP_LENGTH
    ):
        raise Refusal("unknown_group")
    return Group(name, tuple(operation.values))


def is_plain(operation: Operation) -> bool:
    """Whether ids fit their columns and every value is one that a desk's column holds."""
    if not _is_id(operation.row_id):
        return False
    for name, value in operation.values.items():  # a loop, since it runs for each value that was ever pushed
        if isinstance(value, str):
            if "\0" in value or (len(value) > _ID_LENGTH and name.endswith("_id")):
                return False
        elif value is not None and (name.endswith("_id") or not _is_storable(value)):
            return False
    return True


def _is_id(text: str) -> bool:
    return 0 < len(text) <= _ID_LENGTH and text.isascii() and text.isprintable()


def _is_storable(value: object) -> bool:
    """Whether both databases take a number, or a document: neither takes a NUL deep inside."""
    if isinstance(value, int):
        return -(1 << 63) <= value < 1 << 63
    return isinstance(value, float) or b"\\u0000" not in msgspec.json.encode(value)
