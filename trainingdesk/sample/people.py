"""Synthetic people of the sample county: valid check digits, no real person.

Names are put together from common surnames and given names, with rare characters among them; about half of the people are
Tujia or Miao, as 秀山 is an autonomous county of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

_SURNAMES: Final = (
    "杨 田 吴 石 张 李 王 刘 陈 黄 龙 彭 白 冉 向 罗 周 何 唐 谭 姚 徐 孙 马 朱 "
    "胡 郭 林 高 梁 郑 谢 宋 韩 邓 冯 曹 曾 肖 程 袁 余 潘 杜 戴 夏 钟 汪 廖 邹 "
    "熊 单 仇 查 解 覃 任 尉迟 欧阳"
)
SURNAMES: Final = tuple(_SURNAMES.split())
_GIVEN: Final = (
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 玉兰 "
    "建国 志强 红梅 小燕 海燕 春梅 国庆 建华 文军 晓东 雪梅 永红 光明 世荣 胜利 长江 "
    "金花 凤英 德明 正平 家豪 子涵 雨欣 浩然 欣怡 俊杰 佳琪 思源 宗翰 𬭎 䶮 喆 堃"
)
GIVEN: Final = tuple(_GIVEN.split())
MINORITIES: Final = ("土家族", "苗族")
MAJORITY: Final = "汉族"
EDUCATIONS: Final = ("小学", "初中", "初中", "初中", "高中", "中专", "大专", "本科")
FEMALE: Final = "女"

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Shares that make every row of the report large enough to be looked at; they are no statistics.
_WOMEN, _MINORITY = 0.52, 0.45
#: Ages in the year of the first class, by category: graduates and school leavers are young, everybody is of working age.
_AGES: Final = {"A02": (21, 24), "A03": (17, 19)}
_GROWN_UP: Final = (19, 47)
#: One in so many moved here from elsewhere.
_MOVED: Final = 40
_ELSEWHERE: Final = ("433127", "520628", "522229", "433125")


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """One synthetic person as a roster would state them."""

    number: str
    name: str
    sex: str
    birth: date
    phone: str
    division: str
    address: str
    ethnic_group: str
    education: str
    account: str

    @property
    def is_female(self) -> bool:
        """Counted in the row of women."""
        return self.sex == FEMALE

    @property
    def is_minority(self) -> bool:
        """Counted in the row of ethnic minorities."""
        return self.ethnic_group != MAJORITY


@dataclass(frozen=True, slots=True)
class Village:
    """A village with its township, as the division list names them."""

    code: str
    name: str
    township_code: str
    township: str


def person(random: Random, index: int, *, county: str, village: Village, category: str, year: int) -> SamplePerson:
    """The person of this index, who first comes to a class in ``year``; everything follows from the arguments."""
    female = random.random() < _WOMEN
    birth = _birth(random, category, year)
    sequence = random.randrange(50, 490) * 2 + (0 if female else 1)
    region = _ELSEWHERE[index // _MOVED % len(_ELSEWHERE)] if index % _MOVED == 0 else county
    return SamplePerson(
        number=with_check(f"{region}{birth:%Y%m%d}{sequence:03}"),
        name=random.choice(SURNAMES) + random.choice(GIVEN),
        sex=FEMALE if female else "男",
        birth=birth,
        phone=f"1{random.choice('35789')}{index:09}",
        division=village.code,
        address=f"{village.township}{village.name}",
        ethnic_group=random.choice(MINORITIES) if random.random() < _MINORITY else MAJORITY,
        education=random.choice(EDUCATIONS),
        account=with_luhn(f"621700{index:012}"),
    )


def with_check(seventeen: str) -> str:
    """The number with its check character (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _WEIGHTS, strict=True))
    return seventeen + "10X98765432"[total % 11]


def with_luhn(digits: str) -> str:
    """The digits with their Luhn digit (ISO/IEC 7812-1)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 - position % 2)
        total += doubled // 10 + doubled % 10
    return digits + str(-total % 10)


def _birth(random: Random, category: str, year: int) -> date:
    youngest, oldest = _AGES.get(category, _GROWN_UP)
    return date(year - random.randint(youngest, oldest), 1, 1) + timedelta(days=random.randrange(365))
