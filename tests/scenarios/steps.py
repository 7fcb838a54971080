"""What a county does in a day, as far as files go; each step is a line in ``STEPS``, and a use case joins by adding one.

Run as a program it does the steps of ``PAPERWORK`` alone, so that somebody can watch its system calls.
"""

from __future__ import annotations

import sys
import traceback
from contextlib import closing, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
import xlwt

from tests.services import people, roster_class, running_class
from tests.services.conftest import Clock
from trainingdesk.bootstrap import signed_in
from trainingdesk.cli.app import run
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.backup import Why
from trainingdesk.domain.errors import Refused
from trainingdesk.services import account, attachment, attendance, backup, person, rescue, undo
from trainingdesk.services.person import PersonDetails
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from trainingdesk.services.work import Work

USER, PASSWORD = "王主任", "a-long-village-password"

#: What must be readable nowhere. Names have three characters and more: two would turn up in random bytes by chance.
NAME, OTHER_NAME = "田秀英子", "努尔买买提·阿布都外力"
NUMBER, PHONE, ACCOUNT = people.number(2), "13812345678", "6222020000000000002"
ADDRESS = "重庆市秀山县中和街道凤翔路九号"
SECRETS = (NAME, OTHER_NAME, NUMBER, NUMBER[-8:], PHONE, ACCOUNT, ADDRESS)
#: A roster with them; the last row comes back.
ROSTER = (
    ("培训学员花名册",),
    ("姓名", "身份证号码", "联系电话", "家庭住址"),
    (NAME, NUMBER, PHONE, ADDRESS),
    (OTHER_NAME, people.number(3), PHONE, ADDRESS),
    (OTHER_NAME, "500241199001010000", PHONE, ADDRESS),
)
ROSTER_CLASS = "2026-009"


@dataclass(slots=True)
class Day:
    """A desk through a day; ``looked`` is called inside transactions, where the files are fullest."""

    root: Path
    clock: Callable[[], datetime]
    looked: Callable[[str], None]
    ids: dict[str, str] = field(default_factory=dict)
    password: str = PASSWORD

    def desk(self) -> AbstractContextManager[Work]:
        """The desk, signed in."""
        return signed_in(self.root, user_name=USER, password=self.password, clock=self.clock)

    @property
    def outside(self) -> Path:
        """Where the user keeps files that are meant to be read."""
        folder = self.root.with_name("outside")
        folder.mkdir(exist_ok=True)
        return folder

    def command(self, *arguments: object) -> str:
        """What a command answers; it must succeed."""
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as said:
            patch.setenv("TRAININGDESK_PASSWORD", self.password)
            assert run([*map(str, arguments), "--folder", str(self.root), "--user", USER], clock=self.clock) == 0
        self.looked(" ".join(map(str, arguments[:2])))
        return said.getvalue()


def people_are_entered(day: Day) -> None:
    """By the clerk's own use case; and many at once, so that the log outgrows the cache of one transaction."""
    with day.desk() as work:
        details = PersonDetails(
            name=NAME,
            document_number=NUMBER,
            phone=PHONE,
            payee_account=ACCOUNT,
            address=ADDRESS,
            payee_bank="秀山农商行",
        )
        day.ids["person"] = person.add_person(work, details, reason="test").row
        with work.writing(Action.IMPORT_ROSTER) as session:
            made = [
                {
                    "id": work.new_id(),
                    "county_code": "500241",
                    "name": OTHER_NAME,
                    "name_key": OTHER_NAME,
                    "address": ADDRESS,
                    "phone": PHONE,
                    "verified": "none",
                    "provisional": False,
                    "archived": False,
                }
                for _ in range(3000)
            ]
            rows.add_many(session, "person", made)
            day.looked("inside a big transaction")


def a_class_is_marked(day: Day) -> None:
    """Enrollments and a register."""
    with day.desk() as work:
        made = running_class.make(work, people=8, lessons=4)
        page = attendance.register_page(work, made.lessons[0])
        attendance.record_marks(work, made.lessons[0], {line.enrollment_id: Mark.PRESENT for line in page.lines})
        undo.undo(work)


def a_scan_is_attached(day: Day) -> None:
    """With the name in it, and in the name of the file."""
    with day.desk() as work:
        content = b"%PDF-1.7 " + f"{NAME} {NUMBER} {PHONE}".encode()
        attachment.attach(work, ("person", day.ids["person"]), content, kind="id_card", name=f"{NAME}.pdf")


def rosters_come_from_a_township(day: Day) -> None:
    """In the new format, in the old one and as text: looked at, taken in, and what comes back written outside."""
    with day.desk() as work:
        roster_class.make_class(work, ROSTER_CLASS)
    assert '"rows": 3' in day.command("roster", "check", new_workbook(day), "--class", ROSTER_CLASS, "--json")
    for sent in (new_workbook(day), old_workbook(day), text_file(day)):
        back = sent.with_name(f"back-{sent.stem}.xlsx")
        day.command("roster", "import", sent, "--class", ROSTER_CLASS, "--rejects", back)
        assert back.exists()


def papers_are_handed_out(day: Day) -> None:
    """The monthly report, a roster on paper, a person's file, and exports with their reason, all to a folder of the user."""
    day.command("report", "month", "2026-10", "--out", day.outside)
    day.command("report", "document", "roster", "--class", ROSTER_CLASS, "--out", day.outside)
    day.command("export", "people", "--out", day.outside / "people.csv", "--reason", "上报")
    day.command("roster", "export", "--class", ROSTER_CLASS, "--out", day.outside / "class.xlsx")
    day.command("export", "open", "--out", day.outside / "all", "--reason", "更换系统")
    assert NAME in (day.outside / "people.csv").read_text(encoding="utf-8-sig")


def new_workbook(day: Day) -> Path:
    """The roster as .xlsx."""
    path = day.outside / "new.xlsx"
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        for at, row in enumerate(ROSTER):
            sheet.write_row(at, 0, row)
    return path


def old_workbook(day: Day) -> Path:
    """The roster as .xls."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("花名册")
    for at, row in enumerate(ROSTER):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    with (day.outside / "old.xls").open("wb") as file:
        book.save(file)
    return day.outside / "old.xls"


def text_file(day: Day) -> Path:
    """The roster as .csv in the encoding of old systems."""
    path = day.outside / "text.csv"
    path.write_text("\r\n".join(map(",".join, ROSTER[1:])), encoding="gb18030")
    return path


def a_person_is_looked_for(day: Day) -> None:
    """Search and a reveal, with its reason in the log."""
    with day.desk() as work:
        person.find_people(work, NAME)
        person.find_people(work, NUMBER[-4:])


def backups_are_made(day: Day) -> None:
    """By hand, on exit, and one carried to a stick."""
    with day.desk() as work:
        made = backup.back_up(work)
        backup.back_up_if_due(work, Why.BEFORE_IMPORT)
        stick = day.root / "bundles" / "stick"  # inside, so that it is looked at too
        stick.mkdir(parents=True)
        backup.copy_backup(work, made.name, stick)
        backup.verify_backup(work, made.name, lambda _done, _total: True)


def another_backup_is_made(day: Day) -> None:
    """Under the new key."""
    with day.desk() as work:
        backup.back_up(work)


def a_backup_is_restored(day: Day) -> None:
    """The present file is kept."""
    with day.desk() as work:
        backup.restore(work, backup.list_backups(work)[0].name)


def a_damaged_file_is_salvaged(day: Day) -> None:
    """A page is overwritten, and what is left is carried over."""
    with day.desk() as work, closing(work.database.connection()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database = day.root / "trainingdesk.db"
    with database.open("r+b") as file:
        file.seek(4096 * 60)
        file.write(bytes(4096))
    desk = rescue.unlock(work.folder, user_name=USER, password=day.password, clock=day.clock)
    rescue.accept_salvage(desk, rescue.try_salvage(desk, lambda _done, _total: True))


def a_user_is_removed(day: Day) -> None:
    """The data key is exchanged, the database re-encrypted."""
    with day.desk() as work:
        account.add_user(
            work, name="李会计", display_name="李会计", roles=(Role.CLERK,), password="another-password-2026"
        )
    with day.desk() as work:
        account.remove_user(work, account.user_named(work, "李会计").id)


def a_wrong_password_is_typed(day: Day) -> None:
    """A refusal may end in a log somewhere."""
    with pytest.raises(Refused) as caught, signed_in(day.root, user_name=NAME, password=NUMBER, clock=day.clock):
        pass
    said = "".join(traceback.format_exception(caught.value)) + repr(caught.value.values)
    assert not any(secret in said for secret in SECRETS)


#: What reads and makes documents with parts of other makers: spreadsheets and paper.
PAPERWORK: tuple[Callable[[Day], None], ...] = (rosters_come_from_a_township, papers_are_handed_out)

STEPS: tuple[Callable[[Day], None], ...] = (
    people_are_entered,
    a_class_is_marked,
    *PAPERWORK,
    a_scan_is_attached,
    a_person_is_looked_for,
    backups_are_made,
    a_user_is_removed,
    another_backup_is_made,
    a_damaged_file_is_salvaged,
    a_backup_is_restored,
    a_wrong_password_is_typed,
)


if __name__ == "__main__":
    for step in PAPERWORK:
        step(Day(Path(sys.argv[1]), Clock(), lambda _when: None))
