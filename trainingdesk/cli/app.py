"""The command line: global options, then one group of commands for each noun.

A command's module is imported when the command runs: ``--help`` and a mistyped name answer at once.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from trainingdesk.cli import general_options as general
from trainingdesk.cli.invocation import Invocation, load_sentences
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.i18n.sentences import Language
from trainingdesk.settings.clock import utc_now
from trainingdesk.settings.folders import desk_folder_of_this_user

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

#: Exit statuses: the rules or the input forbid it; the disk, a lock or the network does not allow it now.
REFUSED, UNAVAILABLE = 3, 4

#: Typer brings a copy of click or takes the installed one, by version; its own errors tell which.
_UsageError: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command or a group of commands stands: the module of ``trainingdesk.cli``, the name in it, the help."""

    module: str
    name: str
    help: str

    def load(self, name: str) -> Any:
        """The command itself, imported and put together when it is first asked for."""
        return _loaded(self, name)


ENTRIES = {
    "init": Entry("desk", "init", "make a desk / 新建数据文件夹"),
    "class": Entry("training_class", "commands", "training classes and their steps / 班级"),
    "lesson": Entry("lesson", "commands", "lessons of a class: plan, move, cancel / 课次"),
    "roster": Entry("roster", "commands", "rosters of a class: check, import, export / 花名册"),
    "enroll": Entry("enrollment", "commands", "enrollment: apply, confirm, leave, transfer, waiting list / 报名"),
    "seats": Entry("seat_lease", "commands", "seats that a laptop takes along / 名额预留"),
    "register": Entry("register", "commands", "registers / 点名"),
    "eligibility": Entry("eligibility", "eligibility", "who may attend and be subsidized, and why / 资格核验"),
    "assessment": Entry("assessment", "commands", "assessments: announce, admit, score, settle / 考核"),
    "certificate": Entry("certificate", "commands", "certificates: issue, list, reprint, check / 证书"),
    "claim": Entry("claim", "commands", "subsidy claims: prepare, review, pay, hand out / 补贴申报"),
    "inspection": Entry("inspection", "commands", "inspections: draw, record, phone, self-check / 督查"),
    "sanction": Entry("inspection", "sanctions", "sanctions against institutions and their bans / 处理措施"),
    "complaint": Entry("inspection", "complaints", "complaints and what came of them / 投诉举报"),
    "followup": Entry("followup", "commands", "employment after the class / 就业跟踪"),
    "consent": Entry("consent", "commands", "commitments of trainees / 参训人员承诺"),
    "person": Entry("person", "commands", "people by real name / 人员"),
    "report": Entry("report", "commands", "monthly report and printed documents / 月报与打印表册"),
    "template": Entry("report_template", "commands", "own forms for the monthly report / 报表模板"),
    "catalogue": Entry("catalogue", "commands", "institutions, platforms, courses, instructors, venues / 目录"),
    "export": Entry("export", "commands", "export people, marks, the catalogue or the whole desk / 导出"),
    "policy": Entry("policy", "commands", "policies and their numbers / 政策规则包"),
    "setting": Entry("setting", "commands", "settings of the desk and of the county / 设置"),
    "history": Entry("history", "commands", "who changed what, and when / 修改记录"),
    "undo": Entry("undo", "undo", "take back a change set / 撤销"),
    "audit": Entry("audit", "commands", "the log of access / 访问日志"),
    "backup": Entry("backup", "commands", "backups of this desk / 备份"),
    "user": Entry("desk", "users", "users of this desk / 用户"),
    "update": Entry("program_update", "commands", "update this program from a signed file / 软件更新"),
    "self-test": Entry("self_test", "self_test", "prove that this build does its work here / 自检"),
    "diagnostics": Entry("diagnostics", "diagnostics", "a file for support, without personal data / 诊断文件"),
    "serve": Entry("serve", "serve", "run the centre / 运行中心服务"),
    "centre": Entry("centre", "commands", "devices of the centre / 中心终端管理"),
    "sync": Entry("sync", "sync", "exchange work with the centre / 同步"),
    "bundle": Entry("bundle", "commands", "exchange by USB stick / U盘同步"),
    "relay": Entry("relay", "commands", "collect from laptops in the same hall, or hand over to one / 转交"),
    "device": Entry("device", "commands", "this desk and its centre / 本机与中心"),
    "conflict": Entry("conflict", "commands", "two values for one thing: see both, choose one / 不一致"),
    "rejected": Entry("rejected", "commands", "changes that the centre did not take / 被退回的修改"),
    "screenshots": Entry("screenshots", "screenshots", "a picture of every screen and page / 界面与表册截图"),
    "demo": Entry("demo", "demo", "a county made up for trying out / 演示数据"),
}


class _Noun(TyperGroup):
    """Knows every command by name and help, and imports the one that runs."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that ``args`` begin with."""
        entry = ENTRIES.get(args[0])
        return super().resolve_command(ctx, args) if entry is None else (args[0], entry.load(args[0]), args[1:])


def command_line() -> Any:
    """The whole command line, put together anew."""
    app = typer.Typer(cls=_Noun, no_args_is_help=False, pretty_exceptions_enable=False, add_completion=False)
    app.callback(invoke_without_command=True)(_global_options)
    group = typer.main.get_group(app)
    for name, entry in ENTRIES.items():
        group.add_command(TyperCommand(name, help=entry.help))
    return group


def run(arguments: list[str] | None = None, *, clock: Callable[[], datetime] = utc_now) -> int:
    """Run one command; answers the exit status. A refusal is a sentence on standard error, never a traceback."""
    sentences = load_sentences(Language.CHINESE)
    invocation = Invocation(desk_folder_of_this_user(), None, as_json=False, sentences=sentences, clock=clock)
    try:
        status = command_line().main(args=arguments, prog_name="trainingdesk", standalone_mode=False, obj=invocation)
    except Refused as refused:
        return _complain(invocation, refused, REFUSED)
    except Unavailable as unavailable:
        return _complain(invocation, unavailable, UNAVAILABLE)
    except _UsageError as error:
        error.show()
        return int(error.exit_code)
    except typer.Abort:
        return 1
    return status if isinstance(status, int) else 0


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"trainingdesk {version_of('trainingdesk')}")  # noqa: T201 -- the command line's voice
        raise typer.Exit


def _global_options(
    ctx: typer.Context,
    folder: general.Folder = None,
    user: general.User = None,
    as_json: general.AsJson = False,
    lang: general.Lang = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="version of this program / 版本号"),
    ] = False,
) -> None:
    """The desk of a county vocational training centre (县职业技能培训中心); without a command the window opens."""
    if ctx.invoked_subcommand is None:
        from trainingdesk.ui.application import open_window  # noqa: PLC0415 -- Qt only where there is a window

        invocation: Invocation = ctx.obj
        raise typer.Exit(open_window(invocation.folder, invocation.sentences.language))


@cache
def _loaded(entry: Entry, name: str) -> Any:
    """A command that takes the general options behind its name as well; it holds nothing of any one run."""
    found = getattr(import_module(f"trainingdesk.cli.{entry.module}"), entry.name)
    command = typer.main.get_group(found) if isinstance(found, typer.Typer) else _alone(name, found)
    general.accept_behind(command)
    return command


def _alone(name: str, function: Any) -> Any:
    """A command that is no group."""
    app = typer.Typer(add_completion=False)
    app.command(name)(function)
    return typer.main.get_command(app)


def _complain(invocation: Invocation, failure: Refused | Unavailable, status: int) -> int:
    print(invocation.sentences.of(failure.key, failure.values), file=sys.stderr)  # noqa: T201 -- the command line's voice
    return status
