"""Done when 5: during a day's work and after it, no file that the program makes shows who is in it.

Every file in the desk's folder must be on the list of kinds (``settings/folders.py``), and none of them, nor anything in the
folder for temporary files, may hold a name, a number or an address in any encoding that a text could have. Files that a user
asks for (reports, returned rosters) are meant to be read; the day makes none.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.scenarios import steps
from tests.scenarios.steps import NAME, NUMBER, PASSWORD, SECRETS, STEPS, USER, Day
from tests.scenarios.trace import traces
from tests.services.conftest import Clock
from trainingdesk.bootstrap import create_desk
from trainingdesk.settings.folders import DeskFolder, FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.storage.key_slot import Kdf

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
PROJECT = Path(__file__).resolve().parents[2]
#: A system call that may leave bytes somewhere.
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE|(creat|memfd_create|rename\w*|link\w*)\(")
PATTERN = re.compile(b"|".join(re.escape(secret.encode(code)) for secret in SECRETS for code in ENCODINGS))
#: What may lie in the folder of a desk through a day on which nobody asks for a readable file.
ALLOWED = frozenset({FileKind.ENCRYPTED, FileKind.KEY_SLOTS, FileKind.LISTING, FileKind.EMPTY})


@dataclass(slots=True)
class Watchman:
    """Looks at every file whenever he is told to, and before any file gets another name or is removed."""

    folder: DeskFolder
    scratch: Path
    seen: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    awake: bool = False
    _known: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def look(self, when: str) -> None:
        """Every file that is new or was changed since the last look."""
        self.awake = False  # looking makes no further looking
        for path in (*self.folder.root.rglob("*"), *self.scratch.rglob("*")):
            try:
                if path.is_file() and self._changed(path):
                    self._judge(path, path.read_bytes(), when)
            except FileNotFoundError:
                continue
        for path in _removed_and_open():
            if PATTERN.search(path.read_bytes()):
                self.found.add(f"{when}: {path.readlink()} shows a secret")
        self.awake = True

    def on_event(self, event: str, arguments: Any) -> None:
        """The interpreter's audit hook."""
        if not self.awake:
            return
        if event in {"os.rename", "os.remove", "os.link", "shutil.rmtree"}:
            self.look(event)
        if event == "open" and _inside(arguments[0], self.scratch):  # a file that never gets a name is opened as well
            self.found.add(f"{event}: {arguments[0]} in the folder for temporary files")

    def _changed(self, path: Path) -> bool:
        state = path.stat()
        before, self._known[path] = self._known.get(path), (state.st_mtime_ns, state.st_size)
        return before != self._known[path]

    def _judge(self, path: Path, content: bytes, when: str) -> None:
        if path.is_relative_to(self.scratch):
            self.found.add(f"{when}: {path.name} in the folder for temporary files")
            return
        kind = self.folder.kind_of(path)
        self.seen.add(kind)
        if kind not in ALLOWED:
            self.found.add(f"{when}: {path.name} is {kind}")
        if hit := PATTERN.search(content):
            self.found.add(f"{when}: {path.name} shows a secret at {hit.start()}")
        if kind is FileKind.ENCRYPTED and content.startswith(b"SQLite format 3"):
            self.found.add(f"{when}: {path.name} is not encrypted")


def _inside(opened: Any, folder: Path) -> bool:
    return isinstance(opened, str | os.PathLike) and Path(opened).is_relative_to(folder)


def _removed_and_open() -> list[Path]:
    """Files that this process has open and that have no name any more, as SQLite makes them where it is allowed to."""
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        return []
    found = []
    for handle in handles.iterdir():
        with suppress(OSError):
            if str(handle.readlink()).endswith("(deleted)") and handle.is_file():
                found.append(handle)
    return found


#: An audit hook can never be taken off again: there is one for the whole run, and it asks whoever is on duty.
_on_duty: list[Watchman] = []


def _hook(event: str, arguments: Any) -> None:
    for watchman in _on_duty:
        watchman.on_event(event, arguments)


sys.addaudithook(_hook)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this test alone; SQLite asks the environment for it, too."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    for name in ("TMPDIR", "TMP", "TEMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def watchman(tmp_path: Path, scratch: Path) -> Iterator[Watchman]:
    one = Watchman(DeskFolder(tmp_path / "desk"), scratch)
    _on_duty.append(one)
    yield one
    _on_duty.remove(one)


def test_nothing_is_readable_during_a_day_and_after_it(watchman: Watchman, cheap_kdf: Kdf) -> None:
    root, clock = watchman.folder.root, Clock()
    watchman.awake = True
    create_desk(
        root, county_code="500241", county_name="秀山", admin_name=USER, password=PASSWORD, clock=clock, kdf=cheap_kdf
    )
    day = Day(root, clock, watchman.look)
    for step in STEPS:
        step(day)
        watchman.look(f"after {step.__name__}")
    watchman.awake = False
    assert PATTERN.search((day.outside / "people.csv").read_bytes())  # what was asked for can be read, and lies outside
    assert watchman.found == set()
    assert watchman.seen >= {FileKind.ENCRYPTED, FileKind.KEY_SLOTS, FileKind.LISTING}  # there was something to look at


@pytest.mark.skipif(not traces(), reason="strace is not here, or may not trace")
def test_spreadsheets_and_paper_write_no_file_of_their_own(tmp_path: Path, scratch: Path, cheap_kdf: Kdf) -> None:
    """Parts that are no Python are watched by their system calls: each file they write is the desk's or the user's."""
    root, log, clock = tmp_path / "desk", tmp_path / "trace", Clock()
    create_desk(
        root, county_code="500241", county_name="秀山", admin_name=USER, password=PASSWORD, clock=clock, kdf=cheap_kdf
    )
    calls = "trace=open,openat,openat2,creat,memfd_create,rename,renameat,renameat2,link,linkat"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["strace", "-f", "-qq", "-e", calls, "-o", str(log), sys.executable, steps.__file__, str(root)]
    subprocess.run(command, env=environment, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    written = [line for line in lines if WRITES.search(line) and " = -1 " not in line]
    own = [f'"{place}' for place in (root, tmp_path / "outside", "/dev/")]
    assert [line for line in written if not any(place in line for place in own)] == []
    assert sum(str(tmp_path / "outside") in line for line in written) > 10  # the trace did see files being written


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_watchman_is_awake(watchman: Watchman, encoding: str) -> None:
    """He finds a name in any encoding, in a file of an allowed kind, on an unknown file, and in the temporary folder."""
    folder = watchman.folder
    folder.root.mkdir()
    (folder.root / "trainingdesk.before.db").write_bytes(b"\x01\x02" + NAME.encode(encoding))
    (folder.root / "log.txt").write_text("nothing", encoding="utf-8")
    (watchman.scratch / "left").write_text(NUMBER, encoding=encoding)
    watchman.look("now")
    assert {line.split(": ")[1].split(" ")[0] for line in watchman.found} == {
        "trainingdesk.before.db",
        "log.txt",
        "left",
    }


def test_a_file_without_a_name_is_seen(watchman: Watchman) -> None:
    watchman.awake = True
    with tempfile.TemporaryFile() as file:
        file.write(b"nothing")
    watchman.awake = False
    assert watchman.found


def test_a_file_is_seen_before_it_is_gone(watchman: Watchman) -> None:
    watchman.folder.root.mkdir()
    watchman.awake = True
    path = watchman.folder.root / "trainingdesk.brief.db"
    path.write_bytes(NAME.encode())
    os.replace(path, path.with_suffix(".old"))  # noqa: PTH105 -- the call that the program's own replace comes down to
    assert watchman.found
