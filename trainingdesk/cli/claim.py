"""``claim`` prepares, shows, reviews and leads subsidy claims, and hands their papers out (补贴申报)."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.answering import said_by, yuan
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, Day, day
from trainingdesk.domain.claim import CLAIM_STEPS, ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.subsidy import Payee, SubsidyKind
from trainingdesk.reports.claim_paper import ClaimPaper, write_paper
from trainingdesk.reports.claim_template import ClaimInForm
from trainingdesk.reports.saving import save
from trainingdesk.services import claim as service
from trainingdesk.services import claim_decision, claim_list, claim_page, claim_payment, training_class
from trainingdesk.services.claim import NewClaim
from trainingdesk.services.claim_decision import Ruling
from trainingdesk.services.claim_template import claim_for_form
from trainingdesk.services.report_template import template_file
from trainingdesk.storage.claim_list import ClaimFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.services.claim_page import ClaimLine, ClaimPage
    from trainingdesk.services.work import Work

commands = typer.Typer(help="subsidy claims: prepare, review, pay, hand out / 补贴申报", no_args_is_help=True)


ClassNumber = Annotated[str, typer.Argument(help="number of the class / 班级编号")]
Number = Annotated[str, typer.Argument(help="number of the claim, or of its class / 申报编号或班级编号")]
Why = Annotated[str, typer.Option("--reason", help="why / 原因")]
Lines = Annotated[list[str] | None, typer.Option("--line", help="id of a line, else all open ones / 明细")]

_LINES = (
    "claim.line",
    "claim.trainee",
    "claim.name",
    "claim.id_mask",
    "claim.kind",
    "claim.decision",
    "claim.why",
    "claim.clause",
    "claim.rate",
    "claim.fund",
    "claim.payee",
    "claim.amount",
)
_CLAIMS = ("claim.number", "claim.class_number", "claim.institution", "claim.state", "claim.people", "claim.amount")


@commands.command("prepare")
def prepare(
    ctx: typer.Context,
    class_number: ClassNumber,
    kind: Annotated[list[SubsidyKind] | None, typer.Option(help="else all that the policy pays / 补贴种类")] = None,
    fund: Annotated[str | None, typer.Option(help="where a rate names none / 资金来源代码")] = None,
    late: Annotated[str | None, typer.Option(help="why it is late / 逾期原因")] = None,
    as_json: AsJson = False,
) -> None:
    """Prepare the claim of a completed class."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = training_class.class_by_number(work, class_number)
        details = NewClaim(class_id=the_class.id, kinds=tuple(kind) if kind else None, fund=fund, late_reason=late)
        changes = service.prepare(work, details)
        page = claim_page.claim_page(work, changes.row)
        invocation.changed(changes, "claim.prepared", number=page.head.number, amount=yuan(page.totals.fen))


@commands.command("recheck")
def recheck(ctx: typer.Context, number: Number, fund: str | None = None, as_json: AsJson = False) -> None:
    """Judge every line again after proofs came in."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = claim_page.claim_by_number(work, number)
        invocation.changed(service.recheck(work, found.id, fund=fund), "claim.rechecked", number=found.number)


@commands.command("list")
def list_claims(ctx: typer.Context, state: ClaimState | None = None, as_json: AsJson = False) -> None:
    """Claims with what is granted."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = claim_list.list_claims(work, ClaimFilter(state=state))
    words = invocation.sentences
    invocation.table(
        _CLAIMS,
        (
            (
                one.number,
                one.class_number,
                one.institution,
                words.of(CLAIM_STEPS.title(one.state)),
                one.people,
                yuan(one.fen),
            )
            for one in found
        ),
    )
    invocation.answer(found)


@commands.command("show")
def show(ctx: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """A claim with every person's verdict and the rule that decided."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        page = _page(work, number)
    words = invocation.sentences
    invocation.table(_LINES, (_cells(invocation, line) for line in page.lines))
    state = words.of(CLAIM_STEPS.title(page.head.state))
    totals = page.totals
    counts = {"granted": totals.granted, "refused": totals.refused, "open": totals.open}
    invocation.say("claim.summary", number=page.head.number, state=state, amount=yuan(totals.fen), **counts)
    if page.due is not None:
        invocation.say("claim.due", until=page.due.day)
    invocation.answer(_data(invocation, page))


@commands.command("decide")
def decide(
    ctx: typer.Context,
    number: Number,
    granted: Annotated[bool, typer.Option("--grant/--refuse", help="the proof is there, or not / 同意或不予")],
    reason: Why,
    line: Lines = None,
    fund: Annotated[str | None, typer.Option(help="where a rate names none / 资金来源代码")] = None,
    payee: Annotated[Payee | None, typer.Option(help="where the policy names none / 收款方")] = None,
    as_json: AsJson = False,
) -> None:
    """Decide open lines in the review."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = claim_page.claim_by_number(work, number)
        ruling = Ruling(granted=granted, reason=reason, lines=line, fund=fund, payee=payee)
        changes = claim_decision.decide(work, found.id, ruling)
        invocation.changed(changes, "claim.decided", count=len(changes.rows) - 1)


@commands.command("advance")
def advance(
    ctx: typer.Context,
    number: Number,
    to: ClaimState,
    reason: Annotated[str | None, typer.Option(help="why / 原因")] = None,
    as_json: AsJson = False,
) -> None:
    """Take a claim one step on."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = claim_page.claim_by_number(work, number)
        changes = service.advance(work, found.id, to, reason=reason)
        state = invocation.sentences.of(CLAIM_STEPS.title(to))
        invocation.changed(changes, "claim.advanced", number=found.number, state=state)


@commands.command("pay")
def pay(
    ctx: typer.Context,
    number: Number,
    on: Day = None,
    reference: Annotated[str | None, typer.Option(help="of the payment / 支付凭证号")] = None,
    amount: Annotated[str | None, typer.Option(help="in yuan, to be compared / 金额（元）")] = None,
    as_json: AsJson = False,
) -> None:
    """Record that an approved claim was paid."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = claim_page.claim_by_number(work, number)
        given = None if amount is None else _fen(amount)
        changes = claim_payment.pay(work, found.id, paid_on=day(on), reference=reference, amount_fen=given)
        invocation.changed(changes, "claim.paid", number=found.number)


@commands.command("bounce")
def bounce(ctx: typer.Context, number: Number, reason: Why, as_json: AsJson = False) -> None:
    """The bank sent the money back."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = claim_page.claim_by_number(work, number)
        invocation.changed(claim_payment.bounce(work, found.id, reason=reason), "claim.bounced", number=found.number)


@commands.command("recover")
def recover(
    ctx: typer.Context,
    number: Number,
    amounts: Annotated[list[str], typer.Argument(help="LINE=YUAN / 明细=金额（元）")],
    reason: Why,
    as_json: AsJson = False,
) -> None:
    """Ask money of paid lines back."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = claim_page.claim_by_number(work, number)
        changes = claim_payment.recover(work, found.id, _amounts(amounts), reason=reason)
        invocation.changed(changes, "claim.asked_back", count=len(amounts))


@commands.command("recovered")
def recovered(ctx: typer.Context, recovery_id: str, on: Day = None, as_json: AsJson = False) -> None:
    """Money that was asked back has arrived."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(claim_payment.recovered(work, recovery_id, day=day(on)), "claim.recovered")


@commands.command("export")
def export(
    ctx: typer.Context,
    number: Number,
    out: Annotated[Path, typer.Option("--out", help=".xlsx or .pdf")],
    what: ClaimPaper = ClaimPaper.TABLE,
    reason: Annotated[str | None, typer.Option(help="for the access log / 用途")] = None,
    template: Annotated[str | None, typer.Option(help="into a form of the county's own instead / 改填此模板")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the claim table, the public notice (masked) or the payment list, or fill a form of the county's own."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = claim_page.claim_by_number(work, number)
        if template is None:
            write_paper(work, found.id, what, out, words=invocation.sentences, reason=reason)
        else:
            form = template_file(work, template)
            claim = claim_for_form(work, found.id, reason=reason)
            save(ClaimInForm(claim, invocation.sentences).fill(form).data, out)
    invocation.say("claim.written", path=out)
    invocation.answer({"file": out, "claim": found.number, "what": what})


def _page(work: Work, number: str) -> ClaimPage:
    return claim_page.claim_page(work, claim_page.claim_by_number(work, number).id)


def _cells(invocation: Invocation, line: ClaimLine) -> tuple[object, ...]:
    words = invocation.sentences
    return (
        line.id,
        line.number,
        line.name,
        line.id_mask,
        words.of(f"subsidy.kind_{line.kind}"),
        words.of(f"claim.decision_{line.decision}"),
        said_by(invocation, line.reason),
        line.clause,
        line.rate,
        line.fund_name,
        line.payee_name,
        yuan(line.amount_fen),
    )


def _data(invocation: Invocation, page: ClaimPage) -> Mapping[str, object]:
    """The page for a program."""
    return {
        "claim": page.head,
        "class": page.class_number,
        "lines": [_line_data(invocation, line) for line in page.lines],
        "granted": page.totals.granted,
        "refused": page.totals.refused,
        "open": page.totals.open,
        "total_fen": page.totals.fen,
        "by_kind": dict(page.totals.by_kind),
        "by_fund": dict(page.totals.by_fund),
        "by_payee": dict(page.totals.by_payee),
        "events": page.events,
        "payments": page.payments,
        "recoveries": page.recoveries,
        "due": None if page.due is None else page.due.day,
        "next_steps": page.next_steps,
    }


def _line_data(invocation: Invocation, line: ClaimLine) -> Mapping[str, object]:
    """A line for a program, with its reason as key and in words."""
    plain = {one.name: getattr(line, one.name) for one in fields(line)}
    reason = None if line.reason is None else line.reason.key
    return {**plain, "trainee": line.number, "reason": reason, "sentence": said_by(invocation, line.reason)}


def _amounts(written: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in written:
        line, _, amount = one.partition("=")
        found[line.strip()] = found.get(line.strip(), 0) + _fen(amount)
    return found


def _fen(written: str) -> int:
    """Whole fen of an amount in yuan; raises Refused for what is no amount or is finer than a fen."""
    try:
        fen = Decimal(written.strip().replace(",", "")) * 100
    except InvalidOperation:
        raise Refused("claim.amount_unreadable", found=written) from None
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise Refused("claim.amount_unreadable", found=written)
    return int(fen)
