"""A county's own form in the window: what was found in one, and a month written into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.report_template import FormKind
from trainingdesk.reports.report_template import MonthInForm
from trainingdesk.reports.saving import save
from trainingdesk.services import monthly_report
from trainingdesk.services import report_template as service
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.dialogs.question import ask

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from trainingdesk.domain.calendar import Month
    from trainingdesk.reports.report_template import FilledForm
    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace

#: Findings are named one by one so far.
_NAMED = 12


async def add_form(owner: QWidget, place: Workplace, path: Path) -> None:
    """Say what was found in a form, and keep it where it can be filled and the person says so."""
    say = place.say
    found = await place.ask(lambda work: service.check_template(work, path))
    details = [say(one.said.key, **dict(one.said.values)) for one in found.findings]
    key = "report_template.sound" if found.is_sound else "report_template.unsound"
    text = f"{path.name}\n{say(key, count=len(found.placed))}"
    keep = [("keep", say("report_template.keep"))] if found.is_sound else []
    answers = [*keep, ("close", say("form.cancel" if found.is_sound else "report_template.close"))]
    title = say("report_template.add")
    if await ask(owner, title=title, text=text, answers=answers, details=details[:_NAMED]) == "keep":
        await place.do(lambda work: service.add_template(work, path), "report_template.added", title=path.stem)


async def write_month(owner: QWidget, place: Workplace, month: Month, title: str | None = None) -> None:
    """Write a month into a form of the county's; the person chooses among several."""
    say = place.say
    chosen = title or await chosen_form(owner, place, FormKind.MONTH)
    if chosen is None:
        return
    filled = await place.ask(lambda work: filled_form(work, place, month, chosen))
    name = say("report_template.file", month=str(month), title=chosen)
    pattern = say("report_template.pattern")
    path = await file_choice.file_to_write(owner, title=chosen, name=f"{name}.xlsx", patterns=pattern)
    if path is not None:
        await place.ask(lambda _work: save(filled.data, path))
        place.notices.done(say("report_template.written", file=path.name))


def filled_form(work: Work, place: Workplace, month: Month, title: str) -> FilledForm:
    """A form with the figures of a month."""
    figures, head = monthly_report.printable(work, month)
    return MonthInForm(figures, head, place.sentences).fill(service.template_file(work, title))


async def chosen_form(owner: QWidget, place: Workplace, kind: FormKind) -> str | None:
    """The title of the form of a kind that the person wants; of one alone nobody is asked."""
    titles = [row.title for row in await place.ask(lambda work: service.list_templates(work, kind))]
    if not titles:
        place.notices.advise(place.say("report_template.none_yet"))
        return None
    if len(titles) == 1:
        return titles[0]
    text = place.say("report_template.which")
    answers = [*((title, title) for title in titles), ("", place.say("form.cancel"))]
    return (
        await ask(owner, title=place.say("screen_report.by_form").removesuffix("…"), text=text, answers=answers) or None
    )
