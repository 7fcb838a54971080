"""What leaves the program is logged, masked where it must be, and comes back as what it was."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.services.exchange.files import PEOPLE, table_of, xlsx
from tests.services.refusals import refused
from tests.services.roster_class import make_class
from tests.services.running_class import make
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services import audit, export, roster
from trainingdesk.services import person as person_service
from trainingdesk.services.attendance import record_marks
from trainingdesk.services.catalogue_export import export_list
from trainingdesk.services.catalogue_lists import LISTS
from trainingdesk.services.class_export import export_classes
from trainingdesk.services.enrollment import Applicant, enroll_many
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.import_result import Outcome
from trainingdesk.services.roster_columns import COLUMNS
from trainingdesk.services.training_class import class_by_number
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.code_tables import CodeTable, Tables
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import person as stored
from trainingdesk.storage.training_class import ClassFilter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.services.roster_result import RosterImport
    from trainingdesk.storage.person import PersonRow

NUMBER = "2026-001"
TITLES = [column.title for column in COLUMNS]


@pytest.fixture
def class_id(work: Work, tmp_path: Path) -> str:
    """A class with three people of whom everything is known."""
    made = make_class(work, NUMBER)
    more = ("大专", "脱贫人口、残疾人", "兰桥镇8组", "中国银行", "6222021001116245702", '=HYPERLINK("x")')
    headings = (*table_of()[0], "文化程度", "人员类别", "家庭住址", "开户银行", "银行账号", "备注")
    rows = [headings, *((*row, *more) for row in PEOPLE)]
    assert roster.import_roster(work, NUMBER, xlsx(tmp_path / "first.xlsx", rows)).written == 3
    return made


def person_named(work: Work, class_id: str, name: str) -> PersonRow:
    with work.reading(Action.SEE_EVERYTHING) as session:
        line = next(one for one in stored_enrollment.roll(session, class_id) if one.name == name)
        found = stored.person(session, line.person_id)
    assert found is not None
    return found


def edited(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book.active)
    book.save(path)
    return path


def exported(work: Work, path: Path, *, masked: bool = False) -> Path:
    assert export.export_roster(work, NUMBER, path, reason="核对", masked=masked) == 3
    return path


def cell(title: str, row: int) -> str:
    return f"{openpyxl.utils.get_column_letter(TITLES.index(title) + 1)}{row}"


def outcomes(done: RosterImport) -> list[str]:
    return [line.outcome.value for line in done.check.lines]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
@pytest.mark.parametrize("masked", [False, True])
def test_an_export_comes_back_unchanged(work: Work, class_id: str, tmp_path: Path, name: str, *, masked: bool) -> None:
    done = roster.import_roster(work, NUMBER, exported(work, tmp_path / name, masked=masked))
    assert (outcomes(done), done.written, done.changes.change_set) == (["existing"] * 3, 0, None)
    assert [line.doubts for line in done.check.lines] == [()] * 3
    assert done.check.sheets[0].returned
    assert done.check.sheets[0].unmapped == ()


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(
    ("title", "value", "field", "found"),
    [
        ("联系电话", "13900000000", "phone", "13900000000"),
        ("家庭住址", "中和街道7组", "address", "中和街道7组"),
        ("银行账号", "6228480402564890018", "payee_account", "6228480402564890018"),
        ("开户银行", "农业银行", "payee_bank", "农业银行"),
    ],
)
def test_one_edited_cell_is_one_changed_row(
    work: Work, class_id: str, tmp_path: Path, *, title: str, value: str, field: str, found: str, masked: bool
) -> None:
    path = exported(work, tmp_path / "a.xlsx", masked=masked)
    done = roster.import_roster(work, NUMBER, edited(path, lambda sheet: sheet.__setitem__(cell(title, 3), value)))
    assert (outcomes(done), done.written) == (["existing", "changed", "existing"], 1)
    assert getattr(person_named(work, class_id, "冉富丽"), field) == found
    assert roster.import_roster(work, NUMBER, path).written == 0


def test_an_edited_note_changes_the_enrollment(work: Work, class_id: str, tmp_path: Path) -> None:
    path = exported(work, tmp_path / "a.xlsx")
    done = roster.import_roster(work, NUMBER, edited(path, lambda sheet: sheet.__setitem__(cell("备注", 2), "住校")))
    assert outcomes(done) == ["changed", "existing", "existing"]
    with work.reading(Action.SEE_EVERYTHING) as session:
        notes = [one.note for one in stored_enrollment.enrollments_of_class(session, class_id)]
    assert notes == ["住校", '=HYPERLINK("x")', '=HYPERLINK("x")']


@pytest.mark.parametrize(
    ("title", "value", "field"),
    [("姓名", "冉丽", "name"), ("身份证号码", "500241197509269968", "document_number"), ("性别", "男", "sex")],
)
def test_identity_is_not_edited_in_passing(
    work: Work, class_id: str, tmp_path: Path, title: str, value: str, field: str
) -> None:
    path = exported(work, tmp_path / "a.xlsx")
    edited(path, lambda sheet: sheet.__setitem__(cell(title, 3), value))
    if field == "document_number":
        edited(path, lambda sheet: sheet.__setitem__(cell("出生日期", 3), None))
    done = roster.import_roster(work, NUMBER, path)
    assert outcomes(done) == ["existing", "error", "existing"]
    assert str(done.check.lines[1].problems[0].field) == field


def test_an_emptied_cell_changes_nothing(work: Work, class_id: str, tmp_path: Path) -> None:
    path = exported(work, tmp_path / "a.xlsx")
    edited(path, lambda sheet: sheet.__setitem__(cell("联系电话", 3), None))
    assert roster.import_roster(work, NUMBER, path).written == 0


def test_a_row_added_by_hand_is_a_new_person(work: Work, class_id: str, tmp_path: Path) -> None:
    path = exported(work, tmp_path / "a.xlsx", masked=True)

    def add(sheet: Any) -> None:
        sheet[cell("姓名", 5)], sheet[cell("身份证号码", 5)] = "单清", "500241197509269968"

    assert outcomes(roster.import_roster(work, NUMBER, edited(path, add))) == ["existing"] * 3 + ["new"]


def test_an_export_of_one_class_is_a_roster_for_another(work: Work, class_id: str, tmp_path: Path) -> None:
    path = exported(work, tmp_path / "a.xlsx")
    make_class(work, "next")
    done = roster.import_roster(work, "next", path)
    assert (outcomes(done), {line.known for line in done.check.lines}) == (["new"] * 3, {True})


def test_ids_are_text_and_formulas_are_texts(work: Work, class_id: str, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(exported(work, tmp_path / "a.xlsx")).active
    number, note = sheet[cell("身份证号码", 2)], sheet[cell("备注", 2)]
    assert (number.value, number.data_type, number.number_format) == (PEOPLE[0][3], "s", "@")
    assert (note.value, note.data_type) == ('=HYPERLINK("x")', "s")
    text = exported(work, tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert f"{PEOPLE[0][3]}\t" in text
    assert '"\'=HYPERLINK(""x"")"' in text


def test_numbers_are_masked_unless_the_role_may_see_them(work: Work, class_id: str, tmp_path: Path) -> None:
    exported(work, tmp_path / "full.csv")
    exported(work, tmp_path / "masked.csv", masked=True)
    full, masked = ((tmp_path / name).read_text(encoding="utf-8-sig") for name in ("full.csv", "masked.csv"))
    for secret in (PEOPLE[0][3], PEOPLE[0][4], "6222021001116245702"):
        assert secret in full
        assert secret not in masked
    assert "500241********6519" in masked


def test_every_export_of_people_is_logged_with_its_reason(work: Work, class_id: str, tmp_path: Path) -> None:
    exported(work, tmp_path / "a.xlsx")
    export.export_people(work, tmp_path / "p.csv", reason="上报名单")
    logged = audit.list_access(work, action=Logged.EXPORTED)
    assert [(row.reason, row.subject_id) for row in logged] == [("上报名单", None), ("核对", class_id)]
    with pytest.raises(Refused, match="reason_missing"):
        export.export_people(work, tmp_path / "q.csv", reason="  ")
    assert not (tmp_path / "q.csv").exists()


def test_whoever_may_not_exports_nothing(work: Work, class_id: str, tmp_path: Path) -> None:
    auditor = Worker(work.worker.user_id, "审计", frozenset({Role.AUDITOR}))
    other = Work(work.database, work.folder, work.county_code, auditor, work.data_key, work.clock)
    with pytest.raises(Refused, match="not_allowed"):
        export.export_roster(other, NUMBER, tmp_path / "a.xlsx", reason="x")


def test_another_ending_is_refused(work: Work, class_id: str, tmp_path: Path) -> None:
    for name in ("a.pdf", "a"):
        with pytest.raises(Refused, match="wrong_ending"):
            export.export_roster(work, NUMBER, tmp_path / name, reason="x")


def test_everybody_is_on_the_list_of_people(work: Work, class_id: str, tmp_path: Path) -> None:
    assert export.export_people(work, tmp_path / "p.xlsx", reason="上报") == 3
    rows = read_workbook(tmp_path / "p.xlsx").sheets[0].rows
    assert {cell_text(row.at(1)) for row in rows[1:]} == {"龙全福", "冉富丽", "曾武"}


def test_any_two_categories_of_an_export_are_read_back() -> None:
    cells, table = export.PersonCells(Tables(), masked=False), CodeTable.shipped("person_categories")
    for one, other in permutations([item.code for item in table], 2):
        text = f"{cells.category(one)}、{cells.category(other)}"
        assert table.find_each(text).codes == (one, other), text
        assert table.find_each(text).unknown == ()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_every_list_of_the_catalogue_is_exported(work: Work, tmp_path: Path, name: str, ending: str) -> None:
    make_class(work, NUMBER)
    path = tmp_path / f"list.{ending}"
    count = export_list(work, name, path)
    sheet = read_workbook(path).sheets[0]
    titles = [cell_text(one) for one in sheet.rows[0].cells]
    assert titles[: -2 if LISTS[name].state else -1] == [one.title for one in LISTS[name].columns if one.exported]
    assert not {"联系电话", "联系人"} & set(titles)
    assert len(sheet.rows) == count + 1


def test_an_unknown_list_is_refused(work: Work, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="list_unknown"):
        export_list(work, "nothing", tmp_path / "a.xlsx")


def test_who_left_is_not_enrolled_again_by_an_export(work: Work, class_id: str, tmp_path: Path) -> None:
    from trainingdesk.services.enrollment import withdraw  # noqa: PLC0415

    with work.reading(Action.SEE_EVERYTHING) as session:
        first = stored_enrollment.enrollments_of_class(session, class_id)[0]
    withdraw(work, first.id, reason="外出务工")
    done = roster.import_roster(work, NUMBER, exported(work, tmp_path / "a.xlsx"))
    assert (outcomes(done), done.written) == (["existing"] * 3, 0)
    again = roster.import_roster(work, NUMBER, tmp_path / "first.xlsx")
    assert again.check.lines[0].outcome is Outcome.EXISTING
    assert [doubt.key for doubt in again.check.lines[0].doubts] == ["roster.left_the_class"]


@pytest.mark.parametrize("masked", [False, True])
def test_people_without_a_resident_number_come_back_unchanged(
    work: Work, class_id: str, tmp_path: Path, *, masked: bool
) -> None:
    rows = [
        ["姓名", "证件类型", "证件号码", "性别", "出生日期"],
        ["JOHN SMITH", "护照", "E12345678", "男", "1990-03-07"],
    ]
    assert roster.import_roster(work, NUMBER, xlsx(tmp_path / "p.xlsx", rows)).written == 1
    at_door = person_service.add_provisional(work, name="门口来的人").row
    with work.writing(Action.ENROLL) as session:
        enroll_many(work, session, class_by_number(work, NUMBER), [Applicant(at_door)])
    path = tmp_path / "a.xlsx"
    assert export.export_roster(work, NUMBER, path, reason="核对", masked=masked) == 5
    done = roster.import_roster(work, NUMBER, path)
    assert (outcomes(done), done.written) == (["existing"] * 5, 0)
    edited(path, lambda sheet: sheet.__setitem__(cell("身份证号码", 6), "500241197509269968"))
    assert outcomes(roster.import_roster(work, NUMBER, path)) == [*["existing"] * 4, "error"]


def test_marks_are_one_row_a_trainee_and_one_column_a_lesson(work: Work, tmp_path: Path) -> None:
    made = make(work, people=2, lessons=3)
    record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT, made.enrollments[1]: Mark.SICK_LEAVE})
    assert export.export_marks(work, "500241-2026-001", tmp_path / "m.xlsx", reason="存档") == 2
    rows = read_workbook(tmp_path / "m.xlsx").sheets[0].rows
    assert [cell_text(rows[0].at(column)) for column in (0, 1, 2)] == ["学员编号", "姓名", "2026-10-19 08:30"]
    assert len(rows[0].cells) == 5
    assert [cell_text(row.at(2)) for row in rows[1:]] == ["出勤", "病假"]
    assert [row.reason for row in audit.list_access(work, action=Logged.EXPORTED)] == ["存档"]


def test_an_export_of_people_tells_how_far_it_is_and_can_be_ended(work: Work, class_id: str, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> bool:
        heard.append((done, total))
        return False

    with refused("export.stopped"):
        export.export_people(work, tmp_path / "a.xlsx", reason="核对", watch=watch)
    assert heard == [(0, 3)]
    assert list(tmp_path.glob("a.xlsx*")) == []


def test_the_list_of_classes_leaves_as_it_is_narrowed(work: Work, class_id: str, tmp_path: Path) -> None:
    other = make_class(work, "2026-002")
    assert other != class_id
    for name in ("a.xlsx", "a.csv"):
        assert export_classes(work, tmp_path / name) == 2
    assert export_classes(work, tmp_path / "b.xlsx", ClassFilter(text="2026-002")) == 1
    head, row = openpyxl.load_workbook(tmp_path / "b.xlsx").active.iter_rows(values_only=True)
    shown = dict(zip(head, row, strict=True))
    assert (shown["班级编号"], shown["状态"]) == ("2026-002", "草稿")
    with refused("export.wrong_ending"):
        export_classes(work, tmp_path / "b.pdf")
