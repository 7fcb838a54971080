"""Policies of a county: shipped ones stay as they are, own ones are copied, edited and followed by class."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services.eligible_class import make_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import policy, setting, undo
from trainingdesk.settings import declared

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

OWN = """
[policy]
key = "own"
version = "2026"
region = "秀山县"
title = "秀山县规则"
valid_from = 2026-01-01
valid_to = 2026-12-31

[class.size_max]
value = 45
clause = "秀人社发〔2026〕1号 第二条"
"""


def county(work: Work, day: date) -> tuple[str, str]:
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = policy.county_policy(session, day)
    return found.key, found.version


def test_a_new_desk_has_the_shipped_policies_and_follows_none_of_them(work: Work) -> None:
    listed = policy.list_policies(work)
    assert {one.policy for one in listed} >= {"blank", "sample", "cn-181", "tianjin", "quanzhou", "shenzhen"}
    assert [one.policy for one in listed if one.chosen] == ["blank"]
    assert not any(one.own for one in listed)
    assert county(work, work.today()) == ("blank", "1")


def test_a_desk_of_a_real_county_is_given_no_number_that_it_did_not_choose(work: Work) -> None:
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = policy.county_policy(session, work.today())
    assert not found.terms
    assert not found.tables


def test_the_version_of_the_day_is_the_countys(work: Work) -> None:
    policy.use_policy(work, "tianjin")
    assert county(work, date(2022, 7, 31)) == ("tianjin", "2019")
    assert county(work, date(2022, 8, 1)) == ("tianjin", "2022-08")
    with pytest.raises(Refused, match=r"policy\.none_holds"):
        county(work, date(2027, 8, 1))
    with pytest.raises(Refused, match=r"policy\.none_holds"):
        county(work, date(2018, 12, 31))


def test_of_two_versions_that_hold_the_later_one_decides(work: Work) -> None:
    policy.import_policy(work, OWN)
    policy.import_policy(work, OWN.replace('"2026"', '"2026-07"').replace("2026-01-01", "2026-07-01"))
    policy.use_policy(work, "own")
    assert county(work, date(2026, 6, 30)) == ("own", "2026")
    assert county(work, date(2026, 7, 1)) == ("own", "2026-07")


def test_choosing_says_where_nothing_holds_today(work: Work) -> None:
    assert policy.use_policy(work, "sample").said == ()
    (said,) = policy.use_policy(work, "cn-181").said
    assert (said.key, dict(said.values)["day"]) == ("policy.none_holds", work.today())
    with pytest.raises(Refused, match=r"policy\.unknown"):
        policy.use_policy(work, "nowhere")


def test_a_choice_is_undone_and_made_again(work: Work) -> None:
    policy.use_policy(work, "sample")
    undo.undo(work)
    assert county(work, work.today())[0] == "blank"
    policy.use_policy(work, "sample")
    assert county(work, work.today())[0] == "sample"


def test_the_old_version_of_a_class_stays_readable(work: Work) -> None:
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        assert policy.policy_of(session, "tianjin", "2019").limit("claim.publicity_workdays") is not None
        with pytest.raises(Refused, match=r"policy\.unknown_version"):
            policy.policy_of(session, "tianjin", "1999")


def test_what_is_shown_is_the_version_of_today_else_the_latest(work: Work) -> None:
    assert policy.show_policy(work, "tianjin").version == "2022-08"
    assert policy.show_policy(work, "tianjin", version="2019").version == "2019"
    assert policy.show_policy(work, "cn-181").version == "2023-12"
    with pytest.raises(Refused, match=r"policy\.unknown"):
        policy.show_policy(work, "nowhere")


def test_a_copy_has_every_version_and_belongs_to_the_county(work: Work) -> None:
    policy.copy_policy(work, "tianjin", "xiushan", title="秀山县规则")
    copies = [one for one in policy.list_policies(work) if one.policy == "xiushan"]
    assert {(one.version, one.title, one.own) for one in copies} == {
        ("2019", "秀山县规则", True),
        ("2022-08", "秀山县规则", True),
    }
    for version in ("2019", "2022-08"):
        original, copy = (policy.show_policy(work, key, version=version) for key in ("tianjin", "xiushan"))
        assert (copy.terms, copy.tables, copy.valid_from) == (original.terms, original.tables, original.valid_from)


@pytest.mark.parametrize(("key", "new_key", "refusal"), [
    ("nowhere", "mine", "policy.unknown"),
    ("tianjin", "sample", "policy.key_taken"),
    ("tianjin", "own", "policy.key_taken"),
])  # fmt: skip
def test_a_copy_takes_no_name_that_is_there(work: Work, key: str, new_key: str, refusal: str) -> None:
    policy.import_policy(work, OWN)
    with pytest.raises(Refused) as refused:
        policy.copy_policy(work, key, new_key)
    assert refused.value.key == refusal


def test_an_edited_copy_replaces_its_version(work: Work) -> None:
    policy.import_policy(work, OWN)
    policy.import_policy(work, OWN.replace("45", "40"))
    limit = policy.show_policy(work, "own").limit("class.size_max")
    assert limit is not None
    assert limit.value == 40
    assert "40" in policy.text_of(work, "own")


def test_a_version_that_a_class_follows_never_changes(work: Work) -> None:
    policy.import_policy(work, OWN)
    make_class(work, "2026-007", policy=("own", "2026"))
    policy.import_policy(work, OWN)
    with pytest.raises(Refused) as refused:
        policy.import_policy(work, OWN.replace("45", "40"))
    assert (refused.value.key, refused.value.values["number"]) == ("policy.version_followed", "2026-007")
    policy.import_policy(work, OWN.replace('"2026"', '"2026-2"').replace("45", "40"))


def test_a_shipped_policy_is_not_edited(work: Work) -> None:
    with pytest.raises(Refused, match=r"policy\.shipped_fixed"):
        policy.import_policy(work, policy.text_of(work, "sample"))


@pytest.mark.parametrize(
    "line",
    [
        '[person.beneficiaries]\nvalue = ["A01", "A77"]',
        '[[subsidy.rates]]\nkind = "training"\nper = "person"\namount_fen = 1\nlevel = "9"',
        '[[subsidy.rates]]\nkind = "training"\nper = "person"\namount_fen = 1\nfund = "F77"',
        '[[subsidy.rates]]\nkind = "training"\nper = "person"\namount_fen = 1\nmodes = ["XXX"]',
        '[[class.minimum_periods]]\nperiods = 1\ntraining_types = ["77"]',
    ],
)
def test_a_code_that_is_in_no_list_is_refused(work: Work, line: str) -> None:
    with pytest.raises(Refused, match=r"policy\.code_unknown"):
        policy.import_policy(work, f'{OWN}\n{line}\nclause = "条"\n')


def test_an_unsound_pack_leaves_nothing_behind(work: Work) -> None:
    with pytest.raises(Refused, match=r"policy\.term_unknown"):
        policy.import_policy(work, f"{OWN}\n[class.colour]\nvalue = 1\nclause = 'x'")
    assert "own" not in {one.policy for one in policy.list_policies(work)}


@pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.INSTRUCTOR, Role.AUDITOR])
def test_only_an_administrator_edits_policies(work: Work, role: Role) -> None:
    other = replace(work, worker=replace(work.worker, roles=frozenset({role})))
    for attempt in (
        lambda: policy.use_policy(other, "sample"),
        lambda: policy.import_policy(other, OWN),
        lambda: policy.copy_policy(other, "sample", "mine"),
    ):
        with pytest.raises(Refused, match=r"access\.not_allowed"):
            attempt()
    assert policy.show_policy(other, "sample").key == "sample"


def test_a_policy_comes_back_after_an_undone_import(work: Work) -> None:
    policy.import_policy(work, OWN)
    undo.undo(work)
    assert "own" not in {one.policy for one in policy.list_policies(work)}
    policy.import_policy(work, OWN)
    assert policy.show_policy(work, "own").version == "2026"


def test_the_choice_is_a_county_setting(work: Work) -> None:
    policy.use_policy(work, "sample")
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        assert setting.value_of(session, declared.POLICY) == "sample"
    assert declared.POLICY.scope is declared.Scope.COUNTY
