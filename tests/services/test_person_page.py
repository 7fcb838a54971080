"""The masked page and the reveal that is logged; verification."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from tests.services.people import acting_as, add, number
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verification import Verification
from trainingdesk.services.audit import list_access, verify_chain
from trainingdesk.services.person import add_provisional
from trainingdesk.services.person_page import person_page, reveal
from trainingdesk.services.person_verification import record_verification
from trainingdesk.services.setting import set_setting
from trainingdesk.settings.declared import ID_MASK

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

CARD = "6222021001116245702"


def test_no_whole_number_stands_on_a_page(work: Work) -> None:
    set_setting(work, ID_MASK, "4+4")
    row = add(work, "张三", 1, phone="13812345678", payee_account=CARD, social_security_card="A12345678")
    page = person_page(work, row)
    assert page.id_mask == f"5002**********{number(1)[-4:]}"
    shown = repr(asdict(page))
    for secret in (number(1), "13812345678", CARD, "A12345678"):
        assert secret not in shown


def test_a_reveal_shows_all_and_is_logged_first(work: Work) -> None:
    row = add(work, "张三", 1, phone="13812345678", payee_account=CARD)
    shown = reveal(work, row, reason="电话核实")
    assert (shown.document_number, shown.phone, shown.payee_account) == (number(1), "13812345678", CARD)
    (entry,) = list_access(work, action=Logged.IDENTITY_REVEALED)
    assert (entry.subject_table, entry.subject_id, entry.reason) == ("person", row, "电话核实")
    assert verify_chain(work).sound


def test_nothing_is_revealed_without_reason_or_right(work: Work) -> None:
    row = add(work, "张三", 1)
    for who, reason, key in (
        (work, " ", "access.reason_missing"),
        (acting_as(work, Role.INSTRUCTOR), "想看", "access.not_allowed"),
    ):
        with pytest.raises(Refused) as caught:
            reveal(who, row, reason=reason)
        assert caught.value.key == key
    assert list_access(work, action=Logged.IDENTITY_REVEALED) == ()


def test_a_verification_keeps_when_and_how(work: Work) -> None:
    row = add(work, "张三", 1)
    record_verification(work, row, state=Verification.CARD_READ, method="读卡器")
    page = person_page(work, row)
    assert (page.verified, page.verified_by_method) == ("card_read", "读卡器")
    assert page.verified_at is not None
    record_verification(work, row, state=Verification.NONE)
    page = person_page(work, row)
    assert (page.verified, page.verified_at, page.verified_by_method) == ("none", None, None)
    nameless = add_provisional(work, name="李四").row
    with pytest.raises(Refused, match=r"person\.nothing_to_verify"):
        record_verification(work, nameless, state=Verification.CARD_READ)
    with pytest.raises(Refused, match=r"person\.unknown"):
        record_verification(work, "nobody", state=Verification.CARD_READ)
