"""The one way in which a list leaves the window: why (where it is about people), where to, how far, how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.export_list import ReasonOfExport
from trainingdesk.ui.dialogs.file_choice import file_to_write
from trainingdesk.ui.dialogs.progress import with_progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from trainingdesk.domain.access import Action
    from trainingdesk.services.work import Work
    from trainingdesk.ui.dialogs.progress import Watch
    from trainingdesk.ui.workplace import Workplace

EXPORT = "screen_export.export"


@dataclass(frozen=True, slots=True)
class Permit:
    """Under which reason a list leaves, and whether numbers are masked in it."""

    reason: str = ""
    masked: bool = True


@dataclass(frozen=True, slots=True)
class ListExport:
    """``name`` is what the file is called, without its ending; ``write`` answers how many rows it wrote.

    ``about`` is said, and a reason asked, where the list is about people.
    """

    name: str
    write: Callable[[Work, Path, Permit, Watch], int]
    about: str | None = None
    may_mask: bool = True


def export_command(
    owner: QWidget, place: Workplace, chosen: Callable[[], ListExport], needs: Action | None = None
) -> Command:
    """``Export…  Ctrl+E`` of a list screen, for whoever may see the list; ``chosen`` is asked when it is pressed."""
    return Command(EXPORT, lambda: place.start(export(owner, place, chosen())), "Ctrl+E", needs=needs, icon="export")


async def export(owner: QWidget, place: Workplace, wanted: ListExport) -> None:
    """Ask, write, and say how many; raises Refused where it was stopped, and then there is no file."""
    say = place.say
    permit = await _permit(owner, place, wanted)
    if permit is None:
        return
    path = await file_to_write(
        owner, title=say(EXPORT), name=f"{wanted.name}.xlsx", patterns=say("screen_roster.file_kinds")
    )
    if path is None:
        return
    title = say("screen_export.running", name=wanted.name)
    count = await with_progress(owner, place, title, lambda work, watch: wanted.write(work, path, permit, watch))
    place.notices.done(say("screen_export.done", count=count, name=path.name))


async def _permit(owner: QWidget, place: Workplace, wanted: ListExport) -> Permit | None:
    """None where somebody thought better of it."""
    if wanted.about is None:
        return Permit()
    dialog = ReasonOfExport(owner, place, about=wanted.about, may_mask=wanted.may_mask)
    return Permit(dialog.reason.text(), dialog.masked.is_on()) if await dialog.filled() else None
