"""GB 32100: the check character, what is mended, old numbers, and warnings that are no refusals."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.credit_code import (
    PREFIXES,
    check_character,
    organization_code_holds,
    read_credit_code,
)
from trainingdesk.domain.errors import Refused
from trainingdesk.settings.code_tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

CODE = "91110000600037341L"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def refusal(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        read_credit_code(text)
    return caught.value


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, Any]:
    path = shared / "domain" / "codes" / "test_vectors.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_every_real_code_is_read(vectors: dict[str, Any]) -> None:
    for code in vectors["uscc_valid"]:
        found = read_credit_code(code)
        assert found.value.code == code
        assert found.mends == ()


def test_every_wrong_code_is_refused(vectors: dict[str, Any]) -> None:
    assert {refusal(code).key for code in vectors["uscc_invalid"]} == {
        "credit_code.letter",
        "credit_code.check_character",
    }


def test_collectives_the_army_and_others_have_codes_too(shared: Path) -> None:
    with (shared / "domain" / "codes" / "uscc_prefix_gb32100.csv").open(encoding="utf-8", newline="") as file:
        assert {row["prefix"] for row in csv.DictReader(file)} == PREFIXES
    for prefix in PREFIXES:
        seventeen = f"{prefix}500241MF0000005"
        assert "credit_code.prefix_unknown" not in read_credit_code(seventeen + check_character(seventeen)).warnings
    assert {row["prefix"] for row in read_table("uscc_prefixes")} == PREFIXES


def test_an_unknown_prefix_and_a_wrong_organization_code_are_warnings() -> None:
    seventeen = "9C500241MF0000006"
    found = read_credit_code(seventeen + check_character(seventeen))
    assert found.warnings == ("credit_code.prefix_unknown", "credit_code.organization_check")
    assert found.value.organization_code == "MF0000006"
    assert found.value.division == "500241"


@pytest.mark.parametrize(("code", "holds"), [("600037341", True), ("600037342", False), ("D2143569X", True)])
def test_the_check_of_the_organization_code(code: str, holds: bool) -> None:
    assert organization_code_holds(code) is holds


@pytest.mark.parametrize(
    ("text", "whys"),
    [
        ("91110000600037341l", ["written_text.capitals"]),
        ("９１１１００００６０００３７３４１Ｌ", ["written_text.full_width"]),
        (" 9111 0000 6000 3734 1L", ["written_text.blanks"]),
        ("911100006000373-41L", ["written_text.dashes"]),
    ],
)
def test_what_people_add_is_mended_and_said(text: str, whys: list[str]) -> None:
    found = read_credit_code(text)
    assert found.value.code == CODE
    assert [mend.why for mend in found.mends] == whys


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("", "credit_code.empty", {}),
        ("1.25002E+17", "credit_code.digits_lost", {}),
        ("125002414504000000", "credit_code.digits_lost", {}),
        ("60003734-1", "credit_code.organization_code", {}),
        ("500241000012345", "credit_code.registration_number", {}),
        (CODE[:-1], "credit_code.length", {"found": 17}),
        ("91110000600037341O", "credit_code.letter", {"found": "O", "place": 18}),
        ("91110000600037341M", "credit_code.check_character", {"found": "M", "wanted": "L"}),
    ],
)
def test_each_fault_has_its_own_reason(text: str, key: str, values: dict[str, object]) -> None:
    refused = refusal(text)
    assert (refused.key, dict(refused.values)) == (key, values)


codes = st.text(ALPHABET, min_size=17, max_size=17).map(lambda seventeen: seventeen + check_character(seventeen))


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET + "IOSVZ"))
def test_every_single_substitution_is_caught(code: str, place: int, wrong: str) -> None:
    assert read_credit_code(code).value.code == code
    changed = code[:place] + wrong + code[place + 1 :]
    if changed != code:
        refusal(changed)


@given(codes, st.integers(0, 16))
def test_every_adjacent_transposition_is_caught(code: str, place: int) -> None:
    changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if changed != code:
        refusal(changed)


@given(st.text(max_size=30))
def test_no_text_is_a_bug(text: str) -> None:
    try:
        code = read_credit_code(text).value.code
    except Refused:
        return
    assert len(code) == 18
