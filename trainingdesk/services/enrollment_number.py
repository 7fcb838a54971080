"""Enrollment numbers by the county's pattern; the device in them keeps two desks apart without a network (FEATURES 30)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import ENROLLMENT_NUMBER
from trainingdesk.settings.number_pattern import filled
from trainingdesk.storage import enrollment as stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlmodel import Session

    from trainingdesk.storage.training_class import ClassRow

_SERIAL: Final = re.compile(r"\{serial(:0[1-9])?\}")


def new_numbers(session: Session, the_class: ClassRow, count: int) -> tuple[str, ...]:
    """The next numbers this device gives in a class; none is ever given twice, not even that of a deleted enrollment."""
    pattern = value_of(session, ENROLLMENT_NUMBER)
    fields: dict[str, str | int] = {
        "class": the_class.number,
        "year": the_class.starts_on.year,
        "device": stored.device(session).number,
    }
    taken = stored.numbers_of_class(session, the_class.id)
    first = 1 + max(_serials(pattern, taken, fields), default=0)
    return tuple(filled(pattern, **fields, serial=serial) for serial in range(first, first + count))


def _serials(pattern: str, numbers: Iterable[str], fields: dict[str, str | int]) -> Iterator[int]:
    """The serials of numbers of this device's make."""
    serial = _SERIAL.search(pattern)
    if serial is None:
        raise ValueError(pattern)
    before, after = filled(pattern[: serial.start()], **fields), filled(pattern[serial.end() :], **fields)
    make = re.compile(f"{re.escape(before)}([0-9]+){re.escape(after)}")
    for number in numbers:
        match = make.fullmatch(number)
        if match is not None:
            yield int(match[1])
