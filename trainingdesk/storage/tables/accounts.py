"""Users, what they may do, and the log of access."""

from datetime import date, datetime

from sqlmodel import Field

from trainingdesk.domain.access import Role
from trainingdesk.storage.tables.base import Synced, moment, one_of, refers_to


class User(Synced, table=True):
    """A person who works with the program; the key slot stands in the vault."""

    __tablename__ = "user"

    name: str = Field(index=True)
    display_name: str
    active: bool = True


class Grant(Synced, table=True):
    """A role of a user, given at this desk and for it alone; with the county as its scope, issued by the centre."""

    __tablename__ = "grant"

    user_id: str = refers_to("user", index=True)
    role: Role = Field(sa_type=one_of(Role, "role"))
    scope: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Delegation(Synced, table=True):
    """A written delegation: where a county has one person only, self-approval is allowed and marked."""

    __tablename__ = "delegation"

    user_id: str = refers_to("user")
    document: str
    valid_from: date
    valid_to: date | None = None


class AccessLog(Synced, table=True):
    """Who looked at, took out or did what; each row holds the digest of the one before."""

    __tablename__ = "access_log"

    action: str
    subject_table: str | None = None
    subject_id: str | None = None
    reason: str | None = None
    by_user: str
    at: datetime = moment()
    previous: str
    digest: str
