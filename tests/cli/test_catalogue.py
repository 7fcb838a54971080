"""``catalogue`` from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.desk import Desk
from tests.first_days import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(folder, capsys)


def test_institutions_are_added_listed_and_retired(desk: Desk) -> None:
    desk.text("catalogue", "add-institution", "启航学校", "--uscc", "91350100m000100y43", "--until", "2027-12-31")
    assert "启航学校" in desk.text("catalogue", "institutions")
    assert desk.data("catalogue", "institutions", "启航")[0]["uscc"] == "91350100M000100Y43"
    assert "启航学校" in desk.refusal("catalogue", "add-institution", "另一所", "--uscc", "91350100M000100Y43")
    desk.text("catalogue", "retire", "institution", "启航学校")
    assert desk.data("catalogue", "institutions")[0]["status"] == "retired"


def test_approvals_are_given_and_taken_back(desk: Desk) -> None:
    desk.text("catalogue", "add-institution", "启航学校")
    desk.text("catalogue", "approve", "启航", "4-10-01-05", "--highest", "3", "--capacity", "60", "--to", "2099-06-30")
    (approval,) = desk.data("catalogue", "approvals", "启航")
    assert (approval["highest_level"], approval["valid_to"]) == ("3", "2099-06-30")
    assert "4-10-01-05" in desk.text("catalogue", "approvals", "启航")
    desk.text("catalogue", "withdraw-approval", "启航", "4-10-01-05")
    assert desk.data("catalogue", "approvals", "启航") == []
    assert "没有代码为“9”的等级" in desk.refusal("catalogue", "approve", "启航", "4-10-01-05", "--highest", "9")


def test_a_course_that_breaks_a_rule_is_refused_with_its_clause(desk: Desk) -> None:
    desk.text("policy", "use", "sample")
    desk.text(
        "catalogue", "add-course", "YL5", "养老护理员", "32", "48", "--type", "13", "--level", "5", "--safety", "4"
    )
    (version,) = desk.data("catalogue", "versions", "YL5")
    assert (version["theory_periods"], version["practice_periods"], version["safety_periods"]) == (32, 48, 4)
    said = desk.refusal("catalogue", "add-course", "YL4", "养老护理员", "10", "70", "--type", "13", "--level", "4")
    assert "理论课时占 12.5%，政策要求不低于 20.0%（示例规则 第7条" in said


def test_a_course_has_points_to_pass_of_its_own(desk: Desk) -> None:
    desk.text("policy", "use", "sample")
    plain = ("catalogue", "add-course", "DG5", "电工", "32", "48", "--type", "13", "--level", "5", "--safety", "4")
    said = desk.text(*plain, "--pass-theory", "80", "--pass-practice", "59.5")
    assert "实操合格线 59.5 分低于政策的 60.0 分（示例规则 第33条" in said
    (version,) = desk.data("catalogue", "versions", "DG5")
    assert (version["pass_points_theory"], version["pass_points_practice"]) == (800, 595)
    assert "80/59.5" in desk.text("catalogue", "versions", "DG5")
    assert "60.55" in desk.refusal(*plain, "--pass-theory", "60.55")


def test_instructors_venues_equipment_and_bookings(desk: Desk) -> None:
    desk.text("catalogue", "add-instructor", "李老师", "--employment", "part_time", "--subjects", "养老护理")
    assert "兼职" in desk.text("catalogue", "instructors")
    desk.text("catalogue", "add-venue", "一号教室", "--division", "500241100200", "--capacity", "50")
    desk.text("catalogue", "equipment", "add", "护理床", "--quantity", "6", "--venue", "一号教室")
    assert desk.data("catalogue", "equipment", "list", "--venue", "一号教室")[0]["quantity"] == 6
    desk.text("catalogue", "booking", "add", "一号教室", "2026-11-03", "09:00-11:30", "招聘会")
    assert "招聘会" in desk.refusal("catalogue", "booking", "add", "一号教室", "2026-11-03", "11:00-12:00", "讲座")
    shown = desk.data("catalogue", "booking", "list", "一号教室", "2026-11-02")
    assert "09:00–11:30" in desk.text("catalogue", "booking", "list", "一号教室", "2026-11-02")
    booking = shown["bookings"][0]["id"]
    desk.text("catalogue", "booking", "edit", booking, "--on", "2026-11-04", "--time", "10:00-11:00", "--for", "村委会")
    (moved,) = desk.data("catalogue", "booking", "list", "一号教室", "2026-11-02")["bookings"]
    assert (moved["first_day"], moved["starts_at"], moved["purpose"]) == ("2026-11-04", 600, "招聘会")
    assert moved["booked_for"] == "村委会"
    desk.text("catalogue", "booking", "release", booking)
    assert desk.data("catalogue", "booking", "list", "一号教室", "2026-11-02")["bookings"] == []
    assert desk.data("catalogue", "taught", "李老师") == []


def test_equipment_is_booked_for_some_days_and_clashes_are_listed(desk: Desk) -> None:
    desk.text("catalogue", "add-venue", "村活动室")
    desk.text("catalogue", "equipment", "add", "护理床", "--quantity", "6")
    add = ("catalogue", "booking", "add", "护理床", "2026-11-03", "08:00-18:00")
    desk.text(*add, "养老1班", "--to", "2026-11-06", "--pieces", "4", "--venue", "村活动室", "--for", "启航学校")
    assert "只剩 2 件：养老1班" in desk.refusal(*add, "养老2班", "--pieces", "3")
    (booked,) = desk.data("catalogue", "booking", "list", "护理床", "2026-11-05")["bookings"]
    assert (booked["pieces"], booked["last_day"], booked["place"]) == (4, "2026-11-06", "村活动室")
    assert "2026-11-03–11-06" in desk.text("catalogue", "booking", "list", "护理床", "2026-11-05")
    assert desk.text("catalogue", "booking", "clashes", "--from", "2026-11-01").strip() == "这几天没有预约冲突。"
    desk.text("catalogue", "booking", "release", booked["id"])
    assert desk.data("catalogue", "booking", "list", "护理床", "2026-11-05")["bookings"] == []


def test_holidays_codes_employers_and_resources(desk: Desk) -> None:
    assert "调休上班" in desk.text("catalogue", "holiday", "list", "2026")
    desk.text("catalogue", "holiday", "set", "2027-05-01", "--name", "劳动节")
    assert "还没有录入" in desk.text("catalogue", "holiday", "list", "2027")
    desk.text("catalogue", "holiday", "remove", "2027-05-01")
    desk.text("catalogue", "code", "rename", "attendance_marks", "late", "晚到")
    assert "晚到" in desk.text("catalogue", "code", "list", "attendance_marks")
    desk.text("catalogue", "code", "add", "attendance_marks", "own", "丧假", "--core", "personal_leave")
    desk.text("catalogue", "code", "retire", "attendance_marks", "own")
    assert not desk.data("catalogue", "code", "list", "attendance_marks")[-1]["active"]
    desk.text("catalogue", "employer", "add", "武陵食品公司", "--uscc", "91350100M000100Y43", "--size", "small")
    desk.text("catalogue", "employer", "add", "武陵食品", "--uscc", "91350100M000100Y43")
    assert len(desk.data("catalogue", "employer", "list")) == 1
    desk.text("catalogue", "resource", "add", "护理微课", "--kind", "视频")
    assert "护理微课" in desk.text("catalogue", "resource", "list")


def test_what_is_published_and_what_ends_soon(desk: Desk) -> None:
    assert "没有到期" in desk.text("catalogue", "expiring")
    desk.text("policy", "use", "sample")
    desk.text("catalogue", "add-institution", "启航学校", "--until", "2020-12-31")
    desk.text("catalogue", "approve", "启航", "4-10-01-05", "--highest", "3")
    desk.text(
        "catalogue", "add-course", "YL5", "养老护理员", "40", "60", "--type", "13", "--level", "5",
        "--occupation", "4-10-01-05",
    )  # fmt: skip
    assert desk.data("catalogue", "expiring")[0]["urgent"]
    assert "办学许可证" in desk.text("catalogue", "expiring")
    assert desk.data("catalogue", "demand")[0]["amount_fen"] > 0
    assert "农村转移劳动力技能培训" in desk.text("catalogue", "demand")
    (provider,) = desk.data("catalogue", "providers")
    assert provider["programs"] == ["养老护理员（三级）"]
    assert "养老护理员（三级）" in desk.text("catalogue", "providers")


def test_an_institution_is_entered_once(desk: Desk) -> None:
    desk.text("catalogue", "add-institution", "启航学校")
    assert "“启航学校”已经在目录里" in desk.refusal("catalogue", "add-institution", " 启航学校 ")
    desk.text("catalogue", "retire", "institution", "启航学校")
    assert len(desk.data("catalogue", "institutions")) == 1


def test_two_of_one_name_are_told_apart_by_their_ids(desk: Desk) -> None:
    desk.text("catalogue", "add-instructor", "李老师")
    desk.text("catalogue", "add-instructor", "李老师", "--phone", "138 0013 8000")
    first, second = desk.data("catalogue", "instructors")
    said = desk.refusal("catalogue", "taught", "李老师")
    assert first["id"] in said
    assert second["id"] in said
    assert {first["phone"], second["phone"]} == {None, "13800138000"}


def test_an_instructor_is_changed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAININGDESK_NEW_PASSWORD", PASSWORD)
    desk.text("catalogue", "add-instructor", "李老师", "--phone", "13800138000")
    assert "没有名为“没有”的用户" in desk.refusal("catalogue", "edit-instructor", "李老师", "--sign-in", "没有")
    desk.text("catalogue", "edit-instructor", "李老师", "--name", "李教师", "--sign-in", "王主任", "--subjects", "护理")
    (changed,) = desk.data("catalogue", "instructors")
    assert (changed["name"], changed["phone"], changed["subjects"]) == ("李教师", "13800138000", "护理")
    assert changed["user_id"]


def test_what_cannot_be_is_said_of_the_thing_that_is_wrong(desk: Desk) -> None:
    assert "电话号码有 2 位" in desk.refusal("catalogue", "add-instructor", "李老师", "--phone", "12")
    assert desk.data("catalogue", "instructors") == []
    desk.text("catalogue", "add-venue", "一号教室")
    for time in ("09:00-25:30", "09:70-10:00"):
        assert f"“{time}”" in desk.refusal("catalogue", "booking", "add", "一号教室", "2026-10-20", time, "开会")
    assert "没有找到“没有”" in desk.refusal("catalogue", "versions", "没有")


def test_a_list_is_exported_edited_and_taken_in_again(desk: Desk, tmp_path: Path) -> None:
    sent, back, out = tmp_path / "名单.csv", tmp_path / "退回.xlsx", tmp_path / "导出.csv"
    sent.write_text("单位名称,许可证有效期,能教\n甲学校,2027.12.31,x\n乙学校,长期,y\n", encoding="gb18030")
    looked = desk.data("catalogue", "import", str(sent), "--kind", "institutions", "--check")
    assert (looked["new"], len(looked["came_back"]), looked["encoding"]) == (1, 1, "GB18030")
    assert desk.data("catalogue", "institutions") == []
    told = ("--rejects", str(back), "--column", "能教=note")
    said = desk.text("catalogue", "import", str(sent), "--kind", "institutions", *told)
    assert "新增 1" in said
    assert "长期" in said
    assert back.exists()
    desk.text("export", "catalogue", "institutions", "--out", str(out))
    again = desk.data("catalogue", "import", str(out), "--kind", "institutions")
    assert (again["existing"], again["written"], again["change_set"]) == (1, 0, None)
    out.write_text(out.read_text(encoding="utf_8_sig").replace("2027-12-31", "2028-12-31"), encoding="utf_8_sig")
    edited = desk.text("catalogue", "import", str(out), "--kind", "institutions")
    assert "2028-12-31" in edited
    assert desk.data("catalogue", "institutions")[0]["licence_until"] == "2028-12-31"
    assert "institutions" in desk.refusal("catalogue", "import", str(out), "--kind", "schools")
