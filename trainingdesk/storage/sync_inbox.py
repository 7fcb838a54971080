"""Pages that came, kept until they are applied; the cursor moves with the rows it covers (SYNC 2.5 R8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import zstandard
from sqlalchemy import text

from trainingdesk.storage.sync_link import link
from trainingdesk.wire.operation import Page

if TYPE_CHECKING:
    from sqlmodel import Session


def asks(session: Session, bucket: str) -> int:
    """After which number the next page of a bucket must begin: behind what is staged, else behind the cursor."""
    connection, which = session.connection(), {"bucket": bucket}
    newest = "SELECT body FROM sync_inbox WHERE bucket = :bucket ORDER BY asked DESC LIMIT 1"
    body = connection.execute(text(newest), which).scalar()
    return cursor(session, bucket) if body is None else _page(body).next


def cursor(session: Session, bucket: str) -> int:
    """How far a bucket was applied; 0 where nothing of it came yet."""
    asked = text("SELECT cursor FROM sync_bucket WHERE bucket = :bucket")
    return int(session.connection().execute(asked, {"bucket": bucket}).scalar() or 0)


def is_whole(session: Session, bucket: str) -> bool:
    """Whether a bucket was ever here to its end: before that its rows come without the history of their making."""
    asked = text("SELECT whole FROM sync_bucket WHERE bucket = :bucket")
    return bool(session.connection().execute(asked, {"bucket": bucket}).scalar())


def buckets(session: Session) -> frozenset[str]:
    """The buckets that this desk holds."""
    return frozenset(session.connection().execute(text("SELECT bucket FROM sync_bucket")).scalars())


def follows(session: Session, page: Page) -> bool:
    """Whether a page continues what is here; one that came late or twice does not (R8).

    Nor does one that was read before the centre had the last batch of this desk: it shows what that batch replaced (R1).
    """
    joined = link(session)
    early = joined is not None and page.heard is not None and page.heard < joined.last_op
    return not early and page.asked == asks(session, page.bucket)


def stage(session: Session, page: Page) -> bool:
    """Keep a page until it can be applied, where it follows; answers whether it does."""
    if not follows(session, page):
        return False
    if page.next > page.asked:
        session.connection().execute(
            text("INSERT INTO sync_inbox (bucket, asked, body) VALUES (:bucket, :asked, :body)"),
            {"bucket": page.bucket, "asked": page.asked, "body": zstandard.compress(msgspec.json.encode(page), 3)},
        )
    return True


def staged(session: Session) -> tuple[Page, ...]:
    """The pages that wait, in their order."""
    bodies = session.connection().execute(text("SELECT body FROM sync_inbox ORDER BY bucket, asked")).scalars()
    return tuple(_page(body) for body in bodies)


def advance(session: Session, pages: tuple[Page, ...]) -> None:
    """These pages are in the tables now; within the transaction that wrote their rows."""
    connection = session.connection()
    for page in pages:
        connection.execute(
            text(
                "INSERT INTO sync_bucket (bucket, cursor, whole) VALUES (:bucket, :next, :whole) "
                "ON CONFLICT (bucket) DO UPDATE SET cursor = :next, whole = max(whole, :whole)"
            ),
            {"bucket": page.bucket, "next": page.next, "whole": not page.more},
        )
        connection.execute(
            text("DELETE FROM sync_inbox WHERE bucket = :bucket AND asked = :asked"),
            {"bucket": page.bucket, "asked": page.asked},
        )


def forget_staged(session: Session) -> None:
    """Pages that wait were read before what the centre knows now; they are asked for again."""
    session.connection().execute(text("DELETE FROM sync_inbox"))


def leave(session: Session, bucket: str) -> None:
    """Forget a bucket that is not granted any more."""
    for table in ("sync_bucket", "sync_inbox", "sync_place", "sync_snapshot"):
        session.connection().execute(text(f"DELETE FROM {table} WHERE bucket = :bucket"), {"bucket": bucket})


def _page(body: bytes) -> Page:
    return msgspec.json.decode(zstandard.decompress(body), type=Page)
