"""Files of desks are taken at the centre and answered, one after the other; one that is refused does not stop the others."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from trainingdesk.domain.errors import Refused
from trainingdesk.settings.atomic_file import atomic_write
from trainingdesk.storage.disk import on_disk
from trainingdesk.wire.bundle import SUFFIX, Kind, NotTaken, read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trainingdesk.cli.invocation import Invocation
    from trainingdesk.server.bundles import Taken
    from trainingdesk.server.ledger import Ledger


def take_all(invocation: Invocation, ledger: Ledger, files: Sequence[Path], folder: Path | None) -> None:
    """Take each file and write its reply; raises Refused at the end where one was not taken."""
    answers: list[dict[str, Any]] = []
    refused = 0
    for path in files:
        try:
            with on_disk():
                body = path.read_bytes()
            if read(body).manifest.kind is Kind.REPLY:  # what lies on the stick from the last time
                invocation.say("centre.bundle_is_reply", name=path.name)
                continue
            taken = ledger.take(body)
        except NotTaken as refusal:
            refused += 1
            answers.append({"file": path.name, "refused": refusal.reason.value})
            why = invocation.sentences.of(f"bundle.{refusal.reason}", {})
            typer.echo(invocation.sentences.of("centre.bundle_refused", {"name": path.name, "why": why}), err=True)
            continue
        reply = _write_reply(taken, folder or path.parent, path.stem)
        _say(invocation, path, taken, reply)
        kept = {name: value for name, value in asdict(taken).items() if name != "reply"}
        answers.append({"file": path.name, **kept, "reply": None if reply is None else str(reply)})
    invocation.answer(answers)
    if refused:
        raise Refused("centre.bundles_refused", count=refused)


def _say(invocation: Invocation, path: Path, taken: Taken, reply: Path | None) -> None:
    key = "revoked" if taken.revoked else "waits" if taken.waits else "copy" if taken.was_copied else "taken"
    invocation.say(f"centre.bundle_{key}", name=path.name, device=taken.device[-12:], count=taken.operations)
    if reply is not None:
        invocation.say("centre.bundle_reply", name=reply.name)


def _write_reply(taken: Taken, folder: Path, stem: str) -> Path | None:
    if taken.reply is None:
        return None
    path = folder / f"{stem}-reply{SUFFIX}"
    with on_disk(), atomic_write(path) as part:
        part.write_bytes(taken.reply)
    return path
