"""Updating the program from a file: looked at, proven, unpacked beside what runs, started the next time (FEATURES 98).

A file that comes over the line goes the same way (``sync/program_update.py``).

Nobody must be an administrator of the computer, and nobody signs in for it: the publisher's signature is what counts.
"""

from __future__ import annotations

import platform
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, TypeVar

from cryptography.hazmat.primitives.serialization import load_pem_public_key

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.program_update import Version, require_fits
from trainingdesk.settings.programs import Next
from trainingdesk.settings.shipped import resource
from trainingdesk.storage.disk import free_bytes, on_disk
from trainingdesk.storage.program_folder import Stopped, Unpackable, keep_only, unpack
from trainingdesk.wire.update_file import NotAnUpdate, NotSigned, UpdateFile

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from trainingdesk.domain.program_update import ProgramUpdate
    from trainingdesk.settings.programs import Programs

T = TypeVar("T")

#: The public key of whoever published this program, put into a build when it is made; a checkout has none.
PUBLISHER: Final = "publisher.pem"
#: What a disk must have left beyond the program itself.
_ROOM: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class ProgramState:
    """The version that runs, and the one that is started next where that is another; ``fails``: it did not start."""

    running: Version
    next: Version | None = None
    fails: bool = False


def running_version() -> Version:
    """The version of this program."""
    return Version.read(version("trainingdesk"))


def this_machine() -> str:
    """The kind of machine that a program must be made for, such as ``linux-x86_64`` or ``win32-amd64``."""
    return f"{sys.platform}-{platform.machine().lower()}"


def publisher() -> bytes:
    """The raw public key that updates are signed with; raises Refused where this program was built without one."""
    try:
        return load_pem_public_key(resource(PUBLISHER).read_bytes()).public_bytes_raw()  # type: ignore[union-attr]
    except FileNotFoundError:
        raise Refused("update.no_publisher") from None


def state(programs: Programs) -> ProgramState:
    """What runs, and what will."""
    running, chosen = running_version(), programs.next()
    try:
        later = None if chosen is None else Version.read(chosen.version)
    except ValueError:
        later = None
    if chosen is None or later is None or later <= running:
        return ProgramState(running)
    return ProgramState(running, later, chosen.fails)


def news(programs: Programs, version: str) -> Version | None:
    """A version that was heard of, where it is newer than what runs and was not unpacked here before; None where not."""
    try:
        heard = Version.read(version)
    except ValueError:
        return None
    return heard if heard > running_version() and not programs.executable(version).is_file() else None


def look(path: Path) -> ProgramUpdate:
    """What a file offers; raises Refused unless it is a whole head of this publisher, newer, and for this machine."""
    with _opened(path) as found:
        return found.update


def take(path: Path, programs: Programs, watch: Callable[[int, int], bool]) -> Version | None:
    """Unpack an update and have it started next; None where ``watch`` ended it. Raises Refused as ``look``, Unavailable.

    The version that runs and the new one stay; older ones go, and what was fetched over the line.
    """
    with _opened(path) as found:
        update = found.update
        if not _in_half(watch, first=True, run=found.prove):
            return None
        require_room(programs, update.size)
        folder = programs.folder(str(update.version))
        try:
            _in_half(watch, first=False, run=lambda half: unpack(found.packed(), folder, size=update.size, watch=half))
        except Stopped:
            return None
        if not programs.executable(str(update.version)).is_file():
            raise NotAnUpdate
    with on_disk():
        programs.choose(Next(str(update.version)))
        programs.fetched.unlink(missing_ok=True)
    keep_only(programs.root, frozenset({str(update.version), str(running_version())}))
    return update.version


def require_room(programs: Programs, wanted: int) -> None:
    """Raises Refused where so many bytes more would fill the disk of the programs, whose folder is made; Unavailable."""
    with on_disk():
        programs.root.mkdir(parents=True, exist_ok=True)
    if free_bytes(programs.root) < wanted + _ROOM:
        raise Refused("update.no_room", wanted=(wanted + _ROOM) >> 20)


def go_back(programs: Programs) -> None:
    """Start the program that was installed the next time; raises Refused where there is no other one."""
    if programs.next() is None:
        raise Refused("update.nothing_to_go_back_from")
    with on_disk():
        programs.choose(None)


@contextmanager
def _opened(path: Path) -> Generator[UpdateFile]:
    key = publisher()
    try:
        with on_disk(), path.open("rb") as file:
            found = UpdateFile(file, key)
            require_fits(found.update, running=running_version(), platform=this_machine())
            yield found
    except NotSigned:
        raise Refused("update.not_signed", name=path.name) from None
    except (NotAnUpdate, Unpackable):
        raise Refused("update.damaged", name=path.name) from None


def _in_half(watch: Callable[[int, int], bool], *, first: bool, run: Callable[[Callable[[int, int], bool]], T]) -> T:
    """Tell the progress of one of two parts as a half of the whole."""
    return run(lambda done, total: watch(done + (0 if first else total), 2 * total))
