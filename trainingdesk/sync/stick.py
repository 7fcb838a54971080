"""Exchange by USB stick: write what waits into files, take the reply from one, carry those of others (SYNC 2.16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.errors import Refused
from trainingdesk.settings.atomic_file import atomic_write
from trainingdesk.storage import carried as carried_files
from trainingdesk.storage import sync_bundle
from trainingdesk.storage.disk import on_disk
from trainingdesk.sync.bundle import changes_for_centre, note_handed, take_bundle, with_reason
from trainingdesk.sync.exchange import joined
from trainingdesk.wire import clock
from trainingdesk.wire.bundle import MOST_BYTES, SUFFIX, Kind, Manifest, Reason, read

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.carried import Carried
    from trainingdesk.storage.sync_bundle import OnStick
    from trainingdesk.sync.bundle import Brought


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files that lie on the stick now: those of this desk with so many changes, and so many of others."""

    files: tuple[Path, ...]
    operations: int
    carried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How this desk stands with sticks: what waits for a receipt, and what it carries for others."""

    on_stick: OnStick
    carried: tuple[Manifest, ...]


def export_bundle(work: Work, folder: Path) -> Written:
    """Write everything that has no receipt into bundles in ``folder``, with what is carried for others.

    A bundle goes also where nothing waits: it asks for what is new. Raises Refused where this desk is not joined or does not
    know the key of its centre yet, Unavailable where the stick is full, read-only or gone; then everything goes on waiting.
    """
    device, files, written = joined(work).device_id, [], []
    for number, made in enumerate(changes_for_centre(work), 1):
        files.append(folder / _name(work.county_code, device, work.now(), number))
        _write(files[-1], made.body)
        written.append(made)
    others = _write_carried(work, folder)
    note_handed(work, written[-1])
    return Written(files=tuple(files), operations=sum(one.operations for one in written), carried=len(others))


def import_bundle(work: Work, path: Path) -> Brought:
    """Take a reply of the centre, or keep a bundle of somebody else to be handed over.

    Raises Refused with the reason where the file is not taken, Unavailable where it cannot be read; nothing was done then.
    """
    return take_bundle(work, _bytes_of(path))


def look_at(path: Path) -> Manifest:
    """What a bundle says of itself, without any key; raises Refused where it is none or was altered, Unavailable."""
    body = _bytes_of(path)
    return with_reason(lambda: read(body)).manifest


def stick_standing(work: Work) -> Standing:
    """What waits for a receipt, and what is carried for others."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        waiting = sync_bundle.on_stick(session)
    return Standing(on_stick=waiting, carried=tuple(one.manifest for one in carried_files.carried(work.folder.bundles)))


def _write(path: Path, body: bytes) -> None:
    """Write a file of a stick and read it back; raises Unavailable."""
    with on_disk():
        with atomic_write(path) as part:
            part.write_bytes(body)
        if path.read_bytes() != body:
            raise OSError


def _write_carried(work: Work, folder: Path) -> tuple[Carried, ...]:
    others = carried_files.carried(work.folder.bundles)
    for one in others:
        made = clock.instant(one.manifest.created_ms)
        name = _name(one.manifest.county, one.manifest.device, made, 1, kind=one.manifest.kind)
        with on_disk():
            body = one.body
        _write(folder / name, body)
    return others


def _name(county: str, device: str, at: datetime, number: int, *, kind: Kind = Kind.CHANGES) -> str:
    """A name for any file system that tells whose it is to nobody but the centre."""
    several = "" if number == 1 else f"-{number}"
    return f"{county}-{device[:8]}-{kind}-{at.astimezone(SHANGHAI):%Y%m%d-%H%M%S}{several}{SUFFIX}"


def _bytes_of(path: Path) -> bytes:
    with on_disk():
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"bundle.{Reason.TOO_LARGE}")
        return path.read_bytes()
