"""What every table of a desk is made of.

No ``from __future__ import annotations`` in this folder: SQLModel reads the annotations at run time. Tables hold no rules;
SQLite gets NOT NULL, CHECK and foreign keys (SQLModel neither validates tables nor emits CHECK by itself).
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Dialect, Enum, Integer, MetaData
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from trainingdesk.wire import clock

#: Names for every constraint, so that a later migration can find them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

METADATA = MetaData(naming_convention=NAMING)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, stored as whole milliseconds since 1970: six bytes instead of twenty-six."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Refuses a naive datetime: it would be somebody's local time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must carry its time zone")
        return clock.milliseconds(value.astimezone(UTC))

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The instant, aware."""
        return None if value is None else clock.instant(value)


def one_of(members: type[StrEnum], name: str) -> Any:
    """A column type for an enumeration, stored by value with a CHECK; an unknown value is refused when it is written."""
    return Enum(
        members,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda enumeration: [member.value for member in enumeration],
        name=name,
        length=24,
    )


def moment(**options: Any) -> Any:
    """A field that holds an instant."""
    return Field(sa_type=Instant, **options)


def refers_to(table: str, **options: Any) -> Any:
    """A field that holds the id of a row of another table."""
    return Field(foreign_key=f"{table}.id", **options)


class Base(SQLModel):
    """All tables of a desk share one metadata."""

    metadata: ClassVar[MetaData] = METADATA


class Synced(Base):
    """A row that travels between desks and the centre."""

    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}

    id: str = Field(primary_key=True)
    county_code: str
    sync_ver: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    deleted: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
