"""Users come and go, passwords change, keys are renewed; each is refused in words where it must not be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import account, audit, today
from trainingdesk.services.changes import Topic
from trainingdesk.services.today import Waits
from trainingdesk.storage import rows
from trainingdesk.storage.database import Author, connect
from trainingdesk.wire.ids import fact_id

from .conftest import PASSWORD, Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.services.work import Work

OTHER = "another-village-password"


def named(work: Work, name: str) -> str:
    return account.user_named(work, name).id


def add_clerk(work: Work, name: str = "李会计", password: str = OTHER) -> str:
    return account.add_user(work, name=name, display_name=f"{name}（办）", roles=(Role.CLERK,), password=password).row


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.key


def sign_in(work: Work, clock: Clock, name: str, password: str) -> frozenset[Role]:
    with signed_in(work.folder.root, user_name=name, password=password, clock=clock) as opened:
        return opened.worker.roles


def test_a_new_user_signs_in_with_their_role(work: Work, clock: Clock) -> None:
    changes = account.add_user(work, name="李会计", display_name="李会计", roles=(Role.CLERK,), password=OTHER)
    assert changes.topics == {Topic.USERS}
    assert sign_in(work, clock, "李会计", OTHER) == {Role.CLERK}
    assert [(user.name, user.roles) for user in account.list_users(work)] == [
        ("李会计", {Role.CLERK}),
        ("王主任", {Role.ADMINISTRATOR}),
    ]


def test_access_ends_after_its_last_day_without_a_line_to_anybody(work: Work, clock: Clock) -> None:
    """What a laptop keeps to sign in with does not open it for ever (FEATURES 85); an administrator renews it there."""
    clerk, last = add_clerk(work), work.today() + timedelta(days=1)
    account.set_access_end(work, clerk, until=last)
    assert account.user_named(work, "李会计").until == last
    clock.now += timedelta(days=1)
    assert sign_in(work, clock, "李会计", OTHER) == {Role.CLERK}
    clock.now += timedelta(days=1)
    assert refusal(lambda: sign_in(work, clock, "李会计", OTHER)) == "account.access_ended"
    account.set_access_end(work, clerk, until=None)
    assert sign_in(work, clock, "李会计", OTHER) == {Role.CLERK}
    assert len(audit.list_access(work, action=Logged.USERS_CHANGED, subject_id=clerk)) == 3


def test_who_soon_cannot_sign_in_is_told_and_so_are_administrators(work: Work, clock: Clock) -> None:
    clerk, last = add_clerk(work), work.today() + timedelta(days=15)
    account.set_access_end(work, clerk, until=last)

    def told(desk: Work) -> list[tuple[str, str, date | None, bool]]:
        found = [one for one in today.waiting(desk) if one.kind is Waits.ACCESS]
        return [(one.subject, one.said.key, one.day, one.urgent) for one in found]

    assert told(work) == []
    clock.now += timedelta(days=1)
    assert told(work) == [(clerk, "screen_today.access_ends", last, False)]
    with signed_in(work.folder.root, user_name="李会计", password=OTHER, clock=clock) as own:
        assert told(own) == [(clerk, "screen_today.own_access_ends", last, True)]
    another = account.add_user(work, name="赵", display_name="赵", roles=(Role.CLERK,), password=OTHER).row
    with signed_in(work.folder.root, user_name="赵", password=OTHER, clock=clock) as other:
        assert told(other) == []
    account.set_access_end(work, another, until=work.today())
    assert [subject for subject, *_ in told(work)] == [another, clerk]
    clock.now += timedelta(days=15)
    assert told(work) == []


def test_access_ends_neither_before_today_nor_for_the_last_who_could_renew_it(work: Work) -> None:
    clerk, now = add_clerk(work), work.today()
    own = work.worker.user_id
    assert refusal(lambda: account.set_access_end(work, clerk, until=now - timedelta(1))) == "account.ends_in_past"
    assert refusal(lambda: account.set_access_end(work, own, until=now)) == "account.last_administrator"
    second = account.add_user(work, name="赵", display_name="赵", roles=(Role.ADMINISTRATOR,), password=OTHER).row
    account.set_access_end(work, own, until=now)
    assert refusal(lambda: account.set_access_end(work, second, until=now)) == "account.last_administrator"
    assert refusal(lambda: account.set_access_end(work, "x", until=None)) == "account.unknown"
    assert refusal(lambda: account.remove_user(work, second)) == "account.last_administrator"


def test_a_user_needs_a_name_of_their_own_a_role_and_a_good_password(work: Work) -> None:
    add_clerk(work)
    before = account.list_users(work)
    assert refusal(lambda: add_clerk(work)) == "account.name_taken"
    assert refusal(lambda: add_clerk(work, " 李会计 ")) == "account.name_taken"
    assert refusal(lambda: add_clerk(work, "  ")) == "account.name_missing"
    assert refusal(lambda: add_clerk(work, "张三", "short")) == "vault.password_too_short"
    no_role = lambda: account.add_user(work, name="张三", display_name="", roles=(), password=OTHER)  # noqa: E731
    assert refusal(no_role) == "account.role_missing"
    assert account.list_users(work) == before


def test_only_an_administrator_manages_users(work: Work, clock: Clock) -> None:
    add_clerk(work)
    with signed_in(work.folder.root, user_name="李会计", password=OTHER, clock=clock) as clerk:
        assert refusal(lambda: add_clerk(clerk, "张三")) == "access.not_allowed"
        assert refusal(lambda: account.remove_user(clerk, named(work, "王主任"))) == "access.not_allowed"
        assert refusal(lambda: account.set_password(clerk, named(work, "王主任"), OTHER)) == "access.not_allowed"
        assert refusal(lambda: account.renew_key(clerk)) == "access.not_allowed"
        assert refusal(lambda: account.new_recovery_code(clerk)) == "access.not_allowed"


def test_a_removed_user_is_out_and_the_others_are_not(work: Work, clock: Clock) -> None:
    add_clerk(work)
    changes = account.remove_user(work, named(work, "李会计"))
    assert [said.key for said in changes.said] == ["account.old_backups_stay"]
    assert refusal(lambda: sign_in(work, clock, "李会计", OTHER)) == "vault.wrong"
    assert sign_in(work, clock, "王主任", PASSWORD) == {Role.ADMINISTRATOR}
    with pytest.raises(RuntimeError, match="closed"), work.database.read() as session:
        rows.find(session, "user", "x")
    with pytest.raises(Exception, match="not a database"):
        connect(work.folder.database, work.data_key)  # the key this person knew


def test_a_removed_user_stays_in_history_and_in_the_log(work: Work, clock: Clock) -> None:
    user_id = add_clerk(work)
    account.remove_user(work, named(work, "李会计"))
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        closed = next(user for user in account.list_users(opened) if user.id == user_id)
        logged = audit.list_access(opened, action=Logged.USERS_CHANGED, subject_id=user_id)
    assert (closed.active, closed.roles) == (False, frozenset())
    assert len(logged) == 2


def test_removing_refuses_what_would_lock_everybody_out(work: Work, clock: Clock) -> None:
    assert refusal(lambda: account.remove_user(work, named(work, "王主任"))) == "account.not_yourself"
    assert refusal(lambda: account.remove_user(work, "没有的人")) == "account.unknown"
    account.add_user(work, name="张副主任", display_name="张副主任", roles=(Role.ADMINISTRATOR,), password=OTHER)
    with signed_in(work.folder.root, user_name="张副主任", password=OTHER, clock=clock) as deputy:
        work.database.close()
        account.remove_user(deputy, named(deputy, "王主任"))
    with signed_in(work.folder.root, user_name="张副主任", password=OTHER, clock=clock) as deputy:
        assert refusal(lambda: account.remove_user(deputy, named(deputy, "张副主任"))) == "account.not_yourself"


def test_removing_that_met_an_open_file_may_be_done_again(work: Work, clock: Clock) -> None:
    add_clerk(work)
    other = connect(work.folder.database, work.data_key)
    other.execute("SELECT count(*) FROM person").fetchone()
    with pytest.raises(Unavailable) as caught:
        account.remove_user(work, named(work, "李会计"))
    assert caught.value.key == "storage.busy"
    assert (
        refusal(lambda: sign_in(work, clock, "李会计", OTHER)) == "account.no_role"
    )  # closed, though the slot is there
    other.close()
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        account.remove_user(opened, named(opened, "李会计"))
    assert refusal(lambda: sign_in(work, clock, "李会计", OTHER)) == "vault.wrong"


def test_a_lost_laptop_costs_a_new_key_and_code_and_no_password(work: Work, clock: Clock) -> None:
    old_key = work.data_key
    code = account.renew_key(work)
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        assert opened.data_key != old_key
    fresh = account.recover(work.folder, code=str(code), user_name="王主任", new_password=OTHER, clock=clock)
    assert fresh != code
    assert sign_in(work, clock, "王主任", OTHER) == {Role.ADMINISTRATOR}


def test_a_user_changes_their_own_password(work: Work, clock: Clock) -> None:
    account.change_password(work.folder, user_name="王主任", old=PASSWORD, new=OTHER, now=clock())
    assert sign_in(work, clock, "王主任", OTHER) == {Role.ADMINISTRATOR}
    assert refusal(lambda: sign_in(work, clock, "王主任", PASSWORD)) == "vault.wrong"


def test_an_administrator_sets_a_forgotten_password(work: Work, clock: Clock) -> None:
    user_id = add_clerk(work)
    account.set_password(work, named(work, "李会计"), PASSWORD)
    assert sign_in(work, clock, "李会计", PASSWORD) == {Role.CLERK}
    assert audit.list_access(work, action=Logged.USERS_CHANGED)[0].subject_id == user_id
    assert refusal(lambda: account.set_password(work, "没有的人", PASSWORD)) == "account.unknown"
    assert refusal(lambda: account.set_password(work, named(work, "李会计"), "short")) == "vault.password_too_short"


def test_the_recovery_code_is_logged_and_replaced(work: Work, clock: Clock) -> None:
    code = account.new_recovery_code(work)
    account.recover(work.folder, code=str(code), user_name="王主任", new_password=OTHER, clock=clock)
    assert [row.action for row in audit.list_access(work, limit=2)] == [Logged.USERS_CHANGED, Logged.USERS_CHANGED]
    again = lambda: account.recover(  # noqa: E731
        work.folder, code=str(code), user_name="王主任", new_password=PASSWORD, clock=clock
    )
    assert refusal(again) == "vault.recovery_code_wrong"


def test_the_recovery_code_on_paper_stays_good_where_its_change_cannot_be_kept(work: Work, clock: Clock) -> None:
    code = account.new_recovery_code(work)

    def no_room(_connection: object) -> None:
        raise Unavailable("storage.disk_full")

    event.listen(work.database._writing, "commit", no_room)
    with pytest.raises(Unavailable):
        account.new_recovery_code(work)
    event.remove(work.database._writing, "commit", no_room)
    account.recover(work.folder, code=str(code), user_name="王主任", new_password=OTHER, clock=clock)
    assert sign_in(work, clock, "王主任", OTHER) == {Role.ADMINISTRATOR}


def test_recovery_works_where_the_database_is_damaged(work: Work, clock: Clock) -> None:
    code = account.new_recovery_code(work)
    work.database.close()
    work.folder.database.write_bytes(b"damaged" * 1000)
    account.recover(work.folder, code=str(code), user_name="王主任", new_password=OTHER, clock=clock)
    with pytest.raises(Unavailable) as caught:
        sign_in(work, clock, "王主任", OTHER)
    assert caught.value.key == "storage.damaged"


def test_a_role_of_another_day_does_not_hold(work: Work, clock: Clock) -> None:
    user_id = add_clerk(work)
    with work.database.write(Author(work.worker.user_id, "manage_users", work.now())) as session:
        grant = rows.table("grant")
        ended = grant.update().where(grant.c.user_id == user_id).values(valid_to=date(2026, 10, 19))
        session.connection().execute(ended)
    assert refusal(lambda: sign_in(work, clock, "李会计", OTHER)) == "account.access_ended"


def test_a_delegation_is_recorded(work: Work) -> None:
    changes = account.delegate(
        work, user_id=work.worker.user_id, document="秀培〔2026〕1号", valid_from=date(2026, 1, 1), valid_to=None
    )
    with work.database.read() as session:
        row = rows.find(session, "delegation", changes.row)
    assert row is not None
    assert (row.user_id, row.document) == (work.worker.user_id, "秀培〔2026〕1号")


@pytest.mark.parametrize(
    ("document", "until", "key"),
    [
        (" ", None, "account.delegation_document_missing"),
        ("秀培〔2026〕1号", date(2025, 12, 31), "account.delegation_ends_first"),
    ],
)
def test_a_delegation_names_its_document_and_ends_after_it_begins(
    work: Work, document: str, until: date | None, key: str
) -> None:
    user_id, first = work.worker.user_id, date(2026, 1, 1)
    assert key == refusal(
        lambda: account.delegate(work, user_id=user_id, document=document, valid_from=first, valid_to=until)
    )


def test_a_user_has_a_name_that_is_shown(work: Work) -> None:
    found = refusal(
        lambda: account.add_user(work, name="赵会计", display_name=" ", roles=(Role.AUDITOR,), password=OTHER)
    )
    assert found == "account.display_name_missing"


def test_a_closed_account_is_not_closed_again(work: Work, clock: Clock) -> None:
    add_clerk(work)
    account.remove_user(work, named(work, "李会计"))
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as again:
        assert refusal(lambda: account.remove_user(again, named(again, "李会计"))) == "account.closed"
        assert not again.database.closed


def test_whoever_sits_before_a_locked_window_shows_who_they_are(work: Work) -> None:
    assert account.sign_in_name(work) == "王主任"
    assert refusal(lambda: account.confirm_password(work, OTHER)) == "vault.wrong"
    account.confirm_password(work, PASSWORD)
    actions = [row.action for row in audit.list_access(work, limit=2)]
    assert actions == [Logged.SIGNED_IN, Logged.SIGN_IN_FAILED]


def test_a_delegation_is_listed_and_ends(work: Work, clock: Clock) -> None:
    user_id = work.worker.user_id
    for document, first in (("秀培〔2026〕1号", date(2026, 1, 1)), ("秀培〔2027〕1号", date(2027, 1, 1))):
        account.delegate(work, user_id=user_id, document=document, valid_from=first, valid_to=None)
    coming, present = account.list_delegations(work)
    account.end_delegation(work, present.id)
    account.end_delegation(work, coming.id)  # has not begun, and never will
    (left,) = account.list_delegations(work)
    assert (left.id, left.valid_to) == (present.id, work.today())
    clock.now += timedelta(days=1)
    for row in (present.id, "none"):
        assert refusal(lambda row=row: account.end_delegation(work, row)) == "account.no_delegation"  # type: ignore[misc]


def test_of_two_with_one_name_who_signs_in_here_is_meant(work: Work, clock: Clock) -> None:
    """Each desk of a county has users of its own; they come to the others by the exchange."""
    mine, theirs = add_clerk(work), "0-of-another-desk"
    with work.writing(Action.MANAGE_USERS) as session:
        user = {"name": "李会计", "display_name": "李会计（外勤）", "active": True}
        rows.add(session, "user", row_id=theirs, county_code=work.county_code, values=user)
    assert account.user_named(work, " 李会计 ").id == mine
    assert account.user_named(work, theirs).display_name == "李会计（外勤）"
    assert refusal(lambda: account.set_password(work, theirs, PASSWORD)) == "account.name_taken"
    account.set_password(work, mine, PASSWORD)
    assert sign_in(work, clock, "李会计", PASSWORD) == {Role.CLERK}
    account.remove_user(work, mine)
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=clock) as again:
        states = {user.id: user.active for user in account.list_users(again)}
        assert (states[mine], states[theirs]) == (False, True)
        assert refusal(lambda: account.user_named(again, "李会计")) == "account.several_named"


def colleague(work: Work, name: str = "周老师") -> str:
    """Somebody of another desk, whose row came by the exchange."""
    with work.writing(Action.MANAGE_USERS) as session:
        user = {"name": name, "display_name": name, "active": True}
        return rows.add(session, "user", row_id=work.new_id(), county_code=work.county_code, values=user)


def issue(work: Work, user_id: str, role: Role) -> str:
    """A role that the centre tells of."""
    with work.writing(Action.MANAGE_USERS) as session:
        row_id = fact_id("grant", user_id, role)
        values = {"user_id": user_id, "role": role, "scope": work.county_code}
        return rows.add(session, "grant", row_id=row_id, county_code=work.county_code, values=values)


def end_of(work: Work, grant: str) -> date | None:
    with work.database.read() as session:
        row = rows.find(session, "grant", grant)
    assert row is not None
    end: date | None = row.valid_to
    return end


def test_a_colleague_of_another_desk_is_shown_with_the_roles_of_the_county(work: Work, clock: Clock) -> None:
    user_id = colleague(work)
    assert account.user_named(work, "周老师").roles == frozenset()
    for role in (Role.REVIEWER, Role.CLERK):
        issue(work, user_id, role)
    assert account.user_named(work, "周老师").roles == {Role.REVIEWER, Role.CLERK}
    assert refusal(lambda: sign_in(work, clock, "周老师", OTHER)) == "vault.wrong"  # no password here


def test_what_the_centre_tells_opens_no_more_than_was_given_here(work: Work, clock: Clock) -> None:
    clerk = add_clerk(work)
    issue(work, clerk, Role.CLERK)
    issue(work, clerk, Role.ADMINISTRATOR)  # of another desk
    assert sign_in(work, clock, "李会计", OTHER) == {Role.CLERK}
    assert account.user_named(work, "李会计").roles == {Role.CLERK}


def test_a_role_of_the_centre_outlives_no_last_day_of_this_desk(work: Work, clock: Clock) -> None:
    clerk, last = add_clerk(work), work.today()
    account.set_access_end(work, clerk, until=last)
    grant = issue(work, clerk, Role.CLERK)
    clock.now += timedelta(days=1)
    assert account.user_named(work, "李会计").until == last
    assert refusal(lambda: sign_in(work, clock, "李会计", OTHER)) == "account.access_ended"
    account.set_access_end(work, clerk, until=work.today())
    assert sign_in(work, clock, "李会计", OTHER) == {Role.CLERK}
    assert end_of(work, grant) is None  # the last day is one of this desk


def test_a_colleague_with_a_password_here_signs_in_as_what_the_county_made_them(work: Work, clock: Clock) -> None:
    user_id = colleague(work)
    grant = issue(work, user_id, Role.REVIEWER)
    account.set_password(work, user_id, OTHER)
    assert sign_in(work, clock, "周老师", OTHER) == {Role.REVIEWER}
    account.set_access_end(work, user_id, until=work.today())
    assert account.user_named(work, "周老师").until == work.today()
    assert sign_in(work, clock, "周老师", OTHER) == {Role.REVIEWER}
    clock.now += timedelta(days=1)
    assert refusal(lambda: sign_in(work, clock, "周老师", OTHER)) == "account.access_ended"
    account.set_access_end(work, user_id, until=None)
    assert sign_in(work, clock, "周老师", OTHER) == {Role.REVIEWER}
    assert end_of(work, grant) is None


def test_an_administrator_of_another_desk_lets_nobody_in_here(work: Work) -> None:
    theirs, own, today = colleague(work), work.worker.user_id, work.today()
    issue(work, theirs, Role.ADMINISTRATOR)
    assert refusal(lambda: account.set_access_end(work, own, until=today)) == "account.last_administrator"
    account.set_password(work, theirs, OTHER)  # who came with the centre may go with it
    assert refusal(lambda: account.set_access_end(work, own, until=today)) == "account.last_administrator"
    second = account.add_user(work, name="赵", display_name="赵", roles=(Role.ADMINISTRATOR,), password=OTHER).row
    account.set_access_end(work, own, until=today)
    assert refusal(lambda: account.remove_user(work, second)) == "account.last_administrator"
