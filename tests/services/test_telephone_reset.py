"""A forgotten password in a village: the challenge goes out by telephone, the code comes back, once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import account, audit, telephone_reset
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage import setting as stored
from trainingdesk.storage import telephone_slot, vault

from .conftest import PASSWORD, Clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.key_slot import Kdf

NEW = "another-village-password"
PUBLIC = "telephone-reset.office"


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises((Refused, Unavailable)) as caught:
        action()
    return caught.value.key


@pytest.fixture
def village(tmp_path: Path, work: Work, clock: Clock, cheap_kdf: Kdf) -> DeskFolder:
    """A laptop that heard of the office, as an exchange brings it, and somebody signed in there since."""
    root = tmp_path / "village"
    create_desk(
        root,
        county_code="500241",
        county_name="乡镇点",
        admin_name="田老师",
        password=PASSWORD,
        clock=clock,
        kdf=cheap_kdf,
    )
    telephone_reset.become_office(work)
    with work.reading(Action.MANAGE_USERS) as session:
        public = stored.stored(session)[PUBLIC]
    with signed_in(root, user_name="田老师", password=PASSWORD, clock=clock) as there:
        assert telephone_reset.challenge_of(there.folder) is None
        with there.writing(Action.MANAGE_USERS) as session:
            stored.store_for_county(session, "500241", PUBLIC, public)
    with signed_in(root, user_name="田老师", password=PASSWORD, clock=clock):
        pass
    return DeskFolder(root)


def reset(village: DeskFolder, code: object, clock: Clock, password: str = NEW) -> None:
    account.recover_by_telephone(village, code=str(code), user_name="田老师", new_password=password, clock=clock)


def test_a_password_is_reset_once_by_one_code(work: Work, village: DeskFolder, clock: Clock) -> None:
    challenge = telephone_reset.challenge_of(village)
    assert challenge is not None
    code = telephone_reset.answer(work, challenge, reason="田老师来电")
    assert audit.list_access(work, action=Logged.USERS_CHANGED)[0].reason == "田老师来电"
    assert refusal(lambda: reset(village, code, clock, "short")) == "vault.password_too_short"
    reset(village, code, clock)
    assert refusal(lambda: _sign_in(village, PASSWORD, clock)) == "vault.wrong"
    _sign_in(village, NEW, clock)
    assert telephone_reset.challenge_of(village) not in {None, challenge}
    assert refusal(lambda: reset(village, code, clock)) == "telephone_reset.code_wrong"  # it was used up
    with signed_in(village.root, user_name="田老师", password=NEW, clock=clock) as there:
        assert Logged.USERS_CHANGED in {row.action for row in audit.list_access(there)}


def test_only_the_office_and_an_administrator_answer(work: Work, village: DeskFolder, clock: Clock) -> None:
    challenge = telephone_reset.challenge_of(village) or ""
    with signed_in(village.root, user_name="田老师", password=PASSWORD, clock=clock) as there:
        assert not telephone_reset.is_office(there)
        assert refusal(lambda: telephone_reset.answer(there, challenge, reason="x")) == "telephone_reset.no_office_here"
    assert telephone_reset.is_office(work)
    assert refusal(lambda: telephone_reset.become_office(work)) == "telephone_reset.office_already"
    assert refusal(lambda: telephone_reset.answer(work, challenge, reason=" ")) == "access.reason_missing"
    account.add_user(work, name="li", display_name="Li", roles=(Role.CLERK,), password=NEW)
    with signed_in(work.folder.root, user_name="li", password=NEW, clock=clock) as clerk:
        assert refusal(lambda: telephone_reset.answer(clerk, challenge, reason="x")) == "access.not_allowed"
    assert telephone_reset.challenge_of(work.folder) is None  # the office itself has its recovery code


def test_wrong_codes_are_slowed_down_like_passwords(work: Work, village: DeskFolder, clock: Clock) -> None:
    another = telephone_slot.written(telephone_slot.new_office()[1])
    wrong = telephone_reset.answer(work, another, reason="x")
    keys = {refusal(lambda: reset(village, wrong, clock)) for _ in range(8)}
    assert "telephone_reset.code_wrong" in keys
    assert any(key.startswith("vault.wait") for key in keys)
    _sign_in(village, PASSWORD, clock)  # whoever knows the password is not kept out by it


def test_a_new_key_keeps_the_slot_and_a_vault_of_before_has_none(work: Work, village: DeskFolder, clock: Clock) -> None:
    challenge = telephone_reset.challenge_of(village) or ""
    with signed_in(village.root, user_name="田老师", password=PASSWORD, clock=clock) as there:
        account.renew_key(there)
    assert telephone_reset.challenge_of(village) == challenge
    reset(village, telephone_reset.answer(work, challenge, reason="来电"), clock)
    _sign_in(village, NEW, clock)
    content = json.loads(village.vault.read_bytes())
    del content["telephone"]
    village.vault.write_text(json.dumps(content), encoding="utf-8")
    assert telephone_reset.challenge_of(village) is None
    assert refusal(lambda: reset(village, vault.RecoveryCode.new(), clock)) == "telephone_reset.not_prepared"
    _sign_in(village, NEW, clock)
    assert telephone_reset.challenge_of(village) is not None  # and is made ready by the next sign-in


def _sign_in(folder: DeskFolder, password: str, clock: Clock) -> None:
    with signed_in(folder.root, user_name="田老师", password=password, clock=clock):
        pass
