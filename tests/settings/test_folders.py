"""Where a desk lives, and what each of its files may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainingdesk.settings.folders import DeskFolder, FileKind, default_desk_folder, desk_folder_of_this_user

HOME = Path("/home/clerk")


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, HOME / ".local/share/trainingdesk"),
        ("linux", {"XDG_DATA_HOME": "/data/clerk"}, Path("/data/clerk/trainingdesk")),
        ("linux", {"XDG_DATA_HOME": "relative"}, HOME / ".local/share/trainingdesk"),
        ("linux", {"XDG_DATA_HOME": ""}, HOME / ".local/share/trainingdesk"),
        ("win32", {"LOCALAPPDATA": "/c/Users/clerk/AppData/Local"}, Path("/c/Users/clerk/AppData/Local/TrainingDesk")),
        ("win32", {}, HOME / "AppData/Local/TrainingDesk"),
        ("darwin", {"XDG_DATA_HOME": "/data"}, HOME / "Library/Application Support/trainingdesk"),
    ],
)
def test_each_system_has_its_own_place(platform: str, environment: dict[str, str], folder: Path) -> None:
    assert default_desk_folder(environment=environment, platform=platform, home=HOME) == folder


def test_this_machine_has_one() -> None:
    assert desk_folder_of_this_user().is_absolute()


def test_naming_a_path_makes_nothing(tmp_path: Path) -> None:
    folder = DeskFolder(tmp_path / "desk")
    for path in (folder.database, folder.vault, folder.backups, folder.reports, folder.rejects, folder.lock):
        assert path.is_relative_to(folder.root)
    assert not folder.root.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("trainingdesk.db", FileKind.ENCRYPTED),
        ("trainingdesk.db.part", FileKind.ENCRYPTED),
        ("trainingdesk.db-wal", FileKind.ENCRYPTED),
        ("trainingdesk.db-shm", FileKind.EMPTY),
        ("trainingdesk.upgrading", FileKind.ENCRYPTED),
        ("trainingdesk.before-0002.db", FileKind.ENCRYPTED),
        ("trainingdesk.db.part-wal", FileKind.ENCRYPTED),
        ("trainingdesk.db.part-shm", FileKind.EMPTY),
        ("backups/20261020-093000-by-hand/manifest.json", FileKind.LISTING),
        ("backups/20261020-093000-by-hand.part/manifest.json.part", FileKind.LISTING),
        ("manifest.json", FileKind.UNKNOWN),
        ("vault.json", FileKind.KEY_SLOTS),
        ("vault.json.part", FileKind.KEY_SLOTS),
        ("desk.lock", FileKind.EMPTY),
        ("backups/2026-10-12/trainingdesk.db", FileKind.ENCRYPTED),
        ("backups/trainingdesk-20261012T080000Z.db", FileKind.ENCRYPTED),
        ("backups/vault-20261012T080000Z.json", FileKind.KEY_SLOTS),
        ("attachments/ab/abcdef", FileKind.ENCRYPTED),
        ("reports/2026-10.xlsx", FileKind.HANDED_OUT),
        ("rejects/roster.xlsx", FileKind.HANDED_OUT),
        ("reports", FileKind.UNKNOWN),
        ("notes.txt", FileKind.UNKNOWN),
        ("backups/notes.txt", FileKind.UNKNOWN),
        ("elsewhere/trainingdesk.db", FileKind.UNKNOWN),
        ("../trainingdesk.db", FileKind.UNKNOWN),
    ],
)
def test_every_file_of_a_desk_has_a_kind_and_others_have_none(name: str, kind: FileKind) -> None:
    folder = DeskFolder(HOME / "desk")
    assert folder.kind_of(Path(*(folder.root / name).parts)) is kind
