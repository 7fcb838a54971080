"""The monthly report: its figures, and both files written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typst
import xlsxwriter

from tests.benchmarks.measure import Figure, median
from trainingdesk.domain.calendar import Month
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.reports.fonts import FontShelf
from trainingdesk.reports.monthly_report import monthly_report
from trainingdesk.reports.pdf import write_pdf
from trainingdesk.reports.saving import save
from trainingdesk.reports.spreadsheet import write_workbook
from trainingdesk.sample.size import SizeName
from trainingdesk.services import month
from trainingdesk.services import monthly_report as service
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work

MONTH = Month(2026, 10)
_ROWS = """
SELECT e.id, e.class_id, e.person_id, e.paid_category, e.status, e.joined_on, e.left_on, p.sex, p.ethnic_group
FROM enrollment e JOIN person p ON p.id = e.person_id JOIN training_class c ON c.id = e.class_id
WHERE c.starts_on >= '2025-01-01'
"""


def measured(work: Work, size: SizeName, scratch: Path) -> list[Figure]:
    """The floor of the figures is the bare fetching of the enrollments of two years."""
    large = size is SizeName.L
    connection = work.database.connection()
    floor = median(lambda: connection.execute(_ROWS).fetchall())
    found = median(lambda: month.figures(work, MONTH))
    words = Sentences.load(Language.CHINESE, resource("locale"))

    def files() -> None:
        figures, head = service.printable(work, MONTH)
        document = monthly_report(figures, head, words)
        save(write_workbook(document, at=head.cut_off), scratch / "month.xlsx")
        save(write_pdf(document, fonts=FontShelf(), at=head.cut_off), scratch / "month.pdf")

    return [
        Figure("monthly report, figures", found, floor, 1.5 if large else 0.3),
        Figure(
            "monthly report, .xlsx and .pdf",
            median(files, times=3),
            median(_floor(scratch), times=3),
            3.0 if large else 1.0,
        ),
    ]


def _floor(scratch: Path):  # noqa: ANN202 -- a function without arguments
    """A workbook of as many plain cells, and a page of plain text."""
    source = f"= {datetime.now(UTC):%Y}\n" + "word " * 2000

    def write() -> None:
        with xlsxwriter.Workbook(str(scratch / "floor.xlsx")) as book:
            for _ in range(8):
                sheet = book.add_worksheet()
                for row in range(80):
                    for column in range(7):
                        sheet.write_number(row, column, row)
        typst.compile(source.encode(), output=str(scratch / "floor.pdf"))

    return write
