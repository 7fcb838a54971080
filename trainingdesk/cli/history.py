"""``history`` shows who changed what: change sets, one of them, the life of one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import history
from trainingdesk.services.shown_values import computer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from trainingdesk.storage.history import ChangeRow

commands = typer.Typer(help="who changed what, and when / 修改记录", no_args_is_help=True)

_CHANGES = (
    "history.time",
    "history.received",
    "history.user",
    "history.table",
    "history.row",
    "history.field",
    "history.old",
    "history.new",
    "screen_class.reason",
    "history.device",
)
#: A policy or a frozen report is a page long.
_WIDTH = 60


@commands.command("list")
def list_changes(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="how many / 条数")] = history.PAGE,
    before: Annotated[int | None, typer.Option(help="older than this number / 早于此编号")] = None,
    as_json: AsJson = False,
) -> None:
    """Change sets, newest first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = history.list_changes(work, limit=limit, before=before)
    invocation.table(
        ("history.number", "history.time", "history.user", "history.action", "history.rows", "history.undone"),
        (
            (one.number, _time(one.at), one.user_name, _action(invocation, one.action), one.rows, one.undone_by)
            for one in found
        ),
    )
    invocation.answer(found)


@commands.command("show")
def show_changes(ctx: typer.Context, number: int, as_json: AsJson = False) -> None:
    """What one change set changed, old and new."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = history.show_changes(work, number)
    invocation.table(_CHANGES, _lines(invocation, found.changes))
    invocation.answer(found)


@commands.command("of")
def life_of(ctx: typer.Context, row: str, as_json: AsJson = False) -> None:
    """The life of one row, newest first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = history.life_of(work, row)
    invocation.table(_CHANGES, _lines(invocation, found))
    invocation.answer(found)


def _lines(invocation: Invocation, changes: Iterable[ChangeRow]) -> Iterator[tuple[object, ...]]:
    """One line for each field that is different; a creation is one line."""
    for change in changes:
        kind = invocation.sentences.of(f"history.table_{change.table}")
        about = (_time(change.at), _received(invocation, change), change.user_name, kind, change.row_id)
        more = (history.reason_of(change) or None, computer(change.device_id))
        if change.group is None:
            yield (*about, None, None, None, *more)
        for field, new in change.new.items():
            if new != change.old.get(field):
                named = invocation.sentences.of(f"history.field_{field}")
                yield (*about, named, _short(change.old.get(field)), _short(new), *more)


def _action(invocation: Invocation, action: str) -> str:
    """The name of an action; signing in is none that a role allows."""
    area = "access" if action in set(Action) else "audit"
    return invocation.sentences.of(f"{area}.{action}")


def _received(invocation: Invocation, change: ChangeRow) -> str | None:
    """When it came to the centre, where that is another time, or that it waits."""
    if change.waits:
        return invocation.sentences.of("history.waits")
    apart = history.received_apart(change)
    return None if apart is None else _time(apart)


def _time(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _short(value: object) -> str | None:
    text = None if value is None else str(value)
    return text if text is None or len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
