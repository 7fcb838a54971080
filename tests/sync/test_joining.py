"""A desk that begins over the line is there with all that its user may see, or not at all, however the line breaks."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.conftest import serving
from tests.sync.conftest import COUNTY, Clock, Desk
from trainingdesk.bootstrap import Founder, create_desk_joined, signed_in
from trainingdesk.domain.access import ACCESS, KEEPING, Action, Role
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.services.account import add_user, list_users
from trainingdesk.services.institution import list_institutions
from trainingdesk.services.rejected import list_rejected
from trainingdesk.services.sync_state import sync_state
from trainingdesk.sync.client import DeviceKeys, enroll
from trainingdesk.sync.exchange import exchange
from trainingdesk.sync.joining import new_joining

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from trainingdesk.bootstrap import FirstDesk
    from trainingdesk.storage.vault import Kdf
    from trainingdesk.sync.client import Enrolled
    from trainingdesk.sync.engine import Exchange

ROWS = 70
FOUNDER = Founder("秀山县职业技能培训中心", "李老师", "a-long-village-password")


class Stopped(Exception):  # noqa: N818 -- it is no error of the program
    """Somebody pressed Cancel."""


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    """A county that is copied in several parts."""
    engine = open_engine(f"sqlite:///{tmp_path / 'centre.sqlite'}")
    yield Ledger(engine, clock, rows_of_a_page=10, rows_of_a_part=20)
    engine.dispose()


@pytest.fixture
def filled(one: Desk) -> None:
    for number in range(ROWS):
        one.make("institution", name=f"学校{number}", kind="school")
    one.exchange()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "new"


@pytest.fixture
def create(root: Path, clock: Clock, cheap_kdf: Kdf) -> Callable[..., FirstDesk]:
    return partial(create_desk_joined, root, founder=FOUNDER, clock=clock, kdf=cheap_kdf)


def device(ledger: Ledger, port: int, *, role: Role = Role.CLERK) -> Enrolled:
    code = ledger.code(county=COUNTY, user="u9", role=role)
    return enroll(f"http://127.0.0.1:{port}", code=code, county=COUNTY)


def schools(root: Path, clock: Clock) -> int:
    with signed_in(root, user_name=FOUNDER.administrator, password=FOUNDER.password, clock=clock) as work:
        state = sync_state(work)
        assert (state.joined, state.copied) == (True, None)
        return len(list_institutions(work))


@pytest.mark.usefixtures("filled")
def test_where_the_line_breaks_the_copy_goes_on_from_there(
    ledger: Ledger, clock: Clock, root: Path, create: Callable[..., FirstDesk]
) -> None:
    seen: list[int] = []
    with ExitStack() as line:
        port = line.enter_context(serving(ledger))

        def watch(done: Exchange) -> None:
            if done.copied and not seen:
                line.close()
            seen.extend([done.copied] if done.copied else [])

        def again(failure: Unavailable) -> bool:
            assert failure.key == "sync.unreachable"
            assert not root.exists()
            seen.append(seen[-1])
            line.enter_context(serving(ledger, port=port))
            return True

        first = create(device(ledger, port), watch=watch, again=again)
    assert seen == sorted(seen)
    assert first.rows >= ROWS
    assert schools(root, clock) == ROWS
    assert not root.with_name("new.part").exists()


@pytest.mark.usefixtures("filled")
def test_what_ends_half_way_leaves_nothing_and_the_device_can_try_again(
    ledger: Ledger, clock: Clock, root: Path, create: Callable[..., FirstDesk]
) -> None:
    def stop(done: Exchange) -> None:
        if done.copied:
            raise Stopped

    with serving(ledger) as port:
        enrolled = device(ledger, port)
        with pytest.raises(Stopped):
            create(enrolled, watch=stop)
        with pytest.raises(Refused, match="password"):
            create(enrolled, founder=Founder("秀山", "李老师", "short"))
        assert not list(root.parent.glob("new*"))
    with pytest.raises(Unavailable, match="unreachable"):
        create(enrolled)
    assert not list(root.parent.glob("new*"))
    with serving(ledger, port=port):
        create(enrolled)
    assert schools(root, clock) == ROWS
    assert [one.last_op for one in ledger.devices()] == [ROWS, 0]  # what was made and thrown away was told to nobody
    with pytest.raises(Refused, match="exists_already"):
        create(enrolled)


def test_who_asks_again_because_the_answer_was_lost_is_given_the_same_device(ledger: Ledger, address: str) -> None:
    keys, code = DeviceKeys(), ledger.code(county=COUNTY, user="u9", role=Role.CLERK)
    assert enroll(address, code=code, keys=keys).device == enroll(address, code=code, keys=keys).device
    assert len(ledger.devices()) == 1
    with pytest.raises(Refused, match="code_used"):
        enroll(address, code=code)


def test_an_administrators_desk_makes_a_code_for_another_one(
    ledger: Ledger, address: str, clock: Clock, root: Path, create: Callable[..., FirstDesk]
) -> None:
    create(device(ledger, int(address.rpartition(":")[2]), role=Role.ADMINISTRATOR))
    with signed_in(root, user_name=FOUNDER.administrator, password=FOUNDER.password, clock=clock) as work:
        exchange(work)
        (user,) = list_users(work)
        joining = new_joining(work, user=user.id, role=Role.INSTRUCTOR)
        assert (joining.address, joining.county) == (address, COUNTY)
        whom = ledger.invited(code=joining.code, county=COUNTY)
        assert (whom.user, whom.role) == ("李老师", "instructor")
        ledger.revoke(ledger.devices()[0].id)
        with pytest.raises(Refused, match=r"sync\.revoked"):
            new_joining(work, user=user.id, role=Role.CLERK)


@pytest.mark.parametrize("role", list(Role))
def test_a_new_desk_belongs_to_whom_its_code_is_for_and_has_nothing_sent_back(
    ledger: Ledger, address: str, clock: Clock, root: Path, create: Callable[..., FirstDesk], role: Role
) -> None:
    create(device(ledger, int(address.rpartition(":")[2]), role=Role.ADMINISTRATOR))
    with signed_in(root, user_name=FOUNDER.administrator, password=FOUNDER.password, clock=clock) as office:
        (colleague,) = add_user(
            office, name="tian", display_name="田老师", roles=(role,), password=FOUNDER.password
        ).rows
        exchange(office)
        joining = new_joining(office, user=colleague, role=role)
    laptop, theirs = root.with_name("laptop"), Founder("秀山", "田老师", FOUNDER.password)
    enrolled = enroll(joining.address, code=joining.code, county=COUNTY)
    first = create_desk_joined(laptop, enrolled, founder=theirs, clock=clock, kdf=create.keywords["kdf"])  # type: ignore[attr-defined]
    assert first.user_id == colleague
    for _ in range(2):
        with signed_in(laptop, user_name="田老师", password=theirs.password, clock=clock) as work:
            exchange(work, checked=True)
            assert not list_rejected(work)
            assert work.worker.user_id == colleague
            assert {one for one in Action if work.worker.may(one)} == ACCESS[role] | KEEPING
            assert [one.id for one in list_users(work)].count(colleague) == 1
            assert sync_state(work).operations == 0


def test_whoever_has_a_code_by_a_word_alone_is_known_to_the_county(
    ledger: Ledger, address: str, clock: Clock, root: Path, create: Callable[..., FirstDesk]
) -> None:
    create(device(ledger, int(address.rpartition(":")[2])))
    with signed_in(root, user_name=FOUNDER.administrator, password=FOUNDER.password, clock=clock) as work:
        exchange(work)
        assert [one.table for one in list_rejected(work)].count("user") == 0
    assert ledger.name_of(county=COUNTY, user="u9") == FOUNDER.administrator


def test_nobody_elses_desk_does(
    ledger: Ledger, address: str, clock: Clock, root: Path, create: Callable[..., FirstDesk]
) -> None:
    create(device(ledger, int(address.rpartition(":")[2])))
    with (
        signed_in(root, user_name=FOUNDER.administrator, password=FOUNDER.password, clock=clock) as work,
        pytest.raises(Refused, match="no_administrators_desk"),
    ):
        new_joining(work, user="u1", role=Role.CLERK)
