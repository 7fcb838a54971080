"""How ``person`` shows what it found: lists, the page of a person, a merge before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.i18n.sentences import Language
from trainingdesk.settings.code_tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trainingdesk.cli.invocation import Invocation
    from trainingdesk.services.person_category import HeldCategory
    from trainingdesk.services.person_merge import MergePreview
    from trainingdesk.services.person_page import PersonPage, Revealed
    from trainingdesk.storage.person import PersonLine

#: Fields of a page that hold a code, and the table that knows it.
_CODED = {
    "education": "education",
    "ethnic_group": "ethnic_groups",
    "employment": "employment_identity",
    "household": "hukou",
}


def person_lines(invocation: Invocation, found: tuple[PersonLine, ...]) -> None:
    """People as a list."""
    say = invocation.sentences.of
    titles = ("name", "document_number", "sex", "birth_date", "phone", "provisional", "id")
    invocation.table(
        [f"person.field_{title}" for title in titles],
        (
            (
                row.name, row.id_mask, say(f"person.sex_{row.sex}") if row.sex else None, row.birth_date, row.phone,
                "√" if row.provisional else None, row.id,
            )
            for row in found
        ),
    )  # fmt: skip


def page_tables(invocation: Invocation, page: PersonPage) -> None:
    """The page of a person: fields, former identities, categories, classes; empty parts are left out."""
    say = invocation.sentences.of
    fields = ((say(f"person.field_{name}"), value) for name, value in _fields(invocation, page) if value)
    invocation.table(("person.field_field", "person.field_value"), fields)
    if page.former:
        titles: tuple[str, ...] = ("person.field_former", "person.field_document_number", "person.field_note")
        invocation.table(titles, ((one.name, one.id_mask, one.reason) for one in page.former))
    if page.categories:
        titles = tuple(f"person.field_{name}" for name in ("category", "proof", "valid_from", "valid_to", "id"))
        invocation.table(titles, map(_category, page.categories))
    if page.hidden_categories:
        invocation.say("person.more_hidden", count=page.hidden_categories)
    if page.enrollments:
        titles = tuple(f"person.field_{name}" for name in ("class_number", "class_name", "status"))
        states = [say(f"enrollment.status_{one.status}") for one in page.enrollments]
        lines = ((one.class_number, one.class_name) for one in page.enrollments)
        invocation.table(titles, ((*line, state) for line, state in zip(lines, states, strict=True)))


def _category(held: HeldCategory) -> tuple[object, ...]:
    proof = " ".join(filter(None, (held.proof_kind, held.proof_mask)))
    return held.name, proof, held.valid_from, held.valid_to, held.id


def revealed_lines(invocation: Invocation, found: Revealed) -> None:
    """Whole numbers, one line each."""
    invocation.say("person_page.revealed")
    for name in ("name", "document_number", "phone", "payee_account", "social_security_card"):
        value = getattr(found, name)
        if value is not None:
            invocation.say(f"person_page.{name}", found=value)


def merge_preview(invocation: Invocation, found: MergePreview) -> None:
    """What a merge would do, field by field."""
    say = invocation.sentences.of
    invocation.say("person_merge.would", old=found.old_name, kept=found.kept_name)
    titles = ("person_merge.group", "person_merge.old", "person_merge.kept", "person_merge.taken")
    invocation.table(
        titles,
        (
            (
                say(f"person_merge.group_{one.group}"), _values(one.old), _values(one.kept),
                say("person_merge.yes") if one.taken else None,
            )
            for one in found.fields
        ),
    )  # fmt: skip
    brought = {name: found.brings.get(name, 0) for name in ("enrollment", "certificate", "claim_line")}
    invocation.say("person_merge.brings", **{f"{name}s": count for name, count in brought.items()})
    if found.categories:
        invocation.say("person_merge.categories", categories=found.categories)
    if found.classes:
        invocation.say("person_merge.common_classes", classes=found.classes)


def _fields(invocation: Invocation, page: PersonPage) -> Iterator[tuple[str, object]]:
    say = invocation.sentences.of
    yield "name", page.name
    yield "document_kind", say(f"person.document_{page.document_kind}") if page.document_kind else None
    yield "document_number", page.id_mask
    yield "sex", say(f"person.sex_{page.sex}") if page.sex else None
    yield "birth_date", page.birth_date
    yield "phone", page.phone_mask
    yield "division", page.division
    yield "address", page.address
    for name, table in _CODED.items():
        yield name, _name(invocation, table, getattr(page, name))
    yield "payee_account", page.payee_mask
    yield "payee_bank", page.payee_bank
    yield "verified", say(f"person.verification_{page.verified}")
    yield "provisional", "√" if page.provisional else None
    yield "archived", "√" if page.archived else None
    yield "note", page.note
    yield "id", page.id


def _name(invocation: Invocation, table: str, code: str | None) -> str | None:
    codes = Tables().codes(table)
    if code is None or code not in codes:
        return code
    english = codes[code].english if invocation.sentences.language is Language.ENGLISH else ""
    return english or codes[code].name


def _values(values: Mapping[str, object]) -> str:
    return " ".join(str(value) for value in values.values() if value is not None)
