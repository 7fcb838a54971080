"""Going back to a backup: what would be lost and regained is said first, and the present file is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import backup
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.screens.administration_closing import closing

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.backup_list import Backup
    from trainingdesk.storage.backup_restore import Loss, Preview
    from trainingdesk.ui.workplace import Workplace

#: Kinds of records that are named: the dialog has to fit a small screen.
_SHOWN = 10


async def restore(owner: QWidget, place: Workplace, chosen: Backup, elsewhere: Path | None) -> None:
    """Say what a restore would do, ask, do it, and lead everybody to the sign-in.

    Raises Failure where it is refused before the desk is closed.
    """
    preview = await place.ask(lambda work: backup.restore_preview(work, chosen.name, place=elsewhere))
    say = place.say
    answer = await ask(
        owner,
        title=say("administration.restore_title", name=chosen.name),
        text=f"{loss_words(place, preview)}\n\n{say('backup.restore_question')}",
        details=loss_lines(place, preview),
        answers=[("restore", say("administration.restore_now")), ("keep", say("form.cancel"))],
        dangerous=True,
    )
    if answer != "restore":
        return
    done = await closing(place, lambda work: (backup.restore(work, chosen.name, place=elsewhere),))
    if done is not None:
        (kept,) = done
        place.start_over(say("backup.restored", name=chosen.name, kept=kept or "-"))


def loss_words(place: Workplace, preview: Preview) -> str:
    """How much work lies between the present file and the backup."""
    lost = preview.lost
    if lost is None:
        return place.say("backup.loss_unknown")
    if lost.first is None or lost.last is None:
        return place.say("backup.nothing_lost")
    first, last = lost.first.astimezone(SHANGHAI), lost.last.astimezone(SHANGHAI)
    return place.say("backup.loss", sets=lost.change_sets, first=first, last=last)


def loss_lines(place: Workplace, preview: Preview) -> tuple[str, ...]:
    """By kind of record, how many are lost; then how many come back."""
    lost = () if preview.lost is None else _lines(place, preview.lost, "administration.loss_line")
    back = () if preview.regained is None else _lines(place, preview.regained, "administration.regained_line")
    return (*lost, *back)


def _lines(place: Workplace, loss: Loss, key: str) -> tuple[str, ...]:
    """The kinds with most records first; of those behind them only how many there are."""
    sizes = {table: loss.made.get(table, 0) + loss.changed.get(table, 0) for table in (*loss.made, *loss.changed)}
    tables = sorted(sizes, key=lambda table: (-sizes[table], table))
    shown = tuple(_line(place, loss, table, key) for table in tables[:_SHOWN])
    more = len(tables) - len(shown)
    return (*shown, place.say("administration.more_kinds", count=more)) if more else shown


def _line(place: Workplace, loss: Loss, table: str, key: str) -> str:
    counted = (("made", loss.made.get(table, 0)), ("changed", loss.changed.get(table, 0)))
    counts = tuple(place.say(f"administration.count_{name}", count=count) for name, count in counted if count)
    return place.say(key, kind=place.say(f"history.table_{table}"), counts=counts)
