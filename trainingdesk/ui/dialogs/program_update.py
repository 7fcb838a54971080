"""Updating the program from a file: what runs, what the file brings, and the news that it is used from the next start on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services.program_update import ProgramState, go_back, look, state, take
from trainingdesk.settings.programs import Programs, programs_of_this_user
from trainingdesk.ui.dialogs.file_choice import file_to_read
from trainingdesk.ui.dialogs.progress import with_progress
from trainingdesk.ui.dialogs.question import ask

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace


async def update_program(parent: QWidget, place: Workplace) -> None:
    """Ask what to do about the program's version, and do it; raises Refused with the reason where it cannot be done."""
    programs, say = programs_of_this_user(), place.say
    found = await place.ask(lambda _work: state(programs))
    answers = [("file", say("update.choose_file")), ("close", say("update.close"))]
    if found.next is not None:
        answers.insert(1, ("back", say("update.go_back")))
    title = say("command.update_program")
    chosen = await ask(parent, title=title, text=_told(place, found), answers=answers, details=[say("update.what")])
    if chosen == "back":
        await place.ask(lambda _work: go_back(programs))
        place.notices.done(say("update.went_back"))
    elif chosen == "file":
        path = await file_to_read(parent, title=title, patterns=say("update.kind"))
        if path is not None:
            await _take(parent, place, path, programs)


def _told(place: Workplace, found: ProgramState) -> str:
    runs = place.say("update.runs", version=found.running)
    if found.next is None:
        return runs
    return f"{runs}\n{place.say('update.failed' if found.fails else 'update.next', version=found.next)}"


async def _take(parent: QWidget, place: Workplace, path: Path, programs: Programs) -> None:
    say, title = place.say, place.say("command.update_program")
    offered = await place.ask(lambda _work: look(path))
    size = f"{offered.size / 1e6:.0f}"
    text = say("update.offers", version=offered.version, day=offered.published_on, size=size, notes="")
    answers = [("take", say("update.take")), ("close", say("update.close"))]
    details = [offered.notes] if offered.notes else []
    if await ask(parent, title=title, text=text, answers=answers, details=details) != "take":
        return
    taken = await with_progress(
        parent,
        place,
        say("update.unpacking", version=offered.version),
        lambda _work, watch: take(path, programs, lambda done, total: watch(done >> 20, total >> 20)),
    )
    if taken is not None:
        place.notices.done(say("update.taken", version=taken))
