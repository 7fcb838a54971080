"""``setting`` lists the settings of the desk and of the county, in words, and changes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.errors import Refused
from trainingdesk.services import setting
from trainingdesk.services.setting_written import set_written
from trainingdesk.settings.declared import SETTINGS, Scope, Setting, declared

if TYPE_CHECKING:
    from trainingdesk.i18n.sentences import Sentences

commands = typer.Typer(help="settings of the desk and of the county / 设置", no_args_is_help=True)


@commands.command("list")
def list_settings(
    ctx: typer.Context,
    scope: Annotated[Scope | None, typer.Option(help="only this desk's or the county's / 只看本机或全县")] = None,
    as_json: AsJson = False,
) -> None:
    """Every setting: its name, the value that holds, what may be written, and the word that ``set`` takes."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        values = setting.all_settings(work)
    found = [(one, values[one.key]) for one in SETTINGS if scope in {None, one.scope}]
    say = invocation.sentences.of
    invocation.table(
        ("settings.key", "settings.title", "settings.value", "settings.wanted", "settings.scope"),
        (
            (one.key, say(one.title), _shown(value, invocation.sentences), say(one.wanted), say(_scope(one)))
            for one, value in found
        ),
    )
    invocation.answer([_as_data(one, value, invocation.sentences) for one, value in found])


@commands.command("set")
def set_setting(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(help="as setting list shows it / 设置项")],
    value: Annotated[str, typer.Argument(help="the new value; “” for none / 新的值")],
    as_json: AsJson = False,
) -> None:
    """Change one setting; those of the county hold on every desk."""
    invocation: Invocation = ctx.obj
    chosen = _named(key)
    with invocation.desk() as work:
        changes = set_written(work, chosen, value)
        holds = setting.all_settings(work)[key]
        title, shown = invocation.sentences.of(chosen.title), _shown(holds, invocation.sentences)
        invocation.changed(changes, "settings.changed" if shown else "settings.cleared", title=title, value=shown)


def _named(key: str) -> Setting[Any]:
    try:
        return declared(key)
    except KeyError:
        raise Refused("settings.unknown", found=key) from None


def _shown(value: object, sentences: Sentences) -> str:
    """A value as people read it; empty where nothing was set."""
    return sentences.of("settings.on" if value else "settings.off") if isinstance(value, bool) else str(value)


def _scope(one: Setting[Any]) -> str:
    return f"settings.of_{one.scope}"


def _as_data(one: Setting[Any], value: object, sentences: Sentences) -> dict[str, object]:
    return {
        "key": one.key,
        "title": sentences.of(one.title),
        "value": value,
        "default": one.default,
        "wanted": sentences.of(one.wanted),
        "scope": one.scope,
    }
