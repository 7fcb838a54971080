"""A password must survive a stolen laptop, and the refusal says which rule it broke."""

from __future__ import annotations

import pytest

from trainingdesk.domain.password import SHORTEST, judge, normal
from trainingdesk.domain.verdict import Decision


@pytest.mark.parametrize(
    "password",
    [
        "a-long-village-password",
        "Xiushan#2026",
        "山里的桥在雨后才修好的那一年的冬天",
        "correct horse battery",
        "tR4in-7rainers",
    ],
)
def test_a_good_password_is_taken(password: str) -> None:
    assert judge(password, user_name="王主任").decision is Decision.YES


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Xs#2026", "vault.password_too_short"),
        ("", "vault.password_too_short"),
        ("19800612 500241", "vault.password_only_digits"),
        ("13812345678", "vault.password_only_digits"),
        ("mountainroad", "vault.password_too_plain"),
        ("mountain1983", "vault.password_too_plain"),
        ("aaaaaaaaaaaaaaaaaaaa", "vault.password_too_regular"),
        ("Abcdefghij1234567890", "vault.password_too_regular"),
        ("Aa1!Aa1!Aa1!", "vault.password_too_regular"),
        ("Password@123", "vault.password_too_common"),
        ("Wangzhuren@2026x", "vault.password_too_common"),
    ],
)
def test_a_weak_one_is_refused_with_its_rule(password: str, reason: str) -> None:
    verdict = judge(password, user_name="wangzhuren@20")
    assert (verdict.decision, verdict.reason) == (Decision.NO, reason)


def test_the_refusal_never_holds_the_password() -> None:
    verdict = judge("Password@123", user_name="x")
    assert "Password@123" not in repr(verdict)


def test_length_counts_characters_as_people_see_them() -> None:
    decomposed = "e\u0301" * SHORTEST
    assert len(decomposed) == 2 * SHORTEST
    assert len(normal(decomposed)) == SHORTEST
