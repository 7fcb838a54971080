"""What village clerks write above a column, and the field it means.

``resources/tables/roster_headings.csv`` lists the headings; its fields are the members of ``RosterField``. Two columns of
one sheet may mean one field (身份证号 and 社会保障号): the reader of a sheet decides between them, this module does not.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.settings.code_tables import plain, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Marks of a required column, and what follows a heading that is used as a label.
_DECORATION = re.compile(r"[*:.、。_★☆]+")
#: A remark in brackets: 姓名(必填), 身份证号码(18位).
_REMARK = re.compile(r"[(\[【<][^()\[\]【】<>]*[)\]】>]")
_LAST_REMARK = re.compile(_REMARK.pattern + "$")


class RosterField(StrEnum):
    """What a column of a roster may hold. Values of person fields are the names of the columns of a person."""

    SEQUENCE = "sequence"  # 序号: read and dropped
    NAME = "name"
    DOCUMENT_KIND = "document_kind"
    DOCUMENT_NUMBER = "document_number"
    SEX = "sex"
    ETHNIC_GROUP = "ethnic_group"
    BIRTH_DATE = "birth_date"
    AGE = "age"  # compared with the birth date, not kept
    PHONE = "phone"
    EDUCATION = "education"
    CATEGORY = "category"
    PROOF_NUMBER = "proof_number"
    RELIEF_STATUS = "relief_status"  # 是否脱贫/监测对象: yes, no, or the name of a category
    ADDRESS = "address"
    HOUSEHOLD_ADDRESS = "household_address"  # 户籍地址
    HOUSEHOLD = "household"  # 户口性质
    TOWNSHIP = "township"
    VILLAGE = "village"
    EMPLOYMENT = "employment"
    EMPLOYER = "employer"
    EMPLOYER_USCC = "employer_uscc"
    SOCIAL_SECURITY_CARD = "social_security_card"
    PAYEE_ACCOUNT = "payee_account"
    PAYEE_BANK = "payee_bank"
    OCCUPATION = "occupation"
    LEVEL = "level"
    CLASS = "class"
    INSTITUTION = "institution"
    NOTE = "note"
    REJECT_REASON = "reject_reason"  # 错误原因: the column that came back with returned rows
    NOT_KEPT = (
        "not_kept"  # known, and not taken in: a desk keeps no more about people than it needs (个人信息保护法 art. 6)
    )


class RosterHeadings:
    """All headings the program understands; raises ValueError where one heading would mean two fields."""

    def __init__(self, headings: Iterable[tuple[str, RosterField]]) -> None:
        self._fields: dict[str, RosterField] = {}
        for heading, field in headings:
            known = self._fields.setdefault(heading_form(heading), field)
            if known is not field:
                raise ValueError(f"the heading {heading!r} means {known} and {field}")

    @classmethod
    def shipped(cls) -> RosterHeadings:
        """The headings of ``roster_headings.csv``."""
        return cls((row["heading"], RosterField(row["field"])) for row in read_table("roster_headings"))

    def field_of(self, text: str) -> RosterField | None:
        """The field that a heading means, or None. A remark in brackets counts only where the heading is listed with it."""
        return next((self._fields[form] for form in heading_forms(text) if form in self._fields), None)


def heading_forms(text: str) -> Iterator[str]:
    """The forms in which a heading is looked up: whole, without its last remark, without the one before …, without any."""
    form = heading_form(text)
    yield form
    while form != (shorter := _LAST_REMARK.sub("", form)):
        yield (form := shorter)
    yield _REMARK.sub("", form)


def heading_form(text: str) -> str:
    """The form in which two writings of one heading are equal: 备　注＊ and 备注 are one."""
    return _DECORATION.sub("", plain(text))
