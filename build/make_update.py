"""Make an update of a one-folder build, signed with the publisher's key: ``make_update.py BUILD KEY OUT [--notes TEXT]``.

``make_update.py --new-key KEY`` makes a key first: KEY stays with the publisher, ``publisher.pem`` beside it goes into every
build (``TRAININGDESK_PUBLISHER=publisher.pem build/package``).
"""

from __future__ import annotations

import argparse
import os
import sys
import tarfile
import tempfile
from datetime import date
from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from trainingdesk.domain.program_update import ProgramUpdate, Version
from trainingdesk.services.program_update import this_machine
from trainingdesk.wire.update_file import SUFFIX, write_update


def main() -> None:
    """Make what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--new-key", type=Path)
    parser.add_argument("build", type=Path, nargs="?", help="the folder with the program, dist/trainingdesk")
    parser.add_argument("key", type=Path, nargs="?", help="the publisher's private key")
    parser.add_argument("out", type=Path, nargs="?", help="the folder for the file")
    parser.add_argument("--notes", default="", help="what is new, for whoever is asked")
    asked = parser.parse_args()
    if asked.new_key:
        new_key(asked.new_key)
    elif asked.build and asked.key and asked.out:
        print(make(asked.build, asked.key, asked.out, notes=asked.notes))
    else:
        parser.error("name a build, a key and a folder, or --new-key")


def new_key(path: Path) -> None:
    """A private key that only its owner reads, and the public one beside it; no file is written over."""
    key = Ed25519PrivateKey.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path.with_name("publisher.pem").write_bytes(public)


def make(build: Path, key: Path, out: Path, *, notes: str = "") -> Path:
    """The update file of a build, made on a machine of its own kind; its version is that of the build."""
    version = version_of(build)
    size = sum(one.stat().st_size for one in build.rglob("*") if one.is_file() and not one.is_symlink())
    update = ProgramUpdate(
        version=version,
        platform=this_machine(),
        published_on=date.today(),  # noqa: DTZ011 -- the publisher's day
        size=size,
        notes=notes,
    )
    private = load_pem_private_key(key.read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        sys.exit(f"{key} is no Ed25519 key")
    target = out / f"trainingdesk-{version}-{update.platform}{SUFFIX}"
    with tempfile.TemporaryFile() as packed, target.open("wb") as file:
        pack(build, packed)
        packed.seek(0)
        write_update(file, update, packed, signing_key=private.private_bytes_raw())
    return target


def version_of(build: Path) -> Version:
    """What the metadata in a build say."""
    (metadata,) = build.rglob("trainingdesk-*.dist-info/METADATA")
    (line,) = (one for one in metadata.read_text(encoding="utf-8").splitlines() if one.startswith("Version: "))
    return Version.read(line.removeprefix("Version: "))


def pack(build: Path, packed: object) -> None:
    """The folder as tar under zstd, its files in the same order each time."""
    with (
        zstandard.ZstdCompressor(level=17, threads=-1).stream_writer(packed, closefd=False) as plain,
        tarfile.open(fileobj=plain, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        for one in sorted(build.rglob("*")):
            archive.add(one, one.relative_to(build).as_posix(), recursive=False)


if __name__ == "__main__":
    main()
