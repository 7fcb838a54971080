"""Words, fonts and a class for documents."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from openpyxl import load_workbook
from pypdf import PdfReader

from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.reports.fonts import FontShelf
from trainingdesk.reports.imprint import ClassHeading, Imprint
from trainingdesk.reports.pdf import write_pdf
from trainingdesk.reports.spreadsheet import write_workbook
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.reports.document import Document

AT = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Language, Sentences]:
    """Both languages, compiled from their sources into a folder of this run."""
    folder = tmp_path_factory.mktemp("locale")
    for language in Language:
        merged = Catalog(locale=language.value)
        for area in sorted(resource("locale", language.value).glob("*.po")):
            with area.open("rb") as file:
                for message in read_po(file, locale=language.value):
                    if message.id:
                        merged.add(message.id, message.string)
        target = folder / language.value / "LC_MESSAGES"
        target.mkdir(parents=True)
        with (target / "trainingdesk.mo").open("wb") as out:
            write_mo(out, merged)
    return {language: Sentences.load(language, folder) for language in Language}


@pytest.fixture(scope="session")
def words(languages: Mapping[Language, Sentences]) -> Sentences:
    return languages[Language.CHINESE]


@pytest.fixture(scope="session")
def shelf() -> FontShelf:
    return FontShelf()


@pytest.fixture(scope="session")
def at() -> datetime:
    return AT


@pytest.fixture(scope="session")
def imprint() -> Imprint:
    return Imprint(organization="和安县职业技能培训中心", cut_off=AT, device="县中心-01", unsynced=12, preparer="王敏")


@pytest.fixture(scope="session")
def heading() -> ClassHeading:
    return ClassHeading(
        code="500241-2026-0031",
        name="2026年第31期保健按摩师（五级）培训班",
        institution="和安县民生职业培训学校",
        venue="司城村教学点",
        starts=date(2026, 10, 8),
        ends=date(2026, 10, 23),
    )


@pytest.fixture(scope="session")
def rare_names() -> tuple[str, ...]:
    """Names with characters of CJK extensions A, B, C, F and G, and with the separation dot U+00B7."""
    return ("王㛃", "李䶮", "刘𬭎", "陈𠅤", "𰻝静", "努尔买买提·阿布都外力")


@pytest.fixture(scope="session")
def pages(shelf: FontShelf) -> Callable[[Document], list[str]]:
    """The text of every printed page, without the blanks that only place it."""

    def read(document: Document) -> list[str]:
        pdf = PdfReader(BytesIO(write_pdf(document, fonts=shelf, at=AT)))
        return ["".join(page.extract_text().split()) for page in pdf.pages]

    return read


@pytest.fixture(scope="session")
def cells() -> Callable[[Document], list[list[object]]]:
    """The filled cells of every row of every sheet of the workbook."""

    def read(document: Document) -> list[list[object]]:
        workbook = load_workbook(BytesIO(write_workbook(document, at=AT)))
        rows = (row for sheet in workbook.worksheets for row in sheet.iter_rows(values_only=True))
        return [[value for value in row if value is not None] for row in rows]

    return read
