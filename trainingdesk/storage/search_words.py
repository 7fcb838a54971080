"""The words a person is found by, and the words of a question.

Every character of a name is a word of its own, so that any part of a name is found; then full pinyin and initials from
every position, with both readings of a surname (单 shàn/dān); then the document number, its tails of twelve (birth date on)
to four characters, and the phone number with its tails. The tokenizer is plain ASCII: all planes of Unicode are word
characters to it.
"""

from __future__ import annotations

import csv
import os
import re
import unicodedata
from functools import cache

from trainingdesk.settings.shipped import resource

_ASCII_WORD = re.compile(r"[a-z0-9]+")
#: Tails of a number that people ask for; the first of a document number begins with the birth date.
_TAILS = (12, 8, 6, 5, 4)


@cache
def surname_readings() -> dict[str, tuple[str, ...]]:
    """Surnames whose reading differs from the common one, without tones, from ``resources/tables/surnames.csv``."""
    with resource("tables", "surnames.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["surname"]: tuple(row["readings"].split(";")) for row in rows}


@cache
def _longest_surname() -> int:
    return max(map(len, surname_readings()))


@cache
def _reading(character: str) -> str:
    for part in ("PYPINYIN_NO_PHRASES", "PYPINYIN_NO_DICT_COPY"):
        os.environ.setdefault(part, "1")  # readings of phrases are half a second of JSON; single characters need none
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- a tenth of a second that only a written name needs

    return "".join(_ASCII_WORD.findall(lazy_pinyin(character)[0].lower().replace("ü", "v")))


def search_words(name: str, document_number: str | None, phone: str | None) -> str:
    """All words of a person, blank-separated; called by the triggers of the index."""
    lower = name.lower()
    words = _ASCII_WORD.findall(lower)
    for syllables in _spellings(name):
        words += _from_every_position(syllables)
    for number in (document_number, phone):
        if number:
            whole = number.lower()
            words += (whole, *(whole[-length:] for length in _TAILS))
    characters = " ".join("".join(lower.split()).replace("·", ""))  # a phrase needs every character: 努尔买买提
    return " ".join((characters, *dict.fromkeys(words)))


def spelled(name: str) -> tuple[str, ...]:
    """A name as it is typed on a plain keyboard: itself, initials and full pinyin, once for each reading of the surname."""
    found = [name.lower()]
    for syllables in _spellings(name):
        found += ["".join(one[:1] for one in syllables), "".join(syllables)]
    return tuple(dict.fromkeys(word for word in found if word))


def query_words(question: str) -> str | None:
    """The question as an FTS5 expression: each part must be found, the last character of a part may be a beginning.

    None where the question holds nothing that could be looked for.
    """
    parts: list[str] = []
    plain = unicodedata.normalize("NFKC", question).lower().replace("ü", "v")
    for piece in re.sub('[·•‧∙⋅・"]', " ", plain).split():
        for run in re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", piece):
            if run.isascii():
                parts += [f'"{word}"*' for word in _ASCII_WORD.findall(run)]
            else:
                parts.append('"' + " ".join(run) + '"')
    return " AND ".join(parts) or None


def _spellings(name: str) -> list[list[str]]:
    """The syllables of a name, once for each reading of its surname."""
    plain, known = list(map(_reading, name)), surname_readings()
    spellings = [plain]
    for length in range(1, min(_longest_surname(), len(name)) + 1):
        spellings += [[*reading.split(" "), *plain[length:]] for reading in known.get(name[:length], ())]
    return spellings


def _from_every_position(syllables: list[str]) -> list[str]:
    full, initials = [""], [""]
    for syllable in reversed(syllables):
        if syllable:
            full.append(syllable + full[-1])
            initials.append(syllable[0] + initials[-1])
    return [*full[:0:-1], *initials[:0:-1]]
