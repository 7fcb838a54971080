"""Document numbers: what is read, what is mended and said, and what is refused, each with its own reason."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.identity import DocumentKind, Sex, check_digit, mask, read_document, upgraded

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.domain.identity import Document
    from trainingdesk.domain.mended import Mended

TODAY = date(2026, 10, 20)
NUMBER = "500241197006151239"
KINDS = {
    "居民": DocumentKind.RESIDENT,
    "港居": DocumentKind.HONG_KONG_RESIDENCE,
    "澳居": DocumentKind.MACAO_RESIDENCE,
    "台居": DocumentKind.TAIWAN_RESIDENCE,
    "外国人永居": DocumentKind.FOREIGN_PERMANENT,
}
REASONS = {
    "checksum": {"identity.check_digit"},
    "birth": {"identity.no_such_birth_date"},
    "future": {"identity.born_in_the_future"},
    "birth: 1900 not leap": {"identity.no_such_birth_date"},
    "17 chars": {"identity.length"},
    "letter O": {"identity.letter"},
}


def read(text: str, kind: DocumentKind | None = None) -> Mended[Document]:
    return read_document(text, kind=kind, today=TODAY)


def refusal(text: str, kind: DocumentKind | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        read(text, kind)
    return caught.value


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, Any]:
    path = shared / "domain" / "codes" / "test_vectors.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_every_number_of_a_real_pattern_is_read(vectors: dict[str, Any]) -> None:
    for vector in vectors["ric_valid"]:
        if vector["parsed"] is None:
            assert refusal(vector["n"]).key == "identity.born_before_1900"
            continue
        wanted, found = vector["parsed"], read(vector["n"])
        assert found.value.number == wanted["number"]
        assert found.value.birth_date == date.fromisoformat(wanted["birth"])
        assert found.value.sex is {"男": Sex.MALE, "女": Sex.FEMALE}[wanted["sex"]]
        assert found.value.kind is KINDS[wanted["kind"]]
        assert found.value.region == wanted["region"]
        assert found.mends == ()
        assert found.warnings == ()


def test_every_wrong_number_is_refused_with_its_own_reason(vectors: dict[str, Any]) -> None:
    for vector in vectors["ric_invalid"]:
        assert refusal(vector["n"]).key in REASONS[vector["why"]]


def test_fifteen_digits_become_eighteen_and_it_is_said(vectors: dict[str, Any]) -> None:
    for vector in vectors["ric_15"]:
        found = read(vector["in"])
        assert found.value.number == vector["out"] == upgraded(vector["in"])
        assert [mend.why for mend in found.mends] == ["identity.upgraded"]


@pytest.mark.parametrize(
    ("text", "whys"),
    [
        ("５００２４１１９７００６１５１２３９", ["written_text.full_width"]),
        ("500241 19700615 1239", ["written_text.blanks"]),
        ("　500241197006151239　", ["written_text.full_width", "written_text.blanks"]),
        ("'500241197006151239", ["written_text.quotes"]),
        ('="500241197006151239"', ["written_text.quotes"]),
        ("\t500241197006151239\n", ["written_text.blanks"]),
        ("5002\u00ad41197006151239", ["written_text.invisible"]),
        ("\ufeff500241197006151239\u200b", ["written_text.invisible"]),
        ("500241-19700615-1239", ["written_text.dashes"]),
    ],
)
def test_what_programs_and_people_add_is_mended_and_said(text: str, whys: list[str]) -> None:
    found = read(text)
    assert found.value.number == NUMBER
    assert [mend.why for mend in found.mends] == whys
    assert found.mends[0].found == text
    assert found.mends[-1].mended == NUMBER


@pytest.mark.parametrize("letter", ["x", "ｘ", "Ｘ", "×", "Х"])
def test_everything_like_the_check_letter_is_the_check_letter(letter: str) -> None:
    found = read("11010519491231002" + letter)
    assert found.value.number == "11010519491231002X"
    assert found.mends


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("", "identity.empty", {}),
        ("　 ", "identity.empty", {}),
        ("1.10105E+17", "identity.digits_lost", {}),
        ("5.00241197006151e+17", "identity.digits_lost", {}),
        ("500241197006151000", "identity.digits_lost", {}),
        ("500241197006151000.0", "identity.digits_lost", {}),
        ("500241********1239", "identity.hidden", {}),
        ("500241197006151238", "identity.check_digit", {"found": "8", "wanted": "9"}),
        ("50024119700615123X", "identity.check_digit", {"found": "X", "wanted": "9"}),
        ("5OO241197006151239", "identity.letter", {"found": "O", "place": 2}),
        ("5002411970X6151239", "identity.letter", {"found": "X", "place": 11}),
        ("身份证500241197006151239", "identity.letter", {"found": "身", "place": 1}),
        ("50024119700615123", "identity.length", {"found": 17}),
        ("5002411970061512399", "identity.length", {"found": 19}),
        ("500241197013151234", "identity.no_such_birth_date", {"found": "1970-13-15"}),
        ("500241700230123", "identity.no_such_birth_date", {"found": "1970-02-30"}),
        ("19700615", "identity.say_the_kind", {}),
        ("E12345678", "identity.say_the_kind", {}),
    ],
)
def test_each_fault_has_its_own_reason(text: str, key: str, values: dict[str, object]) -> None:
    refused = refusal(text)
    assert (refused.key, dict(refused.values)) == (key, values)


def test_a_number_that_a_spreadsheet_may_have_cut_is_taken_with_a_warning() -> None:
    seventeen = next(
        f"50024119700615{sequence}00" for sequence in range(10) if check_digit(f"50024119700615{sequence}00") == "0"
    )
    assert read(seventeen + "0").warnings == ("identity.maybe_digits_lost",)


def test_birth_in_the_future_is_counted_from_the_day_that_is_asked() -> None:
    with pytest.raises(Refused, match=r"identity\.born_in_the_future"):
        read_document(NUMBER, kind=None, today=date(1970, 6, 14))
    assert read_document(NUMBER, kind=None, today=date(1970, 6, 15)).value.birth_date == date(1970, 6, 15)


def test_an_unknown_region_is_advice_only() -> None:
    number = "290241197006151" + "23"
    found = read(number + check_digit(number))
    assert found.warnings == ("identity.region_unknown",)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("usa110100850101", DocumentKind.FOREIGN_PERMANENT_2017, None),
        ("H12345678", DocumentKind.MAINLAND_TRAVEL, "H12345678"),
        ("m1234567802", DocumentKind.MAINLAND_TRAVEL, "M1234567802"),
        ("12345678", DocumentKind.TAIWAN_TRAVEL, "12345678"),
        ("e 1234 5678", DocumentKind.PASSPORT, "E12345678"),
        ("H12345678", DocumentKind.PASSPORT, "H12345678"),
    ],
)
def test_documents_without_check_digit_are_read_by_their_form(
    text: str, kind: DocumentKind, number: str | None
) -> None:
    found = read(text, kind)
    assert found.value.kind is kind
    assert found.value.number == (number or text.upper())
    assert (found.value.birth_date, found.value.sex, found.value.region) == (None, None, None)
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("X12345678", DocumentKind.MAINLAND_TRAVEL, "identity.form_mainland_travel"),
        ("1234567", DocumentKind.TAIWAN_TRAVEL, "identity.form_taiwan_travel"),
        ("E1#", DocumentKind.PASSPORT, "identity.form_passport"),
        ("US1101008501011", DocumentKind.FOREIGN_PERMANENT_2017, "identity.form_foreign_permanent_2017"),
    ],
)
def test_another_form_is_refused_with_the_rule_of_the_kind(text: str, kind: DocumentKind, key: str) -> None:
    assert refusal(text, kind).key == key


def test_the_number_tells_its_kind_better_than_the_sender() -> None:
    found = read("810000199003071237", DocumentKind.RESIDENT)
    assert found.value.kind is DocumentKind.HONG_KONG_RESIDENCE
    assert found.warnings == ("identity.kind_follows_from_number",)
    assert read(NUMBER, DocumentKind.PASSPORT).value.kind is DocumentKind.RESIDENT
    assert read("USA110100850101", DocumentKind.FOREIGN_PERMANENT).value.kind is DocumentKind.FOREIGN_PERMANENT_2017
    assert read("H12345678").warnings == ("identity.kind_assumed",)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A number of a person born in the last century."""
    born = draw(st.dates(date(1920, 1, 1), date(2005, 12, 31)))
    region = draw(st.sampled_from(["500241", "513525", "110111", "659012", "810000", "911840"]))
    seventeen = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return seventeen + check_digit(seventeen)


@given(numbers())
def test_every_made_number_is_read_back(number: str) -> None:
    found = read(number)
    assert found.value.number == number
    assert found.value.birth_date == date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_substitution_is_caught(number: str, place: int, wrong: str) -> None:
    changed = number[:place] + wrong + number[place + 1 :]
    if changed != number:
        refusal(changed)


@given(numbers(), st.integers(0, 16))
def test_every_adjacent_transposition_is_caught(number: str, place: int) -> None:
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if changed != number:
        refusal(changed)


@given(st.text(max_size=30), st.sampled_from([None, *DocumentKind]))
def test_no_text_is_a_bug(text: str, kind: DocumentKind | None) -> None:
    values: tuple[object, ...] = ()
    try:
        found = read(text, kind)
    except Refused as refused:
        values = tuple(refused.values.values())
    else:
        assert read(found.value.number, found.value.kind).value == found.value
    # values reach logs: a birth date is the most that they may hold
    assert all(sum(map(str.isdigit, str(value))) <= 8 for value in values)


@pytest.mark.parametrize(
    ("number", "begin", "end", "shown"),
    [
        (NUMBER, 6, 4, "500241********1239"),
        (NUMBER, 4, 4, "5002**********1239"),
        (NUMBER, 0, 0, "*" * 18),
        ("E12345678", 6, 4, "E****5678"),
        ("12345678", 6, 4, "****5678"),
        ("12345", 6, 4, "****5"),
        ("123", 6, 4, "***"),
    ],
)
def test_a_mask_always_hides_something(number: str, begin: int, end: int, shown: str) -> None:
    assert mask(number, begin=begin, end=end) == shown


@given(st.text(alphabet="0123456789", max_size=20), st.integers(0, 6), st.integers(0, 4))
def test_a_mask_keeps_the_length_and_hides_four_places(number: str, begin: int, end: int) -> None:
    shown = mask(number, begin=begin, end=end)
    assert len(shown) == len(number)
    assert shown.count("*") >= min(4, len(number))
