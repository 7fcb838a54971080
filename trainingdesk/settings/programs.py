"""Programs of a user that came as updates, side by side, and the one that is started next (FEATURES 98).

The program that was installed stays where it is and hands over to the newest one that came since, each time it is started.
So no update writes over a program that runs, none needs an administrator, and one that does not start is left alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.settings.atomic_file import atomic_write
from trainingdesk.settings.folders import desk_folder_of_this_user

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: Told to a program that another one handed over to: it looks for no newer one.
HANDED_OVER: Final = "TRAININGDESK_HANDED_OVER"
#: So often a program is started that never said that it did start.
_TRIES: Final = 2
_NEXT: Final = "next.json"
#: What starts a program and its window.
PROGRAM: Final = "trainingdesk.exe" if os.name == "nt" else "trainingdesk"


@dataclass(frozen=True, slots=True)
class Next:
    """The version that is started next, and how often that was tried since it last began well."""

    version: str
    tries: int = 0

    @property
    def fails(self) -> bool:
        """Whether it is not tried any more."""
        return self.tries >= _TRIES


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder of a user's programs, one folder in it for each version."""

    root: Path

    def folder(self, version: str) -> Path:
        """Where a version is, or would be."""
        return self.root / version

    def executable(self, version: str, name: str = PROGRAM) -> Path:
        """What starts a version."""
        return self.folder(version) / name

    @property
    def fetched(self) -> Path:
        """What came so far of an update that is fetched over the line."""
        return self.root / "fetched.tdupdate.part"

    def next(self) -> Next | None:
        """What was chosen, where it is still there."""
        try:
            said = json.loads((self.root / _NEXT).read_text(encoding="utf-8"))
            found = Next(str(said["version"]), int(said["tries"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if self.executable(found.version).is_file() else None

    def choose(self, chosen: Next | None) -> None:
        """Write down what is started next; None goes back to the program that was installed. Raises OSError."""
        if chosen is None:
            (self.root / _NEXT).unlink(missing_ok=True)
            return
        with atomic_write(self.root / _NEXT) as part:
            part.write_text(json.dumps({"version": chosen.version, "tries": chosen.tries}), encoding="utf-8")

    def note_start(self) -> None:
        """Say that the program which was handed over to began well; where that cannot be written it is tried once more."""
        chosen = self.next()
        if chosen is not None and chosen.tries and os.environ.get(HANDED_OVER) == chosen.version:
            with suppress(OSError):
                self.choose(replace(chosen, tries=0))


def programs_of_this_user() -> Programs:
    """Beside the default folder of the desk, so that no desk's folder holds a program."""
    root = desk_folder_of_this_user()
    return Programs(root.with_name(f"{root.name}-programs"))


def hand_over(programs: Programs, *, newer_than: str, arguments: Sequence[str], name: str = PROGRAM) -> int | None:
    """Start the program that came since and answer its exit status; None where there is none to be started.

    ``name`` is that of the file which runs: on Windows one has a window, another a console. On POSIX the newer program
    takes the place of this process, and there is no answer. A version that was tried twice and never said that it began
    well is not tried again.
    """
    chosen = programs.next()
    if HANDED_OVER in os.environ or chosen is None or chosen.fails or not _is_newer(chosen.version, newer_than):
        return None
    program = programs.executable(chosen.version, name)
    if not program.is_file():
        return None
    try:
        programs.choose(replace(chosen, tries=chosen.tries + 1))
        return _start(program, arguments, _environment(os.environ, chosen.version))
    except OSError:
        return None  # whatever stands in its way, the program that was installed is here


def _environment(present: Mapping[str, str], version: str) -> dict[str, str]:
    """That of another packaged program: where PyInstaller put this one's libraries is none of its business."""
    found = {**present, HANDED_OVER: version, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    libraries = found.pop("LD_LIBRARY_PATH_ORIG", None)
    if libraries is not None:
        found["LD_LIBRARY_PATH"] = libraries
    elif getattr(sys, "frozen", False):
        found.pop("LD_LIBRARY_PATH", None)
    return found


def _start(program: Path, arguments: Sequence[str], environment: dict[str, str]) -> int:
    command = [str(program), *arguments]
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(program, command, environment)  # noqa: S606 -- a program that this one unpacked
    return subprocess.call(command, env=environment)  # noqa: S603 -- the same


def _is_newer(one: str, other: str) -> bool:
    try:
        return _parts(one) > _parts(other)
    except ValueError:
        return False


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
