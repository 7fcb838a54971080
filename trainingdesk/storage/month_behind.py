"""The rows behind a number of the monthly report, with words that a person can read; identities stay masked."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from trainingdesk.domain.month_rows import Subject
from trainingdesk.storage.person_merge import living_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlmodel import Session

_WANTED: Final = "IN (SELECT value FROM json_each(:ids))"


def _enrolled(enrollment: str) -> str:
    """Whose enrollment it is, by the file that lives on, and in which class."""
    return f"""
JOIN enrollment e ON e.id = {enrollment} JOIN person p ON p.id = {living_id("e.person_id")}
JOIN training_class c ON c.id = e.class_id"""


#: One query for each kind of rows; the names of its columns are the headings (``month.head_<name>``).
_QUERIES: Final[Mapping[Subject, str]] = MappingProxyType(
    {
        Subject.ENROLLMENT: f"""
            SELECT e.id, p.name AS person, p.id_mask AS document, c.number AS class_number, c.name AS class_name,
                   e.joined_on AS since
            FROM enrollment e JOIN person p ON p.id = {living_id("e.person_id")} JOIN training_class c ON c.id = e.class_id
            WHERE e.id {_WANTED} ORDER BY c.number, e.number""",
        Subject.PERSON: f"""
            SELECT id, name AS person, id_mask AS document FROM person WHERE id {_WANTED} ORDER BY name, id""",
        Subject.CERTIFICATE: f"""
            SELECT t.id, p.name AS person, p.id_mask AS document, t.number AS certificate_number, t.level AS level,
                   t.issued_on AS day
            FROM certificate t JOIN person p ON p.id = {living_id("t.person_id")}
            WHERE t.id {_WANTED} ORDER BY t.issued_on, t.number""",
        Subject.TRAINING_CLASS: f"""
            SELECT c.id, c.number AS class_number, c.name AS class_name, i.name AS institution, c.starts_on AS since,
                   c.ends_on AS until
            FROM training_class c JOIN institution i ON i.id = c.institution_id WHERE c.id {_WANTED} ORDER BY c.number""",
        Subject.INSPECTION: f"""
            SELECT n.id, c.number AS class_number, c.name AS class_name, n.visited_on AS day, n.inspectors AS inspectors,
                   n.findings AS findings
            FROM inspection n JOIN training_class c ON c.id = n.class_id WHERE n.id {_WANTED}
            ORDER BY n.visited_on, c.number""",
        Subject.SUBSIDY: f"""
            SELECT l.id, p.name AS person, p.id_mask AS document, c.number AS class_number, m.number AS claim_number,
                   l.payee_name AS payee
            FROM claim_line l JOIN claim m ON m.id = l.claim_id {_enrolled("l.enrollment_id")}
            WHERE l.id {_WANTED}
            UNION ALL
            SELECT r.id, p.name, p.id_mask, c.number, m.number, l.payee_name
            FROM recovery r JOIN claim_line l ON l.id = r.claim_line_id JOIN claim m ON m.id = l.claim_id
            {_enrolled("l.enrollment_id")} WHERE r.id {_WANTED} ORDER BY 4, 2""",
        Subject.LESSON: f"""
            SELECT l.id, c.number AS class_number, c.name AS class_name, l.day AS day,
                   printf('%02d:%02d', l.starts_at / 60, l.starts_at % 60) AS begins, l.periods AS periods
            FROM lesson l JOIN training_class c ON c.id = l.class_id WHERE l.id {_WANTED}
            ORDER BY l.day, c.number, l.starts_at""",
        Subject.SCORE: f"""
            SELECT s.id, p.name AS person, p.id_mask AS document, c.number AS class_number, c.name AS class_name,
                   a.round AS round, a.held_on AS day
            FROM score s JOIN assessment a ON a.id = s.assessment_id {_enrolled("s.enrollment_id")}
            WHERE s.id {_WANTED} ORDER BY a.held_on, c.number, e.number""",
        Subject.INSTITUTION: f"""
            SELECT id, name AS institution, uscc AS credit_code, listed_on AS since, delisted_on AS until
            FROM institution WHERE id {_WANTED} ORDER BY name""",
        Subject.ONLINE_PLATFORM: f"""
            SELECT id, name AS platform, operator AS operator FROM online_platform WHERE id {_WANTED} ORDER BY name""",
        Subject.INSTRUCTOR: f"""
            SELECT t.id, t.name AS instructor, i.name AS institution, t.listed_on AS since
            FROM instructor t LEFT JOIN institution i ON i.id = t.institution_id WHERE t.id {_WANTED} ORDER BY t.name""",
    }
)


def rows_behind(session: Session, about: Subject, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The words of these rows by id, in a readable order; an id whose row is gone is not among them."""
    found = session.connection().execute(text(_QUERIES[about]), {"ids": json.dumps(sorted(ids))}).mappings()
    return {row["id"]: {name: value for name, value in row.items() if name != "id"} for row in found}


_OCCUPATIONS: Final = "SELECT code, name FROM occupation WHERE deleted = 0 ORDER BY version"


def names(session: Session, table: str) -> dict[str, str]:
    """The names of institutions by id, or of occupations by code (the newest version of the list stands)."""
    query = _OCCUPATIONS if table == "occupation" else f'SELECT id, name FROM "{table}"'
    return {key: name for key, name in session.connection().execute(text(query))}  # noqa: C416 -- rows are no pairs
