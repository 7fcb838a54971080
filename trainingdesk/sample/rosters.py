"""The rosters of planned classes, as townships send them: three layouts, blanks, and rows that have to come back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import xlsxwriter

from trainingdesk.settings.atomic_file import atomic_write
from trainingdesk.settings.code_tables import CodeTable

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.sample.plan import County, SampleClass

_CHINESE: Final = "序号 姓名 性别 民族 身份证号码 文化程度 户籍地址 人员类别 证明编号 联系电话 社会保障卡银行账号 备注"
_HEADINGS: Final = tuple(_CHINESE.split())
_ENGLISH: Final = (
    *("No.", "Name", "Sex", "Ethnic group", "ID number", "Education"),
    *("Address", "Category", "Proof number", "Phone", "Bank account", "Note"),
)
#: Every so many rosters hold a person twice and a number with a slip of the pen.
_MESSY: Final = 5


class Rosters:
    """Writes the roster of any class of a county."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._categories = CodeTable.shipped("person_categories")

    def write(self, one: SampleClass, folder: Path) -> Path:
        """The roster file of a class; its layout goes by the number of the class."""
        rows = self._rows(one)
        match one.index % 3:
            case 0:
                return _workbook(folder / f"{one.village.township}{one.index + 1:03}.xlsx", one, rows, titled=True)
            case 1:
                return _text(folder / f"roster-{one.index + 1:03}.csv", rows)
            case _:
                return _workbook(folder / f"class-{one.index + 1:03}.xlsx", one, rows, titled=False)

    def _rows(self, one: SampleClass) -> list[list[str]]:
        rows = [self._row(number, one, seat) for number, seat in enumerate(range(len(one.people)), start=1)]
        if one.index % _MESSY == 0:
            slip = [str(len(rows) + 2), *self._row(0, one, 0)[1:]]
            slip[1], slip[4] = "误写人", _slipped(slip[4])
            rows += [[str(len(rows) + 1), *rows[0][1:]], slip]
        return rows

    def _row(self, number: int, one: SampleClass, seat: int) -> list[str]:
        enrollment = one.people[seat]
        person = self._county.people[enrollment.person]
        category = self._categories[enrollment.category].name
        name, document = person.name, person.number
        if number % 9 == 4 and len(name) == 2:  # noqa: PLR2004 -- a two-character name set wide, as printed lists do
            name = f"{name[0]} {name[1]}"
        if number % 11 == 5:  # noqa: PLR2004 -- a blank that nobody sees
            document = f"{document} "
        return [
            str(number), name, person.sex, person.ethnic_group, document.lower() if number % 13 == 0 else document,
            person.education, person.address, category, proof_of(one, seat), person.phone, person.account, "",
        ]  # fmt: skip


def proof_of(one: SampleClass, seat: int) -> str:
    """The number of the paper that shows a person's category."""
    return f"{one.people[seat].category}-{one.starts_on.year}{one.index + 1:04}{seat + 1:02}"


def _slipped(document: str) -> str:
    """The number with its last digit but one wrong, which the check digit finds."""
    return f"{document[:16]}{(int(document[16]) + 2) % 10}{document[17]}"


def _text(path: Path, rows: list[list[str]]) -> Path:
    """GB18030 with a tab behind long numbers, as old programs write it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for row in rows:
        writer.writerow([f"{cell}\t" if place in {4, 10} else cell for place, cell in enumerate(row)])
    return _keep(path, out.getvalue().encode("gb18030"))


def _workbook(path: Path, one: SampleClass, rows: list[list[str]], *, titled: bool) -> Path:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册" if titled else "Sheet1")
        top = 0
        if titled:
            sheet.merge_range(0, 0, 0, 11, f"{one.template.course}培训班学员花名册")
            sheet.write_string(1, 0, f"填报单位：{one.village.township}人民政府")
            top = 2
        sheet.write_row(top, 0, _HEADINGS if titled else _ENGLISH)
        for number, row in enumerate(rows, start=top + 1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
        if titled:
            sheet.write_string(top + len(rows) + 1, 0, "合计")
            sheet.write_number(top + len(rows) + 1, 1, len(rows))
    return _keep(path, content.getvalue())


def _keep(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as part:
        part.write_bytes(content)
    return path
