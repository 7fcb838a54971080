"""What a list of classes says beside each: how it is attended so far, and what its next step still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.training_class import ClassState, onward
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_attendance import attendance_of_class
from trainingdesk.services.class_checklist import missing_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from trainingdesk.domain.class_checklist import Missing
    from trainingdesk.services.work import Work

#: States before the first lesson: nothing was attended yet.
_BEFORE = frozenset({ClassState.DRAFT, ClassState.SUBMITTED, ClassState.RETURNED, ClassState.REJECTED})


@dataclass(frozen=True, slots=True)
class ClassProgress:
    """``attendance`` is None while nothing was held, ``step`` where the class goes no further; ``missing`` blocks it."""

    class_id: str
    attendance: Fraction | None
    step: ClassState | None
    missing: tuple[Missing, ...]


def class_progress(work: Work, class_ids: Iterable[str]) -> tuple[ClassProgress, ...]:
    """The progress of each class, in the order asked; costs a look at every mark, so ask for few at a time."""
    return tuple(_progress(work, class_id) for class_id in class_ids)


def _progress(work: Work, class_id: str) -> ClassProgress:
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = class_seen(work, session, class_id)
        share = None
        if the_class.state not in _BEFORE:
            rate = attendance_of_class(session, the_class).total
            share = rate.share if rate.held else None
        step = onward(the_class.state)
        found = () if step is None else missing_in(session, the_class, step, today=work.today())
        return ClassProgress(class_id, share, step, tuple(item for item in found if item.blocks))
