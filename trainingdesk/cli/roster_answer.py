"""What ``roster`` answers beside what every import does: what the rules say to people, and marks of one lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainingdesk.cli.import_answer import (
    ENCODING_NAMES,
    back_as_json,
    check_as_json,
    reasons,
    say_file,
    say_written,
    short,
    told_table,
)
from trainingdesk.services.import_result import Outcome

if TYPE_CHECKING:
    from trainingdesk.cli.invocation import Invocation
    from trainingdesk.services.marks_import import MarksImport
    from trainingdesk.services.roster_result import RosterCheck, RosterImport


def as_json_data(invocation: Invocation, found: RosterCheck) -> dict[str, Any]:
    """The answer for programs; ``row`` is the row of the sheet as an office program numbers it."""
    return check_as_json(invocation, found) | {
        "class": found.class_number,
        "not_eligible": _not_eligible(invocation, found),
        "waitlisted": [row for _sheet, row in found.waitlisted],
    }


def say_check(invocation: Invocation, found: RosterCheck) -> None:
    """What is told of every file, then what the rules say to the people."""
    say_file(invocation, found)
    refused = [(one["row"], "\n".join(one["reasons"])) for one in _not_eligible(invocation, found)]
    told_table(invocation, "roster.not_eligible", ("row", "reason"), refused)
    if found.waitlisted:
        invocation.say("roster.waitlisted", rows=tuple(row for _sheet, row in found.waitlisted))


def say_import(invocation: Invocation, done: RosterImport) -> None:
    """The same, then what was written and where the rejects are."""
    say_check(invocation, done.check)
    say_written(invocation, done)


def marks_as_json(invocation: Invocation, done: MarksImport) -> dict[str, Any]:
    """A file of marks for programs; ``written`` only where something was to be written."""
    answer: dict[str, Any] = {
        "rows": len(done.lines),
        "new": done.count(Outcome.NEW),
        "existing": done.count(Outcome.EXISTING),
        "came_back": [back_as_json(invocation, line) for line in done.came_back],
        "encoding": done.encoding and ENCODING_NAMES[done.encoding],
    }
    if done.changes is None:
        return answer
    return answer | {"written": answer["new"], "rejects": done.rejects, "change_set": done.changes.change_set}


def say_marks(invocation: Invocation, done: MarksImport) -> None:
    """A file of marks for people."""
    new, existing, back = done.count(Outcome.NEW), done.count(Outcome.EXISTING), len(done.came_back)
    invocation.say("marks_import.read", rows=len(done.lines), new=new, existing=existing, back=back)
    rows = [
        (line.row, short(line.name), short(line.problems[0].found), reasons(invocation, line.problems))
        for line in done.came_back
    ]
    told_table(invocation, "roster.came_back", ("row", "name", "found", "reason"), rows)
    if done.changes is not None:
        invocation.say("marks_import.written", written=new)
        for said in done.changes.said:
            invocation.say(said.key, **dict(said.values))
    if done.rejects:
        invocation.say("roster.rejects_at", path=done.rejects)


def _not_eligible(invocation: Invocation, found: RosterCheck) -> list[dict[str, Any]]:
    return [
        {"row": row, "reasons": [invocation.sentences.of(one.reason or "", one.values) for one in verdicts]}
        for (_sheet, row), verdicts in found.not_eligible.items()
    ]
