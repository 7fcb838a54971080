"""The dictionary of occupations: versions side by side, lists from files, ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.services.refusals import refused
from trainingdesk.services import occupation
from trainingdesk.services.exchange.file_content import pasted_text

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

FROM = date(2026, 1, 1)
#: A title above the headings, a code with another dash, a code that is none, a code under two names.
LIST = pasted_text(
    "2026年紧缺职业目录\n\n职业编码,职业名称,紧缺程度\n4-01-06-01,电子商务师,紧缺\n9—99—01—01,虚构员,特别紧缺\n4-10,养老,\n"
    "9-99-01-01,另一名称,\n",
    name="list.csv",
)


def test_a_list_is_looked_at_and_taken_in(work: Work) -> None:
    looked = occupation.check_list(work, LIST, version="2026", valid_from=FROM)
    assert (looked.new, looked.changing, looked.same) == (2, 0, 0)
    assert [(row.number, row.reason) for row in looked.bad] == [
        (3, "occupation_list.code_malformed"),
        (4, "occupation_list.code_twice"),
    ]
    occupation.import_list(work, LIST, version="2026", valid_from=FROM)
    rows = {(row.code, row.version): row for row in occupation.list_occupations(work)}
    made = rows["9-99-01-01", "2026"]
    assert (made.name, made.shortage, made.valid_from) == ("虚构员", "特别紧缺", FROM)
    assert rows["4-01-06-01", "2022"].valid_from is None  # the older version stays beside it
    again = occupation.check_list(work, LIST, version="2026", valid_from=FROM)
    assert (again.new, again.changing, again.same) == (0, 0, 2)
    assert occupation.import_list(work, LIST, version="2026", valid_from=FROM).rows == ()


def test_a_shortage_list_marks_the_version_that_is_there(work: Work) -> None:
    shortage = pasted_text("职业代码,职业名称,紧缺程度\n4-01-06-01,电子商务师,紧缺\n", name="shortage.csv")
    looked = occupation.check_list(work, shortage, version="2022", valid_from=None)
    assert (looked.new, looked.changing, looked.same) == (0, 1, 0)
    occupation.import_list(work, shortage, version="2022", valid_from=None)
    assert [row.code for row in occupation.list_occupations(work, shortage_only=True)] == ["4-01-06-01"]


def test_occupations_are_found_and_ended(work: Work) -> None:
    (row,) = occupation.list_occupations(work, text="电子商务师")
    assert occupation.list_occupations(work, text="4-01-06-01")[0].id == row.id
    occupation.end_occupation(work, row.id, date(2026, 6, 30))
    assert not occupation.list_occupations(work, text="电子商务师", on=date(2026, 7, 1))
    assert occupation.list_occupations(work, text="电子商务师", on=date(2026, 6, 30))
    occupation.import_list(
        work, pasted_text("职业编码,职业名称\n9-99-01-02,将来员\n", name="a.csv"), version="2027", valid_from=FROM
    )
    (coming,) = occupation.list_occupations(work, text="将来员")
    with refused("occupation.ends_first"):
        occupation.end_occupation(work, coming.id, date(2025, 1, 1))
    with refused("occupation.unknown"):
        occupation.end_occupation(work, "none", None)


def test_what_is_no_list_is_refused(work: Work) -> None:
    with refused("occupation.no_list"):
        occupation.check_list(
            work, pasted_text("姓名,电话\n王,1\n", name="people.csv"), version="2026", valid_from=None
        )
    with refused("occupation.version_unsound"):
        occupation.check_list(work, LIST, version=" ", valid_from=None)
