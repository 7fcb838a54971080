"""Scans and photos (附件): attached with a size limit, kept encrypted, opened again; an identity only with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain import attachment as rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.verdict import Decision
from trainingdesk.i18n.os_problem import os_problem
from trainingdesk.services import audit
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.exchange.saving import saving
from trainingdesk.services.setting import value_of
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.declared import ATTACHMENT_MEGABYTES
from trainingdesk.storage import attachment as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.storage.attachment import AttachmentRow

#: What may have attachments, who may add to it, and what a screen hears of it.
_OWNERS = {
    "person": (Action.EDIT_PERSON, Topic.PEOPLE),
    "person_category": (Action.EDIT_PERSON, Topic.PEOPLE),
    "consent": (Action.EDIT_PERSON, Topic.PEOPLE),
    "training_class": (Action.EDIT_CLASS, Topic.CLASSES),
    "class_document": (Action.EDIT_CLASS, Topic.CLASSES),
    "register": (Action.TAKE_REGISTER, Topic.ATTENDANCE),
    "certificate": (Action.ISSUE_CERTIFICATE, Topic.CERTIFICATES),
    "claim": (Action.PREPARE_CLAIM, Topic.CLAIMS),
    "inspection": (Action.RECORD_INSPECTION, Topic.INSPECTIONS),
    "institution": (Action.EDIT_CATALOGUE, Topic.CATALOGUE),
    "instructor": (Action.EDIT_CATALOGUE, Topic.CATALOGUE),
    "venue": (Action.EDIT_CATALOGUE, Topic.CATALOGUE),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """An attachment with its content; for showing, never for writing to a disk unasked."""

    about: AttachmentRow
    content: bytes


def attach(work: Work, owner: tuple[str, str], content: bytes, *, kind: str, name: str) -> Changes:
    """Attach a scan or photo to the row ``owner`` (table and id); it is encrypted, written and read back first.

    Raises Refused ``attachment.…`` for an empty, too large or unknown kind of file and for a row that is not there,
    Unavailable where the disk does not keep it.
    """
    table, row_id = owner
    action, topic = _owner(table)
    with work.reading(action) as session:
        megabytes, keys = value_of(session, ATTACHMENT_MEGABYTES), stored.keys(session, work.data_key)
    _require(rule.may_attach(content, megabytes=megabytes))
    digest = stored.store(work.folder.attachments, content, keys)
    with work.writing(action) as session:
        if rows.find(session, table, row_id) is None:
            raise Refused("attachment.no_owner")
        values = {
            "owner_table": table,
            "owner_id": row_id,
            "kind": kind,
            "sha256": digest,
            "name": name,
            "size": len(content),
            "media_type": str(rule.media_type_of(content)),
        }
        added = rows.add(session, "attachment", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, topic, rows=(added,))


def require_scan(work: Work, content: bytes) -> None:
    """Raise Refused ``attachment.…`` for what ``attach`` would not take, before anything else is written."""
    _require(rule.may_attach(content, megabytes=_most(work)))


def read_scan(work: Work, path: Path) -> bytes:
    """The content of a file that somebody chose; one that is too large is not even read.

    Raises Refused ``attachment.too_large``, Unavailable where the file cannot be read.
    """
    try:
        _require(rule.is_bearable(path.stat().st_size, megabytes=_most(work)))
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("workbook.cannot_be_read", name=path.name, problem=os_problem(error)) from None


def list_attachments(work: Work, owner_id: str) -> tuple[AttachmentRow, ...]:
    """What is attached to a row, without content."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.attachments_of(session, owner_id)


def find_attachment(work: Work, attachment_id: str) -> AttachmentRow:
    """One attachment, without content; raises Refused ``attachment.not_found``."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return _find(session, attachment_id)


def is_here(work: Work, about: AttachmentRow) -> bool:
    """Whether the file lies on this computer: an exchange brings rows, and files only when they are asked for."""
    return stored.is_here(work.folder.attachments, about.sha256)


def open_attachment(work: Work, attachment_id: str, *, reason: str | None = None) -> Opened:
    """The content of one attachment; one that shows an identity needs the right to reveal it and a reason, which is logged.

    Raises Refused ``attachment.not_found`` or ``access.reason_missing``, Unavailable where the file is missing or damaged.
    """
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        about, keys = _find(session, attachment_id), stored.keys(session, work.data_key)
    if rule.shows_identity(about.owner_table, about.kind):
        with work.writing(Action.REVEAL_IDENTITY) as session:
            subject = (about.owner_table, about.owner_id)
            audit.log(work, session, Logged.IDENTITY_REVEALED, subject=subject, reason=reason)
    return Opened(about, stored.load(work.folder.attachments, about.sha256, keys))


def save_attachment(work: Work, attachment_id: str, path: Path, *, reason: str | None = None) -> Changes:
    """Write the content of one to a file that somebody named, whole or not at all; raises as ``open_attachment`` does."""
    content = open_attachment(work, attachment_id, reason=reason).content
    with saving(path) as part:
        part.write_bytes(content)
    return Changes(frozenset(), (), None)


def remove_attachment(work: Work, attachment_id: str) -> Changes:
    """Take an attachment off its row; the file stays for undo and for the backups that list it."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        action, topic = _owner(_find(session, attachment_id).owner_table)
    with work.writing(action) as session:
        rows.remove(session, "attachment", attachment_id)
        return changed(session, topic, rows=(attachment_id,))


def _owner(table: str) -> tuple[Action, Topic]:
    if table not in _OWNERS:
        raise Refused("attachment.no_owner")
    return _OWNERS[table]


def _find(session: Session, attachment_id: str) -> AttachmentRow:
    found = stored.attachment(session, attachment_id)
    if found is None:
        raise Refused("attachment.not_found")
    return found


def _most(work: Work) -> int:
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return value_of(session, ATTACHMENT_MEGABYTES)


def _require(verdict: Verdict) -> None:
    if verdict.decision is not Decision.YES and verdict.reason is not None:
        raise Refused(verdict.reason, **verdict.values)
