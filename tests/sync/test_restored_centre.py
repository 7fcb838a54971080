"""A centre that died and was restored from its backup: desks notice, and send again what it forgot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.wire.clock import milliseconds

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.conftest import Desk


def test_nothing_that_was_acknowledged_is_missing_afterwards(
    one: Desk, two: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    room = one.make("venue", name="一号教室", institution_id=None)
    one.exchange()
    two.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    forgotten = two.make("venue", name="二号教室", institution_id=None)
    two.change("venue", room, name="一号教室（新）")
    two.exchange()
    one.exchange()
    later = one.make("venue", name="三号教室", institution_id=None)
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(tmp_path / "centre.backup", other, now_ms=milliseconds(ledger.clock()))
    for desk in (one, two):
        desk.centre.ledger = Ledger(other, desk.clock)
    for desk in (one, two, one, two):
        desk.exchange()
    for desk in (one, two):
        assert [desk.value("venue", row, "name") for row in (room, forgotten, later)] == [
            "一号教室（新）",
            "二号教室",
            "三号教室",
        ]
        assert desk.ask("SELECT count(*) FROM sync_change WHERE acked = 0") == [(0,)]
        assert desk.engine.check() == 0
    other.dispose()


def test_who_saw_what_was_forgotten_has_not_seen_what_came_since(
    one: Desk, two: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    room = one.make("venue", name="一号教室", status="active")
    for desk in (one, two):
        desk.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    two.change("venue", room, address="东街")
    two.exchange()
    one.change("venue", room, name="甲")  # while the other desk is away
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(tmp_path / "centre.backup", other, now_ms=milliseconds(ledger.clock()))
    for desk in (one, two):
        desk.centre.ledger = Ledger(other, desk.clock)
    one.exchange()
    two.change("venue", room, name="乙")  # it knows a version that the centre has given anew
    for desk in (two, one, two):
        desk.exchange()
    shown = one.ask("SELECT kept, lost FROM conflict WHERE about_group = 'name'")
    assert shown == two.ask("SELECT kept, lost FROM conflict WHERE about_group = 'name'")
    assert {one.value("venue", room, "name"), *shown[0]} >= {"乙", '{"name":"甲"}', '{"name":"乙"}'}
    other.dispose()
