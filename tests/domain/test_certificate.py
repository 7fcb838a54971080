"""Numbers of certificates: three national forms, and the county's own for the others."""

from __future__ import annotations

import re

import pytest

from trainingdesk.domain.certificate import (
    OWN_NUMBERS,
    RULES,
    CertificateKind,
    contradictions,
    read_certificate_number,
)
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month_rows import CERTIFICATE_ROWS
from trainingdesk.settings.code_tables import CodeTable

KIND = CertificateKind
QUALIFICATION = "2050021001500012"
SKILL = "Y000150123456265000001"
TECHNICIAN = "AB" + "1" * 20


def test_the_kinds_are_those_of_the_report_and_of_the_shipped_table() -> None:
    assert {kind.value for kind in KIND} == CERTIFICATE_ROWS.keys()
    table = CodeTable.shipped("certificate_kinds")
    assert {item.core for item in table} == set(KIND)
    for kind in KIND:
        assert bool(table.of_core(kind).more["number_rule"]) == (kind in RULES)
    assert not OWN_NUMBERS & RULES.keys()


@pytest.mark.parametrize(
    ("kind", "number"),
    [(KIND.VOCATIONAL_QUALIFICATION, QUALIFICATION), (KIND.SKILL_LEVEL, SKILL), (KIND.SPECIAL_TECHNICIAN, TECHNICIAN)],
)
def test_the_three_national_forms(kind: CertificateKind, number: str) -> None:
    assert read_certificate_number(number, kind=kind).value.number == number
    shipped = CodeTable.shipped("certificate_kinds").of_core(kind).more["number_rule"]
    assert re.fullmatch(shipped, number)
    for wrong in (number[:-1], number + "1", "Z" + number[1:], number[:-1] + "X"):
        if re.fullmatch(shipped, wrong):
            continue
        with pytest.raises(Refused) as caught:
            read_certificate_number(wrong, kind=kind)
        assert caught.value.key == f"certificate_number.form_{kind}"
        assert caught.value.values == {"found": len(wrong)}


def test_a_number_tells_year_province_and_level() -> None:
    found = read_certificate_number(SKILL, kind=KIND.SKILL_LEVEL).value
    assert (found.province, found.year, found.level) == ("50", "26", "5")
    old = read_certificate_number(QUALIFICATION, kind=KIND.VOCATIONAL_QUALIFICATION).value
    assert (old.year, old.province, old.level) == ("20", "50", "5")


def test_what_people_add_is_mended_and_said() -> None:
    found = read_certificate_number("y0001 50123456 265000001", kind=KIND.SKILL_LEVEL)
    assert found.value.number == SKILL
    assert [mend.why for mend in found.mends] == ["written_text.blanks", "written_text.capitals"]


@pytest.mark.parametrize("kind", sorted(set(KIND) - RULES.keys()))
def test_kinds_without_a_national_rule_take_the_countys_number(kind: CertificateKind) -> None:
    assert read_certificate_number("渝培-2026-00001", kind=kind).value.number == "渝培-2026-00001"
    for text, key in (("", "empty"), ("5.00241E+17", "digits_lost"), ("1" * 61, "too_long")):
        with pytest.raises(Refused) as caught:
            read_certificate_number(text, kind=kind)
        assert caught.value.key == f"certificate_number.{key}"


@pytest.mark.parametrize(
    ("level", "year", "keys"),
    [
        ("5", 2026, ()),
        ("5", 2027, ()),
        (None, None, ()),
        ("4", 2026, ("certificate_number.another_level",)),
        ("5", 2025, ("certificate_number.another_year",)),
        ("3", 2030, ("certificate_number.another_level", "certificate_number.another_year")),
    ],
)
def test_a_number_that_tells_another_story_is_a_warning(
    level: str | None, year: int | None, keys: tuple[str, ...]
) -> None:
    number = read_certificate_number(SKILL, kind=KIND.SKILL_LEVEL).value
    assert contradictions(number, level=level, year=year) == keys
