"""Rosters as county desks receive them: the sample files behave as their page says, twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.exchange.files import HEADINGS, PEOPLE, ods, table_of, xls, xlsx
from tests.services.roster_class import make_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.identity import check_digit
from trainingdesk.services import person, roster
from trainingdesk.services.backup import list_backups
from trainingdesk.services.exchange.grid import TextEncoding
from trainingdesk.services.import_result import Outcome
from trainingdesk.services.undo import undo
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.code_tables import read_table
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import history, import_run, person_search
from trainingdesk.storage import person as stored
from trainingdesk.storage import roster as bulk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trainingdesk.services.roster_result import RosterCheck
    from trainingdesk.storage.person import PersonRow

NUMBER = "2026-001"
TOWNSHIP, TWO_ROWS, OLD = "township_roster.xlsx", "two_header_rows.xlsx", "old_excel.xls"

#: File, rows, rows that come back with kind and field, rows that were mended, encoding.
CONTRACT = [
    (
        TOWNSHIP,
        43,
        {
            14: ("error", "document_number"),
            17: ("duplicate", "document_number"),
            20: ("error", "sex"),
            25: ("error", "document_number"),
            31: ("error", "document_number"),
        },
        {7: "document_number", 9: "name", 11: "document_number", 23: "phone", 28: "name"},
        None,
    ),
    (
        TWO_ROWS,
        38,
        {12: ("error", "birth_date"), 18: ("error", "document_number")},
        {15: "document_number", 21: "document_number"},
        None,
    ),
    (
        OLD,
        38,
        {12: ("error", "birth_date"), 18: ("error", "document_number")},
        {15: "document_number", 21: "document_number"},
        None,
    ),
    ("from_old_system.csv", 30, {}, {}, TextEncoding.GB18030),
    ("english_headings_utf8.csv", 25, {}, {}, TextEncoding.UTF_8),
]


@pytest.fixture
def class_id(work: Work) -> str:
    return make_class(work, NUMBER)


def back(found: RosterCheck) -> dict[int, tuple[str, str]]:
    return {line.row: (line.outcome.value, str(line.problems[0].field)) for line in found.came_back}


def mended(found: RosterCheck) -> dict[int, str]:
    return {line.row: str(mend.field) for line in found.lines if not line.problems for mend in line.mends}


def people_of(work: Work, class_id: str) -> list[PersonRow]:
    with work.reading(Action.SEE_EVERYTHING) as session:
        ids = [line.person_id for line in stored_enrollment.roll(session, class_id)]
        found = bulk.people_by_id(session, ids)
    return [found[one] for one in ids]


def counts(work: Work) -> tuple[int, ...]:
    """How much there is in the tables that an import writes, living rows only."""
    with work.database.read() as session:
        connection = session.connection()
        tables = ("person", "person_category", "enrollment", "enrollment_event", "stint")
        query = "SELECT count(*) FROM {} WHERE NOT deleted"
        return tuple(connection.exec_driver_sql(query.format(name)).scalar_one() for name in tables)


@pytest.mark.parametrize(
    ("name", "rows", "returned", "repaired", "encoding"), CONTRACT, ids=[one[0] for one in CONTRACT]
)
def test_the_sample_rosters_behave_as_their_page_says_twice(  # noqa: PLR0913 -- one line of the contract
    work: Work,
    class_id: str,
    shared: Path,
    tmp_path: Path,
    *,
    name: str,
    rows: int,
    returned: dict[int, tuple[str, str]],
    repaired: dict[int, str],
    encoding: TextEncoding | None,
) -> None:
    path, good = shared / "rosters" / name, rows - len(returned)
    found = roster.check(work, NUMBER, path)
    assert (len(found.lines), found.new, found.existing, back(found)) == (rows, good, 0, returned)
    assert (mended(found), found.encoding) == (repaired, encoding)

    first = roster.import_roster(work, NUMBER, path, rejects=tmp_path / "r.xlsx")
    assert (first.written, back(first.check), mended(first.check)) == (good, returned, repaired)
    assert (first.rejects is not None) == bool(returned)
    assert len(people_of(work, class_id)) == good

    before = counts(work)
    second = roster.import_roster(work, NUMBER, path)
    assert (second.written, second.check.new, second.check.existing, back(second.check)) == (0, 0, good, returned)
    assert second.changes.change_set is None
    assert "roster.nothing_changed" in [said.key for said in second.changes.said]
    assert counts(work) == before


def test_hidden_rows_are_taken_in_and_it_is_said(work: Work, class_id: str, shared: Path) -> None:
    for name in (TWO_ROWS, OLD):
        found = roster.check(work, NUMBER, shared / "rosters" / name)
        assert found.hidden_rows == (24, 25)
        assert "import_file.hidden_rows" in [said.key for said in found.warnings]


def test_the_old_format_is_the_same_file(work: Work, class_id: str, shared: Path) -> None:
    roster.import_roster(work, NUMBER, shared / "rosters" / TWO_ROWS)
    again = roster.import_roster(work, NUMBER, shared / "rosters" / OLD)
    assert (again.written, again.check.existing) == (0, 36)


def test_rare_characters_survive(work: Work, class_id: str, shared: Path) -> None:
    roster.import_roster(work, NUMBER, shared / "rosters" / TOWNSHIP)
    names = {one.name for one in people_of(work, class_id)}
    assert {"𠅤明", "阿卜杜拉·买买提", "单发"} <= names


def test_nothing_is_evaluated(work: Work, class_id: str, shared: Path) -> None:
    roster.import_roster(work, NUMBER, shared / "rosters" / "english_headings_utf8.csv")
    with work.reading(Action.SEE_EVERYTHING) as session:
        notes = {one.note for one in stored_enrollment.enrollments_of_class(session, class_id)}
    assert '=HYPERLINK("x")' in notes


def rewritten(source: Path, target: Path, order: Sequence[int]) -> Path:
    """The sheet's rows in another file, with its columns in another order."""
    sheet = openpyxl.load_workbook(source).active
    rows = [[row[column] for column in order] for row in sheet.iter_rows(values_only=True)]
    maker = {"xlsx": xlsx, "xls": xls, "ods": ods}[target.suffix[1:]]
    return maker(target, rows)


@pytest.mark.parametrize("name", ["另存.xls", "另存.ods", "改名.xlsx"])
def test_renamed_turned_round_and_saved_again_it_changes_nothing(
    work: Work, class_id: str, shared: Path, tmp_path: Path, name: str
) -> None:
    source = shared / "rosters" / TOWNSHIP
    roster.import_roster(work, NUMBER, source)
    again = roster.import_roster(work, NUMBER, rewritten(source, tmp_path / name, [8, 3, 7, 0, 1, 6, 5, 4, 2]))
    assert (again.written, again.check.existing, again.changes.change_set) == (0, 38, None)


def test_of_a_corrected_file_of_rejects_only_the_corrected_rows_go_in(
    work: Work, class_id: str, shared: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "退回.xlsx"
    roster.import_roster(work, NUMBER, shared / "rosters" / TOWNSHIP, rejects=rejects)
    book = openpyxl.load_workbook(rejects)
    sheet = book.active
    assert [row[10].value for row in sheet.iter_rows(min_row=4)] == [14, 17, 20, 25, 31]
    sheet["D4"], sheet["C6"], sheet["D8"] = "500241198502270100", "女", "500241197509269968"
    book.save(rejects)
    again = roster.import_roster(work, NUMBER, rejects, rejects=tmp_path / "退回2.xlsx")
    outcomes = {line.row: line.outcome for line in again.check.lines}
    assert outcomes == {
        4: Outcome.NEW,
        5: Outcome.EXISTING,
        6: Outcome.NEW,
        7: Outcome.ERROR,
        8: Outcome.ERROR,  # that number is somebody else's
    }
    assert again.written == 2
    assert roster.import_roster(work, NUMBER, rejects).written == 0


def test_an_import_is_one_change_set_and_one_undo(work: Work, class_id: str, shared: Path) -> None:
    before = counts(work)
    done = roster.import_roster(work, NUMBER, shared / "rosters" / TOWNSHIP)
    with work.reading(Action.SEE_EVERYTHING) as session:
        (run, *_) = import_run.recent(session)
        changes = history.change_set(session, done.changes.change_set or 0)
    assert (run.change_set, run.file_name, run.counts["new"]) == (done.changes.change_set, TOWNSHIP, 38)
    assert len(run.file_sha256) == 64
    assert changes is not None
    assert changes.action == "import_roster"
    undo(work)
    assert counts(work) == before
    assert roster.import_roster(work, NUMBER, shared / "rosters" / TOWNSHIP).written == 38


def test_a_backup_is_made_before(work: Work, class_id: str, shared: Path) -> None:
    roster.import_roster(work, NUMBER, shared / "rosters" / TOWNSHIP)
    assert [backup.manifest.why for backup in list_backups(work)] == ["before_import"]


def test_people_are_found_by_pinyin_afterwards(work: Work, class_id: str, shared: Path) -> None:
    roster.import_roster(work, NUMBER, shared / "rosters" / TOWNSHIP)
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = person_search.people_found(session, "shanfa", limit=5)
        assert {stored.person(session, one).name for one in found} == {"单发"}  # type: ignore[union-attr]


def test_categories_come_with_their_proof(work: Work, class_id: str, tmp_path: Path) -> None:
    rows = [["姓名", "身份证号码", "人员类别", "证明材料编号"], [*PEOPLE[0][1:4:2], "脱贫人口、残疾人", "残证 1"]]
    roster.import_roster(work, NUMBER, xlsx(tmp_path / "a.xlsx", rows))
    (one,) = people_of(work, class_id)
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = stored.categories(session, [one.id])[one.id]
        (enrolled,) = stored_enrollment.enrollments_of_class(session, class_id)
    assert {(row.category, row.proof_number) for row in found} == {("C01", "残证 1"), ("C04", "残证 1")}
    assert enrolled.paid_category == "C01"


def add(work: Work, name: str, number: str, **more: Any) -> str:
    return person.add_person(work, person.PersonDetails(name=name, document_number=number, **more), reason="test").row


def test_of_a_known_person_what_is_empty_is_filled_and_what_is_known_stays(
    work: Work, class_id: str, tmp_path: Path
) -> None:
    add(work, "龙全福", PEOPLE[0][3], phone="13900000000")
    rows = [["姓名", "身份证号码", "联系电话", "文化程度"], [*PEOPLE[0][1:4:2], PEOPLE[0][4], "大专"]]
    done = roster.import_roster(work, NUMBER, xlsx(tmp_path / "a.xlsx", rows))
    (line,) = done.check.lines
    assert (line.outcome, line.known) == (Outcome.NEW, True)
    assert [(str(doubt.field), doubt.key) for doubt in line.doubts] == [("phone", "roster.kept_what_is_known")]
    (one,) = people_of(work, class_id)
    assert one.phone == "13900000000"
    assert one.education is not None


def test_a_later_roster_fills_in_and_says_so(work: Work, class_id: str, tmp_path: Path) -> None:
    roster.import_roster(work, NUMBER, xlsx(tmp_path / "a.xlsx", [row[:4] for row in table_of()]))
    done = roster.import_roster(work, NUMBER, xlsx(tmp_path / "b.xlsx", table_of()))
    assert (done.written, done.check.existing, done.check.count(Outcome.CHANGED)) == (3, 3, 3)
    assert [one.phone for one in people_of(work, class_id)] == [row[4] for row in PEOPLE]
    assert roster.import_roster(work, NUMBER, tmp_path / "a.xlsx").written == 0


def test_a_number_under_another_name_comes_back(work: Work, class_id: str, tmp_path: Path) -> None:
    add(work, "王五", PEOPLE[0][3])
    found = roster.check(work, NUMBER, xlsx(tmp_path / "a.xlsx", table_of()))
    assert back(found) == {2: ("error", "name")}
    assert found.came_back[0].problems[0].key == "roster.other_name"


def test_a_former_name_is_no_other_name(work: Work, class_id: str, tmp_path: Path) -> None:
    one = add(work, "龙全福", PEOPLE[0][3])
    new = person.PersonDetails(name="龙福", document_number=PEOPLE[0][3])
    person.change_identity(work, one, new, reason="更名")
    found = roster.check(work, NUMBER, xlsx(tmp_path / "a.xlsx", table_of(PEOPLE[0])))
    assert found.new == 1


def test_the_second_of_two_rows_counts_where_the_first_is_wrong(work: Work, class_id: str, tmp_path: Path) -> None:
    wrong = (1, "龙全福", "女", *PEOPLE[0][3:])
    found = roster.check(work, NUMBER, xlsx(tmp_path / "a.xlsx", table_of(wrong, PEOPLE[0], PEOPLE[0])))
    assert [line.outcome for line in found.lines] == [Outcome.ERROR, Outcome.NEW, Outcome.DUPLICATE]
    assert found.lines[2].problems[0].values["row"] == 3


def test_one_person_on_two_sheets_is_a_duplicate(work: Work, class_id: str, tmp_path: Path) -> None:
    def more(sheet: Any) -> None:
        other = sheet.parent.create_sheet("二组")
        for row in table_of(PEOPLE[0]):
            other.append(list(row))

    path = xlsx(tmp_path / "a.xlsx", table_of(*PEOPLE[:2]), change=more)
    found = roster.check(work, NUMBER, path)
    assert [(line.sheet, line.row, line.outcome.value) for line in found.lines] == [
        ("Sheet", 2, "new"),
        ("Sheet", 3, "new"),
        ("二组", 2, "duplicate"),
    ]
    assert roster.check(work, NUMBER, path, sheet="二组").new == 1
    with pytest.raises(Refused, match="no_such_sheet"):
        roster.check(work, NUMBER, path, sheet="三组")


def test_what_somebody_said_about_headings_is_remembered_for_that_sender(
    work: Work, class_id: str, tmp_path: Path
) -> None:
    rows = [["何人", "证", "姓名"], [*PEOPLE[0][1:4:2], "村名"]]
    path = xlsx(tmp_path / "a.xlsx", rows)
    with pytest.raises(Refused, match="no_roster"):
        roster.check(work, NUMBER, path)
    told = {"何人": RosterField.NAME, "证": RosterField.DOCUMENT_NUMBER, "姓名": None}
    assert roster.import_roster(work, NUMBER, path, mapping=told).written == 1
    rows = [["姓名", "证", "何人"], ["村名", PEOPLE[1][3], PEOPLE[1][1]]]
    found = roster.check(work, NUMBER, xlsx(tmp_path / "b.xlsx", rows))
    assert (found.new, found.lines[0].name) == (1, "冉富丽")


def test_beyond_the_seats_people_wait(work: Work, tmp_path: Path) -> None:
    make_class(work, "small", capacity=2)
    path = xlsx(tmp_path / "a.xlsx", table_of())
    assert [row for _sheet, row in roster.check(work, "small", path).waitlisted] == [4]
    done = roster.import_roster(work, "small", path)
    assert (done.written, [row for _sheet, row in done.check.waitlisted]) == (3, [4])


def test_whom_a_rule_refuses_goes_in_flagged(work: Work, tmp_path: Path) -> None:
    class_id = make_class(work, "ruled", policy=("sample", "1"))
    old = (1, "石远", "女", f"50024119300101002{check_digit('50024119300101002')}", None)
    path = xlsx(tmp_path / "a.xlsx", table_of(old, PEOPLE[2]))
    foreseen = roster.check(work, "ruled", path)
    done = roster.import_roster(work, "ruled", path)
    assert foreseen.not_eligible.keys() == done.check.not_eligible.keys()
    assert [row for _sheet, row in done.check.not_eligible] == [2]
    with work.reading(Action.SEE_EVERYTHING) as session:
        flags = {one.flagged for one in stored_enrollment.enrollments_of_class(session, class_id)}
    assert "not_eligible" in flags


def test_where_the_rejects_cannot_be_written_nothing_is_imported(
    work: Work, class_id: str, shared: Path, tmp_path: Path
) -> None:
    before = counts(work)
    with pytest.raises(Refused, match="no_such_folder"):
        roster.import_roster(work, NUMBER, shared / "rosters" / TOWNSHIP, rejects=tmp_path / "nowhere" / "r.xlsx")
    assert counts(work) == before


def test_a_class_that_takes_nobody_is_refused_beforehand(work: Work, tmp_path: Path) -> None:
    make_class(work, "over", state="completed")
    path = xlsx(tmp_path / "a.xlsx", table_of())
    for use in (roster.check, roster.import_roster):
        with pytest.raises(Refused, match="class_takes_nobody"):
            use(work, "over", path)


def test_a_class_that_is_not_there_is_refused(work: Work, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="unknown_number"):
        roster.check(work, "nobody", xlsx(tmp_path / "a.xlsx", table_of()))


def test_only_whoever_may_imports(work: Work, class_id: str, tmp_path: Path) -> None:
    auditor = Worker(work.worker.user_id, "审计", frozenset({Role.AUDITOR}))
    other = Work(work.database, work.folder, work.county_code, auditor, work.data_key, work.clock)
    with pytest.raises(Refused, match="not_allowed"):
        roster.import_roster(other, NUMBER, xlsx(tmp_path / "a.xlsx", table_of()))


def test_a_file_that_cannot_be_read_changes_nothing(work: Work, class_id: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises((Refused, Unavailable)):
        roster.import_roster(work, NUMBER, tmp_path / "a.xlsx")
    assert list_backups(work) == ()


def test_five_thousand_rows(work: Work, shared: Path, tmp_path: Path) -> None:
    class_id = make_class(work, "large", capacity=6000)
    path = tmp_path / "五千.xlsx"
    shutil.copy(shared / "rosters" / "five_thousand.xlsx", path)
    assert roster.import_roster(work, "large", path).written == 5000
    assert len(people_of(work, class_id)) == 5000
    assert roster.check(work, "large", path).existing == 5000


WRITINGS = {
    field: sorted(row["heading"] for row in read_table("roster_headings") if row["field"] == field)
    for field in ("sequence", "name", "sex", "document_number", "phone")
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_columns_may_stand_anyhow_and_be_called_anything_known(work: Work, tmp_path: Path, data: st.DataObject) -> None:
    number = f"shuffled-{work.new_id()}"
    make_class(work, number)
    fields = ("sequence", "name", "sex", "document_number", "phone")
    headings = [data.draw(st.sampled_from(WRITINGS[field])) for field in fields]
    order = data.draw(st.permutations(range(len(HEADINGS))))
    above = [["花名册"]] * data.draw(st.integers(0, 3))
    rows = [*above, *([row[column] for column in order] for row in [headings, *PEOPLE])]
    found = roster.check(work, number, xlsx(tmp_path / "a.xlsx", rows))
    assert [line.outcome for line in found.lines] == [Outcome.NEW] * 3
    assert [line.name for line in found.lines] == ["龙全福", "冉富丽", "曾武"]


@pytest.mark.parametrize("name", [one[0] for one in CONTRACT])
def test_a_check_foresees_whom_a_rule_refuses(work: Work, shared: Path, name: str) -> None:
    make_class(work, "ruled", policy=("sample", "1"))
    foreseen = roster.check(work, "ruled", shared / "rosters" / name)
    done = roster.import_roster(work, "ruled", shared / "rosters" / name)
    assert foreseen.not_eligible == done.check.not_eligible
    assert foreseen.waitlisted == done.check.waitlisted


def test_employers_are_found_or_added(work: Work, class_id: str, tmp_path: Path) -> None:
    rows = [["姓名", "身份证号码", "工作单位", "职业工种"], *([*row[1:4:2], "秀山食品厂", "育婴员"] for row in PEOPLE)]
    path = xlsx(tmp_path / "a.xlsx", rows)
    assert "roster.not_taken" in [said.key for said in roster.check(work, NUMBER, path).warnings]
    roster.import_roster(work, NUMBER, path)
    (employer,) = {one.employer_id for one in people_of(work, class_id)}
    with work.reading(Action.SEE_EVERYTHING) as session:
        assert bulk.employers_named(session, ["秀山食品厂"]) == {"秀山食品厂": employer}
    assert roster.import_roster(work, NUMBER, path).written == 0
