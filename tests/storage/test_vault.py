"""No password, no data; one password, the same data for everybody, whatever happens to the file."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.sign_in_delay import FREE, delay_after
from trainingdesk.storage import vault
from trainingdesk.storage.key_slot import DataKey, Kdf, new_slot, open_slot, reseal
from trainingdesk.storage.vault import DEFAULT_KDF, RecoveryCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)
PASSWORD, OTHER = "a-long-village-password", "another-village-password"


@pytest.fixture
def made(tmp_path: Path, cheap_kdf: Kdf) -> tuple[Path, DataKey, RecoveryCode]:
    path = tmp_path / "vault.json"
    return path, *vault.create_vault(path, user_id="u1", user_name="王主任", password=PASSWORD, kdf=cheap_kdf)


@pytest.fixture
def path(made: tuple[Path, DataKey, RecoveryCode]) -> Path:
    return made[0]


def try_it(path: Path, password: str, *, at: datetime = NOW, name: str = "王主任") -> str | DataKey:
    """The data key, or the key of the refusal."""
    try:
        return vault.unlock(path, user_name=name, password=password, now=at).data_key
    except (Refused, Unavailable) as failure:
        return failure.key


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content))


def test_the_right_password_opens(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, data_key, _code = made
    unlocked = vault.unlock(path, user_name="王主任", password=PASSWORD, now=NOW)
    assert (unlocked.user_id, unlocked.data_key, unlocked.failed_before) == ("u1", data_key, 0)


def test_name_and_password_are_told_alike_when_wrong(path: Path) -> None:
    assert try_it(path, OTHER) == try_it(path, PASSWORD, name="李会计") == "vault.wrong"


def test_a_password_typed_on_another_keyboard_is_the_same(tmp_path: Path, cheap_kdf: Kdf) -> None:
    path = tmp_path / "vault.json"
    vault.create_vault(path, user_id="u", user_name="é", password="caf\u00e9 in the village", kdf=cheap_kdf)
    assert isinstance(try_it(path, "cafe\u0301 in the village", name="e\u0301"), DataKey)


def test_neither_key_nor_password_stands_in_the_file(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, data_key, code = made
    content = path.read_text(encoding="utf-8")
    assert PASSWORD not in content
    assert code.characters not in content
    assert str(code) not in content
    assert data_key.value.hex() not in content
    assert data_key.value not in path.read_bytes()


def test_keys_hide_from_logs(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, data_key, _code = made
    unlocked = vault.unlock(path, user_name="王主任", password=PASSWORD, now=NOW)
    for shown in (repr(unlocked), repr(data_key), str(data_key)):
        assert data_key.value.hex() not in shown
        assert repr(data_key.value) not in shown


def test_a_weak_password_makes_no_vault(tmp_path: Path, cheap_kdf: Kdf) -> None:
    path = tmp_path / "vault.json"
    with pytest.raises(Refused) as caught:
        vault.create_vault(path, user_id="u", user_name="x", password="short", kdf=cheap_kdf)
    assert caught.value.key == "vault.password_too_short"
    assert not path.exists()


def test_a_vault_is_never_overwritten(path: Path, cheap_kdf: Kdf) -> None:
    before = path.read_bytes()
    with pytest.raises(Refused):
        vault.create_vault(path, user_id="u", user_name="x", password=PASSWORD, kdf=cheap_kdf)
    assert path.read_bytes() == before


# --- waiting ------------------------------------------------------------------------------------------------------------


def fail(path: Path, times: int, *, at: datetime = NOW) -> None:
    for _ in range(times):
        assert try_it(path, OTHER, at=at) == "vault.wrong"


def test_mistakes_make_one_wait_and_the_wait_survives_a_restart(path: Path) -> None:
    fail(path, FREE + 1)
    assert try_it(path, PASSWORD) == "vault.wait_seconds"  # every call reads the file anew: there is nothing to restart
    assert json.loads(path.read_bytes())["users"][0]["failed"] == FREE + 1
    later = NOW + delay_after(FREE + 1)
    assert isinstance(try_it(path, PASSWORD, at=later), DataKey)


def test_the_wait_is_said_in_words_and_grows(path: Path) -> None:
    fail(path, FREE)
    at, said = NOW, []
    for _ in range(7):
        assert try_it(path, OTHER, at=at) == "vault.wrong"
        said.append(try_it(path, PASSWORD, at=at))
        at += timedelta(hours=1)
    assert said == ["vault.wait_seconds"] * 4 + ["vault.wait_minutes"] * 3


def test_a_good_sign_in_tells_of_the_mistakes_before_and_forgets_them(path: Path) -> None:
    fail(path, 2)
    assert vault.unlock(path, user_name="王主任", password=PASSWORD, now=NOW).failed_before == 2
    assert vault.unlock(path, user_name="王主任", password=PASSWORD, now=NOW).failed_before == 0


def test_one_users_mistakes_cost_another_nothing(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, data_key, _code = made
    vault.add_slot(path, data_key, user_id="u2", user_name="李会计", password=OTHER)
    fail(path, FREE + 1)
    assert try_it(path, OTHER, name="李会计") == data_key


def test_a_clock_that_was_years_ahead_locks_nobody_out(path: Path) -> None:
    fail(path, FREE + 1, at=NOW + timedelta(days=3650))
    assert try_it(path, PASSWORD) == "vault.wait_seconds"
    assert isinstance(try_it(path, PASSWORD, at=NOW + delay_after(FREE + 1)), DataKey)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser writes everywhere")
def test_a_disk_that_takes_no_writing_keeps_nobody_out(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        assert try_it(path, OTHER) == "vault.wrong"
        assert isinstance(try_it(path, PASSWORD), DataKey)
    finally:
        path.parent.chmod(0o700)


# --- further users, new passwords, recovery -----------------------------------------------------------------------------


def test_every_user_opens_the_same_data(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, data_key, _code = made
    vault.add_slot(path, data_key, user_id="u2", user_name="李会计", password=OTHER)
    assert vault.user_names(path) == ("王主任", "李会计")
    assert try_it(path, PASSWORD) == try_it(path, OTHER, name="李会计") == data_key


def test_a_name_is_given_once(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, data_key, _code = made
    with pytest.raises(Refused) as caught:
        vault.add_slot(path, data_key, user_id="u2", user_name=" 王主任 ", password=OTHER)
    assert caught.value.key == "account.name_taken"


def test_a_slot_needs_the_key_of_this_vault(path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        vault.add_slot(path, DataKey.new(), user_id="u2", user_name="李会计", password=OTHER)
    assert caught.value.key == "vault.other_key"


def test_a_changed_password_opens_the_same_data_and_the_old_one_nothing(
    made: tuple[Path, DataKey, RecoveryCode],
) -> None:
    path, data_key, code = made
    vault.change_password(path, user_name="王主任", old=PASSWORD, new=OTHER, now=NOW)
    assert try_it(path, OTHER) == data_key
    assert try_it(path, PASSWORD) == "vault.wrong"
    unlocked, _fresh = vault.recover(path, code=str(code), user_name="王主任", new_password=PASSWORD, now=NOW)
    assert unlocked.data_key == data_key


def test_changing_needs_the_old_password(path: Path) -> None:
    with pytest.raises(Refused) as caught:
        vault.change_password(path, user_name="王主任", old=OTHER, new=OTHER, now=NOW)
    assert caught.value.key == "vault.wrong"
    assert isinstance(try_it(path, PASSWORD), DataKey)


def test_the_recovery_code_sets_a_password_and_is_used_up(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, data_key, code = made
    unlocked, fresh = vault.recover(path, code=str(code), user_name="王主任", new_password=OTHER, now=NOW)
    assert (unlocked.user_id, unlocked.data_key, try_it(path, OTHER)) == ("u1", data_key, data_key)
    with pytest.raises(Refused) as caught:
        vault.recover(path, code=str(code), user_name="王主任", new_password=PASSWORD, now=NOW)
    assert caught.value.key == "vault.recovery_code_wrong"
    again, _ = vault.recover(path, code=str(fresh), user_name="王主任", new_password=PASSWORD, now=NOW)
    assert again.data_key == data_key


def test_a_typo_costs_no_attempt_and_a_wrong_code_does(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, _data_key, code = made
    typo = "A" + code.characters[1:] if code.characters[0] != "A" else "C" + code.characters[1:]
    for tried, key in ((typo, "vault.recovery_code_mistyped"), (str(RecoveryCode.new()), "vault.recovery_code_wrong")):
        with pytest.raises(Refused) as caught:
            vault.recover(path, code=tried, user_name="王主任", new_password=OTHER, now=NOW)
        assert caught.value.key == key
    assert json.loads(path.read_bytes())["recovery"]["failed"] == 1


def test_recovery_asks_for_a_user_who_is_there(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, _data_key, code = made
    with pytest.raises(Refused) as caught:
        vault.recover(path, code=str(code), user_name="李会计", new_password=OTHER, now=NOW)
    assert caught.value.key == "vault.no_such_user"


# --- a new data key -----------------------------------------------------------------------------------------------------


def test_a_new_data_key_needs_nobodys_password(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, old, code = made
    vault.add_slot(path, old, user_id="u2", user_name="李会计", password=OTHER)
    new, target = DataKey.new(), path.with_name("vault.next.json")
    vault.write_rotated(path, target, old=old, new=new, without="u2")
    assert try_it(target, PASSWORD) == new
    assert try_it(target, OTHER, name="李会计") == "vault.wrong"
    assert vault.recover(target, code=str(code), user_name="王主任", new_password=OTHER, now=NOW)[0].data_key == new
    assert try_it(path, OTHER, name="李会计") == old  # the vault itself was not touched


def test_somebody_must_stay(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, old, _code = made
    with pytest.raises(Refused) as caught:
        vault.write_rotated(path, path.with_name("vault.next.json"), old=old, new=DataKey.new(), without="u1")
    assert caught.value.key == "vault.last_user"


def test_an_exchanged_public_key_gets_no_new_data_key(cheap_kdf: Kdf) -> None:
    old = DataKey.new()
    mine = new_slot("mine", old, user_id="u1", user_name="王主任", kdf=cheap_kdf)
    thief = new_slot("thief", DataKey.new(), user_id="u1", user_name="王主任", kdf=cheap_kdf)
    forged = type(mine)(
        **{
            **{name: getattr(mine, name) for name in mine.__slots__},
            "public_key": thief.public_key,
            "private_key": thief.private_key,
            "salt": thief.salt,
        }
    )
    with pytest.raises(ValueError, match="exchanged"):
        reseal(forged, old, DataKey.new())


def test_a_slot_belongs_to_its_user(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, _data_key, _code = made
    edit(path, lambda content: content["users"][0].update(user_id="u9"))
    assert try_it(path, PASSWORD) == "vault.wrong"
    edit(path, lambda content: content["users"][0].update(user_id="u1", user_name="李会计"))
    assert try_it(path, PASSWORD, name="李会计") == "vault.wrong"


def test_a_slot_that_holds_another_key_than_the_vault_says_is_not_used(path: Path) -> None:
    edit(path, lambda content: content.update(key_id="0" * 32))
    assert try_it(path, PASSWORD) == "vault.other_key"


# --- a file that is not sound -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(users=[]),
        lambda content: content.pop("recovery"),
        lambda content: content["users"][0]["kdf"].update(memory_kib=1 << 30),
        lambda content: content["users"][0]["kdf"].update(passes=0),
        lambda content: content["users"][0].update(salt="AAAA"),
        lambda content: content["users"][0].update(salt="not base64!"),
        lambda content: content["users"][0].update(failed=-1),
        lambda content: content["users"][0].update(failed_at="2026-10-20T01:30:00"),
        lambda content: content["users"][0].pop("data_key"),
    ],
    ids=range(9),
)
def test_a_file_that_makes_no_sense_is_called_damaged(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    edit(path, change)
    assert try_it(path, PASSWORD) == "vault.damaged"
    with pytest.raises(Unavailable):
        vault.user_names(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_no_damage_ends_in_a_trace(path: Path, data: st.DataObject) -> None:
    whole = path.with_name("whole.json")
    if not whole.exists():
        whole.write_bytes(path.read_bytes())
    content = bytearray(whole.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
    answer = try_it(path, PASSWORD)
    assert isinstance(answer, DataKey) or answer.startswith("vault.")


def test_the_file_of_a_later_version_is_called_so(path: Path) -> None:
    edit(path, lambda content: (content.update(format=2), content.pop("recovery")))
    assert try_it(path, PASSWORD) == "vault.newer"


def test_a_missing_file_is_called_so(tmp_path: Path) -> None:
    assert try_it(tmp_path / "vault.json", PASSWORD) == "vault.missing"


def test_nothing_is_left_beside_the_file(path: Path) -> None:
    fail(path, 2)
    assert {one.name for one in path.parent.iterdir()} == {"vault.json", "desk.lock"}
    assert not path.with_name("desk.lock").read_bytes()


# --- threads and time ---------------------------------------------------------------------------------------------------


def test_threads_lose_no_slot_and_no_mistake(made: tuple[Path, DataKey, RecoveryCode]) -> None:
    path, data_key, _code = made

    def work(number: int) -> None:
        vault.add_slot(path, data_key, user_id=f"t{number}", user_name=f"thread {number}", password=OTHER)
        try_it(path, "wrong in a thread", at=NOW)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(vault.user_names(path)) == 9
    assert json.loads(path.read_bytes())["users"][0]["failed"] == FREE + 1  # the rest had to wait


def test_the_shipped_cost_is_the_second_one_of_rfc_9106() -> None:
    """Section 4: where memory is short, 64 MiB, three passes, four lanes."""
    assert DEFAULT_KDF.memory_kib >= 64 * 1024
    assert DEFAULT_KDF.passes >= 3
    assert DEFAULT_KDF.bearable


def test_the_file_says_what_each_slot_costs(path: Path, cheap_kdf: Kdf) -> None:
    content = json.loads(path.read_bytes())
    assert [Kdf(**slot["kdf"]) for slot in (*content["users"], content["recovery"])] == [cheap_kdf, cheap_kdf]


def test_a_slot_opens_by_its_own_parameters(made: tuple[Path, DataKey, RecoveryCode], cheap_kdf: Kdf) -> None:
    _path, data_key, _code = made
    dearer = Kdf(memory_kib=64, passes=2, lanes=2)
    slots = [new_slot("secret", data_key, user_id="u", user_name="n", kdf=kdf) for kdf in (cheap_kdf, dearer)]
    assert [open_slot(slot, "secret") for slot in slots] == [data_key, data_key]
