"""Desks over a real socket: joined by a code, what is refused comes back as what the ledger raised."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.conftest import serving
from tests.sync.conftest import COUNTY, Desk, join
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.sync import trust
from trainingdesk.sync.client import Client, checked_address, enroll, invited
from trainingdesk.wire.joining import Joining
from trainingdesk.wire.operation import Batch, Forked, Gap, Operation, OutOfScope, Revoked, Slices, Unreadable, freeze

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.conftest import Clock
    from trainingdesk.server.ledger import Ledger


@pytest.fixture
def client(ledger: Ledger, address: str) -> Iterator[Client]:
    code = ledger.code(county=COUNTY, user="u1", role=Role.ADMINISTRATOR)
    enrolled = enroll(address, code=code.lower())
    assert enrolled.county == COUNTY
    made = Client(address, enrolled.device, enrolled.private_key)
    yield made
    made.close()


def batch(first: int, name: str) -> bytes:
    made = Operation(table="venue", row_id=name, group=None, values={"name": name}, hlc=1, base=0, user="u1")
    return freeze(Batch(number=1, first=first, operations=[made]))


def test_two_desks_exchange_over_the_network(
    address: str, client: Client, new_desk: Callable[..., Desk], two: Desk
) -> None:
    one = new_desk("u1")
    join(one.database, one.author(), device=client.device, key=client.private_key, address=address)
    one.centre = client
    venue = one.make("venue", name="一号教室", status="active")
    assert one.exchange().sent == 1
    two.exchange()
    two.change("venue", venue, name="二号教室")
    two.exchange()
    assert one.exchange().received == {("venue", venue)}
    assert (one.value("venue", venue, "name"), one.engine.check()) == ("二号教室", 0)
    asked = Slices(bucket="c", wanted=list(range(256)), tables=["venue"])
    assert [row.values["name"] for row in client.slices(asked).rows] == ["二号教室"]


def test_every_refusal_comes_back_as_what_it_was(client: Client, ledger: Ledger) -> None:
    client.push(batch(1, "甲"))
    with pytest.raises(Gap) as gap:
        client.push(batch(9, "乙"))
    assert gap.value.last_op == 1
    with pytest.raises(Forked):
        client.push(batch(1, "乙"))
    with pytest.raises(Unreadable):
        client.push(b"x")
    with pytest.raises(OutOfScope):
        client.pull(bucket="k:other", after=0, own=True)
    ledger.revoke(client.device)
    with pytest.raises(Revoked):
        client.hello()


def test_a_token_that_ran_out_is_replaced(client: Client, clock: Clock) -> None:
    client.hello()
    clock.now += timedelta(hours=2)
    assert client.hello().last_op == 0


def test_a_copied_desk_goes_on_over_the_network(client: Client) -> None:
    before = client.device
    assert client.renew() == client.device != before
    assert client.hello().last_op == 0


def test_a_code_that_does_not_hold_is_refused(address: str, client: Client) -> None:
    with pytest.raises(Refused) as refused:
        enroll(address, code="ABCDEFGHJK")
    assert refused.value.key == "sync.code_unknown"


def test_no_line_is_no_fault_of_anybody(client: Client) -> None:
    client.address = "http://127.0.0.1:9"
    with pytest.raises(Unavailable) as failed:
        client.hello()
    assert failed.value.key == "sync.unreachable"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://centre.example:8443/", "https://centre.example:8443"),
        (" http://127.0.0.1:8443 ", "http://127.0.0.1:8443"),
        ("http://[::1]:8443", "http://[::1]:8443"),
        ("http://centre.example", None),
        ("http://10.0.0.1:80", None),
        ("ftp://127.0.0.1", None),
        ("centre", None),
        ("", None),
    ],
)
def test_only_a_private_line_is_taken(address: str, wanted: str | None) -> None:
    if wanted is None:
        with pytest.raises(Refused):
            checked_address(address)
    else:
        assert checked_address(address) == wanted


def test_a_code_is_for_one_county(address: str, ledger: Ledger) -> None:
    code = ledger.code(county=COUNTY, user="u1", role=Role.CLERK)
    with pytest.raises(Refused) as refused:
        enroll(address, code=code, county="530181")
    assert refused.value.key == "sync.code_other_county"
    assert invited(Joining(address, code, COUNTY)).role == "clerk"
    assert enroll(address, code=code, county=COUNTY).county == COUNTY
    with pytest.raises(Refused) as refused:
        invited(Joining(address, code))
    assert refused.value.key == "sync.code_used"


def test_a_centre_whose_certificate_nobody_vouches_for_is_told_nothing(ledger: Ledger, tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    with serving(ledger, ssl_certfile=certificate, ssl_keyfile=key) as port:
        asked = Joining(f"https://127.0.0.1:{port}", "ABCDEFGHJK")
        with pytest.raises(Unavailable) as failed:
            invited(asked)
        assert failed.value.key == "sync.not_trusted"


def test_a_centre_whom_this_computer_vouches_for_is_asked(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", certificate)  # the store of the system, as OpenSSL looks for it
    trust.authorities.cache_clear()
    with serving(ledger, ssl_certfile=certificate, ssl_keyfile=key) as port:
        here = f"https://127.0.0.1:{port}"
        code = ledger.code(county=COUNTY, user="u1", role=Role.CLERK)
        enrolled = enroll(here, code=code)
        with closing(Client(here, enrolled.device, enrolled.private_key)) as centre:
            assert centre.hello().last_op == 0
    trust.authorities.cache_clear()


def test_a_line_without_tls_where_it_should_be_is_no_centre(ledger: Ledger) -> None:
    with serving(ledger) as port, pytest.raises(Unavailable) as failed:
        invited(Joining(f"https://127.0.0.1:{port}", "ABCDEFGHJK"))
    assert failed.value.key == "sync.not_a_centre"


def self_signed(folder: Path) -> tuple[str, str]:
    """The files of a certificate and its key that this machine made for itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "centre")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    alone = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    certificate, secret = folder / "centre.pem", folder / "centre.key"
    certificate.write_bytes(alone.sign(key, SHA256()).public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(certificate), str(secret)
