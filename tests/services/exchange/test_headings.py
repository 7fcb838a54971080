"""Headings mean fields, by synonyms, by their upper parts, and first of all by what a person decided."""

from __future__ import annotations

import pytest

from trainingdesk.services.exchange.grid import SheetRow
from trainingdesk.services.exchange.headings import Header, Heading, Synonyms, map_columns, signature

WORDS = Synonyms(
    {
        "name": ["姓名", "学员姓名"],
        "number": ["证件号码", "身份证号"],
        "phone": ["电话"],
        "not_kept": ["政治面貌", "籍贯"],
    }
)


def header(*texts: str | tuple[str, ...]) -> Header:
    headings = [
        Heading(
            column, (text,) if isinstance(text, str) else text, shared=0 if isinstance(text, str) else len(text) - 1
        )
        for column, text in enumerate(texts)
    ]
    return Header((1,), tuple(headings))


def test_blanks_width_and_marks_make_no_difference() -> None:
    mapping = map_columns(header("姓　名*", "证件 号码：", "电话"), WORDS)
    assert mapping.columns == {"name": 0, "number": 1, "phone": 2}


def test_two_rows_are_read_together_and_apart() -> None:
    mapping = map_columns(header(("证件", "号码"), ("基本信息", "学员姓名")), WORDS)
    assert mapping.columns == {"number": 0, "name": 1}


def test_an_upper_part_that_stands_above_several_columns_names_none() -> None:
    shared = Heading(0, ("电话", "x"), shared=1)
    own = Heading(0, ("电话", "x"), shared=0)
    assert map_columns(Header((1, 2), (shared,)), WORDS).columns == {}
    assert map_columns(Header((1, 2), (own,)), WORDS).columns == {"phone": 0}


def test_what_means_nothing_is_named() -> None:
    assert [heading.text for heading in map_columns(header("姓名", "鞋码"), WORDS).unmapped] == ["鞋码"]


def test_of_several_the_leftmost_is_taken_and_it_is_said() -> None:
    mapping = map_columns(header("证件号码", "身份证号", "政治面貌", "籍贯"), WORDS)
    assert mapping.columns["number"] == 0
    assert [(one.field, one.taken.text) for one in mapping.ambiguous] == [("number", "证件号码")]


def test_a_decision_comes_before_the_synonyms() -> None:
    mapping = map_columns(header("姓名", "电话", "x"), WORDS, {"姓名": None, "电话": "name", "x": "phone"})
    assert mapping.columns == {"name": 1, "phone": 2}
    assert mapping.unmapped == ()


def test_the_columns_of_returned_rows_are_no_part_of_a_layout() -> None:
    plain, returned = header("姓名", "电话"), header("电话", "错误原因", "姓名", "原行号")
    assert signature(plain) == signature(returned) != signature(header("姓名"))
    assert map_columns(returned, WORDS).columns == {"phone": 0, "name": 2}


def test_values_and_missing_fields() -> None:
    mapping = map_columns(header("姓名"), WORDS)
    assert mapping.value(SheetRow(2, ("龙全福",)), "name") == "龙全福"
    assert mapping.value(SheetRow(2, ("龙全福",)), "phone") is None
    assert mapping.missing(["name", "phone"]) == ("phone",)


def test_one_heading_for_two_fields_is_an_error() -> None:
    with pytest.raises(ValueError, match="means"):
        Synonyms({"name": ["姓名"], "other": ["姓 名"]})
