"""Settings: one declaration each, sound defaults, and a title in both languages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.i18n.sentences import Language
from trainingdesk.settings import declared
from trainingdesk.settings.declared import SETTINGS, Scope, Setting, mask_ends
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

json_values = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.lists(st.integers())
)


def test_every_declared_setting_is_listed_once() -> None:
    keys = [setting.key for setting in SETTINGS]
    assert len(set(keys)) == len(keys)
    assert len(SETTINGS) == sum(isinstance(value, Setting) for value in vars(declared).values())
    assert all(declared.declared(key).key == key for key in keys)
    with pytest.raises(KeyError):
        declared.declared("no.such-setting")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_a_default_passes_its_own_check_and_survives_json(setting: Setting[Any]) -> None:
    assert setting.accepts(setting.default)
    assert setting.accepts(json.loads(json.dumps(setting.default)))


@given(st.sampled_from(SETTINGS), json_values)
def test_reading_never_gives_what_is_not_accepted(setting: Setting[Any], stored: object) -> None:
    value = setting.read({setting.key: stored})
    assert setting.accepts(value)
    assert value == (stored if setting.accepts(stored) else setting.default)


def test_what_was_never_set_has_its_default() -> None:
    store: Mapping[str, object] = {}
    assert [setting.read(store) for setting in SETTINGS] == [setting.default for setting in SETTINGS]


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (declared.METERED_NETWORK, "是", True),
        (declared.METERED_NETWORK, "Off", False),
        (declared.METERED_NETWORK, "maybe", None),
        (declared.IDLE_LOCK_MINUTES, " 15 ", 15),
        (declared.IDLE_LOCK_MINUTES, "61", None),
        (declared.IDLE_LOCK_MINUTES, "-5", None),
        (declared.IDLE_LOCK_MINUTES, "1.5", None),
        (declared.IDLE_LOCK_MINUTES, "9" * 5000, None),
        (declared.IDLE_LOCK_MINUTES, "１５", None),
        (declared.BACKUP_SECOND_FOLDER, "", ""),
        (declared.ID_MASK, "4+4", "4+4"),
        (declared.ID_MASK, "4-4", None),
    ],
)
def test_what_somebody_writes_is_read_or_none(setting: Setting[Any], text: str, value: object) -> None:
    assert setting.from_text(text) == value
    assert type(setting.from_text(text)) is type(value)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_what_is_shown_can_be_written_again(setting: Setting[Any]) -> None:
    assert setting.from_text(str(setting.default)) == setting.default


def test_true_is_no_number_of_minutes() -> None:
    assert not declared.IDLE_LOCK_MINUTES.accepts(True)
    assert not declared.METERED_NETWORK.accepts(1)


@pytest.mark.parametrize(
    ("setting", "value", "accepted"),
    [
        (declared.LANGUAGE, "en", True),
        (declared.LANGUAGE, "fr", False),
        (declared.IDLE_LOCK_MINUTES, 0, False),
        (declared.IDLE_LOCK_MINUTES, 60, True),
        (declared.BACKUP_SECOND_FOLDER, "/media/stick", True),
        (declared.BACKUP_SECOND_FOLDER, "E:\\backup", True),
        (declared.BACKUP_SECOND_FOLDER, "backup", False),
        (declared.MONTH_BASIS, "paid", True),
        (declared.MONTH_BASIS, "registered", False),
        (declared.ID_MASK, "4+4", True),
        (declared.ID_MASK, "14+4", False),
        (declared.ID_MASK, "6+6", False),
        (declared.MORNING, "08:00-12:00", True),
        (declared.MORNING, "12:00-08:00", False),
        (declared.MORNING, "8:00-12:00", False),
        (declared.MORNING, "08:00-24:00", False),
        (declared.ENROLLMENT_NUMBER, "{class}-{serial:03}", False),  # two desks without a network would collide
        (declared.ENROLLMENT_NUMBER, "{class}-D{device}-{serial}", True),
        (declared.CLASS_NUMBER, "{year}班{serial:04}", True),
        (declared.CLASS_NUMBER, "{name}-{serial}", False),
        (declared.TRAINING_CERTIFICATE, "{class}{serial}", False),
        (declared.RETENTION_YEARS, 0, True),
        (declared.RETENTION_YEARS, 1, False),
        (declared.CENTER_NAME, "一行\n两行", False),
    ],
)
def test_checks_hold(setting: Setting[Any], value: object, *, accepted: bool) -> None:
    assert setting.accepts(value) is accepted


def test_the_mask_leaves_at_least_eight_characters_hidden() -> None:
    # 500241********1234 and 4423********2356 are in use (domain texts 6)
    assert mask_ends(declared.ID_MASK.default) == (6, 4)
    for head in range(10):
        for tail in range(10):
            if declared.ID_MASK.accepts(f"{head}+{tail}"):
                assert 18 - sum(mask_ends(f"{head}+{tail}")) >= 8
    with pytest.raises(ValueError, match="9"):
        mask_ends("9+9")


def test_languages_are_those_of_the_catalogue() -> None:
    assert all(declared.LANGUAGE.accepts(language.value) for language in Language)


def test_paths_and_habits_of_a_laptop_stay_on_it() -> None:
    of_the_desk = {setting.key.partition(".")[0] for setting in SETTINGS if setting.scope is Scope.DESK}
    assert of_the_desk == {"language", "window", "security", "backup", "sync"}


@pytest.mark.parametrize("language", list(Language))
def test_every_setting_has_a_title_in_each_language(language: Language) -> None:
    with resource("locale", language.value, "settings.po").open("rb") as file:
        titles = {str(message.id) for message in read_po(file) if message.string}
    assert {setting.title for setting in SETTINGS} <= titles
    assert {setting.choice(value) for setting in SETTINGS for value in setting.choices} <= titles


@pytest.mark.parametrize("language", list(Language))
def test_every_reason_of_the_occupation_list_has_a_sentence(language: Language) -> None:
    with resource("locale", language.value, "occupation_list.po").open("rb") as file:
        sentences = {str(message.id) for message in read_po(file) if message.string}
    reasons = {"code_malformed", "name_missing", "code_twice"}
    assert {f"occupation_list.{reason}" for reason in reasons} <= sentences
