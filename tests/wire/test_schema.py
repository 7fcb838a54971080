"""The one declaration of what syncs agrees with itself and with the tables of a desk."""

from __future__ import annotations

import pytest

from trainingdesk.storage.tables import METADATA
from trainingdesk.wire import schema
from trainingdesk.wire.schema import BOOKKEEPING, DELETED, IdRule, Merge, Table

SYNCED = pytest.mark.parametrize("table", schema.SYNCED, ids=lambda table: table.name)


def test_names_are_given_once_and_found() -> None:
    names = [table.name for table in schema.SYNCED]
    assert len(names) == len(set(names))
    assert all(schema.table(name).name == name for name in names)
    with pytest.raises(KeyError):
        schema.table("setting")


def test_exactly_the_tables_that_carry_a_version_are_synced() -> None:
    assert {name for name, table in METADATA.tables.items() if "sync_ver" in table.c} == {t.name for t in schema.SYNCED}


@SYNCED
def test_every_column_travels_or_says_why_not(table: Table) -> None:
    assert set(METADATA.tables[table.name].c.keys()) == {*table.fields, *BOOKKEEPING, *table.derived}


@SYNCED
def test_a_field_stands_in_one_group_and_a_group_has_one_name(table: Table) -> None:
    assert len(table.fields) == len(set(table.fields))
    assert len({group.name for group in table.groups}) == len(table.groups)
    assert not set(table.fields) & set(table.derived)


@SYNCED
def test_every_row_can_be_marked_deleted(table: Table) -> None:
    assert DELETED in table.groups


@SYNCED
def test_the_keys_of_a_fact_are_written_once(table: Table) -> None:
    once = {field for group in table.groups if group.merge is Merge.APPEND for field in group.fields}
    assert set(table.keys) <= once
    assert bool(table.keys) == (table.rule in {IdRule.FACT, IdRule.MARK})


@SYNCED
def test_a_key_is_never_empty(table: Table) -> None:
    columns = METADATA.tables[table.name].c
    assert [key for key in table.keys if columns[key].nullable] == []


@SYNCED
def test_a_row_that_tells_its_maker_names_person_and_time(table: Table) -> None:
    if table.tells_its_maker:
        assert {"by_user", "at"} <= set(table.fields) or {"typed_by", "typed_at"} <= set(table.fields)


def test_what_an_older_program_did_not_know_is_told_by_group() -> None:
    assert schema.unknown_to(schema.known()) == frozenset()
    before = " ".join(one for one in schema.known().split() if one not in {"person.sex", "venue.equipment"})
    assert schema.unknown_to(before) == {("person", "identity"), ("venue", "equipment")}


def test_no_blob_travels() -> None:
    kinds = {type(column.type).__name__ for t in schema.SYNCED for column in METADATA.tables[t.name].c}
    assert not {"LargeBinary", "BLOB", "Float", "Numeric"} & kinds


def test_money_and_durations_are_whole_numbers() -> None:
    for table in schema.SYNCED:
        for column in METADATA.tables[table.name].c:
            if column.name.endswith(("_fen", "minutes", "periods")):
                assert column.type.python_type is int, (table.name, column.name)
