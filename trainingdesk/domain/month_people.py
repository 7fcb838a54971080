"""People of a monthly report as the text that a query groups them into, taken apart only while they are counted.

A report counts 60,000 people by some thousands of groups; an object for each of them would be most of its time and memory.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: What stands between the traits of two people (the record separator), and between two traits (the unit separator).
APART: Final = "\x1e"
WITHIN: Final = "\x1f"

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class People:
    """Enrollments of one class, column by column in the same order: ids and persons between spaces.

    ``traits`` are what decides somebody's profile within the class, between ``APART``.
    """

    count: int
    ids: str
    persons: str
    traits: str

    @classmethod
    def of(cls, each: Iterable[tuple[str, str, str]]) -> People:
        """Some people by enrollment, person and traits."""
        ids, persons, traits = zip(*each, strict=True)
        return cls(len(ids), " ".join(ids), " ".join(persons), APART.join(traits))

    def each(self) -> Iterator[tuple[str, str, str]]:
        """Enrollment, person and traits of everybody."""
        return zip(self.ids.split(), self.persons.split(), self.traits.split(APART), strict=True)

    def parted(self, part_of: Callable[[str, str, str], K]) -> dict[K, People]:
        """The people by what is said of the enrollment, the person and the traits of each."""
        parts = [part_of(*one) for one in self.each()]
        if len(set(parts)) == 1:
            return {parts[0]: self}
        found: dict[K, list[tuple[str, str, str]]] = defaultdict(list)
        for part, one in zip(parts, self.each(), strict=True):
            found[part].append(one)
        return {part: People.of(some) for part, some in found.items()}

    def alike(self) -> dict[str, list[str]]:
        """The enrollments by their traits."""
        found: dict[str, list[str]] = defaultdict(list)
        for one, traits in zip(self.ids.split(), self.traits.split(APART), strict=True):
            found[traits].append(one)
        return found
