"""``certificate`` issues, lists, reprints, revokes and checks certificates (证书)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, Day, day
from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.domain.errors import Refused
from trainingdesk.services import certificate as service
from trainingdesk.services import enrollment, training_class
from trainingdesk.services.certificate import Batch
from trainingdesk.services.exchange.grid import cell_text, lost_digits
from trainingdesk.services.exchange.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.services.work import Work
    from trainingdesk.storage.certificate import CertificateLine

commands = typer.Typer(help="certificates: issue, list, reprint, check / 证书", no_args_is_help=True)

ClassNumber = Annotated[str, typer.Argument(help="number of the class / 班级编号")]
Number = Annotated[str, typer.Argument(help="number of the certificate / 证书编号")]
Reason = Annotated[str, typer.Option("--reason", help="why / 原因")]

_COLUMNS = (
    "certificate.number",
    "certificate.name",
    "certificate.id_mask",
    "certificate.kind",
    "certificate.issued_on",
    "certificate.status",
    "certificate.reprints",
    "certificate.verify_code",
)


@commands.command("issue")
def issue(
    ctx: typer.Context,
    class_number: ClassNumber,
    kind: CertificateKind,
    on: Day = None,
    issuer: str | None = None,
    level: str | None = None,
    numbers: Annotated[
        Path | None, typer.Option(help=".xlsx .csv: trainee number, certificate number / 学员编号,证书编号")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Issue certificates to everybody of a class who completed and has none of this kind."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = training_class.class_by_number(work, class_number)
        given = _numbers(work, numbers) if numbers is not None else {}
        batch = Batch(
            class_id=the_class.id,
            kind=kind,
            issued_on=day(on),
            issuer=issuer,
            level=level,
            only=frozenset(given) or None,
            numbers=given,
        )
        changes = service.issue(work, batch)
        invocation.changed(changes, "certificate.issued", count=len(changes.rows))


@commands.command("list")
def list_certificates(
    ctx: typer.Context,
    class_number: Annotated[str | None, typer.Argument(help="number of the class / 班级编号")] = None,
    first: Day = None,
    last: Day = None,
    as_json: AsJson = False,
) -> None:
    """Certificates of a class, or issued between two days."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        class_id = None if class_number is None else training_class.class_by_number(work, class_number).id
        found = service.list_certificates(work, class_id=class_id, first=day(first), last=day(last))
    _show(invocation, found)
    invocation.answer(found)


@commands.command("reprint")
def reprint(ctx: typer.Context, number: Number, reason: Reason, as_json: AsJson = False) -> None:
    """Count a reprint of a certificate with its reason."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.reprint(work, service.certificate_by_number(work, number).id, reason=reason)
        invocation.changed(changes, "certificate.reprinted", number=number)


@commands.command("revoke")
def revoke(ctx: typer.Context, number: Number, reason: Reason, as_json: AsJson = False) -> None:
    """Revoke a certificate; its number is never given again."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.revoke(work, service.certificate_by_number(work, number).id, reason=reason)
        invocation.changed(changes, "certificate.revoked", number=number)


@commands.command("verify")
def verify(
    ctx: typer.Context,
    number: Number,
    code: Annotated[str | None, typer.Option(help="the code on the paper / 证书上的核验码")] = None,
    as_json: AsJson = False,
) -> None:
    """Whether a certificate stands in the register, and whether the code on its paper agrees."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.verify(work, number, code=code)
    if found.certificate is None:
        invocation.say("certificate.not_in_register", number=number)
    else:
        _show(invocation, (found.certificate,))
        invocation.say(f"certificate.verified_{found.certificate.status}", number=number)
    if found.agrees is not None:
        invocation.say("certificate.code_agrees" if found.agrees else "certificate.code_differs")
    invocation.answer(found)


def _show(invocation: Invocation, lines: Iterable[CertificateLine]) -> None:
    words = invocation.sentences
    invocation.table(
        _COLUMNS,
        (
            (
                one.number,
                one.name,
                one.id_mask,
                words.of(f"certificate.kind_{one.kind}"),
                one.issued_on,
                words.of(f"certificate.status_{one.status}"),
                one.reprints,
                one.verify_code,
            )
            for one in lines
        ),
    )


def _numbers(work: Work, file: Path) -> Mapping[str, str]:
    """Certificate numbers by enrollment from a file with two columns; a line of headings is skipped."""
    given: dict[str, str] = {}
    for position, row in enumerate(read_workbook(file).sheets[0].rows, start=1):
        line = [cell_text(cell).strip() for cell in row.cells]
        if len(line) < 2 or any(lost_digits(cell) for cell in row.cells):  # noqa: PLR2004 -- trainee and certificate
            raise Refused("certificate.line_unreadable", line=row.number)
        if position == 1 and not any(character.isdigit() for character in line[1]):
            continue
        given[enrollment.enrollment_numbered(work, line[0]).id] = line[1]
    return given
