"""``conflict`` shows what two people wrote without knowing of each other, and lets one decide (不一致)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import conflict
from trainingdesk.services.conflict import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.storage.conflict import ConflictRow, Side

commands = typer.Typer(help="two values for one thing: see both, choose one / 不一致", no_args_is_help=True)

_COLUMNS = ("conflict.id", "conflict.about", "conflict.kept", "conflict.lost", "conflict.state")


@commands.command("list")
def list_conflicts(
    ctx: typer.Context,
    all_of_them: Annotated[bool, typer.Option("--all", help="decided ones too / 含已处理")] = False,
    as_json: AsJson = False,
) -> None:
    """Conflicts; those that wait for a person come first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = conflict.list_conflicts(work, undecided=not all_of_them)
    _table(invocation, found)
    invocation.answer(found)


@commands.command("show")
def show(ctx: typer.Context, conflict_id: str, as_json: AsJson = False) -> None:
    """One conflict: both values, by whom, when, on which laptop."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = conflict.show_conflict(work, conflict_id)
    _table(invocation, [found])
    invocation.answer(found)


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


def _table(invocation: Invocation, found: Iterable[ConflictRow]) -> None:
    say = invocation.sentences.of
    invocation.table(
        _COLUMNS,
        (
            (
                row.id,
                f"{say(f'history.table_{row.table}')} {row.row_id}",
                _side(invocation, row.kept, row.lost.values),
                _side(invocation, row.lost, row.kept.values),
                say(f"conflict.state_{row.state}"),
            )
            for row in found
        ),
    )


def _side(invocation: Invocation, side: Side, other: Mapping[str, Any]) -> str:
    """What differs from the other side, by whom and when."""
    said = [
        f"{invocation.sentences.of(f'history.field_{name}')}: {value}"
        for name, value in side.values.items()
        if value != other.get(name)
    ]
    return f"{'; '.join(said)} ({side.user_name}, {side.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M})"
