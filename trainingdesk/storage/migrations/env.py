"""Runs a migration on the connection it is given (``upgrade.py``); never from the command line on a live file."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Integer, String

from trainingdesk.storage.tables import METADATA

#: The search index and its shadow tables are kept by ``person_search.py``.
_NOT_OURS = "person_words"


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write the plain type that reaches SQLite: a migration of today must read the same when our types have changed."""
    if kind != "type":
        return False
    plain = getattr(item, "impl_instance", item)
    match plain:
        case String() if type(plain) is String:
            return "sa.String()"
        case Integer() if type(plain) is Integer:
            return "sa.Integer()"
        case _:
            return False


def ours(_object: Any, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
    """Whether autogenerate should look at this."""
    return not (kind == "table" and (name or "").startswith(_NOT_OURS))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=render,
    include_object=ours,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
