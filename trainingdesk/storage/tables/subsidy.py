"""Funds, claims (补贴申报), their lines, payments and recoveries; amounts in fen."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from trainingdesk.domain.claim import ClaimState
from trainingdesk.storage.tables.base import Synced, moment, one_of, refers_to


class Fund(Synced, table=True):
    """Where money comes from."""

    __tablename__ = "fund"

    code: str
    name: str
    core: str | None = None
    active: bool = True


class Claim(Synced, table=True):
    """The claim of one class (一期一报)."""

    __tablename__ = "claim"

    class_id: str = refers_to("training_class", index=True)
    number: str
    state: ClaimState = Field(sa_type=one_of(ClaimState, "state"))
    publicity_from: date | None = None
    publicity_until: date | None = None
    delegation_id: str | None = None
    note: str | None = None


class ClaimEvent(Synced, table=True):
    """One change of a claim's state."""

    __tablename__ = "claim_event"

    claim_id: str = refers_to("claim", index=True)
    from_state: str | None = None
    to_state: str
    reason: str | None = None
    by_user: str
    at: datetime = moment()


class ClaimLine(Synced, table=True):
    """One person's subsidy of one kind, with the rate, the fund, the payee and the clause that decided."""

    __tablename__ = "claim_line"
    # The monthly report sums what was paid: without it 80 ms of 47,000 lines, with it 15.
    __table_args__: ClassVar[Any] = (
        Index("ix_claim_line_paid", "claim_id", "decision", "kind", "fund", "deleted", "amount_fen"),
        {"sqlite_with_rowid": False},
    )

    claim_id: str = refers_to("claim")
    enrollment_id: str = refers_to("enrollment")
    kind: str
    person_id: str = refers_to("person", index=True)
    class_id: str = refers_to("training_class")
    amount_fen: int
    rate: str | None = None
    fund: str | None = None
    payee_kind: str | None = None
    payee_name: str | None = None
    decision: str
    reason: str | None = None
    clause: str | None = None


class Payment(Synced, table=True):
    """Money paid for a claim, or sent back by the bank."""

    __tablename__ = "payment"

    claim_id: str = refers_to("claim", index=True)
    paid_on: date = Field(index=True)
    amount_fen: int
    reference: str | None = None
    result: str = "paid"


class Recovery(Synced, table=True):
    """Money asked back."""

    __tablename__ = "recovery"

    claim_line_id: str = refers_to("claim_line", index=True)
    amount_fen: int
    decided_on: date
    reason: str
    recovered_on: date | None = None
