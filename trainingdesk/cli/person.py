"""``person`` finds, shows, enters and edits people by real name (人员), merges records, and reveals what is masked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, Day, day
from trainingdesk.cli.person_answer import merge_preview, page_tables, person_lines, revealed_lines
from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.identity import DocumentKind, Sex
from trainingdesk.domain.verification import Verification
from trainingdesk.services import person, person_category, person_merge, person_page, person_retention
from trainingdesk.services.person import PersonDetails
from trainingdesk.services.person_category import Proof
from trainingdesk.services.person_choice import one_person
from trainingdesk.services.person_verification import record_verification

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

commands = typer.Typer(help="people by real name / 人员", no_args_is_help=True)
categories = typer.Typer(help="categories of a person with their proofs / 人员类别", no_args_is_help=True)
commands.add_typer(categories, name="category")

Who = Annotated[str, typer.Argument(help="id, document number, or what finds one person / 编号、证件号码或姓名")]
Reason = Annotated[str, typer.Option(help="why / 原因")]
GoOn = Annotated[str | None, typer.Option("--reason", help="go on though somebody is alike / 疑似重复仍登记的原因")]
Number = Annotated[str | None, typer.Option("--number", help="document number / 证件号码")]
Kind = Annotated[DocumentKind | None, typer.Option("--kind", help="kind of document / 证件种类")]
Phone = Annotated[str | None, typer.Option(help="phone / 电话")]
Account = Annotated[str | None, typer.Option("--account", help="payee account / 收款账号")]
Bank = Annotated[str | None, typer.Option("--bank", help="bank of the account / 开户银行")]
Card = Annotated[str | None, typer.Option("--card", help="social security card / 社会保障卡号")]
Division = Annotated[str | None, typer.Option(help="12 digits of the village / 12 位区划代码")]
Listed = Annotated[str | None, typer.Option(help="name or code / 名称或代码")]


@commands.command("find")
def find(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="name, pinyin, initials, ID tail or phone / 姓名、拼音、证件尾号、电话")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="how many / 条数")] = 50,
    as_json: AsJson = False,
) -> None:
    """Find people; numbers stay masked."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = person.find_people(work, text, limit=limit)
    if not found:
        invocation.say("person.none_found")
    else:
        person_lines(invocation, found)
    invocation.answer(found)


@commands.command("show")
def show(ctx: typer.Context, who: Who, as_json: AsJson = False) -> None:
    """Show the page of a person; numbers stay masked."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        page = person_page.person_page(work, _seen(work, who))
    page_tables(invocation, page)
    invocation.answer(page)


@commands.command("add")
def add(
    ctx: typer.Context,
    name: str,
    number: Annotated[str | None, typer.Argument(help="document number / 证件号码")] = None,
    kind: Kind = None,
    sex: Sex | None = None,
    born: Day = None,
    phone: Phone = None,
    division: Division = None,
    address: str | None = None,
    education: Listed = None,
    ethnic: Listed = None,
    employment: Listed = None,
    household: Listed = None,
    account: Account = None,
    bank: Bank = None,
    card: Card = None,
    note: str | None = None,
    provisional: Annotated[bool, typer.Option("--provisional", help="without a document / 未带证件，临时登记")] = False,
    reason: GoOn = None,
    as_json: AsJson = False,
) -> None:
    """Enter a person, or open the one who has the number already."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        if provisional:
            changes = person.add_provisional(work, name=name, phone=phone, sex=sex)
            invocation.changed(changes, "person.added_provisionally", name=name)
            return
        details = PersonDetails(
            name=name, document_number=number, document_kind=kind, sex=sex, birth_date=day(born), phone=phone,
            division=division, address=address, education=education, ethnic_group=ethnic, employment=employment,
            household=household, payee_account=account, payee_bank=bank, social_security_card=card, note=note,
        )  # fmt: skip
        changes = person.add_person(work, details, reason=reason)
        _added(invocation, changes, name)


@commands.command("edit")
def edit(
    ctx: typer.Context,
    who: Who,
    name: Annotated[str | None, typer.Option(help="only of a provisional person / 仅限临时登记")] = None,
    number: Number = None,
    kind: Kind = None,
    phone: Phone = None,
    division: Division = None,
    address: str | None = None,
    education: Listed = None,
    ethnic: Listed = None,
    employment: Listed = None,
    household: Listed = None,
    account: Account = None,
    bank: Bank = None,
    card: Card = None,
    note: str | None = None,
    clear: Annotated[list[str] | None, typer.Option(help="empty this field / 清空该项")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is not identity, or complete a provisional person."""
    invocation: Invocation = ctx.obj
    given: dict[str, Any] = {
        "document_number": number, "document_kind": kind, "phone": phone, "division": division, "address": address,
        "education": education, "ethnic_group": ethnic, "employment": employment, "household": household,
        "payee_account": account, "payee_bank": bank, "social_security_card": card, "note": note,
    }  # fmt: skip
    with invocation.desk() as work:
        wanted = {field: value for field, value in given.items() if value is not None}
        page = person_page.person_page(work, _seen(work, who))
        details = PersonDetails(name=name or page.name, **wanted)
        changes = person.edit_person(work, page.id, details, only=frozenset(wanted) | _cleared(clear or [], given))
        invocation.changed(changes, "person.changed")


@commands.command("identity")
def identity(
    ctx: typer.Context,
    who: Who,
    reason: Reason,
    name: str | None = None,
    number: Number = None,
    kind: Kind = None,
    sex: Sex | None = None,
    born: Day = None,
    as_json: AsJson = False,
) -> None:
    """Record that a name, number or sex changed or was wrong; the former values stay findable."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        page = person_page.person_page(work, _seen(work, who))
        details = PersonDetails(
            name=name or page.name, document_number=number, document_kind=kind, sex=sex, birth_date=day(born)
        )
        invocation.changed(person.change_identity(work, page.id, details, reason=reason), "person.changed")


@commands.command("verify")
def verify(
    ctx: typer.Context,
    who: Who,
    state: Verification,
    method: Annotated[str | None, typer.Option(help="how / 核验方式")] = None,
    as_json: AsJson = False,
) -> None:
    """Record that the real name was checked now."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = record_verification(work, _seen(work, who), state=state, method=method)
        invocation.changed(changes, "person.changed")


@commands.command("merge")
def merge(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(help="the record that goes / 被合并的档案")],
    kept: Annotated[str, typer.Argument(help="the record that lives on / 保留的档案")],
    preview: Annotated[bool, typer.Option("--preview", help="only show what would happen / 只预览")] = False,
    take: Annotated[list[str] | None, typer.Option(help="field to take from the old record / 取用被合并的项目")] = None,
    reason: Annotated[str | None, typer.Option(help="why / 原因")] = None,
    as_json: AsJson = False,
) -> None:
    """Make two records of one person one, or show what that would do."""
    invocation: Invocation = ctx.obj
    groups = frozenset(take or [])
    with invocation.desk() as work:
        gone, living = _seen(work, old), _seen(work, kept)
        found = person_merge.preview(work, gone, living, take=groups)
        if preview:
            merge_preview(invocation, found)
            invocation.answer(found)
            return
        changes = person_merge.merge(work, gone, living, reason=reason, take=groups)
        invocation.changed(changes, "person_merge.done", old=found.old_name, kept=found.kept_name)


@commands.command("unmerge")
def unmerge(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(help="id of the record that was merged / 被合并档案的编号")],
    as_json: AsJson = False,
) -> None:
    """Take a merge apart."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(person_merge.unmerge(work, old), "person_merge.undone")


@commands.command("reveal")
def reveal(ctx: typer.Context, who: Who, reason: Reason, as_json: AsJson = False) -> None:
    """Show whole numbers; the look is written to the access log."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = person_page.reveal(work, _seen(work, who), reason=reason)
    revealed_lines(invocation, found)
    invocation.answer(found)


@commands.command("file")
def training_file(
    ctx: typer.Context,
    who: Who,
    path: Annotated[Path, typer.Argument(help=".pdf, .xlsx or .json")],
    reason: Annotated[str | None, typer.Option(help="whole numbers, and why / 显示完整号码的原因")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the lifelong training file of a person."""
    from trainingdesk.reports.person_file import write_training_file  # noqa: PLC0415 -- fonts only where paper is made

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = write_training_file(work, _seen(work, who), path, words=invocation.sentences, reason=reason)
    invocation.say("training_file.written", name=found.person.name, file=path.name)
    invocation.answer({"file": path, "classes": len(found.classes), "certificates": len(found.certificates)})


@commands.command("archive")
def archive(
    ctx: typer.Context,
    who: Who,
    back: Annotated[bool, typer.Option("--back", help="take out again / 取消归档")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a person away; nothing is lost."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = person_retention.archive_person(work, _seen(work, who), archived=not back)
        invocation.changed(changes, "person.restored_done" if back else "person.archived_done")


@commands.command("purge")
def purge(ctx: typer.Context, who: Who, reason: Reason, as_json: AsJson = False) -> None:
    """Erase an archived person for good, once the retention time is over."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(person_retention.purge_person(work, _seen(work, who), reason=reason), "person.purged")


@categories.command("add")
def add_category(
    ctx: typer.Context,
    who: Who,
    category: Annotated[str, typer.Argument(help="name or code / 名称或代码")],
    proof: Annotated[str | None, typer.Option(help="kind of proof / 证明材料")] = None,
    proof_number: Annotated[str | None, typer.Option(help="number of the proof / 证明编号")] = None,
    valid_from: Day = None,
    valid_to: Day = None,
    as_json: AsJson = False,
) -> None:
    """Give a person a category, or change its proof."""
    invocation: Invocation = ctx.obj
    shown = Proof(proof_kind=proof, proof_number=proof_number, valid_from=day(valid_from), valid_to=day(valid_to))
    with invocation.desk() as work:
        changes = person_category.add_category(work, _seen(work, who), category=category, proof=shown)
        invocation.changed(changes, "person.category_added", category=category)


@categories.command("remove")
def remove_category(
    ctx: typer.Context,
    category_id: Annotated[str, typer.Argument(help="id, as show tells it / 类别记录编号")],
    as_json: AsJson = False,
) -> None:
    """Take a category away that never was true."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(person_category.remove_category(work, category_id), "person.category_removed")


def _seen(work: Work, who: str) -> str:
    return one_person(work, who, action=Action.SEE_EVERYTHING)


def _added(invocation: Invocation, changes: Any, name: str) -> None:
    """A person who was known already is no addition: what is said about it says so."""
    if changes.change_set is not None:
        invocation.changed(changes, "person.added", name=name)
        return
    first, *rest = changes.said
    invocation.changed(type(changes)(changes.topics, changes.rows, None, tuple(rest)), first.key, **dict(first.values))


def _cleared(fields: list[str], known: dict[str, Any]) -> frozenset[str]:
    for field in fields:
        if field not in known or field.startswith("document_"):
            raise Refused("person.no_such_field", found=field)
    return frozenset(fields)
