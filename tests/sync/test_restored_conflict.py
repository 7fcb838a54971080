"""What was decided between two desks before the centre was put back to a backup, and what they wrote over it since."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.sync.conftest import Direct
from trainingdesk.domain.errors import Unavailable
from trainingdesk.server.backup import write_backup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.conftest import Desk
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.wire.operation import Page


def test_who_saw_what_was_forgotten_has_not_seen_what_came_since(
    one: Desk, two: Desk, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    room = one.make("venue", name="一号教室", status="active")
    for desk in (one, two):
        desk.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    two.change("venue", room, address="东街")
    two.exchange()
    one.change("venue", room, name="甲")  # while the other desk is away
    restored()
    one.exchange()
    two.change("venue", room, name="乙")  # it knows a version that the centre has given anew
    for desk in (two, one, two):
        desk.exchange()
    shown = one.ask("SELECT kept, lost FROM conflict WHERE about_group = 'name'")
    assert shown == two.ask("SELECT kept, lost FROM conflict WHERE about_group = 'name'")
    assert {one.value("venue", room, "name"), *shown[0]} >= {"乙", '{"name":"甲"}', '{"name":"乙"}'}


def test_what_lost_before_is_not_written_over_unseen_by_who_had_written_it(
    one: Desk,
    two: Desk,
    ledger: Ledger,
    restored: Callable[[], Ledger],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Found by seed 5702650: what follows from the winner does not follow from what lost to it on the same desk."""
    room = one.make("venue", name="一号教室", status="active")
    for desk in (one, two):
        desk.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    one.change("venue", room, name="甲")
    two.change("venue", room, name="乙")  # later, so it stands
    two.exchange()
    with monkeypatch.context() as patch:
        patch.setattr(Direct, "pull", _breaks_after_a_row())
        with pytest.raises(Unavailable):
            one.exchange()
    assert (one.value("venue", room, "name"), _conflicts(one)) == ("乙", [])
    restored()
    one.change("venue", room, name="丙")
    for desk in (one, two, one):
        desk.exchange()
    told = {one.value("venue", room, "name"), *(text for pair in _conflicts(one) for text in pair)}
    assert told >= {"丙", '{"name":"甲"}', '{"name":"乙"}'}
    assert (two.value("venue", room, "name"), _conflicts(two)) == ("丙", _conflicts(one))


def test_what_follows_from_ones_own_is_no_conflict_in_a_restored_centre(
    one: Desk, two: Desk, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    room = one.make("venue", name="一号教室", status="active")
    for desk in (one, two):
        desk.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    one.change("venue", room, name="甲")
    one.exchange()
    two.exchange()
    two.change("venue", room, address="东街")
    for desk in (two, one):
        desk.exchange()
    one.change("venue", room, name="乙")
    restored()
    for desk in (one, two, one):
        desk.exchange()
    assert (two.value("venue", room, "name"), _conflicts(one)) == ("乙", [])


def _conflicts(desk: Desk) -> list[tuple[str, ...]]:
    return desk.ask("SELECT kept, lost FROM conflict WHERE about_group = 'name' ORDER BY id")


def _breaks_after_a_row() -> Callable[..., Page]:
    """A line that brings one row and no second one."""
    pages = count()

    def once(centre: Direct, **asked: Any) -> Page:
        if next(pages):
            raise Unavailable("sync.unreachable")
        return centre.ledger.pull(centre.device, limit=1, **asked)

    return once
