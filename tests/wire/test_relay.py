"""Addresses and codes as people type them, and which bundle a later one makes needless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.wire.bundle import Kind, Manifest
from trainingdesk.wire.code import letters_of
from trainingdesk.wire.relay import PORT, Tie, address_of, new_code, read_relay, relay_text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("192.168.1.5", ("192.168.1.5", PORT)),
        (" 192.168.1.5:9000 ", ("192.168.1.5", 9000)),
        ("http://10.0.0.7:8790/", ("10.0.0.7", 8790)),
        ("169.254.3.4", ("169.254.3.4", PORT)),
        ("8.8.8.8", None),
        ("0.0.0.0", None),  # noqa: S104 -- it is refused
        ("224.0.0.251", None),
        ("[::1]:8790", None),
        ("[", None),
        ("hall", None),
        ("", None),
    ],
)
def test_an_address_is_of_one_place_in_the_local_network(typed: str, found: tuple[str, int] | None) -> None:
    assert address_of(typed) == found


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_not(text: str) -> None:
    found = read_relay(text)
    assert found is None or (address_of(found[0]) and len(letters_of(found[1])) == 8)


def test_what_a_screen_shows_is_read_back() -> None:
    code = new_code()
    assert read_relay(relay_text("192.168.1.5:8790", code)) == ("192.168.1.5:8790", code)
    assert code[4] == "-"
    assert letters_of(code.lower().replace("-", " ")) == code.replace("-", "")


@given(name=st.text(max_size=50), at=st.integers(0, 200))
def test_a_name_is_read_by_the_other_side_alone(name: str, at: int) -> None:
    tie = Tie.of(bytes(32), "a.b")
    sealed = tie.seal(name)
    assert tie.unseal(sealed) == name
    at %= len(sealed)
    for tried, body in (
        (Tie.of(bytes(32), "a.c"), sealed),
        (tie, sealed[:at]),
        (tie, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]),
    ):
        with pytest.raises(ValueError):  # noqa: PT011 -- whatever it says, it is no name
            tried.unseal(body)


def said(*holds: str, at: int, device: str = "d", signer: bytes = b"s", kind: Kind = Kind.CHANGES) -> Manifest:
    return Manifest(
        format=1,
        kind=kind,
        bundle="b",
        county="500241",
        device=device,
        recipient="r",
        signer=signer,
        first=1 if holds else 0,
        last=len(holds),
        created_ms=at,
        sha256="",
        holds=[*holds],
    )


_HOLDS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=4)


@given(earlier=_HOLDS, later=_HOLDS, before=st.integers(0, 3), after=st.integers(0, 3))
def test_only_what_brings_all_of_it_again_makes_a_bundle_needless(
    earlier: list[str], later: list[str], before: int, after: int
) -> None:
    covers = said(*later, at=after).covers(said(*earlier, at=before))
    assert covers == (before < after and set(earlier) <= set(later))


def test_nobody_makes_the_bundle_of_another_needless() -> None:
    mine = said("a", at=1)
    assert said("a", "b", at=2).covers(mine)
    assert not said("a", "b", at=2, signer=b"t").covers(mine)
    assert not said("a", "b", at=2, device="e").covers(mine)
    assert not said("a", "b", at=2, kind=Kind.REPLY).covers(mine)
    many = Manifest(**{name: getattr(mine, name) for name in Manifest.__struct_fields__ if name != "holds"})
    assert not said("a", "b", at=2).covers(many)  # it does not name its batches
