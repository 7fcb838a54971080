"""``backup`` makes, lists, verifies and restores backups, and salvages a damaged database."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from trainingdesk.cli.invocation import Invocation, password
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import backup as service
from trainingdesk.services import rescue
from trainingdesk.settings.folders import DeskFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from trainingdesk.services.rescue import ClosedDesk
    from trainingdesk.storage.backup_list import Backup
    from trainingdesk.storage.backup_restore import Loss, Preview
    from trainingdesk.storage.salvage import Salvage

commands = typer.Typer(help="backups of this desk / 备份", no_args_is_help=True)

Place = Annotated[Path | None, typer.Option("--from", help="another folder or disk with backups / 其他备份位置")]
Yes = Annotated[bool, typer.Option("--yes", help="do not ask / 不再询问")]
OwnVault = Annotated[
    bool, typer.Option("--own-vault", help="open it with the password of its day / 用备份当时的密码打开")
]

#: What was checked is not sound.
UNSOUND = 1
#: Tables in the summary of what a restore would lose.
_MEGABYTE = 1_000_000


@commands.command("make")
def make(
    ctx: typer.Context,
    to: Annotated[Path | None, typer.Option(help="carry it to this disk too / 同时复制到此处")] = None,
    as_json: AsJson = False,
) -> None:
    """Back up now; the backup is opened and looked into."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        made = service.back_up(work)
        copy = None if to is None else service.copy_backup(work, made.name, to)
    invocation.say("backup.made", name=made.name, folder=made.folder)
    if copy is not None:
        invocation.say("backup.carried", folder=copy.folder)
    invocation.answer({"made": _plain(made), "carried": copy and str(copy.folder)})


@commands.command("list")
def list_backups(ctx: typer.Context, place: Place = None, as_json: AsJson = False) -> None:
    """The backups, newest first; also where the desk does not open."""
    invocation: Invocation = ctx.obj
    found = _backups(invocation, place)
    say = invocation.sentences.of
    invocation.table(
        ("backup.name", "backup.why", "backup.people", "backup.classes", "backup.megabytes", "backup.state"),
        (
            (
                backup.name,
                say(f"backup.{backup.manifest.why}") if backup.manifest else None,
                backup.manifest and backup.manifest.rows.get("person"),
                backup.manifest and backup.manifest.rows.get("training_class"),
                f"{backup.size / _MEGABYTE:.1f}",
                say("backup.sound" if backup.sound else "backup.unsound"),
            )
            for backup in found
        ),
    )
    invocation.answer([_plain(backup) for backup in found])


@commands.command("verify")
def verify(ctx: typer.Context, name: str, place: Place = None, as_json: AsJson = False) -> None:
    """Check every page, the structure and the references of a backup."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work, _bar(invocation) as watch:
        found = service.verify_backup(work, name, watch, place=place)
    if found.sound:
        invocation.say("backup.is_sound", name=name)
    else:
        invocation.say("backup.is_damaged", name=name, pages=found.unsound_pages, problems=len(found.problems))
    invocation.answer({"name": name, "sound": found.sound, "check": found})
    if not found.sound:
        raise typer.Exit(UNSOUND)


@commands.command("restore")
def restore(
    ctx: typer.Context,
    name: str,
    place: Place = None,
    yes: Yes = False,
    own_vault: OwnVault = False,
    as_json: AsJson = False,
) -> None:
    """Go back to a backup: says what would be lost, asks, and keeps the present file."""
    invocation: Invocation = ctx.obj
    desk = _closed_desk(invocation, name, place, own_vault=own_vault)
    preview = rescue.restore_preview(desk, name, place=place)
    _show_loss(invocation, preview)
    _ask(invocation, "backup.restore_question", yes=yes)
    kept = rescue.restore(desk, name, place=place)
    invocation.say("backup.restored", name=name, kept=kept or "-")
    invocation.answer({"restored": name, "kept": kept, "preview": preview})


@commands.command("salvage")
def salvage(ctx: typer.Context, yes: Yes = False, as_json: AsJson = False) -> None:
    """Read what can be read from a damaged database into a new one; shows the counts, asks, keeps the damaged file."""
    invocation: Invocation = ctx.obj
    desk = _unlocked(invocation, None)
    with _bar(invocation) as watch:
        result = rescue.try_salvage(desk, watch)
    _show_salvage(invocation, result)
    _ask(invocation, "salvage.question", yes=yes)
    kept = rescue.accept_salvage(desk, result)
    invocation.say("salvage.done", kept=kept or "-")
    invocation.answer({"tables": result.tables, "unplaced_pages": result.unplaced_pages, "kept": kept})


def _backups(invocation: Invocation, place: Path | None) -> tuple[Backup, ...]:
    """Whoever has to go back needs their names, and a list of them tells nothing about anybody."""
    try:
        with invocation.desk() as work:
            return service.list_backups(work, place)
    except Unavailable as failure:
        if not rescue.helps(failure):
            raise
        typer.echo(invocation.sentences.of(failure.key, failure.values), err=True)
        return rescue.backups_in(DeskFolder(invocation.folder), place=place)


def _closed_desk(invocation: Invocation, name: str, place: Path | None, *, own_vault: bool) -> ClosedDesk:
    """By the vault of the desk; a laptop that has none opens the one beside the backup."""
    folder = DeskFolder(invocation.folder)
    if folder.vault.exists() and not own_vault:
        return _unlocked(invocation, None)
    return _unlocked(invocation, rescue.find_backup(folder, name, place=place))


def _unlocked(invocation: Invocation, backup: Backup | None) -> ClosedDesk:
    return rescue.unlock(
        DeskFolder(invocation.folder),
        user_name=invocation.user,
        password=password(invocation.sentences),
        clock=invocation.clock,
        backup=backup,
    )


def _ask(invocation: Invocation, key: str, *, yes: bool) -> None:
    """Raises Refused where a program asks without ``--yes``, Abort where the person says no."""
    if yes:
        return
    if invocation.as_json:
        raise Refused("backup.say_yes")
    typer.confirm(invocation.sentences.of(key), abort=True)


def _show_loss(invocation: Invocation, preview: Preview) -> None:
    if preview.lost is None:
        invocation.say("backup.loss_unknown")
        return
    lost: Loss = preview.lost
    if lost.first is None or lost.last is None:
        invocation.say("backup.nothing_lost")
        return
    first, last = (at.astimezone(SHANGHAI) for at in (lost.first, lost.last))
    invocation.say("backup.loss", sets=lost.change_sets, first=first, last=last)
    invocation.table(
        ("backup.kind", "backup.lost_made", "backup.lost_changed"),
        (
            (_table_name(invocation, table), lost.made.get(table, 0), lost.changed.get(table, 0))
            for table in sorted({*lost.made, *lost.changed})
        ),
    )


def _show_salvage(invocation: Invocation, result: Salvage) -> None:
    invocation.say("salvage.found", recovered=result.recovered, unreadable=result.unreadable)
    invocation.table(
        ("backup.kind", "salvage.recovered", "salvage.from_backup", "salvage.unreadable", "salvage.left_out"),
        (
            (_table_name(invocation, one.table), one.recovered, one.from_backup, one.unreadable, one.left_out)
            for one in result.tables
        ),
    )


def _table_name(invocation: Invocation, table: str) -> str:
    return invocation.sentences.of(f"history.table_{table}")


def _plain(backup: Backup) -> Mapping[str, object]:
    return {
        "name": backup.name,
        "folder": str(backup.folder),
        "sound": backup.sound,
        "bytes": backup.size,
        "manifest": backup.manifest,
    }


@contextmanager
def _bar(invocation: Invocation) -> Generator[Callable[[int, int], bool]]:
    """A progress bar on standard error; Ctrl+C ends the work."""
    with Progress(transient=True, disable=invocation.as_json) as progress:
        task = progress.add_task(invocation.sentences.of("backup.checking"))

        def watch(done: int, total: int) -> bool:
            progress.update(task, completed=done, total=total)
            return True

        yield watch
