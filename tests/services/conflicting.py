"""A conflict as the centre makes one, put into a desk without a centre."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trainingdesk.storage import rows
from trainingdesk.storage.database import Author

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def put_conflict(work: Work, table: str, row_id: str, group: str, kept: dict[str, Any], lost: dict[str, Any]) -> str:
    """Both values by the signed-in worker, on two devices; the later one stands."""
    at = {"kept_at": work.now(), "lost_at": work.now()}
    user = work.worker.user_id
    by = {"kept_user": user, "lost_user": user, "kept_device": "device-a", "lost_device": "device-b"}
    about = {"about_table": table, "about_row": row_id, "about_group": group, "state": "auto"}
    values = {"kept": json.dumps(kept), "lost": json.dumps(lost), **at, **by, **about}
    with work.database.write(Author(user, "pulled", work.now())) as session:
        return rows.add(session, "conflict", row_id=work.new_id(), county_code=work.county_code, values=values)
