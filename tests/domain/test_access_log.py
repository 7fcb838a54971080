"""A changed, removed or moved row of the log is found; what retention erased keeps the chain whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain import access_log
from trainingdesk.domain.access_log import (
    GENESIS,
    NEEDS_REASON,
    Entry,
    Link,
    Logged,
    digest_of,
    erased,
    is_erased,
    require_reason,
    verify,
)
from trainingdesk.domain.errors import Refused

contents = st.none() | st.text(max_size=20)
entries = st.lists(st.tuples(st.sampled_from(Logged), st.text(max_size=8), contents, contents), min_size=1, max_size=8)


def chain(given: list[tuple[Logged, str, str | None, str | None]]) -> list[Link]:
    links: list[Link] = []
    for number, (action, user, subject, reason) in enumerate(given):
        previous = links[-1].digest if links else GENESIS
        link = Link(f"row-{number}", "500241", action, user, "person", subject, reason, previous, digest="")
        links.append(replace(link, digest=digest_of(link)))
    return links


@given(entries)
def test_an_untouched_chain_is_sound(given: list[tuple[Logged, str, str | None, str | None]]) -> None:
    links = chain(given)
    found = verify(links, expected_head=links[-1].digest)
    assert (found.sound, found.rows, found.head, found.expected_found) == (True, len(links), links[-1].digest, True)


@given(entries, st.data())
def test_any_changed_content_is_found_where_it_is(
    given: list[tuple[Logged, str, str | None, str | None]], data: st.DataObject
) -> None:
    links = chain(given)
    place = data.draw(st.integers(0, len(links) - 1))
    name = data.draw(st.sampled_from(["action", "by_user", "subject_id", "reason", "county_code", "row_id"]))
    links[place] = replace(links[place], **{name: f"{getattr(links[place], name)}!"})
    assert verify(links).first_broken == links[place].row_id


@given(entries, st.data())
def test_a_row_that_was_taken_out_or_marked_deleted_is_found(
    given: list[tuple[Logged, str, str | None, str | None]], data: st.DataObject
) -> None:
    links = chain(given)
    place = data.draw(st.integers(0, len(links) - 1))
    marked = [replace(link, removed=n == place) for n, link in enumerate(links)]
    assert verify(marked).first_broken == links[place].row_id
    shorter = links[:place] + links[place + 1 :]
    assert not verify(shorter, expected_head=links[-1].digest).sound


def test_a_chain_written_anew_is_sound_by_itself_and_lacks_the_head_that_was_noted() -> None:
    old = chain([(Logged.SIGNED_IN, "u1", None, None), (Logged.EXPORTED, "u1", "p1", "上报")])
    new = chain([(Logged.SIGNED_IN, "u1", None, None)])
    assert verify(new).sound
    found = verify(new, expected_head=old[-1].digest)
    assert (found.sound, found.first_broken, found.expected_found) == (False, None, False)


@given(entries, st.data())
def test_erasing_contents_keeps_the_chain(
    given: list[tuple[Logged, str, str | None, str | None]], data: st.DataObject
) -> None:
    links = chain(given)
    place = data.draw(st.integers(0, len(links) - 1))
    link = links[place]
    gone = {
        name: erased(link.row_id, content)
        for name in ("by_user", "subject_id", "reason")
        if (content := getattr(link, name)) is not None
    }
    links[place] = replace(link, **gone)
    found = verify(links)
    assert (found.sound, found.erased) == (True, 1)
    assert all(is_erased(content) for content in gone.values())
    assert all(erased(link.row_id, content) == content for content in gone.values())  # erasing twice is erasing once


def test_a_chain_over_the_contents_themselves_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant of head item 5: the digest of a row covers what it says, so erasing that breaks the chain."""
    monkeypatch.setattr(access_log, "_sealed", lambda _row_id, content: content)
    with pytest.raises(AssertionError):
        test_erasing_contents_keeps_the_chain()


def test_equal_contents_of_two_rows_erase_differently() -> None:
    assert erased("a", "王秀英") != erased("b", "王秀英")


@pytest.mark.parametrize("action", sorted(NEEDS_REASON))
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_personal_data_leave_with_a_reason_only(action: Logged, reason: str | None) -> None:
    with pytest.raises(Refused) as caught:
        require_reason(Entry(action, "u1", "person", "p1", reason))
    assert caught.value.key == "access.reason_missing"


@pytest.mark.parametrize("action", sorted(set(Logged) - NEEDS_REASON))
def test_everything_else_needs_none(action: Logged) -> None:
    require_reason(Entry(action, "u1"))
