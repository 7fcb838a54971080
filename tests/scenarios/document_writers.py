"""Writers that take in a roster or hand out a report: besides the database, their files are whole or not there at all."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from pypdf import PdfReader

from tests.scenarios.writers import Writer, main, one
from tests.services import people, roster_class
from tests.services.month_county import make_county
from trainingdesk.cli import report
from trainingdesk.cli.invocation import load_sentences
from trainingdesk.domain.calendar import Month
from trainingdesk.i18n.sentences import Language
from trainingdesk.services import roster

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work

ROSTER_ROWS, ROSTER_CLASS = 30, "2026-001"

# --- rosters: a file with people, those that come back in a file of their own ----------------------------------------------


def make_roster_class(work: Work) -> None:
    """A class that takes everybody."""
    roster_class.make_class(work, ROSTER_CLASS, capacity=100_000)


def write_roster(work: Work, number: int) -> None:
    """One file taken in, one row given back."""
    sent, back = roster_files(work, number)
    if not sent.exists():
        sent.write_bytes(roster_file(number))
    done = roster.import_roster(work, ROSTER_CLASS, sent, rejects=back)
    assert (done.written, len(done.check.came_back)) == (ROSTER_ROWS, 1)


def roster_whole(work: Work, number: int) -> bool:
    """Everybody of this file is in the class, the import is on record, and the rejects open."""
    sent, back = roster_files(work, number)
    sql = (
        "SELECT count(*) FROM person JOIN enrollment ON person_id = person.id JOIN enrollment_event "
        "ON enrollment_id = enrollment.id WHERE document_number IN (SELECT value FROM json_each(?))"
    )
    there = one(work, sql, json.dumps(roster_numbers(number)))
    recorded = one(work, "SELECT count(*) FROM import_run WHERE file_name = ?", sent.name)
    return (there, recorded) == (ROSTER_ROWS, 1) and rows_of(back) == 2


def rosters_written(work: Work) -> int:
    """Imports on record; people and enrollments are as many as these files hold."""
    imports = one(work, "SELECT count(*) FROM import_run")
    assert one(work, "SELECT count(*) FROM person") == imports * ROSTER_ROWS, "half an import"
    assert one(work, "SELECT count(*) FROM enrollment") == imports * ROSTER_ROWS, "half an import"
    assert one(work, "SELECT count(*) FROM enrollment_event") == imports * ROSTER_ROWS, "half an import"
    for path in folder_beside(work, "back").glob("*.xlsx"):
        assert rows_of(path) == 2, "half a file of rejects under its name"
    return imports


def roster_numbers(number: int) -> tuple[str, ...]:
    """The people of one file; no other has them."""
    return tuple(
        people.number(place, born=f"{1970 + number % 30}{1 + number // 30 % 12:02}07") for place in range(ROSTER_ROWS)
    )


def roster_file(number: int) -> bytes:
    """A roster as a township sends it: a title, headings, people, and one whose number is wrong."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, ["培训学员花名册"])
        sheet.write_row(1, 0, ["序号", "姓名", "身份证号码"])
        for place, document in enumerate((*roster_numbers(number), "500241199001010000"), start=1):
            sheet.write_row(1 + place, 0, [place, f"田甲{'乙丙丁戊己庚辛壬癸'[place % 9]}", document])
    return content.getvalue()


def roster_files(work: Work, number: int) -> tuple[Path, Path]:
    """Where the file of this number lies, and where what comes back of it goes."""
    return folder_beside(work, "sent") / f"{number}.xlsx", folder_beside(work, "back") / f"{number}.xlsx"


def folder_beside(work: Work, name: str) -> Path:
    """A folder of this desk's user, outside the desk's own."""
    folder = work.folder.root.with_name(f"{work.folder.root.name}-{name}")
    folder.mkdir(exist_ok=True)
    return folder


def rows_of(path: Path) -> int:
    """Rows of a workbook below its title; it must open."""
    return len(list(openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2)))


# --- reports: two files of a month -----------------------------------------------------------------------------------------


def write_month(work: Work, number: int) -> None:
    """The month as a workbook and as a PDF."""
    report.write_report(work, Month(2026, 10), report_folder(work, number), load_sentences(Language.CHINESE))


def report_whole(work: Work, number: int) -> bool:
    """Both files are there and open to their last byte."""
    folder = report_folder(work, number)
    return sorted(path.suffix for path in folder.iterdir()) == [".pdf", ".xlsx"] and opens(folder)


def reports_written(work: Work) -> int:
    """Months with both files; whatever stands under the name of a workbook or of a PDF opens."""
    folders = list(folder_beside(work, "reports").iterdir())
    assert all(map(opens, folders)), "half a file under its name"
    return sum(any(folder.glob("*.pdf")) for folder in folders)


def opens(folder: Path) -> bool:
    """Every workbook has its first figure, every PDF its last page; a ``.part`` of a killed program has no such name."""
    sheets = [openpyxl.load_workbook(path)["主表"] for path in folder.glob("*.xlsx")]
    documents = [PdfReader(path, strict=True) for path in folder.glob("*.pdf")]
    return all(sheet.max_row > 50 for sheet in sheets) and all(one.pages[-1].extract_text() for one in documents)


def report_folder(work: Work, number: int) -> Path:
    """Each transaction has a folder of its own."""
    return folder_beside(work, "reports") / str(number)


WRITERS = {
    "rosters": Writer(make_roster_class, write_roster, roster_whole, rosters_written, longest=1.0, traced=4),
    "reports": Writer(
        make_county, write_month, report_whole, reports_written, longest=1.6, durable=r"\.pdf\.part", traced=3
    ),
}


if __name__ == "__main__":
    main(WRITERS)
