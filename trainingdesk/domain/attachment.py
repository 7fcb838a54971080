"""What may be attached: scans and photos of known kinds, told by their content and never by their name."""

from __future__ import annotations

from enum import StrEnum

from trainingdesk.domain.verdict import Decision, Verdict

_MEGABYTE = 1024 * 1024


class MediaType(StrEnum):
    """Kinds of files that scanners and telephones make."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    HEIC = "image/heic"


#: Tables whose attachments show who somebody is; opening one is a reveal and needs a reason.
SHOWS_IDENTITY = frozenset({"person", "person_category", "consent"})
#: Of those, what every register may show (UI.md, "a photo if there is one").
PHOTO = "photo"

_BEGINNINGS = (
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"%PDF-", MediaType.PDF),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
)


def media_type_of(content: bytes) -> MediaType | None:
    """The kind of a file by its first bytes (magic numbers); None for every other kind."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediaType.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"msf1"}:
        return MediaType.HEIC
    return None


def may_attach(content: bytes, *, megabytes: int) -> Verdict:
    """Whether this is a scan or photo of bearable size; ``megabytes`` is the county's setting."""
    if not content:
        return Verdict.no("attachment.empty")
    size = is_bearable(len(content), megabytes=megabytes)
    if size.decision is not Decision.YES:
        return size
    if media_type_of(content) is None:
        return Verdict.no("attachment.kind_unknown")
    return Verdict.yes()


def is_bearable(size: int, *, megabytes: int) -> Verdict:
    """Whether a file of so many bytes is within the county's setting: what is larger need not be read."""
    if size > megabytes * _MEGABYTE:
        return Verdict.no("attachment.too_large", most=megabytes, found=-(-size // _MEGABYTE))
    return Verdict.yes()


def shows_identity(owner_table: str, kind: str) -> bool:
    """Whether opening it is a reveal."""
    return owner_table in SHOWS_IDENTITY and kind != PHOTO
