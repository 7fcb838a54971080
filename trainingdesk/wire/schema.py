"""What syncs: every table's id rule, its field groups and how each group merges. Both sides read this one declaration.

A *group* is the unit of capture, base, mask, version, conflict and restore: when one member changes, the operation carries
all members (SYNC, head item 1). A field that stands in no declared group is a group of its own, named like the field.
Triggers of the desk (``storage/capture.py``) and the merge rules of the centre are generated from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

#: Columns that every synced table has and that no group holds.
BOOKKEEPING = ("id", "county_code", "sync_ver")


class Merge(StrEnum):
    """What happens when two desks wrote the same group without having seen each other."""

    REGISTER = "register"  # the later stamp stands, the other is kept in history (conflict: auto)
    REVIEW = "review"  # the centre's value stands, a person decides
    INSTRUCTOR = "instructor"  # the instructor beats the clerk whatever the clock says, then the later stamp
    APPEND = "append"  # written once, never changed
    STATE = "state"  # follows from events; joined along the allowed path, else review
    CENTER = "center"  # only the centre (or a desk that was never joined) writes it


class IdRule(StrEnum):
    """How the id of a row is made."""

    ENTITY = "entity"  # UUIDv7
    FACT = "fact"  # UUIDv5 of the key fields (Table.keys), or UUIDv8 of them beside their class, see wire/ids
    MARK = "mark"  # UUIDv8 beside its lesson, see wire/ids.mark_id
    SAME = "same"  # the id of the one row it belongs to (register = lesson)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that never split, and their one merge rule.

    ``beside`` are those that only tell how the others were written: two writes that differ in nothing else agree.
    """

    name: str
    fields: tuple[str, ...]
    merge: Merge = Merge.REGISTER
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One synced table; there is one object for each."""

    name: str
    groups: tuple[Group, ...]
    rule: IdRule = IdRule.ENTITY
    keys: tuple[str, ...] = ()
    #: The row itself says who made it and when; its creation leaves no other trace once settled.
    tells_its_maker: bool = False
    #: Columns of this desk that follow from other rows; never captured, never sent.
    derived: tuple[str, ...] = ()

    #: All fields that travel, in declared order.
    fields: tuple[str, ...] = field(init=False)
    #: Those of them that only the centre writes.
    centre_fields: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """What follows from the groups; asked for every row that travels, so worked out once."""
        centre = (group for group in self.groups if group.merge is Merge.CENTER)
        object.__setattr__(self, "fields", tuple(name for group in self.groups for name in group.fields))
        object.__setattr__(self, "centre_fields", frozenset(name for group in centre for name in group.fields))


DELETED = Group("deleted", ("deleted",))


def _table(
    name: str,
    *groups: Group | str,
    rule: IdRule = IdRule.ENTITY,
    keys: tuple[str, ...] = (),
    tells_its_maker: bool = False,
    derived: tuple[str, ...] = (),
) -> Table:
    """A table from groups and from blank-separated lists of fields that are groups of their own."""
    spread: list[Group] = []
    for group in groups:
        spread += [group] if isinstance(group, Group) else [Group(one, (one,)) for one in group.split()]
    return Table(name, (*spread, DELETED), rule, keys, tells_its_maker, derived)


def _facts(name: str, keys: str, *groups: Group | str) -> Table:
    """A table whose ids follow from its key fields; keys never change once written."""
    fields = tuple(keys.split())
    return _table(name, Group("keys", fields, Merge.APPEND), *groups, rule=IdRule.FACT, keys=fields)


def _events(name: str, fields: str) -> Table:
    """An append-only table."""
    return _table(name, Group("event", tuple(fields.split()), Merge.APPEND), tells_its_maker=True)


CATALOGUE = (
    _table(
        "institution",
        Group("registration", ("name", "uscc"), Merge.REVIEW),
        Group("licence", ("licence_number", "licence_until")),
        Group("listing", ("listed_on", "delisted_on")),
        "kind division address contact_name contact_phone status note",
    ),
    _facts("institution_approval", "institution_id occupation_code", "highest_level capacity valid_from valid_to"),
    _table(
        "online_platform",
        "name operator operator_uscc url record_number filing_year hour_rule evidence note",
        Group("state", ("state",), Merge.STATE),
    ),
    _events("platform_review", "platform_id kind from_state to_state result score reason reviewed_on by_user at"),
    _table(
        "course",
        Group("version", ("code", "version", "supersedes_id"), Merge.APPEND),
        Group("periods", ("theory_periods", "practice_periods", "online_periods", "safety_periods")),
        Group("pass_points", ("pass_points_theory", "pass_points_practice")),
        Group("validity", ("valid_from", "valid_to")),
        "name occupation_code occupation_name training_type level delivery_modes institution_id platform_id textbook",
        "rate_code shortage digital status",
    ),
    _table("digital_resource", "name kind url platform_id course_id status"),
    _table(
        "instructor",
        Group("listing", ("listed_on", "delisted_on")),
        "name phone employment qualifications subjects institution_id startup_pool user_id status note",
    ),
    _table("venue", "name division address capacity equipment shared_with institution_id status"),
    _table("equipment", "name model quantity venue_id institution_id occupation_code status"),
    _table("venue_booking", Group("time", ("venue_id", "day", "starts_at", "ends_at")), "purpose booked_for class_id"),
    _table(
        "equipment_booking",
        Group("time", ("equipment_id", "quantity", "first_day", "starts_at", "last_day", "ends_at")),
        "venue_id purpose booked_for class_id",
    ),
    _facts("occupation", "code version", "name flags shortage valid_from valid_to"),
    _facts("holiday", "day", Group("kind", ("working", "name"))),
    _facts("code_item", "list_name code", "name core position active symbol key"),
    _facts("county_setting", "key", "value"),
    _facts("policy_pack", "policy version", Group("validity", ("valid_from", "valid_to")), "region title body"),
)

PEOPLE = (
    _table(
        "person",
        Group("identity", ("document_kind", "document_number", "id_mask", "name", "sex", "birth_date"), Merge.REVIEW),
        Group("payee", ("payee_account", "payee_bank"), Merge.REVIEW),
        Group("verification", ("verified", "verified_at", "verified_by_method")),
        "phone division address education ethnic_group employment household social_security_card employer_id",
        "photo_sha256 provisional archived note",
        derived=("name_key",),
    ),
    _facts("person_alias", "old_id", "canonical_id reason"),
    _events("former_identity", "person_id document_kind document_number name sex birth_date reason by_user at"),
    _table(
        "person_category",
        Group("category", ("person_id", "category"), Merge.APPEND),
        Group("proof", ("proof_kind", "proof_number", "proof_sha256", "valid_from", "valid_to")),
    ),
    _table("employer", Group("registration", ("name", "uscc"), Merge.REVIEW), "size_class contact_name contact_phone"),
    _events("consent", "person_id kind method by_user at"),
    _table(
        "attachment",
        Group("content", ("owner_table", "owner_id", "kind", "sha256", "name", "size", "media_type"), Merge.APPEND),
    ),
)

CLASSES = (
    _table(
        "training_class",
        Group("dates", ("starts_on", "ends_on")),
        Group("policy", ("policy", "policy_version")),
        Group("state", ("state",), Merge.STATE),
        "number name course_id institution_id venue_id platform_id mode division capacity instructor_id employer_id",
        "department textbook assessment_plan copied_from note",
    ),
    _events("class_event", "class_id from_state to_state reason delegation_id by_user at"),
    _table(
        "lesson",
        Group("origin", ("class_id", "planned_day", "planned_slot"), Merge.APPEND),
        Group("time", ("day", "slot", "starts_at", "ends_at", "periods")),
        Group("state", ("state", "state_reason")),
        "part subject instructor_id substitute_id venue_id",
        rule=IdRule.FACT,
        keys=("class_id", "planned_day", "planned_slot"),
    ),
    _facts("class_document", "class_id kind", "handed_in_on sha256 note"),
)

ENROLLMENT = (
    _table(
        "enrollment",
        Group("keys", ("class_id", "person_id"), Merge.APPEND),
        Group("seat", ("seat", "lease_id"), Merge.CENTER),
        "number paid_category source flagged note",
        rule=IdRule.FACT,
        keys=("class_id", "person_id"),
        derived=("status", "joined_on", "left_on"),
    ),
    _facts("stint", "enrollment_id joined_on", "class_id", Group("leaving", ("left_on", "left_reason"))),
    _events("enrollment_event", "enrollment_id class_id kind day reason override seen takes_back by_user at lease_id"),
    _table(
        "seat_lease",
        Group(
            "lease",
            ("class_id", "device_id", "device_number", "seats", "taken_on", "ends_on", "ended_on", "by_user"),
            Merge.CENTER,
        ),
    ),
    _table("followup", "enrollment_id class_id employed employed_on employer_name checked_on method note"),
)

ATTENDANCE = (
    _table(
        "register",
        "class_id",
        Group("opening", ("opened_at", "opened_by")),
        Group("closing", ("closed_at", "closed_by")),
        "signed_sheet_sha256 taken_by note",
        rule=IdRule.SAME,
    ),
    _table(
        "attendance_mark",
        Group("keys", ("class_id", "lesson_id", "enrollment_id"), Merge.APPEND),
        Group(
            "mark",
            ("status", "minutes", "time_in", "time_out", "reason", "method", "typed_at", "typed_by"),
            Merge.INSTRUCTOR,
            beside=("typed_at", "typed_by"),
        ),
        Group("office", ("office_status", "office_reason", "office_by", "office_at")),
        rule=IdRule.MARK,
        keys=("lesson_id", "enrollment_id"),
        tells_its_maker=True,
    ),
)

ASSESSMENT = (
    _table(
        "assessment",
        Group("class", ("class_id", "round"), Merge.APPEND),
        "kind held_on organization organization_uscc place note",
    ),
    _facts(
        "score",
        "assessment_id enrollment_id",
        "class_id",
        Group("score", ("theory", "practice", "absent", "result"), Merge.REVIEW),
    ),
    _table(
        "certificate",
        Group("holder", ("person_id", "enrollment_id", "class_id"), Merge.APPEND),
        Group("certificate", ("kind", "level", "occupation_code", "number", "issued_on", "issuer"), Merge.REVIEW),
        "verify_code status reprints",
    ),
    _table("number_block", Group("block", ("series", "first", "last", "device_id"), Merge.CENTER)),
)

SUBSIDY = (
    _facts("fund", "code", "name core active"),
    _table(
        "claim",
        Group("class", ("class_id", "number"), Merge.APPEND),
        Group("state", ("state",), Merge.STATE),
        "publicity_from publicity_until delegation_id note",
    ),
    _events("claim_event", "claim_id from_state to_state reason by_user at"),
    _facts(
        "claim_line",
        "claim_id enrollment_id kind",
        "person_id class_id",
        Group(
            "money",
            ("amount_fen", "rate", "fund", "payee_kind", "payee_name", "decision", "reason", "clause"),
            Merge.REVIEW,
        ),
    ),
    _table("payment", Group("money", ("claim_id", "paid_on", "amount_fen", "reference", "result"), Merge.REVIEW)),
    _table(
        "recovery",
        Group("money", ("claim_line_id", "amount_fen", "decided_on", "reason"), Merge.REVIEW),
        "recovered_on",
    ),
)

OVERSIGHT = (
    _events("inspection_draw", "seed drawn_at classes_wanted inspectors_wanted candidates drawn by_user at"),
    _table(
        "inspection",
        Group("object", ("class_id", "draw_id", "method"), Merge.APPEND),
        "inspectors visited_on qualified findings",
    ),
    _table(
        "sanction",
        Group("decision", ("institution_id", "action", "decided_on", "clause"), Merge.APPEND),
        Group("ban", ("ban_from", "ban_until")),
        "reason",
    ),
    _table("complaint", "received_on class_id institution_id content state outcome"),
    _facts("phone_check", "enrollment_id called_on", "class_id caller answered outcome note"),
)

FIGURES = (
    _facts("target", "year measure", "value"),
    _table(
        "monthly_report",
        Group("month", ("month", "version"), Merge.APPEND),
        Group("frozen", ("state", "basis", "figures", "frozen_at"), Merge.CENTER),
        Group("signing", ("prepared_by", "reviewed_by", "approved_by", "delegation_id")),
        rule=IdRule.FACT,
        keys=("month", "version"),
    ),
    _events("report_adjustment", "posted_month about_month figure amount row_ids by_user at"),
)

ACCOUNTS = (
    _table("user", "name display_name active"),
    _table("grant", Group("grant", ("user_id", "role", "scope"), Merge.CENTER), "valid_from valid_to"),
    _table("delegation", Group("document", ("user_id", "document", "valid_from", "valid_to"), Merge.REVIEW)),
    _events("access_log", "action subject_table subject_id reason by_user at previous digest"),
)

DECISIONS = (
    _table(
        "conflict",
        Group("subject", ("about_table", "about_row", "about_group"), Merge.APPEND),
        Group("kept", ("kept", "kept_user", "kept_device", "kept_at"), Merge.APPEND),
        Group("lost", ("lost", "lost_user", "lost_device", "lost_at"), Merge.APPEND),
        Group("decision", ("state", "decided_by", "decided_at")),
    ),
)

SYNCED: tuple[Table, ...] = (
    *CATALOGUE,
    *PEOPLE,
    *CLASSES,
    *ENROLLMENT,
    *ATTENDANCE,
    *ASSESSMENT,
    *SUBSIDY,
    *OVERSIGHT,
    *FIGURES,
    *ACCOUNTS,
    *DECISIONS,
)


def known() -> str:
    """The fields that this program knows, as one text: another one after an upgrade that added some."""
    return " ".join(f"{one.name}.{field}" for one in SYNCED for field in one.fields)


def unknown_to(told: str) -> frozenset[tuple[str, str]]:
    """Tables and groups with fields that a program did not know which told ``known`` of itself."""
    fields = frozenset(told.split())
    return frozenset(
        (one.name, group.name)
        for one in SYNCED
        for group in one.groups
        if any(f"{one.name}.{field}" not in fields for field in group.fields)
    )


_BY_NAME: Final = MappingProxyType({one.name: one for one in SYNCED})


def table(name: str) -> Table:
    """The declaration of a synced table; raises KeyError for any other name."""
    return _BY_NAME[name]
