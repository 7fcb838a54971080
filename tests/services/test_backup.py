"""Backups are made, looked into, thinned, carried and restored; a damaged one is noticed and never counted on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.backup import Why
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import account, attachment, audit, backup
from trainingdesk.services.setting import set_setting
from trainingdesk.settings.declared import BACKUP_EVERY_MINUTES, BACKUP_SECOND_FOLDER
from trainingdesk.settings.folders import FileKind
from trainingdesk.storage import backup as stored
from trainingdesk.storage import rows
from trainingdesk.storage.database import Author

from .conftest import PASSWORD, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.backup_list import Backup


def go_on(_done: int, _total: int) -> bool:
    return True


def add_person(work: Work, name: str = "王秀英") -> str:
    with work.database.write(Author(work.worker.user_id, "edit_person", work.now())) as session:
        values = {"name": name, "name_key": name}
        return rows.add(session, "person", row_id=work.new_id(), county_code=work.county_code, values=values)


def people(work: Work) -> set[str]:
    with work.database.read() as session:
        person = rows.table("person")
        return set(session.connection().execute(person.select().with_only_columns(person.c.name)).scalars())


def test_a_backup_holds_what_was_committed(work: Work) -> None:
    add_person(work)
    made = backup.back_up(work)
    assert made.sound
    assert made.manifest is not None
    assert (made.manifest.rows["person"], made.manifest.county_code) == (1, "500241")
    assert made.vault.read_bytes() == work.folder.vault.read_bytes()
    assert [one.name for one in backup.list_backups(work)] == [made.name]
    assert audit.list_access(work)[0].action == Logged.BACKED_UP


def test_a_backup_is_made_while_others_write(work: Work) -> None:
    with work.database.read() as reading:
        person = rows.table("person")
        reading.connection().execute(person.select()).all()
        add_person(work)
        made = backup.back_up(work)
        assert made.manifest is not None
        assert made.manifest.rows["person"] == 1


def test_every_file_of_a_backup_is_encrypted_or_says_nothing_about_anybody(work: Work) -> None:
    add_person(work)
    made = backup.back_up(work)
    for path in made.folder.iterdir():
        assert work.folder.kind_of(path) is not FileKind.UNKNOWN, path.name
        assert "王秀英".encode() not in path.read_bytes()


def test_hourly_means_an_hour_and_a_change(work: Work, clock: Clock) -> None:
    assert backup.back_up_if_due(work, Why.HOURLY) is not None
    clock.now += timedelta(hours=2)
    assert backup.back_up_if_due(work, Why.HOURLY) is None  # nothing changed
    with work.database.write(Author("u", Logged.SIGNED_IN, work.now())) as session:
        audit.log(work, session, Logged.SIGNED_IN)
    assert backup.back_up_if_due(work, Why.HOURLY) is None  # signing in is no work
    add_person(work)
    assert backup.back_up_if_due(work, Why.HOURLY) is not None
    add_person(work, "李建国")
    clock.now += timedelta(minutes=59)
    assert backup.back_up_if_due(work, Why.HOURLY) is None
    assert backup.back_up_if_due(work, Why.BEFORE_IMPORT) is not None
    set_setting(work, BACKUP_EVERY_MINUTES, 10)
    add_person(work, "张伟")
    clock.now += timedelta(minutes=11)
    assert backup.back_up_if_due(work, Why.HOURLY) is not None


def test_on_exit_the_newest_goes_to_the_second_place(work: Work, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    set_setting(work, BACKUP_SECOND_FOLDER, str(stick))
    add_person(work)
    made = backup.back_up_on_exit(work)
    assert made is not None
    (copy,) = backup.list_backups(work, stick)
    assert copy.folder.parent.name.startswith("trainingdesk-500241-")
    assert copy.database.read_bytes() == made.database.read_bytes()
    assert backup.back_up_on_exit(work) is None


def test_a_stick_that_is_not_plugged_in_is_said_after_the_backup(work: Work, tmp_path: Path) -> None:
    set_setting(work, BACKUP_SECOND_FOLDER, str(tmp_path / "stick"))
    with pytest.raises(Unavailable) as caught:
        backup.back_up_on_exit(work)
    assert caught.value.key == "backup.second_place_missing"
    assert len(backup.list_backups(work)) == 1


def test_attachments_travel_with_a_carried_backup(work: Work, tmp_path: Path, clock: Clock) -> None:
    person = add_person(work)
    row = attachment.attach(work, ("person", person), b"%PDF-1.7", kind="photo", name="a.pdf").row
    copy = backup.copy_backup(work, backup.back_up(work).name, tmp_path)
    for path in work.folder.attachments.iterdir():
        path.unlink()
    backup.restore(work, copy.name, place=copy.folder.parent)
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        assert attachment.open_attachment(opened, row).content == b"%PDF-1.7"


def damage(found: Backup, at: int = 5 * 4096 + 100) -> None:
    content = bytearray(found.database.read_bytes())
    content[at : at + 50] = bytes(50)
    found.database.write_bytes(bytes(content))


def test_a_sound_backup_verifies_and_a_damaged_one_does_not(work: Work) -> None:
    made = backup.back_up(work)
    assert backup.verify_backup(work, made.name, go_on).sound
    damage(made)
    check = backup.verify_backup(work, made.name, go_on)
    assert (check.sound, check.unsound_pages) == (False, 1)
    (listed,) = backup.list_backups(work)
    assert not listed.sound


def test_a_backup_that_was_cut_off_is_not_sound(work: Work) -> None:
    made = backup.back_up(work)
    made.database.write_bytes(made.database.read_bytes()[:-4096])
    (listed,) = backup.list_backups(work)
    assert not listed.sound


def test_verifying_can_be_stopped(work: Work) -> None:
    made = backup.back_up(work)
    check = backup.verify_backup(work, made.name, lambda _done, _total: False)
    assert (check.finished, check.sound) == (False, False)
    assert backup.list_backups(work)[0].sound  # not finished is not damaged


def test_the_database_at_work_verifies(work: Work) -> None:
    add_person(work)
    assert backup.verify_database(work, go_on).sound


def test_a_preview_says_what_would_be_lost(work: Work) -> None:
    add_person(work)
    made = backup.back_up(work)
    nothing = backup.restore_preview(work, made.name).lost
    assert nothing is not None
    assert nothing.made == {}
    person = add_person(work, "李建国")
    with work.database.write(Author(work.worker.user_id, "edit_person", work.now())) as session:
        rows.change(session, "person", person, {"phone": "1"})
    lost = backup.restore_preview(work, made.name).lost
    assert lost is not None
    assert (lost.made, lost.changed) == ({"person": 1}, {})
    assert lost.first is not None


def test_restoring_goes_back_and_keeps_the_present_file(work: Work, clock: Clock) -> None:
    add_person(work)
    made = backup.back_up(work)
    add_person(work, "李建国")
    kept = backup.restore(work, made.name)
    assert kept is not None
    assert kept.exists()
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        assert people(opened) == {"王秀英"}
        assert audit.list_access(opened, action=Logged.RESTORED)[0].reason == made.name
        assert audit.verify_chain(opened).sound


def test_a_damaged_backup_is_not_restored(work: Work, clock: Clock) -> None:
    made = backup.back_up(work)
    damage(made, at=10)
    with pytest.raises(Unavailable):
        backup.restore(work, made.name)
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        assert people(opened) == set()


def test_an_unknown_backup_is_refused(work: Work) -> None:
    with pytest.raises(Refused) as caught:
        backup.restore_preview(work, "../../etc")
    assert caught.value.key == "backup.not_found"


def test_superfluous_ones_go(work: Work, clock: Clock) -> None:
    for _ in range(30):
        add_person(work)
        clock.now += timedelta(hours=2)
        backup.back_up_if_due(work, Why.HOURLY)
    assert 13 <= len(backup.list_backups(work)) <= 16  # a day of them, and one for each day before


def test_a_full_disk_leaves_nothing_half_made(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "free_bytes", lambda _folder: 1000)
    with pytest.raises(Unavailable) as caught:
        backup.back_up(work)
    assert caught.value.key == "backup.no_room"
    assert backup.list_backups(work) == ()
    assert list(work.folder.root.glob("backups/*")) == []


def test_after_a_new_key_a_backup_is_due_and_the_old_ones_say_why_they_do_not_open(work: Work, clock: Clock) -> None:
    made = backup.back_up(work)
    account.renew_key(work)
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        assert backup.back_up_if_due(opened, Why.HOURLY) is not None
        for call in (
            lambda: backup.verify_backup(opened, made.name, go_on),
            lambda: backup.restore_preview(opened, made.name),
        ):
            with pytest.raises(Unavailable) as caught:
                call()
            assert caught.value.key == "backup.other_key"
        assert backup.list_backups(opened)[-1].sound  # not damaged: only closed to today's key
