"""Whoever is erased at one desk is erased in the whole county: on every desk, at the centre, and whatever comes later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from tests.server.conftest import cluster
from tests.services.people import add, enrolled, number
from tests.services.roster_class import make_class
from tests.services.test_person_retention import everything
from tests.sync.at_work import centre, here, ledger, new_work, there
from tests.sync.sticks import work_of
from trainingdesk.domain.access import Action, Role
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.tables import BATCH, DEVICE, METADATA
from trainingdesk.services import attachment
from trainingdesk.services.consent import COMMITMENT, record_consents
from trainingdesk.services.person import PersonDetails, change_identity, edit_person
from trainingdesk.services.person_merge import merge
from trainingdesk.services.person_retention import archive_person, purge_person
from trainingdesk.services.setting import set_setting
from trainingdesk.settings.declared import RETENTION_YEARS
from trainingdesk.storage import rows
from trainingdesk.sync import attachment_sending
from trainingdesk.sync.attachment_fetching import fetch
from trainingdesk.sync.exchange import exchange
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.erasure import ERASED_NAME
from trainingdesk.wire.ids import fact_id, mark_id
from trainingdesk.wire.operation import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.conftest import Clock, Desk
    from trainingdesk.services.work import Work

__all__ = ["centre", "cluster", "here", "ledger", "new_work", "there"]

PHOTO = b"\x89PNG\r\n\x1a\n" + b"\0" * 4000
ACCOUNT = "6217000000000000003"  # a Luhn number: nobody's
SECRETS = (
    "张三",
    "张叁",
    "户口本上改了名字",
    number(1),
    "13812345678",
    ACCOUNT,
    "平凯街道",
    "残疾人",
    "5002410012345678",
    "personal_data",
    "自带电脑",
    "代领人",
    "照片.png",
    "章三",
    number(3),
    "两次登记",
    "家里有病人",
    "领导批准",
    "中途住院",
    "看病去了",
    "病历核对过",
    "补交了病历",
    "某某工厂",
    "住在女儿家",
    "说听不懂",
    "儿子接的电话",
)


def known(work: Work) -> tuple[str, str]:
    """A person of whom much is on file, and the id of their enrollment."""
    set_setting(work, RETENTION_YEARS, 3)
    person = add(work, "张三", 1, phone="13812345678", payee_account=ACCOUNT)
    edit_person(
        work, person, PersonDetails(name="张三", phone="13812345678", address="平凯街道", payee_account=ACCOUNT)
    )
    change_identity(work, person, PersonDetails(name="张叁"), reason="户口本上改了名字")
    proven = {"person_id": person, "category": "残疾人", "proof_number": "5002410012345678"}
    with work.writing(Action.EDIT_PERSON) as session:
        rows.add(session, "person_category", row_id=work.new_id(), county_code=work.county_code, values=proven)
    record_consents(work, [person], kind="personal_data")
    attachment.attach(work, ("person", person), PHOTO, kind="photo", name="照片.png")
    merge(work, add(work, "章三", 3), person, reason="两次登记")
    the_class = make_class(work)
    mine = enrolled(work, the_class, person)
    with work.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", mine, {"note": "自带电脑"})
    put_words(work, the_class, mine)
    claim = {"claim_id": make_claim(work, the_class), "enrollment_id": mine, "kind": "training"}
    paid = {
        "person_id": person,
        "class_id": the_class,
        "payee_kind": "person",
        "payee_name": "代领人",
        "amount_fen": 100,
        "decision": "pay",
    }
    with work.writing(Action.PREPARE_CLAIM) as session:
        row_id = fact_id("claim_line", *claim.values())
        rows.add(session, "claim_line", row_id=row_id, county_code=work.county_code, values={**claim, **paid})
    return person, mine


def put_words(work: Work, the_class: str, mine: str) -> None:
    """What is said in words in all that follows an enrollment."""
    day, lesson = work.today(), fact_id("lesson", the_class, "1")
    of = {"enrollment_id": mine, "class_id": the_class}
    planned = {"class_id": the_class, "planned_day": day, "planned_slot": "1", "day": day, "slot": "1"}
    held = {"starts_at": 510, "ends_at": 690, "periods": 4, "part": "theory", "state": "held"}
    event = {"kind": "dropped", "day": day, "reason": "家里有病人", "override": "领导批准"}
    typed = {"method": "grid", "typed_at": work.now(), "typed_by": work.worker.user_id}
    mark = {"lesson_id": lesson, "status": "sick_leave", "reason": "看病去了", "office_reason": "病历核对过"}
    job = {"employed": True, "employer_name": "某某工厂", "checked_on": day, "method": "phone", "note": "住在女儿家"}
    call = {"called_on": day, "caller": "王主任", "answered": True, "outcome": "说听不懂", "note": "儿子接的电话"}
    new, county = work.new_id, work.county_code
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.add(session, "lesson", row_id=lesson, county_code=county, values=planned | held)
    with work.writing(Action.CORRECT_MARK, note="补交了病历") as session:
        for name, row_id, values in (
            ("enrollment_event", new(), event | {"by_user": work.worker.user_id, "at": work.now()}),
            ("stint", new(), {"joined_on": day, "left_on": day, "left_reason": "中途住院"}),
            ("attendance_mark", mark_id(lesson, mine), mark | typed),
            ("followup", new(), job),
            ("phone_check", new(), call),
        ):
            rows.add(session, name, row_id=row_id, county_code=county, values=of | values)


def correct(work: Work, mine: str) -> None:
    """The office corrects the mark, and says why."""
    with work.writing(Action.CORRECT_MARK, note="补交了病历") as session:
        asked = "SELECT id FROM attendance_mark WHERE enrollment_id = ?"
        mark = session.connection().exec_driver_sql(asked, (mine,)).scalar_one()
        rows.change(session, "attendance_mark", mark, {"office_status": "absent"})


def make_claim(work: Work, the_class: str) -> str:
    with work.writing(Action.PREPARE_CLAIM) as session:
        values = {"class_id": the_class, "number": 1, "state": "claimed"}
        return rows.add(session, "claim", row_id=work.new_id(), county_code=work.county_code, values=values)


def erase(work: Work, person: str, clock: Clock) -> None:
    archive_person(work, person)
    clock.now = clock.now.replace(year=2030)
    purge_person(work, person, reason="到期")


def at_centre(ledger: Ledger) -> str:
    """Every value of every table of the centre as text, batches opened."""
    found = []
    with ledger.engine.begin() as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(select(table)):
                found += [repr(tuple(row))]
        bodies = connection.scalars(select(BATCH.c.body).where(BATCH.c.body.is_not(None)))
        found += [opened(body).decode() for body in bodies]
    return "\n".join(found)


def at_desk(work: Work) -> str:
    """The same of a desk."""
    connection = work.database.connection()
    try:
        bodies = [opened(body).decode() for (body,) in connection.execute("SELECT body FROM sync_outbox")]
    finally:
        connection.close()
    return "\n".join([everything(work), *bodies])


def told_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def files(work: Work) -> list[str]:
    return sorted(path.name for path in work.folder.attachments.iterdir())


def test_nothing_is_left_of_whom_another_desk_erased(here: Work, there: Work, ledger: Ledger, clock: Clock) -> None:
    person, mine = known(here)
    exchange(here)
    attachment_sending.send(here)
    exchange(there)
    with there.database.read() as session:
        (photo,) = session.connection().exec_driver_sql("SELECT id FROM attachment").scalars()
    assert fetch(there, photo, lambda _done, _total: True)
    edit_person(there, person, PersonDetails(name="张叁", phone="13812345678", address="平凯街道", note="班长"))
    correct(here, mine)
    for work in (here, there, here):
        exchange(work)
    for text in (at_desk(here), at_desk(there), at_centre(ledger)):
        assert told_in(text) == list(SECRETS)
    erase(here, person, clock)
    for work in (here, there, here):
        exchange(work)
    ledger.compact()
    assert (told_in(at_desk(here)), told_in(at_desk(there)), told_in(at_centre(ledger))) == ([], [], [])
    assert (files(here), files(there)) == ([], [])
    assert "到期" in everything(there)  # why the person was erased
    for work in (here, there):
        assert exchange(work, checked=True).repaired == 0
        with work.database.read() as session:
            asked = "SELECT person_id FROM enrollment WHERE id = ? AND NOT deleted"
            assert session.connection().exec_driver_sql(asked, (mine,)).scalar() == person


def test_what_was_not_sent_yet_carries_nothing_out(here: Work, there: Work, ledger: Ledger, clock: Clock) -> None:
    person, _mine = known(here)
    erase(here, person, clock)
    for work in (here, there):
        exchange(work)
    assert [told_in(text) for text in (at_desk(here), at_desk(there), at_centre(ledger))] == [[], [], []]
    assert exchange(there, checked=True).repaired == 0


def test_changes_of_rows_that_the_centre_has_are_not_sent_any_more(
    here: Work, there: Work, ledger: Ledger, clock: Clock
) -> None:
    person = add(here, "李四", 5)
    for work in (here, there):
        exchange(work)
    edit_person(here, person, PersonDetails(name="李四", phone="13812345678", address="平凯街道"))
    set_setting(here, RETENTION_YEARS, 3)
    erase(here, person, clock)
    for work in (here, there):
        exchange(work)
    assert [told_in(text) for text in (at_desk(here), at_desk(there), at_centre(ledger))] == [[], [], []]


def test_whoever_was_away_brings_nothing_back(here: Work, there: Work, ledger: Ledger, clock: Clock) -> None:
    """What is written meanwhile of the erased is put aside, whichever desk is heard first."""
    person, mine = known(here)
    for work in (here, there):
        exchange(work)
    edit_person(there, person, PersonDetails(name="张叁", phone="13812345678", address="平凯街道", note="班长"))
    change_identity(there, person, PersonDetails(name="张三"), reason="户口本上改了名字")
    record_consents(there, [person], kind=COMMITMENT)
    attachment.attach(there, ("person", person), PHOTO + b"1", kind="photo", name="照片.png")
    with there.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", mine, {"note": "自带电脑"})
    erase(here, person, clock)
    for work in (here, there, here, there):
        exchange(work)
    ledger.compact()
    assert [told_in(text) for text in (at_desk(here), at_desk(there), at_centre(ledger))] == [[], [], []]
    assert (files(here), files(there)) == ([], [])
    for work in (here, there):
        assert exchange(work, checked=True).repaired == 0
        with work.database.read() as session:
            erased = session.connection().exec_driver_sql("SELECT name, deleted, archived FROM person").all()
            assert [tuple(one) for one in erased] == [(ERASED_NAME, 1, 1)] * 2
            assert session.connection().exec_driver_sql("SELECT count(*) FROM conflict WHERE NOT deleted").scalar() == 0


def test_an_edit_that_came_first_does_not_keep_half_of_the_person(
    here: Work, there: Work, ledger: Ledger, clock: Clock
) -> None:
    person, _mine = known(here)
    for work in (here, there):
        exchange(work)
    erase(here, person, clock)
    edit_person(there, person, PersonDetails(name="张叁", phone="13812345678", address="平凯街道", note="班长"))
    change_identity(there, person, PersonDetails(name="张三"), reason="户口本上改了名字")
    for work in (there, here, there):
        exchange(work)
    ledger.compact()
    assert [told_in(text) for text in (at_desk(here), at_desk(there), at_centre(ledger))] == [[], [], []]
    for work in (here, there):
        assert exchange(work, checked=True).repaired == 0


def test_what_two_disagree_about_of_others_is_kept(here: Work, there: Work, clock: Clock) -> None:
    """Also where one batch says both: who is erased, and another phone of somebody else."""
    person, _mine = known(here)
    other = add(here, "李四", 5)
    for work in (here, there):
        exchange(work)
    edit_person(here, other, PersonDetails(name="李四", phone="13900000001"))
    exchange(here)
    edit_person(there, other, PersonDetails(name="李四", phone="13900000002"))
    set_setting(there, RETENTION_YEARS, 3)
    erase(there, person, clock)
    for work in (there, here):
        exchange(work)
    for work in (here, there):
        with work.database.read() as session:
            asked = "SELECT kept, lost FROM conflict WHERE about_row = ? AND about_group = 'phone' AND NOT deleted"
            ((kept, lost),) = session.connection().exec_driver_sql(asked, (other,)).all()
        assert ("13900000002" in kept, "13900000001" in lost) == (True, True)


def erased_and_put_back(here: Work, desks: tuple[Desk, ...], folder: Path, clock: Clock) -> Ledger:
    """Somebody is erased, all desks hear of it, and the centre is put back to the day before; no desk knows that yet."""
    person, _mine = known(here)
    for desk in desks:
        desk.exchange()
    write_backup(desks[0].centre.ledger.engine, folder / "centre.backup")
    erase(here, person, clock)
    for desk in desks:
        desk.exchange()
    engine = open_engine(f"sqlite:///{folder / 'other.sqlite'}")
    restore_backup(folder / "centre.backup", engine, now_ms=milliseconds(clock()))
    return Ledger(engine, clock)


def test_a_centre_that_was_put_back_learns_of_it_from_any_administrators_desk(
    new_desk: Callable[..., Desk], tmp_path: Path, clock: Clock
) -> None:
    """The desk that erased the person may be gone."""
    one, two = new_desk("u1"), new_desk("u2")
    here, there = (work_of(desk, one.centre.ledger, tmp_path) for desk in (one, two))
    other = erased_and_put_back(here, (one, two), tmp_path, clock)
    two.centre.ledger = other
    assert told_in(at_centre(two.centre.ledger)) == list(SECRETS)
    for _ in range(3):
        two.exchange()
    two.centre.ledger.compact()
    assert [told_in(text) for text in (at_desk(there), at_centre(two.centre.ledger))] == [[], []]
    one.centre.ledger = two.centre.ledger
    for desk in (one, two):
        desk.exchange()
        assert desk.engine.check() == 0
    one.centre.ledger.compact()
    assert [told_in(text) for text in (at_desk(here), at_desk(there), at_centre(one.centre.ledger))] == [[], [], []]
    other.engine.dispose()


def test_a_clerks_desk_keeps_to_it_until_an_administrators_desk_is_heard(
    new_desk: Callable[..., Desk], tmp_path: Path, clock: Clock
) -> None:
    one, two = new_desk("u1"), new_desk("u2", Role.CLERK)
    here, there = (work_of(desk, one.centre.ledger, tmp_path) for desk in (one, two))
    other = erased_and_put_back(here, (one, two), tmp_path, clock)
    one.centre.ledger = two.centre.ledger = other
    for _ in range(2):
        two.exchange()
        assert (told_in(at_desk(there)), two.ask("SELECT code FROM sync_rejected")) == ([], [])
    assert told_in(at_centre(two.centre.ledger)) == list(SECRETS)
    for desk in (one, two, one):
        desk.exchange()
    one.centre.ledger.compact()
    assert [told_in(text) for text in (at_desk(here), at_desk(there), at_centre(one.centre.ledger))] == [[], [], []]
    for desk in (one, two):
        assert desk.engine.check() == 0
    other.engine.dispose()


def test_a_batch_that_is_sent_again_is_known_by_what_it_says_now(
    here: Work, there: Work, ledger: Ledger, clock: Clock
) -> None:
    """A centre that lost it takes it as it is kept, and does not take the desk for a copy afterwards."""
    person, _mine = known(here)
    for work in (here, there):
        exchange(work)
    edit_person(there, person, PersonDetails(name="张叁", phone="13812345678", address="平凯街道", note="班长"))
    exchange(there)
    erase(here, person, clock)
    for work in (here, there):
        exchange(work)
    with ledger.engine.begin() as connection:
        connection.execute(delete(BATCH))
        connection.execute(update(DEVICE).values(last_op=0))
    for _ in range(2):
        assert not exchange(there).was_copied
    exchange(here)
    assert [told_in(text) for text in (at_desk(here), at_desk(there), at_centre(ledger))] == [[], [], []]
