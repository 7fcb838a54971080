"""The code of a certificate: the same everywhere, another for every altered field, forgiving to the eye."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from trainingdesk.domain.verify_code import CertificateText, agrees, same, verify_code

TEXT = CertificateText(
    kind="training_qualified",
    number="HG500241202600001",
    name="王㛃",
    document_number="11010519491231002X",
    level="5",
    occupation="4-10-01-05",
    issued_on=date(2026, 11, 2),
    issuer="秀山县职业技能培训中心",
)


def test_the_code_is_the_documented_digest() -> None:
    fields = (
        "trainingdesk-certificate-1\ntraining_qualified\nHG500241202600001\n王㛃\n11010519491231002X\n5\n4-10-01-05\n"
        "2026-11-02\n秀山县职业技能培训中心"
    )
    first = hashlib.sha256(fields.encode()).digest()[:10]
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    bits = "".join(f"{byte:08b}" for byte in first)
    letters = "".join(alphabet[int(bits[start : start + 5], 2)] for start in range(0, 80, 5))
    assert verify_code(TEXT).replace("-", "") == letters


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "startup_training"),
        ("number", "HG500241202600002"),
        ("name", "王洁"),
        ("document_number", "440524188001010014"),
        ("level", "4"),
        ("occupation", "4-10-01-01"),
        ("issued_on", date(2026, 11, 3)),
        ("issuer", "别处"),
    ],
)
def test_every_altered_field_is_seen(field: str, value: object) -> None:
    altered = replace(TEXT, **{field: value})  # type: ignore[arg-type]
    assert not agrees(verify_code(TEXT), altered)


def test_blanks_and_full_width_make_no_other_code() -> None:
    assert verify_code(replace(TEXT, name=" 王 㛃", number="ＨＧ500241202600001")) == verify_code(TEXT)


def test_what_the_eye_confuses_is_forgiven() -> None:
    assert same("0iL1-ABCD", "O111 abcd")
    assert agrees(verify_code(TEXT).lower().replace("-", " "), TEXT)
    assert not same("", verify_code(TEXT))
