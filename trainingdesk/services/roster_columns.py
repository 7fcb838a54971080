"""The columns of an exported class roster: what stands in them, and how they are known again when the file comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.enrollment import Status
from trainingdesk.settings.roster_headings import RosterField, heading_form

if TYPE_CHECKING:
    from collections.abc import Mapping


class OwnField(StrEnum):
    """Columns that only our own exports have."""

    NUMBER = "enrollment_number"  # read and dropped
    STATUS = "enrollment_status"  # read and dropped
    ROW_ID = "row_id"  # the id of the enrollment: the row is known again even where the document number is masked


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """A column of an exported roster; ``field`` is what it means when the file comes back."""

    title: str
    field: str
    width: float = 14


_F = RosterField

#: The titles are data of the file, not of the interface: whoever gets the file reads Chinese, and so does the import.
COLUMNS: Final = (
    RosterColumn("序号", _F.SEQUENCE, 6),
    RosterColumn("学员编号", OwnField.NUMBER, 12),
    RosterColumn("姓名", _F.NAME, 12),
    RosterColumn("性别", _F.SEX, 6),
    RosterColumn("证件类型", _F.DOCUMENT_KIND, 14),
    RosterColumn("身份证号码", _F.DOCUMENT_NUMBER, 21),
    RosterColumn("出生日期", _F.BIRTH_DATE, 12),
    RosterColumn("民族", _F.ETHNIC_GROUP, 10),
    RosterColumn("文化程度", _F.EDUCATION, 12),
    RosterColumn("人员类别", _F.CATEGORY, 24),
    RosterColumn("户口性质", _F.HOUSEHOLD, 14),
    RosterColumn("就业状态", _F.EMPLOYMENT, 14),
    RosterColumn("家庭住址", _F.ADDRESS, 28),
    RosterColumn("联系电话", _F.PHONE, 14),
    RosterColumn("社会保障卡号", _F.SOCIAL_SECURITY_CARD, 20),
    RosterColumn("开户银行", _F.PAYEE_BANK, 18),
    RosterColumn("银行账号", _F.PAYEE_ACCOUNT, 22),
    RosterColumn("报名状态", OwnField.STATUS, 10),
    RosterColumn("备注", _F.NOTE, 20),
    RosterColumn("识别码（请勿改动）", OwnField.ROW_ID, 38),
)

OWN_HEADINGS: Final[Mapping[str, str]] = MappingProxyType({heading_form(one.title): one.field for one in COLUMNS})
"""What the titles of our own exports mean, in the form in which two writings are equal."""

#: How an exported roster calls the state of an enrollment.
STATUS_NAMES: Final[Mapping[Status, str]] = MappingProxyType(
    {
        Status.APPLIED: "已报名",
        Status.WAITLISTED: "候补",
        Status.CONFIRMED: "已确认",
        Status.ATTENDING: "在训",
        Status.COMPLETED: "结业",
        Status.FAILED: "未合格",
        Status.CERTIFIED: "已发证",
        Status.REJECTED: "审核不通过",
        Status.WITHDRAWN: "开课前退出",
        Status.TRANSFERRED: "转班",
        Status.DROPPED: "中途退学",
    }
)

#: What an edited export may change about a person; identity never changes in passing (``person.change_identity`` does that).
EDITABLE: Final = (
    _F.PHONE, _F.ADDRESS, _F.EDUCATION, _F.ETHNIC_GROUP, _F.HOUSEHOLD, _F.EMPLOYMENT, _F.SOCIAL_SECURITY_CARD,
    _F.PAYEE_ACCOUNT, _F.PAYEE_BANK,
)  # fmt: skip
