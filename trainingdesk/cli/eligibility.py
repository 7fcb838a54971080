"""``eligibility`` says who of a class may take part and be paid for, with the reason and the clause that decided."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.answering import reason_of, verdict_data
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.eligibility import KINDS
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import eligibility as services
from trainingdesk.services import training_class

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.eligibility import ClassVerdicts, PersonVerdicts


def eligibility(
    ctx: typer.Context,
    number: Annotated[str, typer.Option("--class", help="number of the class / 班级编号")],
    kind: Annotated[
        str, typer.Option(help="enroll, training, assessment or living / 报名、培训、评价、生活费")
    ] = services.ENROLL,
    as_json: AsJson = False,
) -> None:
    """Say for each person of a class what the rules answer, and by which clause."""
    invocation: Invocation = ctx.obj
    asked = _kind(kind)
    with invocation.desk() as work:
        class_id = training_class.class_by_number(work, number).id
        found = services.eligibility_of_class(work, class_id, kind=asked)
    if invocation.as_json:
        invocation.answer(_as_data(invocation, found))
    else:
        _show(invocation, found)


def _kind(word: str) -> str:
    kinds = {services.ENROLL: services.ENROLL, **KINDS}
    if word not in kinds:
        raise Refused("eligibility.kind_unknown", found=word, wanted=tuple(kinds))
    return kinds[word]


def _show(invocation: Invocation, found: ClassVerdicts) -> None:
    invocation.say(
        "eligibility.heading",
        number=found.class_number,
        kind=invocation.sentences.of(f"eligibility.{found.kind}"),
        policy=found.policy,
        version=found.policy_version,
    )
    _say_each(invocation, found.of_class)
    if not found.people:
        invocation.say("eligibility.nobody")
        return
    for_all = _said_of_all(found.people)
    _show_people(invocation, found.people, for_all)
    if for_all:
        invocation.say("eligibility.of_all")
        _say_each(invocation, for_all)
    for key in _unseen(found.people):
        invocation.say(key)


def _show_people(invocation: Invocation, people: tuple[PersonVerdicts, ...], for_all: list[Verdict]) -> None:
    titles = ("number", "name", "identity", "decision", "reasons")
    invocation.table(
        [f"eligibility.{title}" for title in titles],
        (
            (
                one.number,
                one.name,
                one.id_mask,
                invocation.sentences.of(f"eligibility.{one.decision}"),
                "\n".join(_reasons(invocation, (verdict for verdict in one.verdicts if verdict not in for_all))),
            )
            for one in people
        ),
    )
    counts = Counter(one.decision for one in people)
    invocation.say("eligibility.counts", **{decision.value: counts[decision] for decision in Decision})


def _say_each(invocation: Invocation, verdicts: Iterable[Verdict]) -> None:
    for reason in _reasons(invocation, verdicts):
        typer.echo(f"  {reason}")


def _said_of_all(people: tuple[PersonVerdicts, ...]) -> list[Verdict]:
    """What everybody is told alike, such as a number that the policy does not give; said once below the table."""
    first, *others = people
    shared = [one for one in first.verdicts if one.decision is Decision.UNDECIDED]
    return [one for one in shared if others and all(one in other.verdicts for other in others)]


def _reasons(invocation: Invocation, verdicts: Iterable[Verdict]) -> list[str]:
    """Every answer that is no yes, in words, with its clause."""
    told = ((reason_of(invocation, verdict), verdict.clause) for verdict in verdicts if verdict.reason is not None)
    return [_with_clause(invocation, reason, clause) for reason, clause in told]


def _with_clause(invocation: Invocation, reason: str, clause: str | None) -> str:
    if clause is None:
        return reason
    return invocation.sentences.of("eligibility.reason_with_clause", reason=reason, clause=clause)


def _unseen(people: Iterable[PersonVerdicts]) -> list[str]:
    """What no rule could see, each said once."""
    keys = (verdict.values.get("unseen") for one in people for verdict in one.verdicts)
    return list(dict.fromkeys(str(key) for key in keys if key is not None))


def _as_data(invocation: Invocation, found: ClassVerdicts) -> dict[str, object]:
    return {
        "class": found.class_number,
        "policy": found.policy,
        "policy_version": found.policy_version,
        "kind": found.kind,
        "of_class": [_verdict(invocation, verdict) for verdict in found.of_class],
        "people": [
            {
                "number": one.number,
                "name": one.name,
                "id_mask": one.id_mask,
                "status": one.status,
                "decision": one.decision,
                "verdicts": [_verdict(invocation, verdict) for verdict in one.verdicts],
            }
            for one in found.people
        ],
    }


def _verdict(invocation: Invocation, verdict: Verdict) -> dict[str, object]:
    return {**verdict_data(invocation, verdict), "values": dict(verdict.values)}
