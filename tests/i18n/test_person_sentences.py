"""Keys about people that are put together or handed on (mends, warnings, states) have sentences too."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trainingdesk.cli.invocation import load_sentences
from trainingdesk.domain.certificate import RULES
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.identity import NUMBERED, DocumentKind, Sex
from trainingdesk.domain.month_rows import SUBSIDY_ROWS
from trainingdesk.domain.verification import Verification
from trainingdesk.i18n.sentences import Language
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parents[2] / "trainingdesk"
AREAS = (
    "identity|written_text|credit_code|person_name|phone|payee_account|written_date|certificate_number|person|person_merge|division|"
    "person_page|training_file"
)
KEY = re.compile(rf"(?:{AREAS})\.[a-z][a-z0-9_]*[a-z0-9]")
FILES = (
    *(
        PACKAGE / "domain" / f"{name}.py"
        for name in ("identity", "written_text", "credit_code", "person_name", "phone")
    ),
    *(PACKAGE / "domain" / f"{name}.py" for name in ("payee_account", "written_date", "certificate")),
    PACKAGE / "domain" / "division.py",
    *sorted((PACKAGE / "services").glob("person*.py")),
    *sorted((PACKAGE / "cli").glob("person*.py")),
    PACKAGE / "reports" / "person_file.py",
)


def constants() -> Iterator[str]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                yield node.value


def composed() -> Iterator[str]:
    yield from (f"identity.form_{kind}" for kind in DocumentKind if kind not in NUMBERED)
    yield from (f"certificate_number.form_{kind}" for kind in RULES)
    yield from (f"person.document_{kind}" for kind in DocumentKind)
    yield from (f"person.sex_{sex}" for sex in Sex)
    yield from (f"person.verification_{state}" for state in Verification)
    for group in schema.table("person").groups:
        yield f"person_merge.kept_{group.name}"
        if group.name not in {"provisional", "archived", "deleted"}:
            yield f"person_merge.group_{group.name}"
    for table in ("person_alias", "person_category", "enrollment"):
        own = {"person_alias": "canonical_id reason", "person_category": "proof", "enrollment": "flagged"}[table]
        yield from (f"person_merge.kept_{name}" for name in own.split())
    yield from (f"training_file.state_{state}" for state in (*ClaimState, "recovered"))
    yield from (f"training_file.subsidy_{kind}" for kind in SUBSIDY_ROWS)
    yield from (f"training_file.payee_{kind}" for kind in ("person", "employer", "institution"))


#: Every value that a sentence about people names.
NAMED = """
found wanted mended place first last name people years count category number old kept enrollments certificates claim_lines
categories classes kind file
"""
VALUES = dict.fromkeys(NAMED.split(), "x")


@pytest.mark.parametrize("language", list(Language))
def test_every_key_about_people_has_a_sentence(language: Language) -> None:
    keys = {*constants(), *composed()}
    assert len(keys) > 150
    sentences = load_sentences(language)
    missing = []
    for key in sorted(keys):
        try:
            sentences.of(key, VALUES)
        except KeyError:
            missing.append(key)
    assert missing == []
