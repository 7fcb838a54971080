"""Every door of the centre, tried by those who may not pass: a route that is added is tried by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import requests
from fastapi.routing import APIRoute

from tests.conftest import serving
from tests.server.conftest import COUNTY, Device
from tests.server.test_http import post, token_of
from trainingdesk.domain.access import Role
from trainingdesk.server.app import make_app
from trainingdesk.server.limits import STRANGERS
from trainingdesk.settings.declared import SILENT_DEVICE_DAYS
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import Fate, Revoked

if TYPE_CHECKING:
    from tests.server.conftest import Clock
    from trainingdesk.server.ledger import Ledger

#: Doors that are open to whoever has no token yet, or are no door to rows.
OPEN = {
    "/health",
    "/metrics",
    "/admin",
    "/sync/v1/devices/enroll",
    "/sync/v1/devices/invited",
    "/sync/v1/devices/token",
}


def doors(ledger: Ledger) -> list[tuple[str, str]]:
    """The way in of each door and how it is knocked at; a name in a path is filled with something."""
    found = [route for route in make_app(ledger).routes if isinstance(route, APIRoute)]
    assert {route.path for route in found} >= OPEN
    return [
        (re.sub("{.*}", "x", route.path.removeprefix("/sync/v1/")), next(iter(route.methods)))
        for route in found
        if route.path not in OPEN
    ]


def test_no_door_opens_without_a_token_that_holds(
    address: str, ledger: Ledger, one: Device, two: Device, clock: Clock
) -> None:
    shut, late = token_of(address, one), token_of(address, two)
    ledger.revoke(one.id)
    for door, method in doors(ledger):
        for token in ("", "nobody", shut):
            answer = post(address, door, token, method, json={"bucket": "c", "after": 0})
            if answer.status_code == 429:  # three strangers at each door are soon too many
                continue
            assert (door, answer.status_code, answer.json()) == (door, 401, {"error": "revoked"})
    clock.pass_by(hours=1)
    assert post(address, "hello", late).status_code in {401, 429}


def test_a_county_and_an_instructor_see_their_own(address: str, ledger: Ledger, one: Device, clock: Clock) -> None:
    row = one.make("person", name="张三", name_key="张三")
    one.push(row)
    other = Device(ledger, clock, county="530999")
    teacher = Device(ledger, clock, role=Role.INSTRUCTOR, user="t1")
    page = post(address, "pull", token_of(address, other), json={"bucket": "c", "after": 0}).json()
    assert page["rows"] == []
    refused = post(address, "pull", token_of(address, teacher), json={"bucket": "c", "after": 0})
    assert (refused.status_code, refused.json()["error"]) == (403, "out_of_scope")


def test_codes_cannot_be_guessed_at_any_pace(address: str) -> None:
    body = {"code": "ABCDEFGHJK", "public_key": ""}
    answers = [post(address, "devices/enroll", json=body) for _ in range(STRANGERS.burst + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {401}
    assert (answers[-1].status_code, answers[-1].json()) == (429, {"error": "too_often"})
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_the_numbers_name_nobody(address: str, one: Device) -> None:
    one.push(one.make("person", name="张三", name_key="张三"))
    one.ledger.hello(one.id)
    found = requests.get(f"{address}/metrics", timeout=20, headers={"connection": "close"}).text
    assert 'trainingdesk_rows{table="person"} 1' in found
    assert f'trainingdesk_device_silent_seconds{{device="{one_number(one)}"}} 0' in found
    assert "张三" not in found
    assert one.id not in found


def one_number(device: Device) -> int:
    return next(line.number for line in device.ledger.devices() if line.id == device.id)


@pytest.mark.parametrize(("language", "word"), [("zh-CN,zh;q=0.9", "从未联系"), ("en-US,en;q=0.9", "never heard")])
def test_the_page_opens_by_its_key_alone(
    address: str, ledger: Ledger, one: Device, two: Device, clock: Clock, language: str, word: str
) -> None:
    one.push(one.make("venue", name="<script>alert(1)</script>"))
    ledger.hello(two.id)
    clock.pass_by(days=20)
    key = ledger.open_page(COUNTY)
    with requests.Session() as browser:
        browser.headers.update({"accept-language": language})
        assert browser.get(f"{address}/admin", timeout=20).status_code == 401
        shut = browser.get(f"{address}/admin?key=none", timeout=20)
        assert (shut.status_code, "trainingdesk centre page" in shut.text) == (401, True)  # words for whoever reads it
        page = browser.get(f"{address}/admin?key={key}", timeout=20)
        assert (page.status_code, "key=" in page.url) == (200, False)
        assert word in page.text
        assert "⚠" in page.text
        assert "<script" not in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        clock.pass_by(hours=12)
        assert browser.get(f"{address}/admin", timeout=20).status_code == 401
    assert post(address, "hello", key).status_code == 401  # a page's key is no device's token


def test_keys_of_the_page_cannot_be_guessed_at_any_pace(ledger: Ledger) -> None:
    with serving(ledger, seconds=lambda: 0.0) as port:  # no call comes so late that another one is allowed
        page = f"http://127.0.0.1:{port}/admin"
        found = [requests.get(f"{page}?key={n}", timeout=20).status_code for n in range(STRANGERS.burst + 1)]
    assert (set(found[:-1]), found[-1]) == ({401}, 429)


def page_of(ledger: Ledger, address: str) -> str:
    with requests.Session() as browser:
        browser.headers.update({"accept-language": "zh-CN"})
        return browser.get(f"{address}/admin?key={ledger.open_page(COUNTY)}", timeout=20).text


def rows_of(page: str) -> list[list[str]]:
    """The cells of every row of every table."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)] for row in rows
    ]


@pytest.mark.parametrize(
    ("allowed", "days", "said"), [(None, 14, "✓ 正常"), (None, 15, "⚠ 15 天未联系"), (3, 4, "⚠ 4 天未联系")]
)
def test_a_device_is_silent_by_the_countys_own_setting(
    address: str, ledger: Ledger, one: Device, clock: Clock, allowed: int | None, days: int, said: str
) -> None:
    if allowed is not None:
        head = Device(ledger, clock, Role.ADMINISTRATOR, user="head")
        key = SILENT_DEVICE_DAYS.key
        setting = head.make("county_setting", fact_id("county_setting", key), key=key, value=str(allowed))
        assert head.push(setting).outcomes[0].fate is Fate.APPLIED
    ledger.hello(one.id, made=5)
    clock.pass_by(days=days)
    page = page_of(ledger, address)
    (line,) = [row for row in rows_of(page) if row and row[0] == str(one_number(one))]
    assert line[-2:] == ["5", said]
    assert f"超过 {allowed or 14} 天未联系" in page


def test_a_replaced_device_is_not_waited_for_and_a_spare_one_is_no_news(
    address: str, ledger: Ledger, one: Device, clock: Clock
) -> None:
    head = Device(ledger, clock, Role.ADMINISTRATOR, user="head")
    head.push(head.make("user", "u1", name="li", display_name="李老师", active=True))
    ledger.revoke(head.id)
    ledger.hello(one.id)
    ledger.invite(county=COUNTY, user="u1", role=Role.CLERK, public_key=b"n" * 32, replaces=one.id)
    clock.pass_by(days=40)
    page = page_of(ledger, address)
    assert [(row[1], row[-1]) for row in rows_of(page) if len(row) == 7] == [
        ("李老师", "已由新终端接替"),
        ("head", "已停用"),
        ("李老师", "从未联系"),
    ]
    assert "⚠" not in page
    assert "trainingdesk_device_silent_seconds{" not in ledger.metrics()


def test_what_was_not_taken_names_its_device_as_the_list_does(address: str, ledger: Ledger, one: Device) -> None:
    one.push(one.make("venue", name="好"), one.make("grant", role="administrator"))
    (row,) = [row for row in rows_of(page_of(ledger, address)) if len(row) == 5]
    assert row == [str(one_number(one)), "u1", "2", "角色授予", "本机使用人的角色不能改这项内容。"]


def test_all_that_was_not_taken_is_counted_however_much_is_listed(address: str, ledger: Ledger, one: Device) -> None:
    """A laptop that was shut out hands a month of registers over."""
    ledger.revoke(one.id)
    with pytest.raises(Revoked):
        one.push(*(one.make("venue", name=f"{number} 号教室") for number in range(73)))
    page = page_of(ledger, address)
    listed = len([row for row in rows_of(page) if len(row) == 5])
    assert listed < 73
    assert re.search(r"被退回<b[^>]*>73</b>", page)
    assert f"这里只列出 {listed} 条，共 73 条。" in page


def test_seats_that_are_away_are_listed(address: str, ledger: Ledger, one: Device, two: Device, clock: Clock) -> None:
    made = one.make("training_class", "k1", number="500241-2026-001", name="电工", state="approved", capacity=9)
    one.push(made)
    ledger.take_seats(two.id, class_id="k1", seats=4, days=5)
    ledger.take_seats(one.id, class_id="k1", seats=2, days=3)
    listed = [row for row in rows_of(page_of(ledger, address)) if row and row[0] == "500241-2026-001 电工"]
    assert [row[1:2] + row[3:] for row in listed] == [["1", "2", "0", "2026-11-28"], ["2", "4", "0", "2026-11-30"]]
    ledger.return_seats(two.id, class_id="k1")
    clock.pass_by(days=6)
    assert "没有带出的名额" in page_of(ledger, address)
