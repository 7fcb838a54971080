"""Before the file of an attachment is opened: fetched from the centre where another laptop added it, with a Cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services.attachment import is_here
from trainingdesk.sync.attachment_fetching import fetch, fetch_class, lacking_of_class
from trainingdesk.ui.dialogs.progress import with_progress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.attachment import AttachmentRow
    from trainingdesk.ui.workplace import Workplace


async def is_brought(parent: QWidget, place: Workplace, row: AttachmentRow) -> bool:
    """Whether the file is here now; False where somebody ended it, which is said. Raises Failure where it does not come."""
    if await place.ask(lambda work: is_here(work, row)):
        return True
    brought = await with_progress(
        parent,
        place,
        place.say("attachment.fetching", name=row.name),
        lambda work, watch: fetch(work, row.id, lambda done, total: watch(done >> 10, total >> 10)),
        count="progress.kilobytes",
    )
    if not brought:
        place.notices.done(place.say("attachment.fetch_stopped"))
    return brought


async def bring_class(parent: QWidget, place: Workplace, class_id: str) -> None:
    """Fetch what the file of a class lacks, as far as the centre has it; whoever ends it goes on with what is here."""
    if await place.ask(lambda work: lacking_of_class(work, class_id)):
        await with_progress(
            parent,
            place,
            place.say("attachment.fetching_class"),
            lambda work, watch: fetch_class(work, class_id, watch),
        )
