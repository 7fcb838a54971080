"""Names that are made of an area and a value: every status, event, flag, mark and decision can be said."""

from __future__ import annotations

import pytest

from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.enrollment import EventKind, Status, refusal
from trainingdesk.domain.verdict import Decision
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.services.enrolling import NOT_ELIGIBLE, PROVISIONAL, WALK_IN
from trainingdesk.settings.shipped import resource

NAMES = (
    *(f"enrollment.status_{one.value}" for one in Status),
    *(f"enrollment.event_{one.value}" for one in EventKind),
    *(f"enrollment.flag_{one}" for one in (NOT_ELIGIBLE, PROVISIONAL, WALK_IN, "merged_double")),
    *(f"attendance.mark_{one.value}" for one in Mark),
    *(f"register.admitted_{one.value}" for one in Decision),
)


@pytest.mark.parametrize("language", list(Language))
def test_every_name_is_said(language: Language) -> None:
    sentences = Sentences.load(language, resource("locale"))
    said = [sentences.of(name) for name in NAMES]
    assert all(said)
    assert all(sentences.of(refusal(kind), found=Status.APPLIED, wanted=kind) for kind in EventKind)
