"""The policy and eligibility commands, run as a county clerk runs them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.first_days import PASSWORD
from tests.services.eligible_class import enroll, make_class, make_person
from trainingdesk.bootstrap import signed_in, utc_now
from trainingdesk.cli.app import REFUSED, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.services.work import Work

OWN = """
[policy]
key = "own"
version = "1"
region = "秀山县"
title = "秀山县规则"
valid_from = 2020-01-01

[attendance.person_min]
value = "2/3"
clause = "秀人社发〔2026〕1号"
"""


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def asked(*arguments: str) -> tuple[int, str, str]:
        status = run(["--folder", str(folder), *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return asked


def data(answer: tuple[int, str, str]) -> Any:
    assert answer[0] == 0, answer
    return json.loads(answer[1])


def in_desk(folder: Path, make: Callable[[Work], None]) -> None:
    with signed_in(folder, user_name="王主任", password=PASSWORD, clock=utc_now) as work:
        make(work)


def test_policies_are_listed_and_chosen(ask: Callable[..., tuple[int, str, str]]) -> None:
    chosen = {row["policy"] for row in data(ask("policy", "list", "--json")) if row["chosen"]}
    assert chosen == {"blank"}
    status, said, _ = ask("policy", "use", "sample")
    assert (status, "sample" in said) == (0, True)
    chosen = {row["policy"] for row in data(ask("policy", "list", "--json")) if row["chosen"]}
    assert chosen == {"sample"}


def test_an_unknown_policy_is_refused_in_words(ask: Callable[..., tuple[int, str, str]]) -> None:
    status, said, refused = ask("policy", "use", "nowhere")
    assert (status, said) == (REFUSED, "")
    assert "nowhere" in refused


def test_a_policy_is_shown_with_clauses_and_what_it_does_not_say(ask: Callable[..., tuple[int, str, str]]) -> None:
    status, said, _ = ask("policy", "show", "tianjin", "--version", "2019")
    assert status == 0
    for words in (
        "每班现场督查的最少次数",
        "经办操作规程 2019",
        "没有规定",
        "班级人数上限",
        "性别：男；年满（周岁）：16；未满（周岁）：60",
    ):
        assert words in said
    shown = data(ask("policy", "show", "tianjin", "--version", "2019", "--json"))
    assert shown["terms"]["attendance.person_min"] == {"value": 0.8, "clause": "经办操作规程 2019"}
    assert shown["tables"]["person.age"][1]["max"] == 50


def test_a_policy_is_copied_edited_and_imported(ask: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    assert ask("policy", "copy", "sample", "mine", "--title", "本县规则")[0] == 0
    _, text, _ = ask("policy", "show", "mine", "--text")
    file = tmp_path / "mine.toml"
    file.write_text(text.replace('title = "本县规则"', 'title = "本县规则（修订）"'), encoding="utf-8-sig")
    assert ask("policy", "import", str(file))[0] == 0
    assert data(ask("policy", "show", "mine", "--json"))["title"] == "本县规则（修订）"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (OWN.replace('clause = "秀人社发〔2026〕1号"', ""), "clause"),
        (OWN.replace("2/3", "80%"), "0到1之间的比例"),
        (OWN.replace("attendance", "attendence"), "attendence.person_min"),
        ("\ufffe", "无法读取"),
    ],
)
def test_an_unsound_file_is_refused_in_words(
    ask: Callable[..., tuple[int, str, str]], tmp_path: Path, content: str, words: str
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(content, encoding="utf-8")
    status, _, refused = ask("policy", "import", str(file))
    assert status == REFUSED
    assert words in refused


def test_a_file_that_is_no_text_or_not_there_is_refused(
    ask: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_bytes(b"\xd6\xd0\xb9\xfa")
    for name in ("own.toml", "missing.toml"):
        status, _, refused = ask("policy", "import", str(tmp_path / name))
        assert status == REFUSED
        assert name in refused


def a_class_of_two(work: Work) -> None:
    this = make_class(work, "2026-001")
    enroll(work, this, make_person(work, "田秀英"), status="applied", number="001")
    enroll(work, this, make_person(work, "小孩", birth=date(2015, 1, 1)), status="applied", number="002")


def test_each_person_of_a_class_is_judged_in_words(ask: Callable[..., tuple[int, str, str]], folder: Path) -> None:
    in_desk(folder, a_class_of_two)
    status, said, _ = ask("eligibility", "--class", "2026-001")
    assert status == 0
    for words in ("报名资格", "未满16周岁", "示例规则", "可以1人，不可以1人，待定0人", "500241********0000", "外县"):
        assert words in said
    found = data(ask("eligibility", "--class", "2026-001", "--json"))
    assert [one["decision"] for one in found["people"]] == ["yes", "no"]
    young = next(one for one in found["people"][1]["verdicts"] if one["reason"] == "eligibility.too_young")
    assert young["values"]["wanted"] == 16
    assert "未满16周岁" in young["sentence"]


@pytest.mark.parametrize(
    ("kind", "title"), [("training", "培训补贴"), ("assessment", "评价补贴"), ("living", "生活费补贴")]
)
def test_subsidies_are_asked_about_by_kind(
    ask: Callable[..., tuple[int, str, str]], folder: Path, kind: str, title: str
) -> None:
    in_desk(folder, a_class_of_two)
    status, said, _ = ask("eligibility", "--class", "2026-001", "--kind", kind)
    assert status == 0
    assert title in said
    assert "培训尚未结束" in said


def test_another_language_says_the_same(ask: Callable[..., tuple[int, str, str]], folder: Path) -> None:
    in_desk(folder, a_class_of_two)
    status, said, _ = ask("--lang", "en", "eligibility", "--class", "2026-001")
    assert status == 0
    assert "1 yes, 1 no, 0 undecided" in said


def test_an_unknown_class_or_kind_is_refused(ask: Callable[..., tuple[int, str, str]], folder: Path) -> None:
    in_desk(folder, lambda work: make_class(work, "2026-001") and None)
    assert ask("eligibility", "--class", "none")[0] == REFUSED
    status, _, refused = ask("eligibility", "--class", "2026-001", "--kind", "travel")
    assert (status, "travel" in refused) == (REFUSED, True)
    status, said, _ = ask("eligibility", "--class", "2026-001")
    assert (status, "还没有人报名" in said) == (0, True)
