"""Settings are listed in words and changed one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trainingdesk.settings.declared import SETTINGS, Scope

if TYPE_CHECKING:
    from tests.cli.desk import Desk


def test_every_setting_is_listed_with_its_name_and_what_it_may_be(made_desk: Desk) -> None:
    found = made_desk.data("setting", "list")
    assert [one["key"] for one in found] == [one.key for one in SETTINGS]
    assert next(one for one in found if one["key"] == "security.idle-lock-minutes") == {
        "key": "security.idle-lock-minutes",
        "title": "无操作自动锁定（分钟）",
        "value": 10,
        "default": 10,
        "wanted": "1–60",
        "scope": "desk",
    }
    text = made_desk.text("setting", "list")
    assert "{county}-{year}-{serial:03}" in text
    assert "{{" not in text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_list_is_in_the_language_asked_for(made_desk: Desk, language: str) -> None:
    text = made_desk.text("--lang", language, "setting", "list", "--scope", "county")
    assert ("Pattern of class numbers" in text) is (language == "en")
    assert "sync.every-minutes" not in text


def test_a_setting_is_changed_and_said(made_desk: Desk) -> None:
    assert made_desk.text("setting", "set", "security.idle-lock-minutes", "5") == "“无操作自动锁定（分钟）”现为：5。\n"
    assert (
        made_desk.text("setting", "set", "sync.metered-network", "是")
        == "“按流量计费的网络：只在手动时同步”现为：是。\n"
    )
    assert "已清空" in made_desk.text("setting", "set", "backup.second-folder", "")
    values = {one["key"]: one["value"] for one in made_desk.data("setting", "list", "--scope", Scope.DESK)}
    assert (values["security.idle-lock-minutes"], values["sync.metered-network"]) == (5, True)


def test_what_a_setting_may_not_be_is_refused_in_words(made_desk: Desk) -> None:
    assert "可填内容" in made_desk.refusal("setting", "set", "security.idle-lock-minutes", "一小时")
    assert "no.such" in made_desk.refusal("setting", "set", "no.such", "1")
    assert made_desk.refusal("setting", "set", "county.policy", "nothing").count("\n") == 1
    assert {one["value"] for one in made_desk.data("setting", "list") if one["key"] == "county.policy"} == {"blank"}


def test_a_policy_chosen_as_a_setting_is_the_one_in_use(made_desk: Desk) -> None:
    made_desk.text("setting", "set", "county.policy", "blank")
    assert [one["policy"] for one in made_desk.data("policy", "list") if one["chosen"]] == ["blank"]
