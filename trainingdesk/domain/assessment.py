"""Assessments (考核): scores in tenths of a point, what is enough, who may sit, and make-up rounds (补考).

The points that are enough are the course's own where its version says some, else the policy's (mostly 60 in theory and in
practice); where neither does, a result is undecided. Which parts a course is assessed in follows from its periods. A make-up
round replaces only what it examined.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.verdict import Decision, Verdict, overall

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from trainingdesk.domain.limit import Limit
    from trainingdesk.domain.policy import Policy

#: A hundred points, in tenths.
FULL: Final = 1000
#: What people write for somebody who did not come, and for a result.
ABSENT_WORDS: Final = frozenset({"缺考", "缺", "未考", "absent"})

_S = ClassState
#: An assessment is announced while lessons still run, and held when they are over.
ANNOUNCED_IN: Final = frozenset({_S.APPROVED, _S.RUNNING, _S.FINISHED, _S.ASSESSED, _S.COMPLETED})
SCORED_IN: Final = frozenset({_S.FINISHED, _S.ASSESSED, _S.COMPLETED})
#: Who is assessed: in the class to its end, or failed before (补考).
SITS: Final = frozenset({Status.ATTENDING, Status.COMPLETED, Status.FAILED, Status.CERTIFIED})


class AssessmentKind(StrEnum):
    """What is assessed (人社部发〔2021〕102号 （二十一）: 职业资格评价、职业技能等级认定和专项职业能力考核)."""

    COMPLETION = "completion"  # 结业考核
    VOCATIONAL_QUALIFICATION = "vocational_qualification"  # 职业资格评价
    SKILL_LEVEL = "skill_level"  # 职业技能等级认定
    SPECIAL_ABILITY = "special_ability"  # 专项职业能力考核


class Result(StrEnum):
    """What an assessment came to for a person."""

    PASSED = "passed"  # 合格
    FAILED = "failed"  # 不合格
    ABSENT = "absent"  # 缺考


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """One person's points in one round, in tenths of a point; a part that was not examined is None."""

    theory: int | None = None
    practice: int | None = None
    absent: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was recorded."""
        return self.theory is None and self.practice is None and not self.absent


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRule:
    """What is enough, in tenths of a point; a part that is not examined is not asked for."""

    theory: Limit | None = None
    practice: Limit | None = None
    examines_theory: bool = True
    examines_practice: bool = True

    @classmethod
    def of(
        cls,
        policy: Policy,
        *,
        theory_periods: int,
        practice_periods: int,
        own_theory: Limit | None = None,
        own_practice: Limit | None = None,
    ) -> PassRule:
        """The rule of a policy for a course with so many periods; a course without practice has no practical part.

        What the course says itself goes before the policy, above it or below.
        """
        return cls(
            theory=own_theory or policy.limit("assessment.pass_points_theory"),
            practice=own_practice or policy.limit("assessment.pass_points_practice"),
            examines_theory=theory_periods > 0,
            examines_practice=practice_periods > 0,
        )

    @property
    def written(self) -> str:
        """What is enough in the parts that are examined, 60/70 as theory/practice; a dash for one without a number."""
        parts = ((self.examines_theory, self.theory), (self.examines_practice, self.practice))
        return "/".join("—" if limit is None else points_text(limit.value) for examined, limit in parts if examined)


_RESULT_WORDS: Final = MappingProxyType(
    {
        "合格": Result.PASSED,
        "通过": Result.PASSED,
        "passed": Result.PASSED,
        "不合格": Result.FAILED,
        "未通过": Result.FAILED,
        "failed": Result.FAILED,
    }
)


def read_points(text: str) -> int | None:
    """Tenths of a point from what a person wrote: 59.5 is 595; nothing where nothing stands there.

    Raises Refused for what is no number, for more than one decimal (rounding would decide who passes) and for points below
    0 or above 100.
    """
    written = unicodedata.normalize("NFKC", text).strip().removesuffix("分").strip()
    if not written:
        return None
    whole, dot, part = written.partition(".")
    if not (whole.isascii() and whole.isdigit()) or (dot and not (part.isascii() and part.isdigit())):
        raise Refused("assessment.points_unreadable", found=text)
    if len(part.rstrip("0")) > 1:
        raise Refused("assessment.points_too_fine", found=text)
    return checked(int(whole) * 10 + int(part[:1] or "0"))


def points_text(tenths: int) -> str:
    """Points as people write them: 595 tenths are 59.5, and 600 are 60."""
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def is_absent(text: str) -> bool:
    """Whether a cell says that somebody did not come."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in ABSENT_WORDS


def read_result(text: str) -> Result | None:
    """The result (评定) that an assessor wrote; None where nothing stands there; raises Refused for any other word."""
    written = unicodedata.normalize("NFKC", text).strip().casefold()
    if not written:
        return None
    if written in ABSENT_WORDS:
        return Result.ABSENT
    found = _RESULT_WORDS.get(written)
    if found is None:
        raise Refused("assessment.result_unreadable", found=text)
    return found


def checked(points: int) -> int:
    """The points; raises Refused below 0 and above 100 points."""
    if not 0 <= points <= FULL:
        raise Refused("assessment.points_out_of_range", found=points / 10, most=FULL // 10)
    return points


def judge(points: Points, rule: PassRule) -> Verdict:
    """Whether these points pass; undecided while a part or a limit is missing. The clause is that of the deciding limit."""
    if points.absent:
        return Verdict.no("assessment.was_absent")
    verdicts = []
    if rule.examines_theory:
        verdicts.append(_part(points.theory, rule.theory, "theory"))
    if rule.examines_practice:
        verdicts.append(_part(points.practice, rule.practice, "practice"))
    return deciding(verdicts)


def result_of(points: Points, rule: PassRule) -> Result | None:
    """The result to be stored; None while it is undecided."""
    if points.absent:
        return Result.ABSENT
    decision = judge(points, rule).decision
    if decision is Decision.UNDECIDED:
        return None
    return Result.PASSED if decision is Decision.YES else Result.FAILED


def agreed(points: Points, rule: PassRule, *, written: Result | None) -> Result | None:
    """The result to be stored where an assessor wrote one too: the rule's, else the written one.

    Raises Refused where both are there and differ.
    """
    ruled = result_of(points, rule)
    if ruled is not None and written is not None and ruled is not written:
        raise Refused("assessment.result_contradicts")
    return ruled or written


def joined(rounds: Sequence[Points]) -> Points:
    """What stands after several rounds, the first one first: a part counts as it was examined last.

    Who came to no round at all is absent; who was absent only from a make-up round keeps what stood before.
    """
    theory = next((one.theory for one in reversed(rounds) if one.theory is not None), None)
    practice = next((one.practice for one in reversed(rounds) if one.practice is not None), None)
    came = theory is not None or practice is not None
    return Points(theory=theory, practice=practice, absent=not came and any(one.absent for one in rounds))


def may_sit_round(earlier: Sequence[Points], rule: PassRule, *, number: int) -> Verdict:
    """Whether somebody may sit this round: the first is everybody's, a make-up is for who did not pass before."""
    if number > 1 and judge(joined(earlier), rule).decision is Decision.YES:
        return Verdict.no("assessment.passed_before")
    return Verdict.yes()


def announced_in_time(*, today: date, held_on: date, limit: Limit | None) -> Verdict:
    """Whether the roster is handed in early enough (考核名册, seen: 7 days before); counted in calendar days."""
    if limit is None:
        return Verdict.undecided("assessment.roster_days_undecided")
    left = (held_on - today).days
    if left >= limit.value:
        return Verdict.yes(clause=limit.clause)
    return Verdict.no("assessment.announced_late", clause=limit.clause, found=left, wanted=limit.value)


def deciding(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that decided: the first *no*, else the first *undecided*, else the last *yes*."""
    found = tuple(verdicts)
    decision = overall(found)
    same = [verdict for verdict in found if verdict.decision is decision]
    if not same:
        return Verdict.yes()
    return same[-1] if decision is Decision.YES else same[0]


def _part(points: int | None, limit: Limit | None, part: str) -> Verdict:
    if limit is None:
        return Verdict.undecided(f"assessment.pass_points_{part}_undecided")
    if points is None:
        return Verdict.undecided(f"assessment.{part}_missing")
    if points >= limit.value:
        return Verdict.yes(clause=limit.clause)
    return Verdict.no(f"assessment.{part}_too_low", clause=limit.clause, found=points / 10, wanted=limit.value / 10)
