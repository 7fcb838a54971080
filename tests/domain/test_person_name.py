"""Names by 民委发〔2016〕33号: dots, blanks, rare characters of every plane, and what is no name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.person_name import DOT, LONGEST, name_key, read_name, translate_gb18030_private_use

if TYPE_CHECKING:
    from pathlib import Path


def refusal(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        read_name(text)
    return caught.value


@pytest.fixture(scope="module")
def strings(shared: Path) -> dict[str, Any]:
    path = shared / "domain" / "codes" / "name_test_strings.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_names_with_the_right_dot_stay_as_they_are(strings: dict[str, Any]) -> None:
    for name in (*strings["dot_names"], *strings["single_name_no_surname"], "尉迟恭", "王", "张三"):
        found = read_name(name)
        assert (found.value, found.mends, found.warnings) == (name, (), ())


def test_every_wrong_dot_is_mended_and_said(strings: dict[str, Any]) -> None:
    for written in strings["wrong_dots_to_normalise"].values():
        found = read_name(written)
        assert found.value == strings["dot_names"][0]
        assert found.mends
        assert found.mends[-1].mended == strings["dot_names"][0]


def test_rare_characters_of_every_plane_are_characters_of_names(strings: dict[str, Any]) -> None:
    for character in strings["rare"]:
        for name in (character, "张" + character, character + DOT + "桑吉"):
            assert read_name(name).value == name
    # planes 2 and 3 to their ends, also what Unicode assigned after this Python was made
    for code in (0x20000, 0x2A6DF, 0x2CEB0, 0x2EBF0, 0x30000, 0x31350, 0x323AF):
        assert read_name("李" + chr(code)).value == "李" + chr(code)


def test_fifty_characters_fit_and_more(strings: dict[str, Any]) -> None:
    assert ">=50" in strings["max_len"]
    for length in (50, LONGEST):
        assert read_name("𬭎" * length).value == "𬭎" * length
    refused = refusal("𬭎" * (LONGEST + 1))
    assert (refused.key, refused.values["found"]) == ("person_name.too_long", LONGEST + 1)


def test_the_dot_is_a1a4_in_gb18030(strings: dict[str, Any]) -> None:
    for character, code in strings["gb18030_bytes"].items():
        decoded = translate_gb18030_private_use(bytes.fromhex(code).decode("gb18030"))
        assert decoded == character
        assert read_name("李" + decoded + "桑").value == "李" + character + "桑"


TWO_BYTE = [
    *(f"A6{low:02X}" for low in (*range(0xD9, 0xE0), 0xEC, 0xED, 0xF3)),
    *(f"FE{low:02X}" for low in (0x59, 0x61, 0x66, 0x67, 0x6D, 0x7E, 0x90, 0xA0)),
]


def test_the_eighteen_codes_of_the_edition_of_2022_lead_out_of_the_private_use_area() -> None:
    assert len(TWO_BYTE) == 18
    read = [translate_gb18030_private_use(bytes.fromhex(code).decode("gb18030")) for code in TWO_BYTE]
    assert len(set(read)) == 18
    assert not [one for one in read if 0xE000 <= ord(one) <= 0xF8FF]
    assert [ord(one) for one in read[10:]] == list(range(0x9FB4, 0x9FBC))


def test_a_private_character_in_a_name_is_mended_or_warned_of() -> None:
    found = read_name("张\ue81e")
    assert found.value == "张\u9fb4"
    assert [mend.why for mend in found.mends] == ["person_name.private_use_mended"]
    assert read_name("张\ue000").warnings == ("person_name.private_use",)


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("张 三", "张三", "person_name.blanks_mended"),
        ("王　秀　英", "王秀英", "written_text.full_width"),
        ("欧阳 娜娜", "欧阳娜娜", "person_name.blanks_mended"),
        (" 张三 ", "张三", "person_name.blanks_mended"),
        ("\t张三\n", "张三", "person_name.blanks_mended"),
        ("加仓 晋美南杰", "加仓·晋美南杰", "person_name.blanks_mended"),
        ("买买提 艾力", "买买提·艾力", "person_name.blanks_mended"),
        ("努尔买买提 · 阿布都外力", "努尔买买提·阿布都外力", "person_name.dot_mended"),
        ("努尔买买提··阿布都外力", "努尔买买提·阿布都外力", "person_name.dot_mended"),
        ("·桑吉·", "桑吉", "person_name.dot_mended"),
        ("张\u200b三", "张三", "written_text.invisible"),
        ("⽥伟", "田伟", "person_name.characters_mended"),
        ("\u201c张三\u201d", "张三", "written_text.quotes"),
        ("ＪＯＨＮ  Ｓｍｉｔｈ", "JOHN Smith", "written_text.full_width"),
        ("John   F. Kennedy", "John F. Kennedy", "person_name.blanks_mended"),
    ],
)
def test_blanks_and_signs_are_mended_and_said(text: str, name: str, why: str) -> None:
    found = read_name(text)
    assert found.value == name
    assert why in [mend.why for mend in found.mends]


@pytest.mark.parametrize("name", ["O'Brien", "Anne-Marie Müller", "Nguyễn Văn An", "བཀྲ་ཤིས"[:1], "Алия"])
def test_names_in_other_letters_are_names(name: str) -> None:
    assert read_name(name).value == name


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("", "person_name.empty", None),
        ("··", "person_name.empty", None),
        ("-", "person_name.empty", None),
        ("张*", "person_name.hidden", None),
        ("张×", "person_name.hidden", None),
        ("张三1", "person_name.digit", "1"),
        ("张三(小)", "person_name.sign", "("),
        ("张三、李四", "person_name.sign", "、"),
        ("张三/李四", "person_name.sign", "/"),
        ("张🙂", "person_name.sign", "🙂"),
    ],
)
def test_what_is_no_name_is_refused_with_its_own_reason(text: str, key: str, found: str | None) -> None:
    refused = refusal(text)
    assert (refused.key, refused.values.get("found")) == (key, found)


def test_two_writings_of_one_name_have_one_key(strings: dict[str, Any]) -> None:
    wanted = {name_key(text) for text in strings["wrong_dots_to_normalise"].values()}
    assert wanted == {name_key(strings["dot_names"][0])}
    assert name_key("John Smith") == name_key("JOHN  SMITH")
    assert name_key("张三") != name_key("张山")


@given(st.text(max_size=60))
def test_a_read_name_is_read_again_without_a_mend(text: str) -> None:
    try:
        name = read_name(text).value
    except Refused:
        return
    again = read_name(name)
    assert (again.value, again.mends) == (name, ())
