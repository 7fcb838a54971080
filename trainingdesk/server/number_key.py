"""Document numbers as the centre compares them: digests under a secret of its own, so that no index tells one (SYNC 2.8).

There are so few document numbers that a plain digest of one is tried out in minutes; without the secret it cannot be.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select, update

from trainingdesk.server.bulk import add
from trainingdesk.server.tables import CENTRE_KEY, PERSON_KEY, RECORD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_BYTES: Final = 32
_PEOPLE_AT_ONCE: Final = 2000


def new_secret() -> bytes:
    """A secret that nobody can guess."""
    return secrets.token_bytes(_BYTES)


def secret(connection: Connection) -> bytes:
    """The secret of this centre."""
    return bytes(connection.execute(select(CENTRE_KEY.c.number_key)).scalar_one())


def digest(secret: bytes, county: str, document: Mapping[str, Any]) -> str | None:
    """What the number of a person is compared by; None where there is no number."""
    number = document.get("document_number")
    if not isinstance(number, str) or not number.strip():
        return None
    said = f"{county}|{document.get('document_kind')}|{number.strip().upper()}"
    return hmac.digest(secret, said.encode(), "sha256").hex()


def settle(connection: Connection) -> None:
    """Give a centre of an older program its secret, and everybody a digest under it: both in this transaction."""
    if connection.execute(select(CENTRE_KEY.c.number_key)).scalar_one() is not None:
        return
    made = new_secret()
    connection.execute(update(CENTRE_KEY).values(number_key=made))
    connection.execute(delete(PERSON_KEY))
    people = select(RECORD.c.county, RECORD.c.id, RECORD.c.data).where(RECORD.c.tbl == "person")
    for rows in connection.execute(people, execution_options={"yield_per": _PEOPLE_AT_ONCE}).partitions():
        digests = ((county, row_id, digest(made, county, data)) for county, row_id, data in rows)
        keys = [{"county": county, "person_id": row_id, "digest": one} for county, row_id, one in digests if one]
        add(connection, PERSON_KEY, keys)
