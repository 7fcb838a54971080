"""The shipped tables hold every fact of the shared domain tables, and hold together among themselves."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

from trainingdesk.settings.code_tables import CodeTable, Tables, read_table, split_cell
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from pathlib import Path

#: Our table, the shared file it was written from.
TYPED_FROM = {
    "sex": "sex_gbt2261_1.csv",
    "ethnic_groups": "ethnic_gbt3304.csv",
    "education": "education_gbt4658_2006.csv",
    "education_jinbao": "education_jinbao_aac011.csv",
    "marital": "marital_gbt2261_2_2003.csv",
    "political": "political_gbt4762_1984.csv",
    "employment_identity": "employment_identity_gbt2261_4_2003.csv",
    "hukou": "hukou_jinbao_aac009.csv",
    "person_categories": "person_categories.csv",
    "difficulty_types": "difficulty_types_guangdong_2023.csv",
    "training_types": "training_types.csv",
    "delivery_modes": "delivery_modes.csv",
    "institution_kinds": "institution_kinds.csv",
    "certificate_kinds": "certificate_kinds.csv",
    "skill_grades_jinbao": "skill_grade_jinbao_aac015.csv",
    "id_document_types": "id_document_types.csv",
}
CODES = (*TYPED_FROM, "skill_levels", "attendance_marks", "funds", "sanction_ladder")
TABLES = sorted(path.stem for path in resource("tables").glob("*.csv"))


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables()


def shared_rows(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "domain" / "codes" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_parses_and_says_where_it_comes_from(name: str) -> None:
    text = resource("tables", f"{name}.csv").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert text.splitlines()[0].count(" / ") >= 2
    assert "\r" not in text
    rows = read_table(name)
    assert rows
    assert len({tuple(row.values()) for row in rows}) == len(rows), "a row stands twice"


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_named_in_the_notice(name: str) -> None:
    notice = resource("tables", "NOTICE.md").read_text(encoding="utf-8")
    family = "monthly_report_*" if name.startswith("monthly_report") else name
    assert f"`{family}.csv`" in notice


@pytest.mark.parametrize("name", CODES)
def test_codes_are_unique_and_no_writing_stands_for_two(name: str, tables: Tables) -> None:
    table = tables.codes(name)
    assert len({item.code for item in table}) == len(table)
    for item in table:
        assert [table.find(writing) for writing in item.writings] == [item.code] * len(item.writings)


@pytest.mark.parametrize(("name", "source"), TYPED_FROM.items())
def test_every_shared_code_is_there_with_its_name(name: str, source: str, shared: Path, tables: Tables) -> None:
    ours = tables.codes(name)
    assert {(row["code"], row["name"]) for row in shared_rows(shared, source)} == {(i.code, i.name) for i in ours}


def test_ethnic_aliases_of_real_dirty_data_are_accepted(shared: Path, tables: Tables) -> None:
    groups = tables.codes("ethnic_groups")
    for row in shared_rows(shared, "ethnic_gbt3304.csv"):
        assert groups.find(row["name"].removesuffix("族")) == row["code"]
        for alias in split_cell(row["dirty_aliases_to_accept"]) if row["name"].endswith("族") else ():
            assert groups.find(alias) == row["code"]


def test_political_short_forms_are_accepted(shared: Path, tables: Tables) -> None:
    for row in shared_rows(shared, "political_gbt4762_1984.csv"):
        assert tables.codes("political").find(row["short"]) == row["code"]


def test_skill_levels_are_those_of_the_field(shared: Path, tables: Tables) -> None:
    levels = tables.codes("skill_levels")
    for row in shared_rows(shared, "skill_levels.csv"):
        item = levels[row["code"]]
        assert levels.find(row["title"]) == item.code
        assert item.more["position"] == row["order"]
        assert item.more["eight_grades"] == {"Y": "yes", "N": "no"}[row["in_new_eight_grades"]]
    assert len(levels) == 10
    assert {item.code for item in levels if item.more["high_skill"] == "yes"} == {"3", "2", "1", "T", "S"}


@pytest.mark.parametrize(
    ("name", "column", "points_to"),
    [
        ("training_types", "parent", "training_types"),
        ("education_jinbao", "education", "education"),
        ("skill_grades_jinbao", "level", "skill_levels"),
    ],
)
def test_a_reference_to_a_code_leads_somewhere(name: str, column: str, points_to: str, tables: Tables) -> None:
    targets = tables.codes(points_to)
    assert all(row[column] in targets for row in tables.rows(name) if row[column])


def test_education_codes_of_the_old_systems_mean_what_the_source_says(shared: Path, tables: Tables) -> None:
    ours = {row["code"]: row["education"] for row in tables.rows("education_jinbao")}
    assert ours == {row["code"]: row["gbt4658_group"] for row in shared_rows(shared, "education_jinbao_aac011.csv")}


def test_training_types_are_a_tree_of_two_levels(shared: Path, tables: Tables) -> None:
    parents = {row["code"]: row["parent"] for row in tables.rows("training_types")}
    assert parents == {row["code"]: row["parent"] for row in shared_rows(shared, "training_types.csv")}
    assert all(parents[parent] == "" for parent in parents.values() if parent)


def test_certificate_rules_are_those_of_the_field(shared: Path, tables: Tables) -> None:
    ours = {item.code: item.more for item in tables.codes("certificate_kinds")}
    for row in shared_rows(shared, "certificate_kinds.csv"):
        assert ours[row["code"]]["number_rule"] == row["number_regex"]
        assert (
            ours[row["code"]]["assessment_subsidy"] == {"Y": "yes", "N": "no"}[row["counts_for_assessment_subsidy"][0]]
        )
        trains = row["counts_for_training_subsidy"]
        assert ours[row["code"]]["training_subsidy"] == ("yes" if trains == "Y" else "local")


def test_categories_carry_group_flags_and_a_meaning_of_their_own(shared: Path, tables: Tables) -> None:
    ours = tables.codes("person_categories")
    for row in shared_rows(shared, "person_categories.csv"):
        more = ours[row["code"]].more
        assert more["group"] == row["group"]
        assert more["national"] == {"Y": "yes", "N": "no"}[row["named_in_national_rule_2023_181"]]
        assert more["excluded"] == ("yes" if row["group"] == "排除" else "no")
    # 服刑、戒毒、社区矫正、残疾 (FEATURES 109)
    assert {item.name for item in ours if item.more["sensitive"] == "yes"} == {
        "服刑人员",
        "强制隔离戒毒人员",
        "社区矫正对象",
        "残疾人",
    }
    assert len({item.core for item in ours}) == len(ours)


def test_the_seven_marks_with_symbol_and_key(shared: Path, tables: Tables) -> None:
    marks = tables.codes("attendance_marks")
    # FEATURES 32 and the legend of the register
    assert [item.name for item in marks] == ["出勤", "迟到", "早退", "旷课", "病假", "事假", "公假"]
    assert "".join(item.more["key"] for item in marks) == "CDTKBSG"
    assert "".join(item.more["symbol"] for item in marks) == "√◐◑×病事公"
    # 补签 is a method, 线上学时 a part of a lesson, 中断/退学 the end of a stint: no marks
    elsewhere = {"M", "O", "X"}
    for row in shared_rows(shared, "attendance_states.csv"):
        assert (marks.find(row["name"]) is None) == (row["code"] in elsewhere)


def test_credit_code_prefixes_are_those_of_the_standard(shared: Path, tables: Tables) -> None:
    assert [dict(row) for row in tables.rows("uscc_prefixes")] == shared_rows(shared, "uscc_prefix_gb32100.csv")


def test_every_known_heteronym_surname_has_a_reading(shared: Path, tables: Tables) -> None:
    ours = {row["surname"]: row for row in tables.rows("surnames")}
    for row in shared_rows(shared, "surname_heteronyms_background.csv"):
        toned = row["surname_reading"].replace("/", ";").split(";")
        assert set(toned) <= {reading.replace(" ", "") for reading in split_cell(ours[row["surname"]]["toned"])}
    readings = "".join(row["readings"] for row in ours.values())
    assert readings.replace(" ", "").replace(";", "").isascii()


def test_old_field_names_are_those_of_the_dictionary(shared: Path, tables: Tables) -> None:
    source = json.loads((shared / "domain" / "codes" / "jinbao_training_field_codes.json").read_text(encoding="utf-8"))
    assert {row["code"]: row["name"] for row in tables.rows("jinbao_fields")} == source["fields"]


def test_document_headings_are_those_of_the_papers(shared: Path, tables: Tables) -> None:
    source = json.loads((shared / "domain" / "codes" / "document_templates.json").read_text(encoding="utf-8"))
    ours: dict[str, list[str]] = defaultdict(list)
    for row in tables.rows("document_headings"):
        ours[row["title"]].append(row["heading"])
    wanted = {
        doc["name"]: [*doc.get("cols", ()), *doc.get("fields", ()), *doc.get("footer", ())] for doc in source["docs"]
    }
    assert dict(ours) == wanted


def test_sanctions_are_those_of_the_notice(shared: Path, tables: Tables) -> None:
    source = json.loads((shared / "domain" / "codes" / "supervision_actions.json").read_text(encoding="utf-8"))[
        "levels"
    ]
    ours = tables.rows("sanction_ladder")
    assert [(row["name"], list(split_cell(row["triggers"]))) for row in ours] == [
        (level["action"], level["triggers"]) for level in source
    ]
    months = {None: "", "6个月不得申报": "6", "1年": "12", "2年": "24"}
    assert [row["ban_months"] for row in ours] == [months[level["ban"]] for level in source]
    for row, level in zip(ours, source, strict=True):
        assert level["rectify"] == (
            f"{row['rectify_workdays']}个工作日" if row["rectify_workdays"] else f"{row['rectify_months']}个月"
        )


# --- the monthly report ------------------------------------------------------------------------------------------------


def test_every_row_of_the_template_is_there(shared: Path, tables: Tables) -> None:
    source = json.loads((shared / "domain" / "codes" / "monthly_report_template.json").read_text(encoding="utf-8"))
    rows = tables.rows("monthly_report_rows")
    by_id = {row["id"]: row["title"] for row in rows}
    for section in source["sections"]:
        ours = {"B2": "T"}.get(section["id"], section["id"])
        titles = {row["title"] for row in rows if row["section"] == ours}
        for text in section["rows"]:
            number, _, title = text.rpartition(" ")
            assert title.removeprefix("#") in titles
            assert not number or by_id[number] == title.removeprefix("#")


def test_report_rows_have_their_kind(tables: Tables) -> None:
    kinds = {row["id"]: row["kind"] for row in tables.rows("monthly_report_rows")}
    # the template's rule: stock rows are stated at month end, E rows count people once, the others flow
    assert {row for row, kind in kinds.items() if kind == "stock"} == {"D3", "D5", "G1", "G2", "G3"}
    assert {row for row, kind in kinds.items() if kind == "people"} == {"E1", "E2", "E3"}
    assert set(kinds.values()) == {"flow", "stock", "people"}


def test_report_rows_stand_in_sections_under_parents(tables: Tables) -> None:
    rows = tables.rows("monthly_report_rows")
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids)
    assert {row["section"] for row in rows} == {row["id"] for row in tables.rows("monthly_report_sections")}
    assert all(row["parent"] in ids for row in rows if row["parent"])
    assert all(row["parent"] for row in rows if row["split"])


def test_report_splits_are_those_of_the_balance_rules(tables: Tables) -> None:
    splits: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in tables.rows("monthly_report_rows"):
        if row["split"]:
            splits[row["parent"], row["split"]].append(row["id"])
    assert splits["A1", "type"] == ["A1.1", "A1.2", "A1.3", "A1.4"]
    assert splits["A1", "category"] == [f"B{number}" for number in range(1, 11)]
    assert splits["C1", "certificate"] == ["C1.1", "C1.2", "C1.3", "C1.4"]
    assert splits["F4", "kind"] == ["F1", "F2", "F3"]
    assert splits["F4", "fund"] == [row["report_row"] for row in tables.rows("funds")]
    assert set(splits["C1.2", "level"]) == {
        row["report_row"] for row in tables.rows("skill_levels") if row["report_row"]
    }


@pytest.mark.parametrize("name", ["person_categories", "training_types", "certificate_kinds", "skill_levels", "funds"])
def test_codes_point_to_rows_of_the_report(name: str, tables: Tables) -> None:
    ids = {row["id"] for row in tables.rows("monthly_report_rows")}
    assert {row["report_row"] for row in tables.rows(name)} - {""} <= ids


def test_every_category_that_may_be_paid_has_a_report_row(tables: Tables) -> None:
    for row in tables.rows("person_categories"):
        assert row["report_row"].startswith("B") == (row["excluded"] == "no")


# --- what people write -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("education", "初中", "71"),
        ("education", "高中", "61"),
        ("education", "中专", "41"),
        ("education", "大专", "31"),
        ("education", "本科", "21"),
        ("education", "小学", "81"),
        ("education", "文盲", "90"),
        ("education", "技校", "47"),
        ("sex", "女", "2"),
        ("sex", "Ｍ", "1"),
        ("ethnic_groups", "汉", "01"),
        ("ethnic_groups", "土 家 族", "15"),
        ("ethnic_groups", "1", "01"),
        ("person_categories", "脱贫人口", "C01"),
        ("person_categories", "农村转移就业劳动者", "A04"),
        ("person_categories", "城镇登记失业人员", "A05"),
        ("person_categories", "退役军人", "C03"),
        ("person_categories", "其他", "C99"),
        ("difficulty_types", "零就业家庭", "D04"),
        ("skill_levels", "五级/初级工", "5"),
        ("skill_levels", "高级技师", "1"),
        ("id_document_types", "身份证", "01"),
        ("certificate_kinds", "技能等级证书", "DJ"),
        ("funds", "专账结余", "F03"),
    ],
)
def test_what_people_write_is_understood(table: str, text: str, code: str, tables: Tables) -> None:
    assert tables.codes(table).find(text) == code


@pytest.mark.parametrize(("table", "text"), [("education", "高中/中专"), ("person_categories", "农民"), ("sex", "")])
def test_what_has_two_meanings_or_none_is_not_guessed(table: str, text: str, tables: Tables) -> None:
    assert tables.codes(table).find(text) is None


# --- occupations -------------------------------------------------------------------------------------------------------


def test_every_shipped_occupation_stands_in_the_official_list(shared: Path, tables: Tables) -> None:
    official = {row["code"]: row for row in shared_rows(shared, "occupations_2022.csv")}
    added = {row["code"]: row for row in shared_rows(shared, "occupations_new_2024_2025.csv")}
    for row in tables.rows("occupations"):
        source = official.get(row["code"]) or added[row["code"]]
        assert source["name"] == row["name"]
        assert row["flags"] == (source.get("flag_green_L_digital_S") or source.get("flag") or "")
        released = added.get(row["code"], {}).get("released", "2022")[:4]
        assert row["version"] == released
    counted = Counter(row["code"] for row in tables.rows("occupations"))
    assert max(counted.values()) == 1
    assert 140 <= len(counted) <= 160


def test_no_shipped_occupation_is_marked_short(tables: Tables) -> None:
    # 急需紧缺 is a county's own dated catalogue (the founding plan, art. 13): nothing is marked as shipped
    assert {row["shortage"] for row in tables.rows("occupations")} == {""}


def test_a_table_can_be_read_without_the_cache() -> None:
    assert CodeTable.shipped("sex").items == Tables().codes("sex").items
