"""Certificates (证书): their kinds and the national rules of their numbers.

Vocational qualification: 16 digits. Skill level: S or Y and 21 digits. Special-grade technician: 2 letters and 20 digits.
For the others no national number rule was found: the county's own pattern holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.mended import Mended
from trainingdesk.domain.written_text import CAPITALS, DASHES, NUMBER_REPAIRS, is_scientific, repaired

if TYPE_CHECKING:
    from collections.abc import Mapping


class CertificateKind(StrEnum):
    """Kinds of certificates by core meaning (``resources/tables/certificate_kinds.csv``)."""

    VOCATIONAL_QUALIFICATION = "vocational_qualification"  # 职业资格证书
    SKILL_LEVEL = "skill_level"  # 职业技能等级证书
    SPECIAL_TECHNICIAN = "special_technician"  # 特级技师证书
    SPECIAL_ABILITY = "special_ability"  # 专项职业能力证书
    TRAINING_QUALIFIED = "training_qualified"  # 培训合格证书
    STARTUP_TRAINING = "startup_training"  # 创业培训合格证书
    SPECIAL_OPERATION = "special_operation"  # 特种作业操作证
    COURSE_COMPLETION = "course_completion"  # 培训结业证书


_K = CertificateKind
#: The national rules; named parts tell what the number says.
RULES: Final[Mapping[CertificateKind, re.Pattern[str]]] = {
    _K.VOCATIONAL_QUALIFICATION: re.compile(
        r"(?P<year>[0-9]{2})(?P<province>[0-9]{2})[0-9]{2}[0-4][0-9]{3}(?P<level>[1-5])[0-9]{5}"
    ),
    _K.SKILL_LEVEL: re.compile(r"[SY][0-9]{4}(?P<province>[0-9]{2})[0-9]{6}(?P<year>[0-9]{2})(?P<level>[1-5])[0-9]{6}"),
    _K.SPECIAL_TECHNICIAN: re.compile(r"[A-Z]{2}[0-9]{20}"),
}
#: Certificates whose number the center gives itself, by a pattern of its settings.
OWN_NUMBERS: Final = frozenset({_K.SPECIAL_ABILITY, _K.TRAINING_QUALIFIED, _K.STARTUP_TRAINING, _K.COURSE_COMPLETION})
#: Kinds that state a skill level.
LEVELED: Final = frozenset(RULES)
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """A number that fits the rule of its kind, with what it tells; ``year`` has its last two digits."""

    kind: CertificateKind
    number: str
    year: str | None = None
    province: str | None = None
    level: str | None = None


def read_certificate_number(text: str, *, kind: CertificateKind) -> Mended[CertificateNumber]:
    """The number as it stands on the certificate.

    Raises Refused with its own reason for an empty text, digits that a spreadsheet lost, a number that does not fit the
    national rule of its kind, and, for kinds without one, a number longer than any certificate has.
    """
    number, mends = repaired(text, *NUMBER_REPAIRS, *((DASHES, CAPITALS) if kind in RULES else ()))
    if not number:
        raise Refused("certificate_number.empty")
    if is_scientific(number):
        raise Refused("certificate_number.digits_lost")
    rule = RULES.get(kind)
    if rule is None:
        if len(number) > _LONGEST:
            raise Refused("certificate_number.too_long", found=len(number), wanted=_LONGEST)
        return Mended(CertificateNumber(kind, number), mends)
    match = rule.fullmatch(number)
    if match is None:
        raise Refused(f"certificate_number.form_{kind}", found=len(number))
    return Mended(CertificateNumber(kind, number, **match.groupdict()), mends)


def contradictions(number: CertificateNumber, *, level: str | None, year: int | None) -> tuple[str, ...]:
    """Warnings where the number tells another level or year than the certificate; sentence keys.

    ``level`` is the code of the skill level as the number writes it (5 to 1), ``year`` the one it was issued in. A number is
    given before the certificate is printed, so the year before is no contradiction.
    """
    found = []
    if number.level is not None and level is not None and number.level != level:
        found.append("certificate_number.another_level")
    if number.year is not None and year is not None and int(number.year) not in {year % 100, (year - 1) % 100}:
        found.append("certificate_number.another_year")
    return tuple(found)
