"""``conflict`` shows what two people wrote without knowing of each other, and lets one decide (不一致)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import conflict
from trainingdesk.services.conflict import Choice
from trainingdesk.services.shown_values import computer
from trainingdesk.ui.wording.record import SILENT, about, field_name, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.services.conflict import Disagreement
    from trainingdesk.storage.conflict import Side

commands = typer.Typer(help="two values for one thing: see both, choose one / 不一致", no_args_is_help=True)

_COLUMNS: Final = ("conflict.id", "conflict.about", "conflict.kept", "conflict.lost", "conflict.state")


@commands.command("list")
def list_conflicts(
    ctx: typer.Context,
    all_of_them: Annotated[bool, typer.Option("--all", help="decided ones too / 含已处理")] = False,
    as_json: AsJson = False,
) -> None:
    """Conflicts; those that wait for a person come first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = conflict.disagreements(work, undecided=not all_of_them).rows
    _table(invocation, found)
    invocation.answer([one.conflict for one in found])


@commands.command("show")
def show(ctx: typer.Context, conflict_id: str, as_json: AsJson = False) -> None:
    """One conflict: both values, by whom, when, on which laptop."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = conflict.disagreement(work, conflict_id)
    _table(invocation, [found])
    invocation.answer(found.conflict)


@commands.command("resolve")
def resolve(
    ctx: typer.Context,
    conflict_id: str,
    take: Annotated[Choice, typer.Option(help="the value that stands, or the other / 采用哪个值")],
    as_json: AsJson = False,
) -> None:
    """Let one of the two values stand; can be decided again."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = conflict.decide(work, conflict_id, take)
        invocation.changed(changes, "conflict.resolved")


@commands.command("restore")
def restore(ctx: typer.Context, conflict_id: str, as_json: AsJson = False) -> None:
    """Bring back the value that does not stand now; once more, and the first one stands again."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(conflict.restore(work, conflict_id), "conflict.resolved")


def _table(invocation: Invocation, found: Iterable[Disagreement]) -> None:
    words = invocation.sentences
    invocation.table(
        _COLUMNS,
        (
            (
                one.conflict.id,
                about(one.subject, one.conflict.table, words),
                _side(invocation, one, one.conflict.kept, one.conflict.lost),
                _side(invocation, one, one.conflict.lost, one.conflict.kept),
                words.of(f"conflict.state_{one.conflict.state}"),
            )
            for one in found
        ),
    )


def _side(invocation: Invocation, one: Disagreement, side: Side, other: Side) -> str:
    """What differs from the other side, by whom, when and on which computer."""
    words = invocation.sentences
    said = "; ".join(
        f"{field_name(name, words)}: {spoken(one.conflict.table, name, value, one.names, words)}"
        for name, value in side.values.items()
        if name not in SILENT and value != other.values.get(name)
    )
    return f"{said} ({side.user_name}, {side.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}, {computer(side.device_id)})"
