"""Every column, word and code of every policy has words in both languages."""

from __future__ import annotations

import pytest

from trainingdesk.cli.policy_answer import PolicyWords
from trainingdesk.domain.policy import TERMS, read_pack
from trainingdesk.domain.policy_terms import Shape
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource


@pytest.fixture(params=list(Language))
def sentences(request: pytest.FixtureRequest) -> Sentences:
    return Sentences.load(request.param, resource("locale"))


@pytest.mark.parametrize("file", sorted(resource("policies").glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_policy_is_said(sentences: Sentences, file: object) -> None:
    policy = read_pack(file.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    words = PolicyWords(sentences)
    lines = list(words.lines(policy))
    assert len(lines) == len(policy.terms) + sum(len(rows) for rows in policy.tables.values())
    assert all(title and value and clause for title, value, clause in lines)
    assert len(words.absent(policy)) + len(policy.terms) + len(policy.tables) == len(TERMS)


def test_everything_that_a_policy_may_say_has_words(sentences: Sentences) -> None:
    for name, rule in TERMS.items():
        for word in rule.one_of:
            assert sentences.of(f"policy.{name.rpartition('.')[2]}_{word}")
        for column, holds in rule.columns.items():
            assert sentences.of(f"policy.column_{column}")
            for word in holds.one_of:
                assert sentences.of(f"policy.{column}_{word}")
    for shape in Shape:
        assert sentences.of(shape.sentence)


def test_codes_amounts_and_shares_are_said_as_people_say_them() -> None:
    policy = read_pack(
        """
        [policy]
        key = "a"
        version = "1"
        region = "r"
        title = "t"
        valid_from = 2026-01-01
        [attendance.person_min]
        value = "2/3"
        clause = "c"
        [attendance.class_day_min]
        value = 0.85
        clause = "c"
        [person.beneficiaries]
        value = ["A04", "Q99"]
        clause = "c"
        [subsidy.person_max]
        value = 123456
        clause = "c"
        [[person.age]]
        sex = "female"
        min = 16
        clause = "c"
        """
    )
    lines = [value for _, value, _ in PolicyWords(Sentences.load(Language.CHINESE, resource("locale"))).lines(policy)]
    assert lines == ["2/3", "85%", "性别：女；年满（周岁）：16", "农村转移就业劳动者(农民工)、Q99", "1,234.56元"]
