"""Search as you type, and lists of people and classes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.measure import Figure, median, p95
from trainingdesk.sample.people import GIVEN, SURNAMES
from trainingdesk.sample.size import SizeName
from trainingdesk.services import person, training_class
from trainingdesk.storage import person as stored
from trainingdesk.storage.search_words import query_words

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

_FLOOR = """
SELECT person_id FROM person_words JOIN person_key ON number = person_words.rowid WHERE person_words MATCH ? LIMIT 50
"""


def measured(work: Work, size: SizeName) -> list[Figure]:
    """The floor of a search is the bare index question, that of a list the bare page of rows."""
    large = size is SizeName.L
    asked = [
        *SURNAMES,
        *(surname + given for surname in SURNAMES[:20] for given in GIVEN[:3]),
        "y",
        "w",
        "zh",
        "li",
        "yw",
        "1",
        "38",
    ]
    connection = work.database.connection()
    floor = p95(partial(connection.execute, _FLOOR, (query_words(word),)) for word in asked * 2)
    found = p95(partial(person.find_people, work, word) for word in asked * 2)

    def people() -> None:
        with work.database.read() as session:
            stored.page(session)

    def people_floor() -> None:
        connection.execute(
            "SELECT id, name, id_mask FROM person WHERE NOT deleted ORDER BY name_key, id LIMIT 200"
        ).fetchall()

    def classes_floor() -> None:
        connection.execute(
            "SELECT id, number, name FROM training_class WHERE NOT deleted ORDER BY starts_on DESC LIMIT 200"
        ).fetchall()

    limit = 0.080 if large else 0.050
    return [
        Figure("search as you type", found, floor, 0.050 if large else 0.030, of="p95"),
        Figure("list of every person, first rows", median(people), median(people_floor), limit),
        Figure(
            "list of every class, first rows",
            median(lambda: training_class.list_classes(work)),
            median(classes_floor),
            limit,
        ),
    ]
