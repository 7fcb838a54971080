"""Commitments of trainees are written once and seen for a whole class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from trainingdesk.domain.errors import Refused
from trainingdesk.services import consent

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def test_who_committed_is_no_longer_missing(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=3)
    consent.record_consents(work, made.people[:2], kind=consent.COMMITMENT)
    assert [one.person_id for one in consent.without_commitment(work, made.class_id)] == [made.people[2]]


def test_a_commitment_is_written_once(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    for method in ("signed_paper", "signed_screen"):
        consent.record_consents(work, made.people, kind=consent.COMMITMENT, method=method)
    consent.record_consents(work, made.people, kind=consent.PERSONAL_DATA)
    found = consent.consents_of(work, made.people[0])
    assert [(one.kind, one.method) for one in found] == [
        ("trainee_commitment", "signed_paper"),
        ("personal_data", "signed_paper"),
    ]


@pytest.mark.parametrize(
    ("people", "kind", "method", "key"),
    [
        (0, "something", "signed_paper", "consent.unknown_kind"),
        (0, consent.COMMITMENT, "nodded", "consent.unknown_kind"),
        (1, consent.COMMITMENT, "signed_paper", "person.unknown"),
    ],
)
def test_what_is_unknown_is_refused(work: Work, people: int, kind: str, method: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        consent.record_consents(work, ["nobody"] * people, kind=kind, method=method)
    assert refused.value.key == key
