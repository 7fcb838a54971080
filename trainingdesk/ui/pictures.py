"""Pictures of the program: every screen and dialog of the gallery, the gate before it, and every printed page, as PNG."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from trainingdesk.domain.errors import Refused
from trainingdesk.reports.class_document import prepare_paper
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.reports.fonts import FontShelf
from trainingdesk.reports.monthly_report import monthly_report
from trainingdesk.reports.pdf import draw_pages
from trainingdesk.services.monthly_report import printable
from trainingdesk.ui.gallery import ENDED, FIRST_PAGES, class_in, last_month, of_a_hall
from trainingdesk.ui.look import Look, Shade
from trainingdesk.ui.rehearsal import before_any_desk, rehearsal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from trainingdesk.i18n.sentences import Language, Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.services.work import Work
    from trainingdesk.ui.gallery import Exhibit
    from trainingdesk.ui.theme import ThemeName


def take_screens(
    work: Work, shown: Iterable[Exhibit], folder: Path, *, theme: ThemeName, language: Language, prefix: str = ""
) -> tuple[Path, ...]:
    """A picture of each exhibit into ``folder``, which is there."""
    taken: list[Path] = []
    with rehearsal(work, theme=theme, language=language) as window:
        for one in shown:
            target = folder / f"{prefix}{one.name}.png"
            window.visit(one.destination)
            if one.button is None:
                window.shell.grab().save(str(target))
            else:
                dialog = window.open_dialog(one.button, refused=one.refused)
                dialog.grab().save(str(target))
                window.close_dialog(dialog)
            taken.append(target)
    return tuple(taken)


def take_hall(
    work: Work, visitor: Work, folder: Path, *, theme: ThemeName, language: Language, prefix: str = ""
) -> tuple[Path, ...]:
    """Pictures of a desk without a line, at last of its relay while it is open and another desk has handed over."""
    shown = of_a_hall(work)
    taken = take_screens(work, shown, folder, theme=theme, language=language, prefix=prefix)
    last = folder / f"{prefix}{shown[-1].name}-open.png"
    with rehearsal(work, theme=theme, language=language) as window:
        window.visit(shown[-1].destination)
        window.collect_from(visitor)
        window.shell.grab().save(str(last))
    return (*taken, last)


def take_pages(work: Work, folder: Path, words: Sentences) -> tuple[Path, ...]:
    """A picture of every page that can be printed for one class that ended, and of the last month's report."""
    fonts, ended, documents = FontShelf(), class_in(work, *ENDED).number, {}
    for kind in PaperKind:
        with suppress(Refused):  # a score sheet of a class without an assessment
            documents[f"page-{kind.value}"] = prepare_paper(work, kind, ended, words).document
    figures, head = printable(work, last_month(work))
    documents["page-month"] = monthly_report(figures, head, words)
    return tuple(path for name, document in documents.items() for path in _pages(document, folder, name, fonts))


def take_gate(root: Path, folder: Path, *, name: str, language: Language) -> Path:
    """A picture of what stands before the desk in ``root``: the first run where there is none, else the sign-in."""
    target = folder / f"{name}.png"
    with before_any_desk(root, language) as window:
        window.grab().save(str(target))
    return target


def take_first_run(folder: Path, *, theme: ThemeName, language: Language) -> tuple[Path, ...]:
    """A picture of each page of the first day, before a folder that nobody made."""
    taken = []
    with before_any_desk(folder / "none", language) as window:
        look = Look(language, Shade(theme.value))
        look.put_on(window.gate.entrance.theme)
        for name, turn in FIRST_PAGES:
            turn(window.gate)
            QCoreApplication.processEvents()  # a page finds its height
            taken.append(folder / f"{name}.png")
            window.grab().save(str(taken[-1]))
    return tuple(taken)


def _pages(document: Document, folder: Path, name: str, fonts: FontShelf) -> list[Path]:
    taken = []
    for number, page in enumerate(draw_pages(document, fonts=fonts), start=1):
        target = folder / f"{name.replace('_', '-')}-{number}.png"
        target.write_bytes(page)
        taken.append(target)
    return taken
