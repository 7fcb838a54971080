"""What people agreed to: the trainee's commitment (参训人员承诺) and the use of personal data (个人信息保护法 art. 29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.enrollment_placing import persons_present
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import consent as stored
from trainingdesk.storage import enrollment, person, rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from trainingdesk.storage.consent import ConsentRow
    from trainingdesk.storage.enrollment import RollLine

#: The kinds of consent, and how it was given.
COMMITMENT: Final = "trainee_commitment"  # 参训人员承诺
PERSONAL_DATA: Final = "personal_data"  # 个人信息处理同意
KINDS: Final = (COMMITMENT, PERSONAL_DATA)
METHODS: Final = ("signed_paper", "signed_screen", "spoken")


def record_consents(work: Work, people: Collection[str], *, kind: str, method: str = "signed_paper") -> Changes:
    """Write that people agreed; who did already is left as they are. Raises Refused for an unknown kind or person."""
    if kind not in KINDS or method not in METHODS:
        raise Refused("consent.unknown_kind", found=kind if kind not in KINDS else method)
    with work.writing(Action.EDIT_PERSON) as session:
        living = [one.id for one in persons_present(session, people).values()]
        there = stored.people_with(session, living, kind=kind)
        wanted = [one for one in dict.fromkeys(living) if one not in there]
        common = {"kind": kind, "method": method, "by_user": work.worker.user_id, "at": work.now()}
        made = [{"id": work.new_id(), "county_code": work.county_code, "person_id": one, **common} for one in wanted]
        rows.add_many(session, "consent", made)
        return changed(session, Topic.PEOPLE, rows=tuple(wanted))


def consents_of(work: Work, person_id: str) -> tuple[ConsentRow, ...]:
    """Everything a person agreed to, oldest first."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.consents_of(session, person_id)


def without_commitment(work: Work, class_id: str) -> tuple[RollLine, ...]:
    """The people of a class whose commitment is not recorded yet."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        roll = enrollment.roll(session, class_id)
        living = {line.person_id: person.canonical_id(session, line.person_id) for line in roll}
        there = stored.people_with(session, living.values(), kind=COMMITMENT)
        return tuple(line for line in roll if living[line.person_id] not in there)
