"""Search over people: one box for name, full pinyin, initials, both readings of a surname, ID tail and phone.

The index (FTS5, inside the encrypted file) is kept by triggers that call ``search_words``, so that every writer keeps it:
imports, merges, undo and pulled changes alike. One or two characters are enough: the index has prefix tables for them.
A name or number that a person no longer goes by (``former_identity``) leads to that person too.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from trainingdesk.domain.person_name import name_key
from trainingdesk.storage.search_words import query_words, search_words

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from sqlalchemy import Connection
    from sqlmodel import Session

_FORMER = (
    "coalesce((SELECT ' ' || group_concat(search_words(name, document_number, NULL), ' ') FROM former_identity "
    "WHERE person_id = {person} AND NOT deleted), '')"
)
_WORDS = "search_words(NEW.name, NEW.document_number, NEW.phone) || " + _FORMER.format(person="NEW.id")
_NUMBER = "(SELECT number FROM person_key WHERE person_id = NEW.id)"
#: After a change of a former identity: the words of its person anew.
_AGAIN = f"""UPDATE person_words
SET words = (SELECT search_words(p.name, p.document_number, p.phone) FROM person p WHERE p.id = NEW.person_id)
|| {_FORMER.format(person="NEW.person_id")}
WHERE rowid = (SELECT number FROM person_key WHERE person_id = NEW.person_id);"""

#: The index keeps no copy of what it indexes (contentless): 32 MB for 200,000 people.
INDEX = (
    "CREATE VIRTUAL TABLE person_words USING fts5(words, content='', contentless_delete=1, prefix='1 2', "
    "tokenize='ascii')"
)

TRIGGERS = {
    "search_person_insert": f"""CREATE TRIGGER search_person_insert AFTER INSERT ON person
WHEN NOT (SELECT words_later FROM sync_control)
BEGIN
INSERT INTO person_key (person_id) VALUES (NEW.id);
INSERT INTO person_words (rowid, words) VALUES ({_NUMBER}, {_WORDS});
END""",
    "search_person_update": f"""CREATE TRIGGER search_person_update AFTER UPDATE ON person
WHEN NEW.name IS NOT OLD.name OR NEW.document_number IS NOT OLD.document_number OR NEW.phone IS NOT OLD.phone
BEGIN UPDATE person_words SET words = {_WORDS} WHERE rowid = {_NUMBER}; END""",
    "search_person_delete": """CREATE TRIGGER search_person_delete AFTER DELETE ON person
BEGIN
DELETE FROM person_words WHERE rowid = (SELECT number FROM person_key WHERE person_id = OLD.id);
DELETE FROM person_key WHERE person_id = OLD.id;
END""",
    "search_former_insert": f"""CREATE TRIGGER search_former_insert AFTER INSERT ON former_identity
BEGIN {_AGAIN} END""",
    "search_former_update": f"""CREATE TRIGGER search_former_update AFTER UPDATE ON former_identity
BEGIN {_AGAIN} END""",
    "search_former_delete": f"""CREATE TRIGGER search_former_delete AFTER DELETE ON former_identity
BEGIN {_AGAIN.replace("NEW.", "OLD.")} END""",
}

_INDEX_THESE = f"""INSERT INTO person_words (rowid, words)
SELECT number, {_WORDS.replace("NEW.", "new.")} FROM person_key JOIN person new ON new.id = person_id
WHERE person_id IN (SELECT value FROM json_each(:ids))"""

_MATCHING = """SELECT person.id FROM person_words JOIN person_key ON number = person_words.rowid
JOIN person ON person.id = person_id
WHERE person_words MATCH :words AND NOT person.deleted LIMIT :many"""
_NAMED = "SELECT id FROM person WHERE name_key = :name AND NOT deleted LIMIT :many"
_BEGINNING = """SELECT id FROM person WHERE name_key >= :name AND name_key < :beyond AND NOT deleted
ORDER BY name_key, id LIMIT :many"""
#: Behind every character that a name may begin to differ with.
_LAST_CHARACTER = "\U0010ffff"


def register(connection: Any) -> None:
    """Give a driver connection the function that the triggers call."""
    connection.create_function("search_words", 3, search_words, deterministic=True)


def install(connection: Connection) -> None:
    """Make the index where it is missing, and its triggers anew."""
    found = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'person_words'")).first()
    if found is None:
        connection.exec_driver_sql(INDEX)
    for name, sql in TRIGGERS.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(sql)


@contextmanager
def indexed_together(session: Session, ids: Sequence[str]) -> Generator[None]:
    """People with these ids are inserted within; all their words go into the index at its end, in half the time."""
    connection, which = session.connection(), {"ids": json.dumps(list(ids))}
    connection.execute(text("UPDATE sync_control SET words_later = 1"))
    yield
    connection.execute(text("UPDATE sync_control SET words_later = 0"))
    connection.execute(text("INSERT INTO person_key (person_id) SELECT value FROM json_each(:ids)"), which)
    connection.execute(text(_INDEX_THESE), which)


def people_found(session: Session, question: str, *, limit: int) -> tuple[str, ...]:
    """Ids of living people that match: whole names first, then names that begin so, then everybody else who is found.

    Empty for a question without words.
    """
    words = query_words(question)
    if words is None:
        return ()
    name = name_key(question)
    asked = {"words": words, "name": name, "beyond": name + _LAST_CHARACTER, "many": limit}
    found: dict[str, None] = {}
    for query in (_NAMED, _BEGINNING, _MATCHING):
        if len(found) < limit and (name or query is _MATCHING):
            wanted = {**asked, "many": limit + len(found)}
            found |= dict.fromkeys(session.connection().execute(text(query), wanted).scalars())
    return tuple(found)[:limit]
