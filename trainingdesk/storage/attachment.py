"""Scans and photos (附件): each an encrypted file under ``attachments/``, named by the hash of what is in it, and its row.

A file is ``TDAT``, a version, the name of its data key, a nonce and AES-256-GCM of the content under a key made from the
data key; its own name is authenticated too, so that files cannot be exchanged. The same content is kept once.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select

from trainingdesk.domain.attachment import PHOTO
from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import rows
from trainingdesk.storage.disk import on_disk, write_whole
from trainingdesk.storage.key_slot import KEY, DataKey
from trainingdesk.storage.person_merge import all_ids, files_of
from trainingdesk.storage.rows import columns, live, table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from sqlmodel import Session

#: The desk's setting that keeps data keys of before, for the files that were written under them.
RETIRED_KEYS = "attachment.retired-keys"

_MAGIC = b"TDAT\x01"
_KEY_ID, _NONCE = 16, 12
_HEADER = len(_MAGIC) + _KEY_ID + _NONCE


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One attachment of a row of another table; ``sha256`` is the hash of its content."""

    id: str
    owner_table: str
    owner_id: str
    kind: str
    sha256: str
    name: str
    size: int
    media_type: str


def attachments_of(session: Session, owner_id: str) -> tuple[AttachmentRow, ...]:
    """The living attachments of a row, of a person those of every file merged into theirs, in the order they were added."""
    query = (
        select(*columns(AttachmentRow, "attachment"))
        .where(table("attachment").c.owner_id.in_(all_ids(session, owner_id)), live("attachment"))
        .order_by(table("attachment").c.id)
    )
    return rows.fetch(session, AttachmentRow, query)


@dataclass(frozen=True, slots=True)
class Photos:
    """Attachments by person: the newest photo whose file is here, or, of whom there is none, the newest ``elsewhere``."""

    here: Mapping[str, str]
    elsewhere: Mapping[str, str]


def photos(session: Session, person_ids: Collection[str], *, folder: Path) -> Photos:
    """The photos of these people, of files merged into theirs too.

    An exchange brings the row of a photo that was taken on another laptop, not its file.
    """
    target, whose = table("attachment"), files_of(session, person_ids)
    query = (
        select(target.c.owner_id, target.c.id, target.c.sha256)
        .where(live("attachment"), target.c.owner_table == "person", target.c.kind == PHOTO)
        .where(target.c.owner_id.in_(sorted(whose)))
        .order_by(target.c.id)
    )
    found = [(whose[row.owner_id], row.id, is_here(folder, row.sha256)) for row in session.connection().execute(query)]
    present = {person: photo for person, photo, is_present in found if is_present}
    return Photos(present, {person: photo for person, photo, _is_present in found if person not in present})


def attachment(session: Session, row_id: str) -> AttachmentRow | None:
    """One living attachment."""
    query = select(*columns(AttachmentRow, "attachment")).where(table("attachment").c.id == row_id, live("attachment"))
    return rows.fetch_one(session, AttachmentRow, query)


def keys(session: Session, present: DataKey) -> tuple[DataKey, ...]:
    """The data keys that files may have been written with, the present one first."""
    setting = table("setting")
    query = select(setting.c.value).where(setting.c.key == RETIRED_KEYS)
    kept = session.connection().execute(query).scalar_one_or_none()
    return (present, *(DataKey(bytes.fromhex(one)) for one in json.loads(kept or "[]")))


def store(folder: Path, content: bytes, known: Sequence[DataKey]) -> str:
    """Encrypt under the first key, write and read back; answers the hash of the content.

    Content that is there already under one of the keys is not written again: backups may count on that file. Raises
    Unavailable where the disk is full or gives back something else.
    """
    digest = hashlib.sha256(content).hexdigest()
    with on_disk():
        folder.mkdir(parents=True, exist_ok=True)
    if _holds(folder, digest, known):
        return digest
    write_whole(folder / digest, _encrypt(content, digest, known[0]))
    if not _holds(folder, digest, known):
        raise Unavailable("attachment.not_kept")
    return digest


def is_here(folder: Path, digest: str) -> bool:
    """Whether the file of this content lies on this computer, whole or not."""
    return (folder / digest).exists()


def here(folder: Path) -> frozenset[str]:
    """The names of all that lies there: digests, and those of parts that are digests of nothing."""
    if not folder.is_dir():
        return frozenset()
    with on_disk():
        return frozenset(path.name for path in folder.iterdir())


def load(folder: Path, digest: str, known: Sequence[DataKey]) -> bytes:
    """The content; raises Unavailable ``attachment.missing`` or ``attachment.damaged``."""
    path = folder / digest
    if not path.exists():
        raise Unavailable("attachment.missing")
    with on_disk():
        whole = path.read_bytes()
    key = _key_of(whole, known)
    if key is None:
        raise Unavailable("attachment.damaged")
    try:
        content = AESGCM(_file_key(key)).decrypt(whole[_HEADER - _NONCE : _HEADER], whole[_HEADER:], digest.encode())
    except InvalidTag:
        raise Unavailable("attachment.damaged") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise Unavailable("attachment.damaged")
    return content


def _holds(folder: Path, digest: str, known: Sequence[DataKey]) -> bool:
    try:
        load(folder, digest, known)
    except Unavailable:
        return False
    return True


def _encrypt(content: bytes, digest: str, key: DataKey) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    closed = AESGCM(_file_key(key)).encrypt(nonce, content, digest.encode())
    return _MAGIC + bytes.fromhex(key.id) + nonce + closed


def _file_key(key: DataKey) -> bytes:
    return HKDF(SHA256(), KEY, salt=None, info=b"trainingdesk attachment").derive(key.value)


def _key_of(whole: bytes, known: Sequence[DataKey]) -> DataKey | None:
    if len(whole) < _HEADER or not whole.startswith(_MAGIC):
        return None
    name = whole[len(_MAGIC) : len(_MAGIC) + _KEY_ID].hex()
    return next((key for key in known if key.id == name), None)
