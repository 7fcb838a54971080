"""Done when 4: a program killed in the middle of its work lost nothing that it acknowledged and left nothing half-done."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.scenarios import document_writers, writers
from tests.scenarios.trace import traces
from tests.scenarios.writers import PASSWORD, USER, clock
from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.domain.access import Action
from trainingdesk.services import audit, backup
from trainingdesk.settings.folders import DeskFolder, FileKind

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.storage.key_slot import Kdf

ROOT = Path(__file__).resolve().parents[2]
WRITERS = writers.WRITERS | document_writers.WRITERS
DEATHS = 3


def make_desk(root: Path, name: str, kdf: Kdf) -> None:
    create_desk(
        root, county_code="500241", county_name="秀山", admin_name=USER, password=PASSWORD, clock=clock, kdf=kdf
    )
    with signed_in(root, user_name=USER, password=PASSWORD, clock=clock) as work:
        WRITERS[name].prepare(work)


def start(root: Path, name: str, *wrapper: str, most: int | None = None) -> subprocess.Popen[str]:
    child = str(sys.modules[WRITERS[name].write.__module__].__file__)
    command = [*wrapper, sys.executable, child, str(root), name, *([] if most is None else [str(most)])]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)


def killed(root: Path, name: str, chance: random.Random) -> int:
    """Kill the child at a random moment after its first transaction; answers how many it acknowledged."""
    child = start(root, name)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    first = child.stdout.readline()  # however busy the machine is, the child has done something before it dies
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=chance.uniform(0.02, WRITERS[name].longest))
    assert child.poll() is None, "the child ended by itself"
    child.kill()
    acknowledged = [int(line) for line in (first + child.stdout.read()).splitlines()]
    child.wait()
    child.stdout.close()
    assert acknowledged == list(range(len(acknowledged)))
    return len(acknowledged)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path, cheap_kdf: Kdf, name: str) -> None:
    template = tmp_path / "template"
    make_desk(template, name, cheap_kdf)
    chance = random.Random(name)  # noqa: S311 -- moments, not secrets
    for death in range(DEATHS):
        root = tmp_path / f"desk-{death}"
        shutil.copytree(template, root)
        acknowledged = killed(root, name, chance)
        with signed_in(root, user_name=USER, password=PASSWORD, clock=clock) as work:
            assert all(WRITERS[name].whole(work, number) for number in range(acknowledged))
            assert WRITERS[name].count(work) in {
                acknowledged,
                acknowledged + 1,
            }  # committed, and killed before it said so
            assert audit.verify_chain(work).sound
            assert backup.verify_database(work, lambda _done, _total: True).sound
            assert operations_are_gapless(work)
        folder = DeskFolder(root)
        unknown = [path for path in root.rglob("*") if path.is_file() and folder.kind_of(path) is FileKind.UNKNOWN]
        assert unknown == []


def operations_are_gapless(work: Work) -> bool:
    with closing(work.database.connection()) as connection:
        count, most, recorded = connection.execute(
            "SELECT count(*), max(op), (SELECT count(*) FROM history) FROM sync_change"
        ).fetchone()
    return bool(count == most == recorded)


def test_a_desk_that_was_killed_goes_on_working(tmp_path: Path, cheap_kdf: Kdf) -> None:
    root = tmp_path / "desk"
    make_desk(root, "people", cheap_kdf)
    chance = random.Random(7)  # noqa: S311
    first = killed(root, "people", chance)
    with signed_in(root, user_name=USER, password=PASSWORD, clock=clock) as work:
        there = WRITERS["people"].count(work)
        assert there >= first
        WRITERS["people"].write(work, 5000)
        assert WRITERS["people"].whole(work, 5000)
        assert WRITERS["people"].count(work) == there + 1


@pytest.mark.skipif(not traces(), reason="strace is not here, or may not trace")
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_acknowledgement_comes_after_an_fsync_of_its_own(tmp_path: Path, cheap_kdf: Kdf, name: str) -> None:
    """A SIGKILL leaves the page cache alive; that a power cut loses nothing either is told by the system calls."""
    root, log, most = tmp_path / "desk", tmp_path / "trace", WRITERS[name].traced
    make_desk(root, name, cheap_kdf)
    child = start(root, name, "strace", "-f", "-y", "-e", "trace=fsync,fdatasync,write", "-o", str(log), most=most)
    assert child.stdout is not None
    acknowledged = child.stdout.read().splitlines()[1:]
    assert child.wait() == 0
    child.stdout.close()
    assert acknowledged == [str(number) for number in range(most)]
    synced, after = False, 0
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if re.search(rf"f(data)?sync\(\d+<[^>]*{WRITERS[name].durable}>", line):
            synced = True
        elif found := re.search(r'write\(1<[^>]*>, "(\d+)(?:\\n)?"', line):
            assert synced, f"transaction {found[1]} was acknowledged before it was on the disk"
            synced, after = False, after + 1
    assert after == most


def test_the_file_is_set_to_sync_at_every_commit(tmp_path: Path, cheap_kdf: Kdf) -> None:
    """Where nothing can trace, SQLite itself is asked: FULL is 2 (sqlite.org/pragma.html#pragma_synchronous)."""
    root = tmp_path / "desk"
    make_desk(root, "people", cheap_kdf)
    with (
        signed_in(root, user_name=USER, password=PASSWORD, clock=clock) as work,
        work.writing(Action.EDIT_PERSON) as session,
    ):
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
