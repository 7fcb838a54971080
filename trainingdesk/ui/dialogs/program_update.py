"""Updating the program, from a file or from the centre: what runs, what is brought, used from the next start on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.services.program_update import ProgramState, go_back, look, news, state, take
from trainingdesk.services.sync_state import sync_state
from trainingdesk.settings.programs import Programs, programs_of_this_user
from trainingdesk.sync import program_update as centre
from trainingdesk.ui.dialogs.file_choice import file_to_read
from trainingdesk.ui.dialogs.progress import with_progress
from trainingdesk.ui.dialogs.question import ask

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from trainingdesk.domain.program_update import Version
    from trainingdesk.services.sync_state import SyncState
    from trainingdesk.services.work import Work
    from trainingdesk.sync.program_update import Offered
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class _Standing:
    """What runs and what will, whether there is a centre to ask, and what newer version was heard of there."""

    program: ProgramState
    sync: SyncState
    heard: Version | None


async def update_program(parent: QWidget, place: Workplace) -> None:
    """Ask what to do about the program's version, and do it; raises Refused with the reason where it cannot be done."""
    programs, say = programs_of_this_user(), place.say
    found = await place.ask(lambda work: _standing(work, programs, place.exchange.line.program))
    title, answers = say("command.update_program"), _answers(place, found)
    chosen = await ask(parent, title=title, text=_told(place, found), answers=answers, details=[say("update.what")])
    match chosen:
        case "centre":
            metered = found.sync.metered or place.exchange.line.metered is True
            await _take_from_centre(parent, place, programs, metered=metered)
        case "file":
            path = await file_to_read(parent, title=title, patterns=say("update.kind"))
            if path is not None:
                await _take(parent, place, path, programs)
        case "back":
            await place.ask(lambda _work: go_back(programs))
            place.notices.done(say("update.went_back"))


def _standing(work: Work, programs: Programs, heard: str) -> _Standing:
    return _Standing(state(programs), sync_state(work), news(programs, heard))


def _answers(place: Workplace, found: _Standing) -> list[tuple[str, str]]:
    """What can be done; the centre is asked first where it is known to have something."""
    say = place.say
    answers = [("file", say("update.choose_file"))]
    if found.sync.joined:
        answers.insert(0 if found.heard else 1, ("centre", say("update.from_centre")))
    if found.program.next is not None:
        answers.append(("back", say("update.go_back")))
    return [*answers, ("close", say("update.close"))]


def _told(place: Workplace, found: _Standing) -> str:
    program, said = found.program, [place.say("update.runs", version=found.program.running)]
    if program.next is not None:
        said.append(place.say("update.failed" if program.fails else "update.next", version=program.next))
    if found.heard is not None:
        said.append(place.say("update.centre_has", version=found.heard))
    return "\n".join(said)


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
        _tell_taken(place, taken)


async def _take_from_centre(parent: QWidget, place: Workplace, programs: Programs, *, metered: bool) -> None:
    """Ask what the centre has, say what it costs, and fetch it only when that was read."""
    say = place.say
    offered, goes_on = await with_progress(
        parent, place, say("update.asking"), lambda work, watch: (centre.newest(work, programs), watch(0, 0))
    )
    if not goes_on:
        return
    if offered is None:
        place.notices.done(say("update.centre_has_none"))
    elif await _wants(parent, place, offered, metered=metered):
        await _fetch(parent, place, offered, programs)


async def _wants(parent: QWidget, place: Workplace, offered: Offered, *, metered: bool) -> bool:
    say, update = place.say, offered.update
    size, unpacked = f"{offered.length / 1e6:.1f}", f"{update.size / 1e6:.0f}"
    told = {"version": update.version, "day": update.published_on, "size": size, "unpacked": unpacked}
    said = [say("update.centre_offers", **told, notes="").strip()]
    if offered.here:
        said.append(say("update.partly_here", done=f"{offered.here / 1e6:.1f}"))
    if metered:
        said.append(say("update.metered"))
    answers = [("take", say("update.fetch")), ("close", say("update.close"))]
    details = [update.notes] if update.notes else []
    title = say("command.update_program")
    return await ask(parent, title=title, text="\n".join(said), answers=answers, details=details) == "take"


async def _fetch(parent: QWidget, place: Workplace, offered: Offered, programs: Programs) -> None:
    say, version = place.say, offered.update.version
    taken = await with_progress(
        parent,
        place,
        say("update.fetching", version=version),
        lambda work, watch: centre.take(work, offered, programs, lambda done, all_: watch(done >> 10, all_ >> 10)),
        count="progress.kilobytes",
    )
    if taken is None:
        place.notices.done(say("update.stopped"))
    else:
        _tell_taken(place, taken)


def _tell_taken(place: Workplace, taken: Version) -> None:
    place.exchange.forget_program()
    place.notices.done(place.say("update.taken", version=taken))
