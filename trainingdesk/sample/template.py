"""The kinds of classes of the sample county, and its price list; one cycle through them touches every row of the report.

The prices are those of the policy pack ``sample`` (``resources/policies/sample.toml``), written down a second time on
purpose: the ledger must not ask the program what it would pay.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of class. Codes are those of the shipped tables; ``online`` where a platform is used.

    ``pass_points_theory`` in tenths where the course asks for more than the policy.
    """

    training_type: str
    course: str
    occupation: str
    level: str
    certificate: str
    mode: str
    categories: tuple[str, ...]
    fund: str
    shortage: bool = False
    digital: bool = False
    online: bool = False
    pass_points_theory: int | None = None

    @property
    def employs(self) -> bool:
        """Whether employees are among the trainees: their employer is then named and paid."""
        return any(category.startswith("B") for category in self.categories)

    def category(self, seat: int) -> str:
        """The main category of the person on this seat."""
        return self.categories[seat % len(self.categories)]


TEMPLATES: Final = (
    Template("13", "养老护理员", "4-10-01-05", "5", "DJ", "VIL", ("A04", "A01", "A05", "C04"), "F02"),
    Template("22", "焊工", "6-18-02-04", "3", "DJ", "F2F", ("B01",), "F01"),
    Template(
        "24", "电工安全技能提升", "6-31-01-03", "5", "ZG", "F2F", ("B01", "A06", "C99"), "F03", pass_points_theory=700
    ),
    Template("32", "创办你的企业", "", "H", "CY", "OMO", ("A02", "C03", "A05", "A06"), "F02", online=True),
    Template("41", "农艺工", "5-01-02-01", "Z", "ZX", "VIL", ("C01", "A04", "A03", "C99"), "F09"),
    Template("21", "汽车维修工", "4-12-01-01", "4", "DJ", "F2F", ("B03",), "F01"),
    Template("23", "中式烹调师", "4-03-02-01", "2", "DJ", "F2F", ("B01", "C03"), "F02", shortage=True),
    Template(
        "26", "电子商务师", "4-01-06-01", "1", "DJ", "ONL", ("A02", "A03", "B01"), "F03", digital=True, online=True
    ),
    Template("22", "焊工特级技师研修", "6-18-02-04", "T", "TJ", "F2F", ("B01", "B04"), "F01"),
)

#: Every occupation that is taught.
OCCUPATIONS: Final = tuple(sorted({template.occupation for template in TEMPLATES if template.occupation}))

#: Training, by level, in fen a person.
TRAINING_FEN: Final[Mapping[str, int]] = MappingProxyType(
    {"5": 120_000, "4": 160_000, "3": 220_000, "2": 300_000, "1": 400_000, "T": 500_000, "Z": 80_000, "H": 100_000}
)
#: Assessment, by level, in fen a person; level H ends with a certificate that is not paid for.
ASSESSMENT_FEN: Final[Mapping[str, int]] = MappingProxyType(
    {"5": 20_000, "4": 24_000, "3": 30_000, "2": 40_000, "1": 50_000, "T": 60_000, "Z": 16_000}
)
#: Living allowance, once for a class, to whom, and from which fund.
ALLOWANCE_FEN: Final = 30_000
ALLOWANCE_TO: Final = frozenset({"A01", "A06"})
ALLOWANCE_FUND: Final = "F02"
