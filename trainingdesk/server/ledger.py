"""The centre without HTTP: each call is one transaction, and another one where a whole bucket is read.

Routes call it with the network, the simulator without.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.server import (
    attachments,
    bundles,
    compaction,
    devices,
    digest,
    grant,
    keys,
    monthly_report,
    overview,
    records,
    seat_lease,
    seat_request,
    snapshot,
    trail,
    uploads,
)
from trainingdesk.server.engine import one_moment, tried_again
from trainingdesk.server.horizon import note_cursor, require_above, to_copy
from trainingdesk.server.metrics import metrics
from trainingdesk.server.pull import ROWS_OF_A_PAGE, buckets, pull
from trainingdesk.server.push import bench_of, last_sha256, locked_device, push, settle
from trainingdesk.server.snapshot_part import ROWS_OF_A_PART
from trainingdesk.server.tables import CENTRE
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.joining import CodeMade, Invited
from trainingdesk.wire.operation import OutOfScope, Revoked, Welcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection, Engine
    from sqlalchemy import Row as Record

    from trainingdesk.server.bundles import Taken
    from trainingdesk.server.compaction import Compacted
    from trainingdesk.server.overview import DeviceLine, Overview
    from trainingdesk.server.trail import Heard
    from trainingdesk.wire.bundle_content import Handed
    from trainingdesk.wire.operation import Digest, Page, Receipt, SlicePage, Slices
    from trainingdesk.wire.report_signing import Answer, ReportSigned
    from trainingdesk.wire.seat_lease import Leased
    from trainingdesk.wire.snapshot import Offer


@dataclass(frozen=True, slots=True)
class Ledger:
    """The centre's database and its clock; a bucket of more than one page is given to a new desk as a snapshot."""

    engine: Engine
    clock: Callable[[], datetime]
    rows_of_a_page: int = ROWS_OF_A_PAGE
    rows_of_a_part: int = ROWS_OF_A_PART
    ids_of_a_page: int = digest.IDS_OF_A_PAGE

    def hello(self, device_id: str, *, box: bytes = b"", made: int | None = None) -> Welcome:
        """Where a device stands that speaks itself; raises Revoked.

        ``box`` is the key that it opens bundles with, ``made`` the number of its last operation.
        """
        with self.engine.begin() as connection:
            device = locked_device(connection, device_id)
            keys.note_box(connection, device_id, box)
            devices.note_contact(connection, device, made=made, now_ms=self._now())
            devices.note_in_use(connection, device)
            return self._welcome(connection, device)

    def welcome(self, device_id: str) -> Welcome:
        """The same for a file; nothing was heard of the device now. Raises Revoked."""
        with self.engine.begin() as connection:
            return self._welcome(connection, locked_device(connection, device_id))

    def _welcome(self, connection: Connection, device: Record[Any]) -> Welcome:
        self._issue_roles(connection, device)
        scope = buckets(connection, device.id)
        signer, box = keys.public_keys(connection)
        keeps_desks = may((Role(device.role),), Action.MANAGE_DESK)
        return Welcome(
            server_ms=self._now(),
            epoch=str(connection.scalar(select(CENTRE.c.epoch))),
            last_op=device.last_op,
            buckets=scope,
            last_sha256=last_sha256(connection, device.id, device.last_op),
            number=device.number,
            signer=signer,
            box=box,
            copies=to_copy(
                connection, device.id, county=device.county, scope=scope, rows_of_a_page=self.rows_of_a_page
            ),
            devices=overview.contacts(connection, device.county) if keeps_desks else (),
            role=device.role,
        )

    def _issue_roles(self, connection: Connection, device: Record[Any]) -> None:
        """Whoever is greeted takes part in a county where every device's user has their role; seldom is anything due."""
        if grant.due(connection, device.county):
            bench = bench_of(connection, device, (), now_ms=self._now())
            grant.issue(connection, device.county, bench)
            settle(connection, device.county, bench)

    def public_keys(self) -> tuple[bytes, bytes]:
        """What bundles of this centre are signed with, and what bundles to it are sealed with."""
        with self.engine.begin() as connection:
            return keys.public_keys(connection)

    def epoch(self) -> str:
        """The life of this database; another one after it was restored from a backup."""
        with self.engine.begin() as connection:
            return str(connection.scalar(select(CENTRE.c.epoch)))

    def push(self, device_id: str, body: bytes) -> Receipt:
        """Take a frozen batch, and bundles that waited for it; raises Unreadable, Revoked, Gap, Forked."""
        receipt = self.push_alone(device_id, body)
        bundles.take_waiting(self, device_id)
        return receipt

    def push_alone(self, device_id: str, body: bytes) -> Receipt:
        """Take a frozen batch; raises Unreadable, Revoked, Gap, Forked."""
        receipt = tried_again(self.engine, lambda connection: push(connection, device_id, body, now_ms=self._now()))
        if receipt is None:
            raise Revoked  # what it sent lies in quarantine now
        return receipt

    def pull(self, device_id: str, *, bucket: str, after: int, own: bool = True, limit: int = ROWS_OF_A_PAGE) -> Page:
        """The next page of a bucket, without ``own`` but for what the device itself wrote.

        Raises Revoked, OutOfScope, and Rebase where what left the bucket since is forgotten.
        """
        with self.engine.begin() as connection:
            require_above(connection, device_id, bucket=bucket, after=after)
            page = pull(connection, device_id, bucket=bucket, after=after, own=own, limit=limit)
            note_cursor(connection, device_id, bucket=bucket, seq=after)
            devices.note_sent(connection, device_id)
            return page

    def snapshot(self, device_id: str, *, bucket: str) -> Offer:
        """A snapshot of a bucket, made now where none serves; raises Revoked, OutOfScope."""
        while (found := self.offered(device_id, bucket=bucket)) is None:
            self.make_snapshot(device_id, bucket=bucket)
        return found

    def offered(self, device_id: str, *, bucket: str) -> Offer | None:
        """A snapshot that is there; None where it must be made. Raises Revoked, OutOfScope.

        From its number on the device is told what left the bucket.
        """
        with self.engine.begin() as connection:
            asked = snapshot.wanted(connection, device_id, bucket)
            found = snapshot.offered(connection, asked, now_ms=self._now())
            if found is not None:
                note_cursor(connection, device_id, bucket=bucket, seq=found.seq)
            return found

    def make_snapshot(self, device_id: str, *, bucket: str) -> None:
        """Make a snapshot of a bucket as this device sees it; raises Revoked, OutOfScope."""
        with self.engine.begin() as connection:
            asked = snapshot.wanted(connection, device_id, bucket)
        snapshot.make(self.engine, asked, now=self._now, most=self.rows_of_a_part)

    def scope_of(self, device_id: str) -> tuple[str, bool]:
        """The county of a device, and whether nothing of a person is hidden from it; raises Revoked."""
        with self.engine.begin() as connection:
            device = locked_device(connection, device_id)
            return str(device.county), may((Role(device.role),), Action.SEE_SENSITIVE)

    def part(self, device_id: str, *, snapshot_id: str, number: int) -> bytes:
        """A part of a snapshot; raises Revoked, OutOfScope, Gone."""
        with self.engine.begin() as connection:
            return snapshot.part(connection, device_id, snapshot=snapshot_id, number=number)

    def head(self, device_id: str, *, bucket: str) -> int:
        """The number that a bucket has reached; raises Revoked, OutOfScope."""
        with self.engine.begin() as connection:
            return digest.head(connection, digest.admitted(connection, device_id, bucket))

    def digest(self, device_id: str, *, bucket: str) -> Digest:
        """The sums of a bucket as it is shown to this device; raises Revoked, OutOfScope."""
        with self.engine.begin() as connection:
            asked = digest.admitted(connection, device_id, bucket)
        with one_moment(self.engine) as reading:
            return digest.digest(reading, asked)

    def slices(self, device_id: str, wanted: Slices) -> SlicePage:
        """A page of the rows of some slices of a bucket; raises Revoked, OutOfScope."""
        with self.engine.begin() as connection:
            asked = digest.admitted(connection, device_id, wanted.bucket)
        with one_moment(self.engine) as reading:
            return digest.slices(reading, asked, wanted, ids_of_a_page=self.ids_of_a_page)

    def take(self, body: bytes) -> Taken:
        """Take a bundle that came by stick or was carried here, and answer it; raises NotTaken."""
        return bundles.take(self, body, now_ms=self._now())

    def put_part(self, carrier: str, sha256: str, part: bytes, *, start: int, size: int) -> Handed:
        """Keep a part of a bundle that a device carries for another, and take it when it is whole; raises Revoked."""
        return uploads.put(self, carrier, sha256, part, start=start, size=size, now_ms=self._now())

    def files_held(self, device_id: str, row_ids: list[str]) -> dict[str, int]:
        """How much is there of the files of these attachments, as far as they concern a device; raises Revoked."""
        with self.engine.begin() as connection:
            return attachments.held(connection, device_id, row_ids)

    def put_file_part(self, device_id: str, row_id: str, part: bytes, *, start: int) -> Handed:
        """Keep a part of the file of an attachment; raises Revoked, OutOfScope."""
        with self.engine.begin() as connection:
            return attachments.put(connection, device_id, row_id, part, start=start, now_ms=self._now())

    def file_piece(self, device_id: str, row_id: str, *, offset: int) -> bytes:
        """A piece of the file of an attachment that the device sees; raises Revoked, OutOfScope, Gone."""
        with self.engine.begin() as connection:
            return attachments.piece(connection, device_id, row_id, offset=offset)

    def reply_for(self, device_id: str, *, asked_by: str) -> bytes | None:
        """The last answer to a bundle of a device, to be carried there; raises Revoked."""
        with self.engine.begin() as connection:
            return bundles.reply_for(connection, device_id, asked_by=asked_by)

    def take_seats(self, device_id: str, *, class_id: str, seats: int, days: int, number: int = 0) -> Leased:
        """Let a device take seats of a class along, as far as they are free; raises Revoked, OutOfScope."""

        def take(connection: Connection) -> Leased:
            now_ms = self._now()
            leased = seat_lease.take(connection, device_id, class_id=class_id, seats=seats, days=days, now_ms=now_ms)
            seat_request.note(connection, device_id, class_id=class_id, number=number)
            return leased

        return tried_again(self.engine, take)

    def return_seats(self, device_id: str, *, class_id: str, number: int = 0) -> Leased:
        """Take the seats of a class back that a device did not promise; raises Revoked, OutOfScope."""

        def give_back(connection: Connection) -> Leased:
            leased = seat_lease.give_back(connection, device_id, class_id=class_id, now_ms=self._now())
            seat_request.note(connection, device_id, class_id=class_id, number=number)
            return leased

        return tried_again(self.engine, give_back)

    def sign_report(self, device_id: str, said: ReportSigned) -> Answer:
        """Write what a step of a monthly report makes, where it stands; raises Revoked, OutOfScope."""
        return tried_again(
            self.engine, lambda connection: monthly_report.sign(connection, device_id, said, now_ms=self._now())
        )

    def renew(self, device_id: str) -> str:
        """A new identity for a device that found itself copied or put back; raises Revoked."""
        with self.engine.begin() as connection:
            return devices.renew(connection, locked_device(connection, device_id))

    def code(self, *, county: str, user: str, role: Role) -> str:
        """A one-time code that enrolls one device of this user."""
        with self.engine.begin() as connection:
            return devices.make_code(connection, county=county, user=user, role=role, now_ms=self._now())

    def code_by(self, device_id: str, *, user: str, role: Role) -> CodeMade:
        """A code that a device asks for which keeps the desks of its county; raises Revoked, OutOfScope."""
        now_ms = self._now()
        with self.engine.begin() as connection:
            device = locked_device(connection, device_id)
            if not may((Role(device.role),), Action.MANAGE_DESK):
                raise OutOfScope
            code = devices.make_code(connection, county=device.county, user=user, role=role, now_ms=now_ms)
        return CodeMade(code=code, until_ms=now_ms + devices.CODE_LASTS_MS)

    def invited(self, *, code: str, county: str = "") -> Invited:
        """Whom a code is for; raises NoCode."""
        with self.engine.begin() as connection:
            found = devices.invited(connection, code=code, county=county, now_ms=self._now())
        name = self.name_of(county=found.county, user=found.user)
        return Invited(county=found.county, user=name, role=found.role, until_ms=found.expires_ms)

    def enroll(self, *, code: str, public_key: bytes, box: bytes = b"", county: str = "") -> str:
        """The id of a new device; raises NoCode, also where the code is not of the ``county`` that is named."""
        with self.engine.begin() as connection:
            device_id = devices.enroll(connection, code=code, public_key=public_key, now_ms=self._now(), county=county)
            keys.note_box(connection, device_id, box)
        return device_id

    def invite(self, *, county: str, user: str, role: Role, public_key: bytes, replaces: str | None) -> str:
        """The id of a device that starts from a file; raises Revoked where the one it replaces is none of its county."""
        with self.engine.begin() as connection:
            return devices.invite(
                connection, county=county, user=user, role=role, public_key=public_key, replaces=replaces
            )

    def name_of(self, *, county: str, user: str) -> str:
        """What others call a user; the id of one whose row the centre does not hold."""
        key = ("user", user)
        with self.engine.begin() as connection:
            found = records.load(connection, county, [key]).get(key)
        return str(found.data.get("display_name") or user) if found else user

    def require_in_use(self, device_id: str) -> None:
        """Raises Revoked for a device that was shut out; such a one may still sign in, to hand over what it has."""
        with self.engine.begin() as connection:
            locked_device(connection, device_id)

    def bound(self, device_id: str) -> tuple[str, str]:
        """The county and the user that a device belongs to; raises Revoked."""
        with self.engine.begin() as connection:
            device = locked_device(connection, device_id)
            return str(device.county), str(device.user)

    def token(self, device_id: str, *, at_ms: int, nonce: str, signature: bytes) -> str:
        """A bearer token of one hour; raises Revoked."""
        now_ms = self._now()
        with self.engine.begin() as connection:
            return devices.make_token(
                connection, device_id=device_id, at_ms=at_ms, nonce=nonce, signature=signature, now_ms=now_ms
            )

    def device_of(self, token: str) -> str:
        """The device that holds a token; raises Revoked."""
        with self.engine.begin() as connection:
            return devices.device_of(connection, token, now_ms=self._now())

    def revoke(self, device_id: str) -> None:
        """Shut a device out; seats that it took along are free again. Raises Revoked where there never was one."""
        with self.engine.begin() as connection:
            seat_lease.end_all(connection, device_id, now_ms=self._now())
            devices.revoke(connection, device_id)

    def compact(self) -> Compacted:
        """Drop what need not be kept."""
        with self.engine.begin() as connection:
            return compaction.compact(connection, now_ms=self._now())

    def trail(self, county: str, table: str, row_id: str) -> list[Heard]:
        """What devices ever said of one row."""
        with one_moment(self.engine) as connection:
            return trail.of_row(connection, county, table, row_id)

    def overview(self, county: str) -> Overview:
        """What the administrator of a county looks at."""
        with self.engine.begin() as connection:
            return overview.overview(connection, county, now_ms=self._now())

    def devices(self) -> tuple[DeviceLine, ...]:
        """Every device of every county."""
        with self.engine.begin() as connection:
            return overview.devices(connection)

    def metrics(self) -> str:
        """The centre in numbers."""
        with self.engine.begin() as connection:
            return metrics(connection, now_ms=self._now())

    def open_page(self, county: str) -> str:
        """A key that opens the page of a county for half a day; shown once."""
        with self.engine.begin() as connection:
            return devices.make_page_key(connection, county=county, now_ms=self._now())

    def county_of(self, page_key: str) -> str:
        """The county whose page this key opens; raises Revoked."""
        with self.engine.begin() as connection:
            return devices.county_of_key(connection, page_key, now_ms=self._now())

    def _now(self) -> int:
        return milliseconds(self.clock())
