"""The options that every command takes, before its name and behind it: folder, user, language, JSON."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from trainingdesk.cli.invocation import Invocation, load_sentences
from trainingdesk.i18n.sentences import Language

if TYPE_CHECKING:
    from collections.abc import Callable

PANEL: Final = "Every command / 每条命令都有"


def _noted(note: Callable[[Invocation, Any], None]) -> Callable[[typer.Context, Any], Any]:
    """A callback that writes what was said into the invocation; what was not said leaves it as it is."""

    def said(ctx: typer.Context, value: Any) -> Any:
        if value is not None and value is not False:
            note(ctx.obj, value)
        return value

    return said


def _folder(invocation: Invocation, value: Path) -> None:
    invocation.folder, invocation.folder_named = value, True


def _user(invocation: Invocation, value: str) -> None:
    invocation.user = value


def _json(invocation: Invocation, value: bool) -> None:
    invocation.as_json = value


def _language(invocation: Invocation, value: Language) -> None:
    invocation.sentences = load_sentences(value)


Folder = Annotated[
    Path | None,
    typer.Option(callback=_noted(_folder), help="the desk's folder / 数据文件夹", rich_help_panel=PANEL),
]
User = Annotated[str | None, typer.Option(callback=_noted(_user), help="sign-in name / 登录名", rich_help_panel=PANEL)]
AsJson = Annotated[
    bool,
    typer.Option("--json", callback=_noted(_json), help="answer as JSON / 以 JSON 输出", rich_help_panel=PANEL),
]
Lang = Annotated[
    Language | None,
    typer.Option(callback=_noted(_language), help="language of the answers / 语言", rich_help_panel=PANEL),
]


def accept_behind(command: Any) -> None:
    """Let a command, and every command inside it, take the general options that it does not declare itself.

    What stands behind the command counts where the same option stands before it as well.
    """
    taken = {name for parameter in command.params for name in parameter.opts}
    command.params.extend(option for option in _options() if taken.isdisjoint(option.opts))
    for inner in getattr(command, "commands", {}).values():
        accept_behind(inner)


def _carrier(
    folder: Folder = None, user: User = None, as_json: AsJson = False, lang: Lang = None
) -> None:  # pragma: no cover -- never runs: it only declares the options
    """The general options, and nothing to do."""


@cache
def _options() -> tuple[Any, ...]:
    """The options as the parser takes them, for all commands; their values go into the invocation and nowhere else."""
    app = typer.Typer(add_completion=False)
    app.command()(_carrier)
    found = tuple(typer.main.get_command(app).params)
    for option in found:
        option.expose_value = False
    return found
