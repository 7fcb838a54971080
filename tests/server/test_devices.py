"""A code enrolls one device within a day; a signature gives it a token for an hour (SYNC 2.15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.server.conftest import COUNTY, Clock, Device
from trainingdesk.domain.access import Role
from trainingdesk.server.devices import CODE_LASTS_MS, challenge
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.joining import CodeFault
from trainingdesk.wire.operation import NoCode, OutOfScope, Revoked, Slices

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger

KEY, OTHER = (Ed25519PrivateKey.generate().public_key().public_bytes_raw() for _ in range(2))


def ask(device: Device, *, nonce: str = "n" * 16, late_ms: int = 0, key: Ed25519PrivateKey | None = None) -> str:
    at_ms = milliseconds(device.clock()) - late_ms
    signature = (key or device.key).sign(challenge(device.id, at_ms=at_ms, nonce=nonce))
    return device.ledger.token(device.id, at_ms=at_ms, nonce=nonce, signature=signature)


def test_a_code_counts_once_and_for_a_day(ledger: Ledger, clock: Clock) -> None:
    code, late = (ledger.code(county=COUNTY, user="u", role=Role.CLERK) for _ in range(2))
    ledger.enroll(code=code, public_key=KEY)
    clock.pass_by(hours=24)
    for given, why in ((code, CodeFault.USED), ("NOSUCHCODE", CodeFault.UNKNOWN), (late, CodeFault.EXPIRED)):
        for asked in (lambda: ledger.invited(code=given), lambda: ledger.enroll(code=given, public_key=OTHER)):  # noqa: B023
            with pytest.raises(NoCode) as refused:
                asked()
            assert refused.value.why == why
    clock.pass_by(days=31)
    ledger.code(county=COUNTY, user="u", role=Role.CLERK)
    with pytest.raises(NoCode) as refused:
        ledger.invited(code=code)
    assert refused.value.why == CodeFault.UNKNOWN  # it is not kept for ever


def test_a_code_tells_whom_it_is_for_and_a_wrong_county_does_not_use_it_up(ledger: Ledger, one: Device) -> None:
    one.push(one.make("user", "u7", display_name="李老师"))
    code = ledger.code(county=COUNTY, user="u7", role=Role.INSTRUCTOR)
    with pytest.raises(NoCode) as refused:
        ledger.enroll(code=code, public_key=KEY, county="500241")
    assert refused.value.why == CodeFault.OTHER_COUNTY
    found = ledger.invited(code=code, county=COUNTY)
    assert (found.county, found.role, found.until_ms - milliseconds(one.clock())) == (
        COUNTY,
        "instructor",
        CODE_LASTS_MS,
    )
    assert found.user in {"u7", "李老师"}
    assert ledger.enroll(code=code, public_key=KEY, county=COUNTY)


@pytest.mark.parametrize("role", Role)
def test_only_who_keeps_the_desks_makes_codes(ledger: Ledger, clock: Clock, role: Role) -> None:
    asking = Device(ledger, clock, role)
    if role is not Role.ADMINISTRATOR:
        with pytest.raises(OutOfScope):
            ledger.code_by(asking.id, user="u8", role=Role.CLERK)
        return
    made = ledger.code_by(asking.id, user="u8", role=Role.CLERK)
    assert (ledger.invited(code=made.code).county, made.until_ms) == (COUNTY, milliseconds(clock()) + CODE_LASTS_MS)
    ledger.revoke(asking.id)
    with pytest.raises(Revoked):
        ledger.code_by(asking.id, user="u8", role=Role.CLERK)


def test_a_token_holds_for_an_hour(one: Device, ledger: Ledger, clock: Clock) -> None:
    token = ask(one)
    assert ledger.device_of(token) == one.id
    clock.pass_by(hours=1)
    with pytest.raises(Revoked):
        ledger.device_of(token)


def test_a_challenge_counts_once_and_only_now_and_only_with_the_right_key(one: Device) -> None:
    ask(one)
    with pytest.raises(Revoked):
        ask(one)
    with pytest.raises(Revoked):
        ask(one, nonce="m" * 16, late_ms=300_001)
    with pytest.raises(Revoked):
        ask(one, nonce="m" * 16, key=Ed25519PrivateKey.generate())


def test_a_revoked_device_loses_its_token_and_may_only_hand_over(one: Device, ledger: Ledger) -> None:
    token = ask(one)
    ledger.revoke(one.id)
    with pytest.raises(Revoked):
        ledger.device_of(token)
    assert ledger.device_of(ask(one, nonce="m" * 16)) == one.id
    for door in (
        lambda: ledger.hello(one.id),
        lambda: ledger.renew(one.id),
        lambda: ledger.pull(one.id, bucket="c", after=0),
        lambda: ledger.digest(one.id, bucket="c"),
        lambda: ledger.slices(one.id, Slices(bucket="c", wanted=[0])),
    ):
        with pytest.raises(Revoked):
            door()


def test_an_administrators_desk_is_told_of_the_devices_of_its_county(ledger: Ledger, one: Device, clock: Clock) -> None:
    head, elsewhere = (
        Device(ledger, clock, Role.ADMINISTRATOR, county=county, user="head") for county in (COUNTY, "500241")
    )
    ledger.hello(one.id)
    heard = milliseconds(clock())
    clock.pass_by(days=20)
    told = {device.device: device for device in ledger.hello(head.id).devices}
    assert told.keys() == {one.id, head.id}
    assert (told[one.id].user, told[one.id].role, told[one.id].seen_ms) == ("u1", "clerk", heard)
    assert told[head.id].seen_ms == milliseconds(clock())
    ledger.revoke(one.id)
    assert [device.revoked for device in ledger.hello(head.id).devices] == [True, False]
    assert [device.device for device in ledger.hello(elsewhere.id).devices] == [elsewhere.id]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_is_told_of_them(ledger: Ledger, one: Device, clock: Clock, role: Role) -> None:
    ledger.hello(one.id)
    assert ledger.hello(Device(ledger, clock, role).id).devices == ()


def unsent(ledger: Ledger, device_id: str) -> int | None:
    return next(one.unsent for one in ledger.devices() if one.id == device_id)


def test_what_a_device_told_of_and_did_not_send_is_counted(ledger: Ledger, one: Device) -> None:
    ledger.hello(one.id)
    assert unsent(ledger, one.id) is None  # an older program does not tell
    ledger.hello(one.id, made=5)
    one.push(*(one.make("venue", name=str(number)) for number in range(3)))
    assert unsent(ledger, one.id) == 2
    ledger.hello(one.id, made=6)
    assert unsent(ledger, one.id) == 3
    one.rows()  # whoever asks for pages has sent everything that goes out
    assert unsent(ledger, one.id) == 0
    ledger.hello(one.id, made=7)
    ledger.hello(one.id)
    assert unsent(ledger, one.id) == 4
    head = Device(ledger, one.clock, Role.ADMINISTRATOR, user="head")
    assert [device.unsent for device in ledger.hello(head.id, made=0).devices] == [4, 0]


def test_an_identity_that_was_renewed_is_replaced_unless_it_speaks_still(ledger: Ledger, one: Device) -> None:
    def replaced() -> list[bool]:
        return [device.replaced for device in ledger.devices()]

    ledger.hello(one.id)
    new = ledger.renew(one.id)
    ledger.hello(new)
    assert replaced() == [True, False]
    ledger.hello(one.id)  # the file was copied, and both go on
    assert replaced() == [False, False]


def test_a_device_that_another_one_replaced_stays_so_when_its_disk_is_read(ledger: Ledger, one: Device) -> None:
    ledger.invite(county=COUNTY, user="u1", role=Role.CLERK, public_key=b"k" * 32, replaces=one.id)
    ledger.hello(one.id)
    assert [device.replaced for device in ledger.devices()] == [True, False]
