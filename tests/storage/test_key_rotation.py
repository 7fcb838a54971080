"""A new data key: everything is still there, the old key opens nothing, and a crash at any step loses nothing."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.settings.folders import DeskFolder, FileKind
from trainingdesk.storage import attachment, key_rotation, rows, swap, vault
from trainingdesk.storage.database import connect
from trainingdesk.storage.opening import create_database, open_database
from trainingdesk.wire.ids import new_id

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.storage.database import Author
    from trainingdesk.storage.key_slot import DataKey, Kdf

PASSWORD, OTHER = "a-long-village-password", "another-village-password"


@pytest.fixture
def desk(tmp_path: Path, cheap_kdf: Kdf, author: Author) -> tuple[DeskFolder, DataKey]:
    """Two users, three people, an attachment."""
    folder = DeskFolder(tmp_path / "desk")
    folder.root.mkdir()
    key, _code = vault.create_vault(folder.vault, user_id="u1", user_name="王主任", password=PASSWORD, kdf=cheap_kdf)
    vault.add_slot(folder.vault, key, user_id="u2", user_name="李会计", password=OTHER)
    with closing(create_database(folder.database, key, county_code="500241", now=NOW)) as database:
        for name in ("王秀英", "李建国", "张伟"):
            with database.write(author) as session:
                values = {"name": name, "name_key": name}
                rows.add(session, "person", row_id=new_id(NOW), county_code="500241", values=values)
    attachment.store(folder.attachments, b"%PDF-1.7 a scan", (key,))
    return folder, key


def names(folder: DeskFolder, key: DataKey) -> set[str]:
    with closing(open_database(folder.database, key)) as database, database.read() as session:
        person = rows.table("person")
        return set(session.connection().execute(person.select().with_only_columns(person.c.name)).scalars())


def sign_in(folder: DeskFolder, name: str = "王主任", password: str = PASSWORD) -> DataKey:
    return key_rotation.unlock(folder, user_name=name, password=password, now=NOW).data_key


def files(folder: DeskFolder) -> set[str]:
    return {path.name for path in folder.root.iterdir() if folder.kind_of(path) is not FileKind.EMPTY}


def test_everything_is_there_under_the_new_key(desk: tuple[DeskFolder, DataKey]) -> None:
    folder, old = desk
    new = key_rotation.rotate(folder, old, without="u2", now=NOW)
    assert new != old
    assert sign_in(folder) == new
    assert names(folder, new) == {"王秀英", "李建国", "张伟"}
    assert files(folder) == {"trainingdesk.db", "vault.json", "attachments"}


def test_what_the_removed_user_knew_opens_nothing(desk: tuple[DeskFolder, DataKey]) -> None:
    folder, old = desk
    key_rotation.rotate(folder, old, without="u2", now=NOW)
    with pytest.raises(Refused):
        sign_in(folder, "李会计", OTHER)
    with pytest.raises(Unavailable) as caught:
        open_database(folder.database, old)
    assert caught.value.key == "storage.damaged"


def test_attachments_of_before_and_after_can_be_read(desk: tuple[DeskFolder, DataKey]) -> None:
    folder, old = desk
    new = key_rotation.rotate(folder, old, without=None, now=NOW)
    newest = key_rotation.rotate(folder, new, without=None, now=NOW)
    with closing(open_database(folder.database, newest)) as database, database.read() as session:
        keys = attachment.keys(session, newest)
    assert keys == (newest, old, new)
    (before,) = folder.attachments.iterdir()
    assert attachment.load(folder.attachments, before.name, keys) == b"%PDF-1.7 a scan"
    after = attachment.store(folder.attachments, b"%PDF-1.7 another", keys)
    with pytest.raises(Unavailable):
        attachment.load(folder.attachments, after, (old, new))


def test_an_open_database_is_not_exchanged(desk: tuple[DeskFolder, DataKey]) -> None:
    folder, old = desk
    before = files(folder)
    with closing(connect(folder.database, old)) as other:
        other.execute("SELECT count(*) FROM person").fetchone()
        with pytest.raises(Unavailable) as caught:
            key_rotation.rotate(folder, old, without="u2", now=NOW)
    assert caught.value.key == "storage.busy"
    assert files(folder) == before
    assert sign_in(folder, "李会计", OTHER) == old
    assert names(folder, old) == {"王秀英", "李建国", "张伟"}


def test_nobody_left_changes_nothing(tmp_path: Path, cheap_kdf: Kdf) -> None:
    folder = DeskFolder(tmp_path)
    key, _code = vault.create_vault(folder.vault, user_id="u1", user_name="王主任", password=PASSWORD, kdf=cheap_kdf)
    create_database(folder.database, key, county_code="500241", now=NOW).close()
    with pytest.raises(Refused):
        key_rotation.rotate(folder, key, without="u1", now=NOW)
    assert sign_in(folder) == key
    assert files(folder) == {"trainingdesk.db", "vault.json"}


class PowerCut(BaseException):
    """Nothing runs after it: no handler, no cleaning up."""


def cut_before_swap(desk: tuple[DeskFolder, DataKey], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, old = desk
    monkeypatch.setattr(key_rotation, "_forget", lambda _folder, _prepared: None)
    monkeypatch.setattr(key_rotation, "swap", raising)
    with pytest.raises(PowerCut):
        key_rotation.rotate(folder, old, without="u2", now=NOW)
    monkeypatch.undo()


def cut_after_swap(desk: tuple[DeskFolder, DataKey], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, old = desk
    monkeypatch.setattr(key_rotation, "_take_next", raising)
    with pytest.raises(PowerCut):
        key_rotation.rotate(folder, old, without="u2", now=NOW)
    monkeypatch.undo()


def raising(*_arguments: object, **_named: object) -> None:
    raise PowerCut


def test_a_power_cut_before_the_exchange_changes_nothing(
    desk: tuple[DeskFolder, DataKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, old = desk
    cut_before_swap(desk, monkeypatch)
    assert {"vault.next.json", "trainingdesk.rotated.db"} <= files(folder)
    assert sign_in(folder) == old
    assert files(folder) == {"trainingdesk.db", "vault.json", "attachments"}
    assert sign_in(folder, "李会计", OTHER) == old
    assert names(folder, old) == {"王秀英", "李建国", "张伟"}


def test_a_power_cut_after_the_exchange_is_finished_at_the_next_sign_in(
    desk: tuple[DeskFolder, DataKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, old = desk
    cut_after_swap(desk, monkeypatch)
    with pytest.raises(Refused):
        sign_in(folder, "李会计", OTHER)
    new = sign_in(folder)
    assert new != old
    assert names(folder, new) == {"王秀英", "李建国", "张伟"}
    assert "vault.next.json" not in files(folder)
    with pytest.raises(Refused):
        sign_in(folder, "李会计", OTHER)


def test_every_file_on_the_way_is_of_an_encrypted_kind(
    desk: tuple[DeskFolder, DataKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _old = desk
    cut_before_swap(desk, monkeypatch)
    kinds = {path.name: folder.kind_of(path) for path in folder.root.rglob("*") if path.is_file()}
    assert kinds["vault.next.json"] is FileKind.KEY_SLOTS
    assert kinds["trainingdesk.rotated.db"] is FileKind.ENCRYPTED
    assert FileKind.UNKNOWN not in kinds.values()
    swap.clear(folder.database.with_name("trainingdesk.rotated.db"))
