"""Lists of the catalogue from a file: what was exported comes back unchanged, and what senders write is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.services.county import VILLAGE, make_county
from tests.services.exchange.files import xls, xlsx
from tests.services.whole_catalogue import FACTORY_CODE, SCHOOL_CODE, fill_catalogue
from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services import course, employer, institution, online_platform, teaching, training_class
from trainingdesk.services.catalogue_export import ID_TITLE, export_list
from trainingdesk.services.catalogue_import import check_list, import_list, kind_of
from trainingdesk.services.catalogue_lists import LISTS
from trainingdesk.services.digital_resource import list_resources
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.history import list_changes
from trainingdesk.services.import_file import Reading
from trainingdesk.services.import_history import imports
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.undo import undo
from trainingdesk.storage import catalogue

from .county import details as class_details

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trainingdesk.services.import_result import FileCheck
    from trainingdesk.services.work import Work

NEW_CODE = "52500241MJ1234568B"  # composed, its check character is right (GB 32100)


def kept(work: Work, name: str) -> Sequence[Any]:
    with work.reading(Action.SEE_EVERYTHING) as session:
        return catalogue.kept(session, LISTS[name].table)


def outcomes(found: FileCheck) -> list[str]:
    return [line.outcome.value for line in found.lines]


def problems(found: FileCheck) -> list[tuple[str, ...]]:
    return [tuple(one.key for one in line.problems) for line in found.lines]


def changed(found: FileCheck) -> list[tuple[str, str, str]]:
    return [(one.title, one.before, one.after) for line in found.lines for one in line.changes]


def edited(path: Path, title: str, row: int, value: object) -> Path:
    """Write a value under a heading of an export."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    column = next(cell.column for cell in sheet[1] if cell.value == title)
    sheet.cell(row, column, value)
    book.save(path)
    return path


# --- what was exported comes back --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_that_comes_again_changes_nothing(work: Work, tmp_path: Path, name: str, ending: str) -> None:
    fill_catalogue(work)
    path, before = tmp_path / f"list.{ending}", kept(work, name)
    assert export_list(work, name, path) == len(before) > 1
    done = import_list(work, name, path, rejects=tmp_path / "back.xlsx")
    assert outcomes(done.check) == ["existing"] * len(before)
    assert (done.written, done.changes.change_set, done.rejects) == (0, None, None)
    assert [line.doubts for line in done.check.lines] == [()] * len(before)
    assert kept(work, name) == before


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_cell_that_erases_erases_nothing_in_an_unchanged_export(work: Work, tmp_path: Path, name: str) -> None:
    fill_catalogue(work)
    export_list(work, name, tmp_path / "list.xlsx")
    assert import_list(work, name, tmp_path / "list.xlsx", Reading(empty_erases=True)).written == 0


@pytest.mark.parametrize(
    ("name", "told_apart"),
    [
        ("institutions", ("武陵职业培训学校", "秀山启航职业技能培训学校")),
        ("platforms", ("技能在线",)),
        ("courses", ("养老护理员", "电工")),
        ("venues", ("一号教室",)),
        ("employers", ("武陵食品公司", "梅江合作社")),
        ("resources", ("护理题库", "护理视频")),
    ],
)
def test_rows_are_known_without_their_ids_by_what_names_them(
    work: Work, tmp_path: Path, name: str, told_apart: tuple[str, ...]
) -> None:
    fill_catalogue(work)
    export_list(work, name, tmp_path / "list.xlsx")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    sheet = book.active
    sheet.delete_cols(next(cell.column for cell in sheet[1] if cell.value == ID_TITLE))
    book.save(tmp_path / "list.xlsx")
    found = check_list(work, name, tmp_path / "list.xlsx")
    known = {line.name for line in found.lines if line.outcome.value == "existing"}
    assert known >= set(told_apart)
    assert {line.outcome.value for line in found.lines} <= {"existing", "duplicate", "error"}


def test_an_edited_export_changes_what_was_edited(work: Work, tmp_path: Path) -> None:
    fill_catalogue(work)
    export_list(work, "institutions", tmp_path / "a.xlsx")
    rows = [cell_text(row.at(0)) for row in read_workbook(tmp_path / "a.xlsx").sheets[0].rows]
    row = rows.index("武陵职业培训学校") + 1
    edited(tmp_path / "a.xlsx", "机构名称", row, "武陵技能培训学校")
    path = edited(tmp_path / "a.xlsx", "许可证有效期至", row, "2030.6.30")
    looked = check_list(work, "institutions", path)
    assert changed(looked) == [
        ("机构名称", "武陵职业培训学校", "武陵技能培训学校"),
        ("许可证有效期至", "2027-06-30", "2030-06-30"),
    ]
    assert {row.name for row in institution.list_institutions(work)} >= {"武陵职业培训学校"}  # a look writes nothing
    done = import_list(work, "institutions", path)
    assert (done.written, outcomes(done.check).count("changed")) == (1, 1)
    row_now = next(one for one in kept(work, "institutions") if one["name"] == "武陵技能培训学校")
    assert (row_now["uscc"], row_now["contact_phone"]) == (SCHOOL_CODE, "13900000002")


def test_a_course_that_a_class_uses_gets_its_next_version(work: Work, tmp_path: Path) -> None:
    county = make_county(work)
    training_class.new_class(work, class_details(county))
    export_list(work, "courses", tmp_path / "a.xlsx")
    done = import_list(work, "courses", edited(tmp_path / "a.xlsx", "实操学时", 2, 30))
    assert outcomes(done.check) == ["changed"]
    assert [one.key for one in done.check.lines[0].doubts] == ["course.next_version"]
    assert [(row.version, row.practice_periods) for row in course.versions_of(work, "YL5")] == [(2, 30), (1, 24)]
    undo(work, done.changes.change_set)
    assert [(row.version, row.status) for row in course.versions_of(work, "YL5")] == [(1, "active")]


# --- one step, one history ---------------------------------------------------------------------------------------------


def test_a_whole_import_is_one_step_that_undo_takes_back(work: Work, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "venues.xlsx", [["场地名称", "容纳人数"], ["甲教室", 30], ["乙教室", 40]])
    done = import_list(work, "venues", path)
    assert (done.written, len(done.changes.rows)) == (2, 2)
    assert [one.note for one in list_changes(work, limit=1)] == ["venues.xlsx"]
    line = imports(work, purpose=kind_of("venues").purpose)[0]
    assert (line.file_name, line.counts["new"], line.change_set) == ("venues.xlsx", 2, done.changes.change_set)
    again = import_list(work, "venues", path)
    assert (again.changes.change_set, outcomes(again.check)) == (None, ["existing"] * 2)
    assert [one.key for one in again.check.warnings] == ["import_file.imported_before"]
    undo(work, done.changes.change_set)
    assert teaching.list_venues(work) == ()


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("institutions", [["机构名称"], ["新学校"]]),
        ("platforms", [["平台名称"], ["新平台"]]),
        (
            "courses",
            [["项目代码", "项目名称", "培训类型", "等级", "理论学时", "实操学时"], ["X", "新课", "13", "5", 1, 9]],
        ),
        ("instructors", [["姓名", "专兼职"], ["新老师", "兼职"]]),
        ("venues", [["场地名称"], ["新教室"]]),
        ("equipment", [["设备名称"], ["新设备"]]),
        ("employers", [["单位名称"], ["新企业"]]),
        ("resources", [["资源名称", "类型"], ["新视频", "视频"]]),
    ],
)
def test_every_list_is_taken_back_as_a_whole(work: Work, tmp_path: Path, name: str, rows: list[list[object]]) -> None:
    fill_catalogue(work)
    before = kept(work, name)
    done = import_list(work, name, xlsx(tmp_path / "a.xlsx", rows))
    assert (outcomes(done.check), len(kept(work, name))) == (["new"], len(before) + 1)
    undo(work, done.changes.change_set)
    assert kept(work, name) == before


def test_a_look_leaves_nothing_behind(work: Work, tmp_path: Path) -> None:
    before = list_changes(work)
    found = check_list(work, "venues", xlsx(tmp_path / "a.xlsx", [["场地名称"], ["甲教室"]]))
    assert outcomes(found) == ["new"]
    assert (teaching.list_venues(work), list_changes(work)) == ((), before)
    assert imports(work, purpose=kind_of("venues").purpose) == ()


def test_rows_that_are_refused_come_back_in_the_senders_file_and_then_go_in(work: Work, tmp_path: Path) -> None:
    head = ["全市民办培训机构名单"], [], ["序号", "单位名称", "社会信用代码", "办学许可证有效期", "电话", "传真"]
    path = xlsx(
        tmp_path / "list.xlsx",
        [
            *head,
            [1, "甲学校", NEW_CODE.lower(), "2024年1月1日至2027年12月31日", "023-76661234", "x"],
            [2, "乙学校", NEW_CODE[:-1] + "A", "2027.12.31", "", ""],
            [3, "丙学校", "", "长期", "", ""],
            [4, "甲学校", NEW_CODE, "", "", ""],
            ["", "合计", 4, "", "", ""],
        ],
    )
    done = import_list(work, "institutions", path, rejects=tmp_path / "back.xlsx")
    assert outcomes(done.check) == ["new", "error", "error", "duplicate"]
    assert problems(done.check)[1:3] == [("credit_code.check_character",), ("written_date.unreadable",)]
    assert "headings.unmapped" in [one.key for one in done.check.warnings]
    row = institution.list_institutions(work)[0]
    assert (row.uscc, row.licence_until.isoformat(), row.contact_phone) == (NEW_CODE, "2027-12-31", "023-76661234")
    back = read_workbook(tmp_path / "back.xlsx").sheets[0].rows
    assert [cell_text(line.at(1)) for line in back] == ["", "单位名称", "乙学校", "丙学校", "甲学校"]
    assert "错误原因" in [cell_text(cell) for cell in back[1].cells]
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    sheet = book.active
    mended = next(row for row in sheet.iter_rows() if row[1].value == "丙学校")
    mended[3].value = "2028-1-1"
    book.save(tmp_path / "back.xlsx")
    assert outcomes(import_list(work, "institutions", tmp_path / "back.xlsx").check) == ["error", "new", "existing"]


def test_what_somebody_said_of_a_heading_is_remembered_for_this_list_alone(work: Work, tmp_path: Path) -> None:
    rows = [["场地名称", "能坐几个"], ["甲教室", 30]]
    told = Reading(mapping={"能坐几个": "capacity"})
    import_list(work, "venues", xlsx(tmp_path / "a.xlsx", rows), told)
    import_list(work, "venues", xlsx(tmp_path / "b.xlsx", [rows[0], ["乙教室", 45]]))
    assert [row.capacity for row in teaching.list_venues(work)] == [45, 30]
    found = check_list(work, "institutions", xlsx(tmp_path / "c.xlsx", [["名称", "能坐几个"], ["甲学校", 30]]))
    assert found.sheets[0].unmapped == ("能坐几个",)


def test_whoever_may_not_edit_the_catalogue_may_not_import_it(work: Work, tmp_path: Path) -> None:
    from tests.services.county import as_user  # noqa: PLC0415
    from trainingdesk.domain.access import Role  # noqa: PLC0415

    path = xlsx(tmp_path / "a.xlsx", [["场地名称"], ["甲教室"]])
    with pytest.raises(Refused):
        import_list(as_user(work, Role.INSTRUCTOR), "venues", path)
    with pytest.raises(Refused, match="list_unknown"):
        check_list(work, "nothing", path)
    with pytest.raises(Refused, match="no_table"):
        check_list(work, "courses", path)


# --- what an empty cell and a state mean -------------------------------------------------------------------------------


def test_an_empty_cell_erases_only_where_somebody_says_so(work: Work, tmp_path: Path) -> None:
    institution.add_institution(
        work, InstitutionDetails(name="甲学校", uscc=NEW_CODE, licence_number="12", contact_name="田校长")
    )
    path = xlsx(tmp_path / "a.xlsx", [["机构名称", "许可证号", "统一社会信用代码"], ["甲学校", "", NEW_CODE]])
    assert outcomes(import_list(work, "institutions", path).check) == ["existing"]
    done = import_list(work, "institutions", path, Reading(empty_erases=True))
    assert changed(done.check) == [("许可证号", "12", "")]
    assert [row.contact_name for row in institution.list_institutions(work)] == ["田校长"]  # no column, nothing said


def test_a_state_is_never_taken_and_what_is_out_is_not_added(work: Work, tmp_path: Path) -> None:
    institution.add_institution(work, InstitutionDetails(name="甲学校"))
    rows = [["机构名称", "状态"], ["甲学校", "已注销"], ["乙学校", "停办"], ["丙学校", "正常"]]
    done = import_list(work, "institutions", xlsx(tmp_path / "a.xlsx", rows))
    assert outcomes(done.check) == ["existing", "error", "new"]
    assert [one.key for one in done.check.lines[0].doubts] == ["import_file.state_kept"]
    assert problems(done.check)[1] == ("import_file.new_but_out",)
    assert {row.status for row in institution.list_institutions(work)} == {"active"}


def test_what_is_out_of_use_stays_so_and_that_is_said(work: Work, tmp_path: Path) -> None:
    gone = institution.add_institution(work, InstitutionDetails(name="甲学校", uscc=NEW_CODE)).row
    institution.retire_institution(work, gone)
    rows = [["机构名称", "信用代码", "地址"], ["甲学校", NEW_CODE, "中和街道"]]
    done = import_list(work, "institutions", xlsx(tmp_path / "a.xlsx", rows))
    assert [one.key for one in done.check.lines[0].doubts if one.field == "status"] == ["import_file.out_of_use"]
    (row,) = institution.list_institutions(work)
    assert (row.status, row.address) == ("retired", "中和街道")


def test_one_name_with_another_credit_code_is_not_overwritten(work: Work, tmp_path: Path) -> None:
    institution.add_institution(work, InstitutionDetails(name="甲学校", uscc=SCHOOL_CODE))
    path = xlsx(tmp_path / "a.xlsx", [["机构名称", "信用代码"], ["甲学校", NEW_CODE]])
    assert problems(import_list(work, "institutions", path).check) == [("institution.name_taken",)]


def test_a_row_that_may_mean_several_comes_back(work: Work, tmp_path: Path) -> None:
    fill_catalogue(work)
    path = xlsx(tmp_path / "a.xlsx", [["设备名称", "数量"], ["护理床", 9]])
    assert problems(check_list(work, "equipment", path)) == [("catalogue.several_called",)]


# --- messy files, list by list -----------------------------------------------------------------------------------------


def test_messy_platforms(work: Work, tmp_path: Path) -> None:
    fill_catalogue(work)
    rows = [
        ["平台名称（全称）", "运营机构", "ＩＣＰ备案号", "网站", "年度", "状态"],
        ["技能　在线", "渝技公司", "", "https://b.example", "2026年", "在目录"],
        ["学到老", "黔学公司", "备20", "", "二〇二六", ""],
        ["学到老", "黔学公司", "备20", "", 2025.0, "在目录"],
    ]
    done = import_list(work, "platforms", xls(tmp_path / "a.xls", rows), rejects=tmp_path / "b.xlsx")
    assert outcomes(done.check) == ["changed", "error", "new"]
    assert changed(done.check) == [("网址", "https://a.example", "https://b.example")]
    assert problems(done.check)[1] == ("import_file.no_number",)
    assert [one.key for one in done.check.lines[2].doubts] == ["import_file.state_kept"]
    made = next(row for row in online_platform.list_platforms(work) if row.name == "学到老")
    assert (made.filing_year, made.state.value) == (2025, "applied")
    assert [step.to_state for step in online_platform.life_of(work, made.id)] == ["applied"]


def test_messy_courses(work: Work, tmp_path: Path) -> None:
    make_county(work)
    rows = [
        ["课程代码", "课程名称*", "类别", "技能等级", "理论课时", "实操课时", "职业工种代码"],
        ["YL5", "养老护理员", "转移就业培训", "初级工", "16学时", "24学时", "4-10-01-05"],
        ["YL4", "养老护理员", "就业培训", "四级/中级工", 20, 40.0, "4-10-01-05"],
        ["YL3", "养老护理员", "就业培训", "高级", 60, 20, "4-10-01-05"],  # less practice than the policy asks for
        ["YL2", "养老护理员", "就业培训", "大师", 20, 40, ""],
        ["YL1", "养老护理员", "就业培训", "一级", "", 40, ""],
    ]
    path = tmp_path / "courses.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="gb18030")
    done = import_list(work, "courses", path)
    assert outcomes(done.check) == ["existing", "new", "error", "error", "error"]
    refused = [keys[0] for keys in problems(done.check)[2:]]
    assert refused[1:] == ["import_file.not_one_of", "import_file.needed"]
    assert refused[0].startswith("course.")
    assert {(row.code, row.level, row.periods) for row in course.list_courses(work)} == {
        ("YL4", "4", 60),
        ("YL5", "5", 40),
    }


def test_messy_instructors(work: Work, tmp_path: Path) -> None:
    make_county(work)
    rows = [
        ["教师姓名", "性质", "手机", "所在单位", "资格/职称", "创业讲师"],
        ["李老师", "专", "138 0000 0001", "秀山启航职业技能培训学校", "高级讲师", "否"],
        ["杨老师", "外聘", "1380000000", "", "", ""],
        ["吴老师", "外聘", "", "没有的学校", "", ""],
        ["张老师", "兼职", "", "", "技师", "是"],
        ["石老师", "", "", "", "", ""],
    ]
    done = import_list(work, "instructors", xlsx(tmp_path / "a.xlsx", rows))
    assert outcomes(done.check) == ["changed", "error", "error", "changed", "error"]
    assert [keys[0] for keys in problems(done.check) if keys] == [
        *("phone.length", "catalogue.none_called", "import_file.needed"),
    ]
    zhang, li = teaching.list_instructors(work)
    assert (li.name, li.phone, li.institution_id is not None) == ("李老师", "13800000001", True)
    assert (zhang.name, zhang.startup_pool, zhang.qualifications) == ("张老师", True, "技师")


def test_messy_venues(work: Work, tmp_path: Path) -> None:
    make_county(work)
    rows = [
        ["教学点名称", "所在乡镇", "可容纳人数", "培训地址"],
        ["一号教室", int(VILLAGE), "60人", "中和街道"],
        ["二号教室", "500241", 0, ""],
        ["三号教室", "火星", 10, ""],
        ["一号教室", "500241101200", 20, ""],
    ]
    done = import_list(work, "venues", xlsx(tmp_path / "a.xlsx", rows))
    assert outcomes(done.check) == ["changed", "error", "error", "new"]
    assert [keys[0] for keys in problems(done.check) if keys] == ["teaching.no_quantity", "division.form"]
    assert [one.key for one in done.check.lines[3].doubts] == ["import_file.same_name"]


def test_messy_equipment(work: Work, tmp_path: Path) -> None:
    make_county(work)
    rows = [
        ["名称", "规格型号", "数量（台）", "存放地点"],
        ["护理床", "HL-1", "3台", "一号教室"],
        ["护理床", "HL-2", "", "一号教室"],
        ["护理床", "HL-1", 3, "一号教室"],
        ["轮椅", 1234567890123456789, 1, ""],
    ]
    done = import_list(work, "equipment", xlsx(tmp_path / "a.xlsx", rows))
    assert outcomes(done.check) == ["new", "new", "duplicate", "error"]
    assert problems(done.check)[3] == ("import_file.digits_lost",)
    assert sorted((row.model or "", row.quantity) for row in teaching.list_equipment(work)) == [
        ("HL-1", 3),
        ("HL-2", 1),
    ]


def test_messy_employers(work: Work, tmp_path: Path) -> None:
    fill_catalogue(work)
    rows = [
        ["企业名称", "统一社会信用代码", "规模", "联系人", "联系方式"],
        ["武陵食品有限公司", FACTORY_CODE.lower(), "中型企业", "杨经理", ""],
        ["梅江合作社", "", "特大", "", ""],
        ["溶溪茶厂", "", "微", "", "13900000003"],
    ]
    done = import_list(work, "employers", xlsx(tmp_path / "a.xlsx", rows))
    assert outcomes(done.check) == ["changed", "error", "new"]
    assert [one[0] for one in changed(done.check)] == ["单位名称", "企业规模", "联系人"]
    assert problems(done.check)[1] == ("import_file.not_one_of",)
    assert {row.name for row in employer.list_employers(work)} >= {"武陵食品有限公司", "溶溪茶厂"}


def test_messy_digital_resources(work: Work, tmp_path: Path) -> None:
    fill_catalogue(work)
    rows = [
        ["资源名称", "形式", "链接", "课程代码"],
        ["护理视频", "视频", "https://v.example", "YL5"],
        ["电工视频", "视频", "", "001"],
        ["焊工视频", "视频", "", "HG9"],
        ["题库二", "", "", ""],
    ]
    done = import_list(work, "resources", xlsx(tmp_path / "a.xlsx", rows))
    assert outcomes(done.check) == ["changed", "new", "error", "error"]
    assert [keys[0] for keys in problems(done.check)[2:]] == ["catalogue.none_called", "import_file.needed"]
    assert len(list_resources(work, text="电工视频")) == 1
