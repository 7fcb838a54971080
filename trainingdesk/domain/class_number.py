"""Numbers and names of classes by a county's pattern: ``{county}-{year}-{serial:03}`` makes 500241-2026-001.

A pattern names fields in braces; a field that counts may say how many digits it is filled to. The next number is one above
the highest that was ever given under the same beginning: the number of a deleted class does not come again. Names are made
alike (经办操作规程 2019: 年度+机构简称+职业工种+等级+序号+证类): year, institution, occupation, level, count, certificate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Final, NamedTuple

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: What a pattern may name.
FIELDS: Final = frozenset(
    {"county", "year", "month", "device", "serial", "institution", "occupation", "level", "certificate"}
)
_SERIAL: Final = "serial"
_WIDTH: Final = re.compile(r"(0[1-9])?")


class _Part(NamedTuple):
    """A field with the text before it; the last part may have none."""

    text: str
    field: str | None
    width: int

    @property
    def written(self) -> str:
        """The field as the pattern writes it."""
        return f"{{{self.field}:0{self.width}}}" if self.width else f"{{{self.field}}}"


@dataclass(frozen=True, slots=True)
class ClassNumberPattern:
    """A county's rule for numbers or names; raises Refused for one that names unknown fields or does not count."""

    text: str

    def __post_init__(self) -> None:
        """Refuse a pattern that could not make numbers."""
        try:
            fields = [part.field for part in self._parts() if part.field is not None]
        except ValueError:
            fields = []
        if fields.count(_SERIAL) != 1 or not FIELDS.issuperset(fields) or len(set(fields)) != len(fields):
            raise Refused("training_class.pattern_unsound", pattern=self.text)

    def number(self, serial: int, values: Mapping[str, str | int]) -> str:
        """The number with this serial; raises KeyError for a field without a value."""
        return "".join(
            part.text + self._filled(part, {**values, _SERIAL: serial}) if part.field else part.text
            for part in self._parts()
        )

    def beginning(self, values: Mapping[str, str | int]) -> str:
        """What stands before the serial: the numbers that begin so are those to count on from."""
        made = ""
        for part in self._parts():
            made += part.text
            if part.field == _SERIAL:
                break
            made += self._filled(part, values)
        return made

    def serial_of(self, number: str, values: Mapping[str, str | int]) -> int | None:
        """The serial of a number made from the same values, None for a number of another make."""
        pattern = "".join(
            re.escape(part.text) + (r"([0-9]+)" if part.field == _SERIAL else re.escape(self._filled(part, values)))
            for part in self._parts()
        )
        match = re.fullmatch(pattern, number)
        return int(match[1]) if match else None

    def on_device(self, device: int) -> ClassNumberPattern:
        """The pattern with the number of this desk before the serial, where it does not name the desk yet.

        Two desks without a network then never give one number twice (FEATURES 30); a desk that works alone needs none.
        """
        parts = list(self._parts())
        if any(part.field == "device" for part in parts):
            return self
        made = "".join(
            part.text
            if part.field is None
            else part.text + (f"D{device}-" if part.field == _SERIAL else "") + part.written
            for part in parts
        )
        return ClassNumberPattern(made)

    def next_number(self, taken: Iterable[str], values: Mapping[str, str | int]) -> str:
        """One above the highest of ``taken`` that has the same make; the first is 1."""
        serials = (self.serial_of(number, values) for number in taken)
        return self.number(max((serial for serial in serials if serial is not None), default=0) + 1, values)

    def _parts(self) -> Iterator[_Part]:
        """Raises ValueError where braces do not match or a field asks for more than digits."""
        for text, field, width, conversion in Formatter().parse(self.text):
            if conversion or not _WIDTH.fullmatch(width or ""):
                raise ValueError(self.text)
            yield _Part(text, field, int(width or 0))

    @staticmethod
    def _filled(part: _Part, values: Mapping[str, str | int]) -> str:
        return "" if part.field is None else str(values[part.field]).zfill(part.width)
