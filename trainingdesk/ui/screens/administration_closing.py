"""Use cases that close the desk: whatever comes of them, everybody signs in again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from trainingdesk.domain.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace

T = TypeVar("T")


async def closing(place: Workplace, run: Callable[[Work], T]) -> T | None:
    """What ``run`` answers, with nobody reading meanwhile; the caller then starts over.

    Where it fails after the desk was closed there is nothing to come back to: the sign-in says why, and None is the answer.
    A Failure before that is raised.
    """
    await place.tasks.settle()
    try:
        return await place.ask(run)
    except Failure as failure:
        if not place.work.database.closed:
            raise
        place.start_over(place.sentences.of(failure.key, failure.values))
        return None
