"""Updates of the program for tests: a publisher, and small programs that he packed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from tarfile import TarInfo
from tarfile import open as open_tar
from typing import TYPE_CHECKING

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from trainingdesk.domain.program_update import ProgramUpdate, Version
from trainingdesk.services import program_update as service
from trainingdesk.services.program_update import this_machine
from trainingdesk.wire.update_file import write_update

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

#: What a program is, as far as anybody looks: it says its version and what it was started with.
SCRIPT = """#!/bin/sh
echo "version VERSION $*"
"""


def offered(version: str = "9.0.0") -> ProgramUpdate:
    """An update for this machine."""
    found, day = Version.read(version), date(2026, 11, 26)
    return ProgramUpdate(version=found, platform=this_machine(), published_on=day, size=0, notes="新的月报")


def program(version: str) -> list[tuple[TarInfo, bytes]]:
    """A packed program with a folder, a file in it and a link beside it."""
    script = SCRIPT.replace("VERSION", version).encode()
    return [
        member("trainingdesk", script, mode=0o755),
        member("lib/data.bin", b"x" * 50_000),
        link("lib/also", "data.bin"),
    ]


def member(name: str, content: bytes, *, mode: int = 0o644) -> tuple[TarInfo, bytes]:
    """A file of an archive."""
    made = TarInfo(name)
    made.size, made.mode = len(content), mode
    return made, content


def link(name: str, target: str) -> tuple[TarInfo, bytes]:
    """A symbolic link of an archive."""
    made = TarInfo(name)
    made.type, made.linkname = b"2", target
    return made, b""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whoever signs updates."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        """What a build carries."""
        return self.key.public_key().public_bytes_raw()

    @property
    def pem(self) -> bytes:
        """The same as the file that is put into a build."""
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def write(self, path: Path, update: ProgramUpdate, members: Sequence[tuple[TarInfo, bytes]]) -> None:
        """An update file of these members."""
        packed = BytesIO()
        with (
            zstandard.ZstdCompressor().stream_writer(packed, closefd=False) as plain,
            open_tar(fileobj=plain, mode="w|") as archive,
        ):
            for one, content in members:
                archive.addfile(one, BytesIO(content))
        packed.seek(0)
        size = sum(len(content) for _, content in members)
        with path.open("wb") as out:
            write_update(out, replace(update, size=max(1, size)), packed, signing_key=self.key.private_bytes_raw())


def publisher_of_this_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """A publisher whose key, which lies in the folder, this program carries; its user's programs are there too."""
    made, key = Publisher(), folder / "publisher.pem"
    key.write_bytes(made.pem)
    monkeypatch.setattr(service, "resource", lambda _name: key)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    return made
