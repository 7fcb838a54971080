"""Every setting, declared once: key, default, check, and whether it belongs to this desk or to the whole county.

What a rule fixes differently by place or year (ages, rates, deadlines, class sizes) is no setting but stands in a policy
pack. Each key has a sentence for its title in ``resources/locale/*/settings.po``, see ``Setting.title``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from trainingdesk.settings.number_pattern import is_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T", str, int, bool)


class Scope(StrEnum):
    """Whose a setting is."""

    DESK = "desk"  # of this laptop; never leaves it
    COUNTY = "county"  # the same on every desk of the county; an administrator's


#: How people write a switch; 是 and 开 beside the words of programs.
_SWITCH = dict.fromkeys(("true", "yes", "on", "1", "是", "开"), True) | dict.fromkeys(
    ("false", "no", "off", "0", "否", "关"), False
)
_NUMBER = re.compile(r"[0-9]{1,9}")


def _anything(_value: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting. A stored value of another type or one that fails ``check`` counts as not set.

    ``choices`` are all values there are, where they are few; each has words of its own, see ``choice``.
    """

    key: str
    default: T
    scope: Scope = Scope.DESK
    check: Callable[[T], bool] = _anything
    choices: tuple[T, ...] = ()

    def read(self, store: Mapping[str, object]) -> T:
        """The stored value, else the default; ``store`` holds values as JSON gives them back."""
        value = store.get(self.key, self.default)
        return value if self.accepts(value) else self.default  # type: ignore[return-value]  # accepts() looked at its type

    def accepts(self, value: Any) -> bool:
        """Whether ``value`` may be stored. The type is compared exactly: True is no number of minutes."""
        one_of_them = not self.choices or value in self.choices
        return type(value) is type(self.default) and one_of_them and self.check(value)

    def from_text(self, text: str) -> T | None:
        """The value that somebody wrote; None where it is none of this setting's."""
        value: Any = text.strip()
        if isinstance(self.default, bool):
            value = _SWITCH.get(value.lower())
        elif isinstance(self.default, int):
            value = int(value) if _NUMBER.fullmatch(value) else None
        return value if self.accepts(value) else None

    @property
    def title(self) -> str:
        """The sentence key of its name in the language of the user."""
        return f"settings.{self.key.replace('.', '_').replace('-', '_')}"

    @property
    def wanted(self) -> str:
        """The sentence key of what may be written."""
        return f"{self.title}_wanted"

    def choice(self, value: T) -> str:
        """The sentence key of one of its choices."""
        return f"{self.title}_is_{value}"


def _between(least: int, most: int) -> Callable[[int], bool]:
    return range(least, most + 1).__contains__


def _short(text: str) -> bool:
    return len(text) <= 100 and text.isprintable()  # noqa: PLR2004 -- fits one line of a printed form


def _folder_or_none(text: str) -> bool:
    """Empty, or an absolute path of either family of systems (a desk's folder may move to another machine)."""
    return not text or PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()


_MASK = re.compile(r"([0-6])\+([0-4])")
_DAY_PART = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


def mask_ends(pattern: str) -> tuple[int, int]:
    """How many characters of a document number stay readable at its beginning and at its end: "6+4" is (6, 4)."""
    match = _MASK.fullmatch(pattern)
    if match is None:
        raise ValueError(pattern)
    return int(match[1]), int(match[2])


def _day_part(text: str) -> bool:
    begin, _, end = text.partition("-")
    return _DAY_PART.fullmatch(text) is not None and begin < end


def _pattern(*fields: str) -> Callable[[str], bool]:
    return partial(is_sound, fields=frozenset(fields))


_C = Scope.COUNTY

# --- this desk ---------------------------------------------------------------------------------------------------------
#: The values are those of ``i18n.Language``; a test holds them together.
LANGUAGE = Setting("language", "zh_CN", choices=("zh_CN", "en"))
#: The values are those of ``ui.look.Shade``; "system" follows the desktop.
SHADE = Setting("window.shade", "system", choices=("light", "dark", "system"))
#: Percent of the size of letters; at 200 % the window still fits a screen of 1366×768.
LETTER_PERCENT = Setting("window.letter-percent", 100, check=_between(90, 200))
#: Minutes without a key or a click until the window locks (GB/T 22239-2019 asks for a lock, not for a number).
IDLE_LOCK_MINUTES = Setting("security.idle-lock-minutes", 10, check=_between(1, 60))
#: A second place for backups on exit (FEATURES 95), such as a stick; empty is none.
BACKUP_SECOND_FOLDER = Setting("backup.second-folder", "", check=_folder_or_none)
#: While people work.
BACKUP_EVERY_MINUTES = Setting("backup.every-minutes", 60, check=_between(10, 240))
SYNC_EVERY_MINUTES = Setting("sync.every-minutes", 15, check=_between(1, 240))
#: A network that costs money: sync waits until the user asks (FEATURES 72).
METERED_NETWORK = Setting("sync.metered-network", default=False)
#: Kilobytes a second that sync may take of a line that others need as well; 0 is all of it. Below 4 a page would not end.
SYNC_KILOBYTES = Setting("sync.kilobytes-per-second", 0, check=lambda most: most == 0 or 4 <= most <= 100_000)  # noqa: PLR2004

# --- the county: names on paper ----------------------------------------------------------------------------------------
#: 填报单位 of reports.
CENTER_NAME = Setting("county.center-name", "", _C, _short)
#: 负责人 of reports.
REPORT_HEAD = Setting("report.head", "", _C, _short)
#: 联系电话 of reports.
REPORT_PHONE = Setting("report.phone", "", _C, _short)

# --- the county: rules -------------------------------------------------------------------------------------------------
#: Which policy new classes follow. 181号 ended with 2025 by its own art. 31 and a county's rules are its own, so nothing is
#: presumed: "blank" gives no number, and every rule that needs one answers *undecided* until the county chooses.
POLICY = Setting("county.policy", "blank", _C, lambda key: bool(key.strip()) and _short(key))

# --- the county: figures -----------------------------------------------------------------------------------------------
#: Which event puts an enrollment into a month: 开班, 结业 or 补贴拨付 (a local definition, domain texts 5).
MONTH_BASIS = Setting("report.month-basis", "started", _C, choices=("started", "finished", "paid"))
#: The day of the following month by which a month is reported; each county's superior names its own.
REPORT_DUE_DAY = Setting("report.due-day", 5, _C, _between(1, 28))
#: 万元 are printed with two to four decimals.
MONEY_DECIMALS = Setting("report.money-decimals", 2, _C, _between(2, 4))
#: 完成率: one decimal (陇南 2024) or two (a county-level city under 湛江, 2011).
COMPLETION_DECIMALS = Setting("report.completion-decimals", 1, _C, _between(0, 2))

# --- the county: numbers it gives out ----------------------------------------------------------------------------------
CLASS_NUMBER = Setting(
    "numbers.class", "{county}-{year}-{serial:03}", _C, _pattern("county", "year", "month", "device", "serial")
)
#: Year, institution, occupation, level, count (津 2019: 年度+机构简称+职业工种+等级+序号).
CLASS_NAME = Setting(
    "names.class",
    "{year}年{institution}{occupation}{level}第{serial}期",
    _C,
    _pattern("county", "year", "month", "institution", "occupation", "level", "serial"),
)
#: The device makes numbers of two desks without a network differ (FEATURES 30).
ENROLLMENT_NUMBER = Setting(
    "numbers.enrollment",
    "{class}-{device}-{serial:03}",
    _C,
    partial(is_sound, fields=frozenset({"class", "year", "device", "serial"}), required=("class", "device", "serial")),
)
CLAIM_NUMBER = Setting(
    "numbers.claim", "{class}-BT{serial:02}", _C, _pattern("class", "county", "year", "month", "device", "serial")
)
_certificate = _pattern("county", "year", "month", "device", "serial")
#: 培训合格证书, 创业培训合格证书, 专项职业能力证书, 培训结业证书: the province decides, no national rule was found.
#: Certificates that have one (职业资格, 职业技能等级, 特种作业) get their number from the body that assesses.
TRAINING_CERTIFICATE = Setting(
    "numbers.certificate-training-qualified", "HG{county}{year}{serial:05}", _C, _certificate
)
STARTUP_CERTIFICATE = Setting("numbers.certificate-startup-training", "CY{county}{year}{serial:05}", _C, _certificate)
ABILITY_CERTIFICATE = Setting("numbers.certificate-special-ability", "ZX{county}{year}{serial:05}", _C, _certificate)
COMPLETION_CERTIFICATE = Setting(
    "numbers.certificate-course-completion", "JY{county}{year}{serial:05}", _C, _certificate
)

# --- the county: people and their privacy ------------------------------------------------------------------------------
#: What public lists show of a document number (财社〔2023〕181号 art. 28); "6+4" is 500241********1234, "4+4" is in use too.
ID_MASK = Setting("people.id-mask", "6+4", _C, lambda text: _MASK.fullmatch(text) is not None)
#: Years after a person's last class until the file may be purged (FEATURES 17); 0 is never.
RETENTION_YEARS = Setting("people.retention-years", 0, _C, lambda years: years == 0 or 3 <= years <= 100)  # noqa: PLR2004
ATTACHMENT_MEGABYTES = Setting("people.attachment-megabytes", 10, _C, _between(1, 50))

# --- the county: work --------------------------------------------------------------------------------------------------
#: 上午 and 下午 of a new timetable.
MORNING = Setting("timetable.morning", "08:30-11:30", _C, _day_part)
AFTERNOON = Setting("timetable.afternoon", "14:00-17:00", _C, _day_part)
#: Days after a lesson during which a mark is corrected without role and reason (FEATURES 39).
CORRECTION_DAYS = Setting("attendance.correction-days", 3, _C, _between(0, 31))
#: The warning list (FEATURES 45): a share of attendance, and absences in a row. A warning only, no rule.
WARN_BELOW_PERCENT = Setting("attendance.warn-below-percent", 85, _C, _between(1, 100))
WARN_ABSENCES_RUNNING = Setting("attendance.warn-absences-running", 2, _C, _between(1, 10))
#: The self-check (FEATURES 54): marks typed so many days after the lesson, and a share of perfect attendance, look odd.
ODD_TYPED_DAYS_LATE = Setting("self-check.typed-days-late", 3, _C, _between(1, 60))
ODD_PERFECT_PERCENT = Setting("self-check.perfect-attendance-percent", 95, _C, _between(50, 100))
#: Days after a class within which everybody is asked what became of them (FEATURES 50). The county's own: no rule names any.
FOLLOWUP_DAYS = Setting("followup.due-days", 90, _C, _between(1, 365))
#: Licenses and filings that expire (FEATURES 7) are listed so many days before, and marked urgent so many days before.
EXPIRY_DAYS = Setting("catalogue.expiry-days", 30, _C, _between(1, 180))
EXPIRY_URGENT_DAYS = Setting("catalogue.expiry-urgent-days", 7, _C, _between(1, 60))
#: A desk that was not heard of for so long is named (FEATURES 101).
SILENT_DEVICE_DAYS = Setting("sync.silent-device-days", 14, _C, _between(1, 90))

#: How the window looks: whoever works here may change it.
LOOK: tuple[Setting[Any], ...] = (LANGUAGE, SHADE, LETTER_PERCENT)

#: All of the above, in this order.
SETTINGS: tuple[Setting[Any], ...] = tuple(value for value in list(globals().values()) if isinstance(value, Setting))


def declared(key: str) -> Setting[Any]:
    """The setting of ``key``; raises KeyError for a key that nobody declared."""
    for setting in SETTINGS:
        if setting.key == key:
            return setting
    raise KeyError(key)
