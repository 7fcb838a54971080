"""What is backed up while people work holds only what changed since a whole backup, and is as good as a whole one."""

from __future__ import annotations

import shutil
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.backup import Why
from trainingdesk.domain.errors import Unavailable
from trainingdesk.services import backup
from trainingdesk.services.setting import set_setting
from trainingdesk.settings.declared import BACKUP_SECOND_FOLDER
from trainingdesk.settings.folders import FileKind
from trainingdesk.storage import backup as stored
from trainingdesk.storage import backup_list

from .conftest import PASSWORD, Clock
from .test_backup import add_person, go_on, people

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.backup_list import Backup


@pytest.fixture
def delta(work: Work, clock: Clock) -> Backup:
    """A whole backup with one person in it, and one of the changes an hour later, with a second."""
    add_person(work, "王秀英")
    backup.back_up(work)
    clock.now += timedelta(hours=2)
    add_person(work, "李建国")
    made = backup.back_up_if_due(work, Why.HOURLY)
    assert made is not None
    return made


def test_only_what_changed_is_kept(work: Work, delta: Backup) -> None:
    assert not delta.is_whole
    assert delta.sound
    assert delta.base is not None
    assert delta.size < delta.base.size / 4
    assert delta.manifest is not None
    assert delta.manifest.rows["person"] == 2
    for path in delta.folder.iterdir():
        assert work.folder.kind_of(path) is not FileKind.UNKNOWN, path.name


def test_it_verifies_and_leaves_nothing_behind(work: Work, delta: Backup) -> None:
    assert backup.verify_backup(work, delta.name, go_on).sound
    assert not list(work.folder.backups.glob("*.part"))


def test_a_flipped_bit_is_noticed(work: Work, delta: Backup) -> None:
    path = delta.folder / "trainingdesk.delta"
    content = bytearray(path.read_bytes())
    content[-2000] ^= 1
    path.write_bytes(content)
    shutil.rmtree(delta.folder / "trainingdesk.delta-wal", ignore_errors=True)
    (delta.folder / "trainingdesk.delta-wal").unlink(missing_ok=True)  # the log might have the better page
    assert not backup.verify_backup(work, delta.name, go_on).sound
    assert not backup_list.find(work.folder.backups, delta.name).sound


def test_one_that_is_cut_off_is_not_sound_and_not_restored(work: Work, delta: Backup) -> None:
    path = delta.folder / "trainingdesk.delta"
    path.write_bytes(path.read_bytes()[:-1])
    assert not backup_list.find(work.folder.backups, delta.name).sound
    with pytest.raises(Unavailable) as caught:
        backup.restore_preview(work, delta.name)
    assert caught.value.key == "storage.damaged"


def test_restoring_brings_back_what_was_in_it(work: Work, delta: Backup) -> None:
    add_person(work, "张伟")
    preview = backup.restore_preview(work, delta.name)
    assert preview.lost is not None
    assert preview.lost.made == {"person": 1}
    backup.restore(work, delta.name)
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=work.clock) as again:
        assert people(again) == {"王秀英", "李建国"}


def test_without_its_base_it_says_so(work: Work, delta: Backup) -> None:
    assert delta.base is not None
    shutil.rmtree(delta.base.folder)
    assert not backup_list.find(work.folder.backups, delta.name).sound
    with pytest.raises(Unavailable) as caught:
        backup.restore_preview(work, delta.name)
    assert caught.value.key == "backup.base_missing"


def test_a_base_that_is_damaged_makes_it_unsound(work: Work, delta: Backup) -> None:
    assert delta.base is not None
    path = delta.base.database
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(content)
    assert not backup.verify_backup(work, delta.base.name, go_on).sound
    assert not backup_list.find(work.folder.backups, delta.name).sound


def test_the_base_stays_as_long_as_what_builds_on_it(work: Work, delta: Backup, clock: Clock) -> None:
    assert delta.base is not None
    clock.now += timedelta(days=29)
    add_person(work, "张伟")
    backup.back_up(work)
    left = {one.name for one in backup.list_backups(work)}
    assert {delta.name, delta.base.name} <= left
    clock.now += timedelta(days=400)
    add_person(work, "赵敏")
    backup.back_up(work)
    assert len(backup.list_backups(work)) == 1


def test_on_another_disk_it_stands_for_itself(work: Work, delta: Backup, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    set_setting(work, BACKUP_SECOND_FOLDER, str(stick))
    copy = backup.copy_backup(work, delta.name, stick)
    assert copy.is_whole
    assert copy.sound
    with stored.opened(copy, work.data_key) as path:
        assert path == copy.database


def test_it_holds_one_moment_while_others_write(work: Work, delta: Backup, clock: Clock) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            add_person(work, "同时")

    clock.now += timedelta(hours=2)
    add_person(work, "张伟")
    busy = threading.Thread(target=write)
    busy.start()
    try:
        made = backup.back_up_if_due(work, Why.HOURLY)
    finally:
        stop.set()
        busy.join()
    assert made is not None
    assert not made.is_whole
    assert backup.verify_backup(work, made.name, go_on).sound


def test_a_file_that_changed_most_is_copied_whole(work: Work, delta: Backup, clock: Clock) -> None:
    clock.now += timedelta(hours=2)
    for number in range(1000):
        add_person(work, f"某{number}")
    made = backup.back_up_if_due(work, Why.HOURLY)
    assert made is not None
    assert made.is_whole
