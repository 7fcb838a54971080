"""The diagnostics file tells of the desk, and of nobody."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from sqlmodel import AutoString

from tests.services import running_class
from tests.services.people import add
from trainingdesk.domain.access import Role
from trainingdesk.services import account, audit, setting
from trainingdesk.services.diagnostics import diagnose, diagnose_closed, save_diagnostics
from trainingdesk.services.person_page import reveal
from trainingdesk.settings.declared import CENTER_NAME, REPORT_HEAD, REPORT_PHONE, WARN_BELOW_PERCENT
from trainingdesk.storage.rows import table

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work

#: Tables in which somebody is named, reached or described.
TELLING = ("person", "user", "instructor", "institution", "employer", "person_category", "former_identity", "venue")
#: Columns of those that hold words of the program or of a public list.
WORDS = {
    *("id", "county_code", "document_kind", "sex", "verified", "verified_by", "status", "kind", "state", "category"),
    *("employment", "division", "education", "ethnic_group", "household", "person_id", "user_id", "name_key"),
    *("verified_by_method", "size_class", "employer_id", "institution_id"),
}


def told_of_people(work: Work) -> set[str]:
    """Everything that somebody wrote about anybody."""
    found: set[str] = set()
    with work.database.read() as session:
        for name in TELLING:
            columns = [one for one in table(name).c if isinstance(one.type, AutoString) and one.name not in WORDS]
            query = table(name).select().with_only_columns(*columns)
            for row in session.connection().execute(query) if columns else ():
                found |= {str(value) for value in row if value and len(str(value)) > 1}
        notes = session.connection().exec_driver_sql("SELECT note FROM change_set WHERE note IS NOT NULL").scalars()
        reasons = (
            session.connection().exec_driver_sql("SELECT reason FROM access_log WHERE reason IS NOT NULL").scalars()
        )
        found |= {*notes, *reasons}
    values = setting.all_settings(work)
    return found | {str(values[one.key]) for one in (CENTER_NAME, REPORT_HEAD, REPORT_PHONE)}


def writings(text: str) -> set[bytes]:
    """A text as it could stand in a file."""
    plain = {text.encode(code) for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")}
    escaped = {json.dumps(text)[1:-1].encode(), text.encode("unicode_escape")}
    packed = {base64.b64encode(text.encode()).rstrip(b"="), text.encode().hex().encode()}
    return {one for one in plain | escaped | packed if len(one) > 1}


def furnish(work: Work) -> None:
    """People, users, an unmasked look, and settings that hold names."""
    running_class.make(work)
    person = add(
        work, "欧阳铁柱", 77, phone="13812345678", address="平凯街道东风路9号", payee_account="6222021234567890128"
    )
    account.add_user(
        work, name="zhang.san", display_name="张三丰", roles=(Role.CLERK,), password="a-long-clerks-password"
    )
    reveal(work, person, reason="核对李四的银行卡")
    for one, value in ((REPORT_HEAD, "赵主任"), (REPORT_PHONE, "023-76661234")):
        setting.set_setting(work, one, value)
    setting.set_setting(work, WARN_BELOW_PERCENT, 80)
    work.folder.errors.write_text("2026-10-20 09:00:00 UTC  Python 3.11\nbuiltins.KeyError\n", encoding="utf-8")


def test_nothing_of_anybody_is_in_it_in_any_encoding(work: Work, tmp_path: Path) -> None:
    furnish(work)
    told = told_of_people(work)
    assert {
        "欧阳铁柱",
        "13812345678",
        "张三丰",
        "zhang.san",
        "赵主任",
        "023-76661234",
        "核对李四的银行卡",
        "王主任",
    } <= told
    file = tmp_path / "diagnostics.json"
    save_diagnostics(diagnose(work), file)
    content = file.read_bytes()
    assert [text for text in told for one in writings(text) if one in content] == []
    assert str(work.folder.root).encode() not in content  # a path may name whose computer it is


def test_it_says_what_support_must_know(work: Work) -> None:
    furnish(work)
    found = json.loads(diagnose(work).text())
    database = found["database"]
    assert database["schema"]["file"] == database["schema"]["program"]
    tables = {one["table"]: one["rows"] for one in database["tables"]}
    assert tables["user"] == 2
    assert tables["training_class"] == 1
    assert database["users"] == {"administrator": 1, "clerk": 1}
    assert database["settings"][WARN_BELOW_PERCENT.key] == 80
    assert database["settings"][REPORT_HEAD.key] == {"changed": True, "characters": 3}
    assert database["access_log"][0]["action"] == audit.list_access(work)[0].action
    assert found["errors"][-1] == "builtins.KeyError"
    assert database["engine"]["sqlcipher"]


def test_a_desk_that_does_not_open_says_why(work: Work) -> None:
    found = json.loads(diagnose_closed(work.folder, work.now(), problem="storage.damaged").text())
    assert (found["database"], found["problem"]) == (None, "storage.damaged")
    assert found["folder"]["database_bytes"]
