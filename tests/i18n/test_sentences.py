"""Every sentence exists in both languages, names the same values, and every key that the code uses has one."""

from __future__ import annotations

import ast
import string
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource

ROOT = Path(__file__).resolve().parents[2]

#: Calls whose first argument is a sentence key.
SPEAKING = {"Refused", "Unavailable", "no", "undecided", "of", "say", "Said"}


def catalogue(language: Language) -> dict[str, str]:
    found: dict[str, str] = {}
    for area in sorted((ROOT / "resources" / "locale" / language.value).glob("*.po")):
        with area.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    assert message.id not in found, f"{message.id} stands twice"
                    found[message.id] = message.string
    return found


def placeholders(sentence: str) -> set[str]:
    return {field for _text, field, _format, _conversion in string.Formatter().parse(sentence) if field}


def test_both_languages_have_the_same_sentences() -> None:
    assert catalogue(Language.CHINESE).keys() == catalogue(Language.ENGLISH).keys()


def test_a_sentence_names_the_same_values_in_both_languages() -> None:
    english = catalogue(Language.ENGLISH)
    for key, chinese in catalogue(Language.CHINESE).items():
        assert placeholders(chinese) == placeholders(english[key]), key


def test_no_sentence_is_empty() -> None:
    for language in Language:
        assert [key for key, sentence in catalogue(language).items() if not sentence.strip()] == []


def keys_in(path: Path) -> set[str]:
    """Constants that are the first argument of a call that speaks."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if name in SPEAKING and isinstance(first, ast.Constant) and isinstance(first.value, str) and "." in first.value:
            found.add(first.value)
    return found


def test_every_key_that_is_said_has_a_sentence() -> None:
    known = catalogue(Language.CHINESE).keys()
    missing = {
        f"{path.relative_to(ROOT)}: {key}"
        for path in (ROOT / "trainingdesk").rglob("*.py")
        for key in keys_in(path)
        if key not in known
    }
    assert missing == set()


@pytest.fixture(scope="module", params=list(Language))
def sentences(request: pytest.FixtureRequest) -> Sentences:
    return Sentences.load(request.param, resource("locale"))


def test_values_are_said_as_people_read_them(sentences: Sentences) -> None:
    assert "2026-10-20" in sentences.of("booking.venue_taken", day=date(2026, 10, 20), purpose="x")


def test_a_share_is_said_in_percent(sentences: Sentences) -> None:
    assert "79.5%" in sentences.of("course.code_taken", code=Fraction(159, 200))


def test_an_unknown_key_is_a_bug(sentences: Sentences) -> None:
    with pytest.raises(KeyError):
        sentences.of("nobody.says_this")


def test_a_code_of_a_newer_program_is_called_as_it_is_written(sentences: Sentences) -> None:
    assert sentences.called("audit.seen_by_a_newer_program", "seen_by_a_newer_program") == "seen_by_a_newer_program"
    assert sentences.called("audit.exported", "exported") == sentences.of("audit.exported")
