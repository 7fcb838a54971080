"""A desk whose database does not open: restored or salvaged with the vault and a password, never started empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import account, audit, backup, rescue
from trainingdesk.storage import rows
from trainingdesk.storage.database import Author

from .conftest import PASSWORD, Clock

if TYPE_CHECKING:
    from trainingdesk.services.rescue import ClosedDesk
    from trainingdesk.services.work import Work

OTHER = "another-village-password"
MANY = 300


def go_on(_done: int, _total: int) -> bool:
    return True


def add_people(work: Work, names: list[str]) -> None:
    with work.database.write(Author(work.worker.user_id, "edit_person", work.now())) as session:
        for name in names:
            values = {"name": name, "name_key": name}
            rows.add(session, "person", row_id=work.new_id(), county_code=work.county_code, values=values)


def count(work: Work) -> int:
    with work.database.read() as session:
        return int(session.connection().exec_driver_sql("SELECT count(*) FROM person").scalar_one())


@pytest.fixture
def wrecked(work: Work) -> Work:
    """A backup with half of the people, then the rest, then a file whose pages 40 to 49 are gone."""
    add_people(work, [f"学员{n}" for n in range(MANY)])
    backup.back_up(work)
    add_people(work, [f"新学员{n}" for n in range(MANY)])
    connection = work.database.connection()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    work.database.close()
    with work.folder.database.open("r+b") as file:
        file.seek(0)
        first = file.read(4096)
        file.seek(0)
        file.write(first[:100] + bytes(3996))
    return work


def closed(work: Work, clock: Clock, *, name: str | None = None, password: str = PASSWORD) -> ClosedDesk:
    return rescue.unlock(work.folder, user_name=name, password=password, clock=clock)


def opened_count(work: Work, clock: Clock) -> int:
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        assert audit.verify_chain(opened).sound
        return count(opened)


def test_a_damaged_desk_opens_for_nobody_and_is_left_alone(wrecked: Work, clock: Clock) -> None:
    before = wrecked.folder.database.read_bytes()
    with pytest.raises(Unavailable) as caught:
        opened_count(wrecked, clock)
    assert caught.value.key == "storage.damaged"
    assert wrecked.folder.database.read_bytes() == before


def test_salvage_saves_what_the_damage_left(wrecked: Work, clock: Clock) -> None:
    desk = closed(wrecked, clock)
    result = rescue.try_salvage(desk, go_on)
    person = next(table for table in result.tables if table.table == "person")
    assert person.recovered + person.from_backup == 2 * MANY
    kept = rescue.accept_salvage(desk, result)
    assert kept is not None
    assert kept.exists()
    assert opened_count(wrecked, clock) == 2 * MANY


def test_nothing_is_replaced_before_the_counts_were_seen(wrecked: Work, clock: Clock) -> None:
    before = wrecked.folder.database.read_bytes()
    rescue.try_salvage(closed(wrecked, clock), go_on)
    assert wrecked.folder.database.read_bytes() == before


def test_a_damaged_desk_is_restored_by_whoever_has_a_password(wrecked: Work, clock: Clock) -> None:
    desk = closed(wrecked, clock)
    (made,) = rescue.list_backups(desk)
    assert rescue.restore_preview(desk, made.name).lost is None  # nobody can say
    rescue.restore(desk, made.name)
    assert opened_count(wrecked, clock) == MANY


def test_a_sound_desk_is_restored_by_an_administrator_only(work: Work, clock: Clock) -> None:
    account.add_user(work, name="李会计", display_name="李会计", roles=(Role.CLERK,), password=OTHER)
    made = backup.back_up(work)
    work.database.close()
    with pytest.raises(Refused) as caught:
        rescue.restore(closed(work, clock, name="李会计", password=OTHER), made.name)
    assert caught.value.key == "access.not_allowed"


def test_the_name_must_be_said_where_there_are_several(work: Work, clock: Clock) -> None:
    account.add_user(work, name="李会计", display_name="李会计", roles=(Role.CLERK,), password=OTHER)
    with pytest.raises(Refused) as caught:
        closed(work, clock)
    assert caught.value.key == "desk.say_which_user"


def test_a_new_laptop_starts_from_a_backup_on_a_stick(work: Work, clock: Clock) -> None:
    add_people(work, ["王秀英"])
    made = backup.back_up(work)
    place = work.folder.root.parent / "stick"
    place.mkdir()
    copy = backup.copy_backup(work, made.name, place)
    fresh = type(work.folder)(work.folder.root.parent / "fresh")
    fresh.root.mkdir()
    found = rescue.find_backup(fresh, copy.name, place=place)
    desk = rescue.unlock(fresh, user_name=None, password=PASSWORD, clock=clock, backup=found)
    assert rescue.restore(desk, copy.name, place=place) is None
    with signed_in(fresh.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        assert count(opened) == 1


def test_a_backup_from_before_the_key_was_changed_comes_back_with_its_vault(work: Work, clock: Clock) -> None:
    add_people(work, ["王秀英"])
    made = backup.back_up(work)
    add_people(work, ["李建国"])
    account.renew_key(work)
    account.change_password(work.folder, user_name="王主任", old=PASSWORD, new=OTHER, now=clock())
    found = rescue.find_backup(work.folder, made.name)
    with pytest.raises(Unavailable):
        rescue.restore(closed(work, clock, password=OTHER), made.name)  # another key: the file cannot be read
    desk = rescue.unlock(work.folder, user_name=None, password=PASSWORD, clock=clock, backup=found)
    rescue.restore(desk, made.name)
    assert opened_count(work, clock) == 1


def test_a_restore_is_logged(work: Work, clock: Clock) -> None:
    made = backup.back_up(work)
    work.database.close()
    rescue.restore(closed(work, clock), made.name)
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        assert audit.list_access(opened, action=Logged.RESTORED)[0].reason == made.name


def test_a_file_of_rubbish_cannot_be_salvaged(wrecked: Work, clock: Clock) -> None:
    wrecked.folder.database.write_bytes(b"rubbish!" * 4096)
    with pytest.raises(Unavailable) as caught:
        rescue.try_salvage(closed(wrecked, clock), go_on)
    assert caught.value.key == "salvage.nothing_readable"
    assert wrecked.folder.database.read_bytes() == b"rubbish!" * 4096


def test_a_missing_file_is_restored_not_made_anew(wrecked: Work, clock: Clock) -> None:
    wrecked.folder.database.unlink()
    desk = closed(wrecked, clock)
    with pytest.raises(Unavailable) as caught:
        rescue.try_salvage(desk, go_on)
    assert caught.value.key == "storage.missing"
    assert rescue.restore(desk, rescue.list_backups(desk)[0].name) is None
    assert opened_count(wrecked, clock) == MANY
