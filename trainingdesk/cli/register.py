"""``register`` shows, takes, closes and corrects the register of a lesson (点名), by the numbers of the printed sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli import register_import
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attendance, lesson, training_class
from trainingdesk.services.attachment import read_scan
from trainingdesk.services.attendance_grid import attendance_grid
from trainingdesk.services.attendance_marks import MarkItem, edit_mark, list_marks
from trainingdesk.services.register_entries import read_marks, read_times

if TYPE_CHECKING:
    from trainingdesk.services.register_page import RegisterLine, RegisterPage
    from trainingdesk.services.work import Work

commands = typer.Typer(help="registers / 点名", no_args_is_help=True)
commands.command("import")(register_import.import_file)

Class = Annotated[str, typer.Option("--class", help="number of the class / 班级编号")]
Lesson = Annotated[int, typer.Option("--lesson", help="which lesson, counted from 1 / 第几次课")]
Entries = Annotated[list[str] | None, typer.Argument(help="NUMBER=MARK[:MINUTES] / 序号=标记[:分钟], 7=迟到:10")]
Reason = Annotated[str | None, typer.Option(help="why / 原因")]
Leave = Annotated[bool, typer.Option("--leave-unmarked", help="close although people are unmarked / 允许有未点名的人")]

_TITLES = (
    "register.row",
    "register.number",
    "register.name",
    "register.id_mask",
    "register.mark",
    "register.minutes",
    "register.note",
)


@commands.command("show")
def show(ctx: typer.Context, number: Class, which: Lesson, as_json: AsJson = False) -> None:
    """Show a register: everybody in the order of the roster, with the mark or why there can be none."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        _show(invocation, attendance.register_page(work, _lesson(work, number, which)))


@commands.command("open")
def open_it(ctx: typer.Context, number: Class, which: Lesson, as_json: AsJson = False) -> None:
    """Open a register; all rows begin unmarked."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(attendance.open_register(work, _lesson(work, number, which)), "register.opened")


@commands.command("mark")
def mark(
    ctx: typer.Context,
    number: Class,
    which: Lesson,
    entries: Entries = None,
    rest_present: Annotated[
        bool, typer.Option("--rest-present", help="everybody else was there / 其余全部出勤")
    ] = False,
    close: Annotated[bool, typer.Option("--close", help="close afterwards / 随后关闭")] = False,
    as_json: AsJson = False,
) -> None:
    """Mark people by the numbers on paper: 7=late:10 23=旷课 38=B; an empty mark takes one away."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        lesson_id = _lesson(work, number, which)
        marks = read_marks(attendance.register_page(work, lesson_id), entries or [])
        if marks:
            attendance.record_marks(work, lesson_id, marks, method="paper")
        if rest_present:
            attendance.rest_present(work, lesson_id)
        if close:
            attendance.close_register(work, lesson_id)
        _show(invocation, attendance.register_page(work, lesson_id))


@commands.command("sign")
def sign(
    ctx: typer.Context,
    number: Class,
    which: Lesson,
    entries: Annotated[list[str], typer.Argument(help="NUMBER=IN-OUT / 序号=签到-签退, 7=08:35-11:30")],
    as_json: AsJson = False,
) -> None:
    """Enter when people signed in and out; mark and minutes follow."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        lesson_id = _lesson(work, number, which)
        times = read_times(attendance.register_page(work, lesson_id), entries)
        attendance.sign_in_out(work, lesson_id, times)
        _show(invocation, attendance.register_page(work, lesson_id))


@commands.command("close")
def close_it(
    ctx: typer.Context, number: Class, which: Lesson, leave_unmarked: Leave = False, as_json: AsJson = False
) -> None:
    """Close a register; unmarked people are listed unless told to leave them."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = attendance.close_register(work, _lesson(work, number, which), leave_unmarked=leave_unmarked)
        invocation.changed(changes, "register.closed")


@commands.command("reopen")
def reopen(ctx: typer.Context, number: Class, which: Lesson, reason: Reason = None, as_json: AsJson = False) -> None:
    """Open a closed register again."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = attendance.reopen_register(work, _lesson(work, number, which), reason=reason)
        invocation.changed(changes, "register.reopened")


@commands.command("correct")
def correct(
    ctx: typer.Context,
    number: Class,
    which: Lesson,
    entry: Annotated[str, typer.Argument(help="NUMBER=MARK / 序号=标记")],
    reason: Annotated[str, typer.Option(help="why / 原因")],
    as_json: AsJson = False,
) -> None:
    """Write the office's mark beside the instructor's; both stay."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        lesson_id = _lesson(work, number, which)
        ((enrollment_id, given),) = read_marks(attendance.register_page(work, lesson_id), [entry]).items()
        changes = attendance.correct_mark(work, lesson_id, enrollment_id, given.mark, reason=reason)
        invocation.changed(changes, "register.corrected")


@commands.command("attach")
def attach(
    ctx: typer.Context,
    number: Class,
    which: Lesson,
    file: Annotated[Path, typer.Argument(help="scan or photo of the signed sheet / 签到表扫描件或照片", exists=True)],
    as_json: AsJson = False,
) -> None:
    """Keep the scan or photo of the signed sheet with its lesson."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        lesson_id = _lesson(work, number, which)
        changes = attendance.attach_signed_sheet(work, lesson_id, read_scan(work, file), name=file.name)
        invocation.changed(changes, "register.attached")


@commands.command("grid")
def grid(
    ctx: typer.Context,
    number: Class,
    month: Annotated[str | None, typer.Option(help="2026-10; the whole class where none is named / 月份")] = None,
    as_json: AsJson = False,
) -> None:
    """Show people by lessons, with the symbol of each mark."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        class_id = training_class.class_by_number(work, number).id
        found = attendance_grid(work, class_id, month=Month.parse(month) if month else None)
    of = invocation.sentences.of
    days = ", ".join(f"{lesson.day:%m-%d}" for lesson in found.lessons)
    invocation.say("register.grid_head", number=found.class_number, name=found.class_name, days=days)
    shown = (
        (
            line.row,
            line.name,
            " ".join("·" if one is None else found.marks.of(one).symbol for one in line.marks),
            f"{line.rate.attended}/{line.rate.held}",
        )
        for line in found.lines
    )
    invocation.table(("register.row", "register.name", "register.marks", "register.rate"), shown)
    invocation.say(
        "register.legend", marks=tuple(f"{one.symbol} {one.name}" for one in found.marks), none=of("register.unmarked")
    )
    invocation.answer(found)


@commands.command("stand-in")
def stand_in(ctx: typer.Context, number: Class, which: Lesson, as_json: AsJson = False) -> None:
    """Take over a colleague's lesson; the register is flagged for the clerk."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(
            attendance.stand_in(work, lesson.lesson_to_take_over(work, number, which).id), "register.stands_in"
        )


@commands.command("warnings")
def warnings(
    ctx: typer.Context,
    number: Annotated[str | None, typer.Option("--class", help="number of the class / 班级编号")] = None,
    as_json: AsJson = False,
) -> None:
    """Who attends too little or was absent in a row, and which lessons have no register."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        class_id = None if number is None else training_class.class_by_number(work, number).id
        found = attendance.warning_list(work, class_id=class_id)
    of = invocation.sentences.of
    reasons = {one.enrollment_id: [of(why.reason or "", why.values) for why in one.reasons] for one in found.people}
    titles = ("register.class_number", "register.number", "register.name", "register.reasons")
    people = ((one.class_number, one.number, one.name, " ".join(reasons[one.enrollment_id])) for one in found.people)
    invocation.table(titles, people)
    late = (
        (one.class_number, one.day, of("register.not_closed" if one.opened else "register.none"))
        for one in found.registers
    )
    invocation.table(("register.class_number", "register.day", "register.state"), late)
    invocation.answer(found)


@commands.command("rates")
def rates(ctx: typer.Context, number: Class, as_json: AsJson = False) -> None:
    """How a class is attended, and who may sit the assessment."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = attendance.attendance_page(work, training_class.class_by_number(work, number).id)
    of = invocation.sentences.of
    shown = (
        (
            line.row,
            line.number,
            line.name,
            f"{line.rate.attended}/{line.rate.held}",
            of(f"register.admitted_{line.admitted.decision.value}"),
            "" if line.admitted.reason is None else of(line.admitted.reason, line.admitted.values),
        )
        for line in found.lines
    )
    titles = (
        "register.row",
        "register.number",
        "register.name",
        "register.rate",
        "register.admitted",
        "register.reasons",
    )
    invocation.table(titles, shown)
    invocation.answer(found)


@commands.command("marks")
def marks(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The county's marks with symbol and key."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = list_marks(work)
    titles = ("register.code", "register.mark", "register.symbol", "register.key", "register.meaning")
    of = invocation.sentences.of
    invocation.table(
        titles, ((one.code, one.name, one.symbol, one.key, of(f"attendance.mark_{one.core}")) for one in found)
    )
    invocation.answer(tuple(found))


@commands.command("edit-mark")
def edit_a_mark(
    ctx: typer.Context,
    code: str,
    name: str | None = None,
    symbol: str | None = None,
    key: str | None = None,
    like: Annotated[str | None, typer.Option(help="meaning of a new mark / 新标记的含义")] = None,
    retired: Annotated[bool, typer.Option("--retired", help="no longer used / 停用")] = False,
    as_json: AsJson = False,
) -> None:
    """Rename a mark, change its symbol or key, retire it, or add one that means the same as another."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        known = list_marks(work)
        present = next((one for one in known.items if one.code == code), None)
        model = present or known.find(like or "")
        if model is None:
            raise Refused("attendance.mark_unknown", found=like or code, marks=tuple(one.name for one in known))
        blank = present is None
        item = MarkItem(
            code,
            name or ("" if blank else model.name),
            model.core,
            symbol or ("" if blank else model.symbol),
            model.key if key is None and not blank else key or "",
            active=not retired,
        )
        invocation.changed(edit_mark(work, item), "register.mark_edited", name=item.name)


def _lesson(work: Work, number: str, which: int) -> str:
    return lesson.lesson_number(work, training_class.class_by_number(work, number).id, which).id


def _show(invocation: Invocation, page: RegisterPage) -> None:
    of = invocation.sentences.of
    state = "register.is_closed" if page.closed else "register.is_open" if page.register else "register.is_not_open"
    invocation.say(
        "register.head", number=page.class_number, name=page.class_name, day=page.lesson.day, state=of(state)
    )
    invocation.table(_TITLES, (_row(invocation, page, line) for line in page.lines))
    counts = tuple(f"{page.marks.of(mark).name} {count}" for mark, count in page.counts.items())
    if counts:
        invocation.say("register.counts", counts=counts)
    invocation.say("register.unmarked_count", count=page.unmarked)
    invocation.answer(page)


def _row(invocation: Invocation, page: RegisterPage, line: RegisterLine) -> tuple[object, ...]:
    of = invocation.sentences.of
    shown = "" if line.counted is None else f"{page.marks.of(line.counted).symbol} {page.marks.of(line.counted).name}"
    notes = [line.reason or ""]
    if not line.may_be_marked and line.why.reason is not None:
        notes.append(of(line.why.reason, line.why.values))
    if line.office_mark is not None:
        own = "" if line.mark is None else page.marks.of(line.mark).name
        notes.append(of("register.office", mark=own, reason=line.office_reason or ""))
    if line.flagged is not None:
        notes.append(of(f"enrollment.flag_{line.flagged}"))
    note = " ".join(part for part in notes if part)
    return line.row, line.number, line.name, line.id_mask, shown, line.counted_minutes, note
