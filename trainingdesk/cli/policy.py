"""``policy`` lists, shows, chooses, copies and imports policies (政策规则包)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.cli.policy_answer import PolicyWords
from trainingdesk.domain.errors import Refused
from trainingdesk.services import policy

if TYPE_CHECKING:
    from trainingdesk.domain.policy import Policy

commands = typer.Typer(help="policies and their numbers / 政策规则包", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="the policy / 规则包")]


@commands.command("list")
def list_policies(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Every version of every policy, and which one the county follows."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = policy.list_policies(work)
    mark = invocation.sentences.of("policy.mark")
    titles = ("key", "version", "region", "title", "valid_from", "valid_to", "chosen", "own")
    invocation.table(
        [f"policy.{title}" for title in titles],
        (
            (row.policy, row.version, row.region, row.title, row.valid_from, row.valid_to,
             mark if row.chosen else None, mark if row.own else None)
            for row in found
        ),
    )  # fmt: skip
    invocation.answer(found)


@commands.command("show")
def show(
    ctx: typer.Context,
    key: Key,
    version: Annotated[str | None, typer.Option(help="else the one of today / 不填为当前有效版本")] = None,
    text: Annotated[bool, typer.Option("--text", help="the file to copy and edit / 原文")] = False,
    as_json: AsJson = False,
) -> None:
    """Every number of a policy with its clause, and what it does not say."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = policy.show_policy(work, key, version=version)
        written = policy.text_of(work, key, version=found.version)
    if text and not invocation.as_json:
        typer.echo(written, nl=False)
        return
    _say_head(invocation, found)
    words = PolicyWords(invocation.sentences)
    invocation.table(("policy.term", "policy.value", "policy.clause"), words.lines(found))
    if absent := words.absent(found):
        invocation.say("policy.absent", terms=absent)
    invocation.answer(_as_data(found) | {"text": written})


@commands.command("use")
def use(ctx: typer.Context, key: Key, as_json: AsJson = False) -> None:
    """Let new classes follow a policy."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(policy.use_policy(work, key), "policy.used", policy=key)


@commands.command("copy")
def copy(
    ctx: typer.Context,
    key: Key,
    new_key: Annotated[str, typer.Argument(help="name of the copy / 副本的名称")],
    title: Annotated[str | None, typer.Option(help="title of the copy / 副本的标题")] = None,
    as_json: AsJson = False,
) -> None:
    """Copy a policy under a name of the county's own, to be edited."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(policy.copy_policy(work, key, new_key, title=title), "policy.copied", policy=new_key)


@commands.command("import")
def import_policy(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(help="a TOML file / TOML 文件")], as_json: AsJson = False
) -> None:
    """Take in a policy of the county's own: a new version, or one that no class follows yet again."""
    invocation: Invocation = ctx.obj
    text = _read(file)
    with invocation.desk() as work:
        invocation.changed(policy.import_policy(work, text), "policy.imported")


def _read(file: Path) -> str:
    """The text of a file; a file that is not there or no text is refused."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Refused("policy.file_unreadable", found=file.name) from None


def _say_head(invocation: Invocation, found: Policy) -> None:
    key = "policy.heading" if found.valid_to is None else "policy.heading_until"
    invocation.say(
        key,
        title=found.title,
        policy=found.key,
        version=found.version,
        region=found.region,
        first=found.valid_from,
        last=found.valid_to,
    )


def _as_data(found: Policy) -> dict[str, object]:
    return {
        "policy": found.key,
        "version": found.version,
        "region": found.region,
        "title": found.title,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "terms": {name: {"value": term.value, "clause": term.clause} for name, term in found.terms.items()},
        "tables": {name: [dict(row) for row in rows] for name, rows in found.tables.items()},
    }
