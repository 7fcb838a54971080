"""``lesson tour`` and ``lesson trip``: the plan of a term in the villages, and whether this laptop may leave for one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.document import write_document
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, day
from trainingdesk.domain.tour import half_year
from trainingdesk.reports.desk_imprint import imprint_of
from trainingdesk.reports.tour import sign, stay_lines, told, tour_page
from trainingdesk.services import catalogue_choice as choice
from trainingdesk.services import training_class
from trainingdesk.services import trip as trip_service
from trainingdesk.services.tour import tour_plan
from trainingdesk.services.trip import TripWanted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.domain.tour import TourPlan
    from trainingdesk.i18n.sentences import Sentences

First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="first day / 起始日期")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="last day / 截止日期")]
_WEEK = timedelta(days=6)


def tour(
    ctx: typer.Context,
    first: First = None,
    last: Last = None,
    out: Annotated[Path | None, typer.Option(help="a folder for the sheet, .xlsx and .pdf / 输出文件夹")] = None,
    as_json: AsJson = False,
) -> None:
    """Show which class is in which village in which week of the half-year, and what is wrong with it / 送培下乡计划."""
    invocation: Invocation = ctx.obj
    words = invocation.sentences
    with invocation.desk() as work:
        begin, end = half_year(day(first) or work.today())
        plan = tour_plan(work, first=day(first) or begin, last=day(last) or end)
        imprint = imprint_of(work)
    invocation.table(("lesson.title_day", "tour.village", "lesson.title_class", "tour.plan"), _weeks(plan, words))
    for flaw in plan.flaws:
        place = {"day": flaw.day, "village": flaw.village, "number": flaw.class_number}
        invocation.say("tour.item", sign=sign(flaw.wrong), said=told(flaw, words), **place)
    files: dict[str, Path] = {}
    if out is not None:
        made = tour_page(plan, imprint, words)
        files = write_document(out, made.title, made, imprint.cut_off)
        for file in files.values():
            invocation.say("monthly_report.written", file=file)
    invocation.answer({"stays": plan.stays, "flaws": plan.flaws, "files": files})


def _weeks(plan: TourPlan, words: Sentences) -> Iterator[tuple[object, ...]]:
    """One line for each class in each village and week, week by week."""
    lines = [(monday, one.name, stay) for one in plan.villages for monday, week in one.stays.items() for stay in week]
    for monday, village, stay in sorted(lines, key=lambda line: line[:2]):
        yield monday, village, stay.lessons[0].class_name, "；".join(stay_lines(stay, words))


def trip(
    ctx: typer.Context,
    first: First = None,
    last: Last = None,
    number: Annotated[str | None, typer.Option("--class", help="of one class / 班级编号")] = None,
    instructor: Annotated[str | None, typer.Option(help="of one instructor / 教师")] = None,
    venue: Annotated[str | None, typer.Option(help="to one place / 场地")] = None,
    as_json: AsJson = False,
) -> None:
    """Show whether everything that a trip to the villages needs is on this laptop / 下乡准备."""
    invocation: Invocation = ctx.obj
    words = invocation.sentences
    with invocation.desk() as work:
        begin = day(first) or work.today()
        wanted = TripWanted(
            first=begin,
            last=day(last) or begin + _WEEK,
            class_id=number and training_class.class_by_number(work, number).id,
            instructor_id=instructor and choice.one_instructor(work, instructor),
            venue_id=venue and choice.one_venue(work, venue),
        )
        found = trip_service.pack(work, wanted)
    numbers = {one.class_id: one.number for one in found.classes}
    titles = tuple(f"screen_trip.{name}" for name in ("answer", "asked", "about", "what"))
    rows = (
        (words.of(f"screen_trip.stage_{check.stage}"), words.of(f"screen_trip.topic_{check.topic}"),
         numbers.get(check.class_id or "", words.of("screen_trip.laptop")), words.of(check.key, dict(check.values)))
        for check in found.checks
    )  # fmt: skip
    invocation.table(titles, rows)
    invocation.answer({"stage": found.stage, "classes": found.classes, "checks": found.checks})
