"""A progress bar on standard error, for commands that take their time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from trainingdesk.cli.invocation import Invocation


@contextmanager
def progress_bar(invocation: Invocation, title: str = "demo.works") -> Generator[Callable[[int, int], bool]]:
    """Give the function that moves the bar on; ``title`` is a sentence key."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True, disable=invocation.as_json) as progress:
        task = progress.add_task(invocation.sentences.of(title))

        def advance(done: int, total: int) -> bool:
            progress.update(task, completed=done, total=total)
            return True

        yield advance
