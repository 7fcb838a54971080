"""Keys that the program puts together have sentences: tables, actions, roles, entries of the log, reasons of backups."""

from __future__ import annotations

import pytest

from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.backup import Why
from trainingdesk.domain.booking import Bookable
from trainingdesk.domain.seat_lease import Outcome
from trainingdesk.domain.tour import Wrong
from trainingdesk.i18n.sentences import Language, Sentences, Words
from trainingdesk.services.today import Waits
from trainingdesk.settings.shipped import resource
from trainingdesk.storage.tables import METADATA
from trainingdesk.sync.relay_line import _REFUSED, _UNAVAILABLE
from trainingdesk.sync.relay_opening import Stage
from trainingdesk.wire.bundle import Reason
from trainingdesk.wire.schema import SYNCED

KEYS = [
    *(f"history.table_{name}" for name in METADATA.tables if name not in {"sync_control", "person_key", "mark_count"}),
    *(f"history.field_{field}" for one in SYNCED for group in one.groups for field in group.fields),
    *(action.sentence for action in Action),
    *(role.sentence for role in Role),
    *(f"audit.{entry}" for entry in Logged),
    *(f"backup.{why}" for why in Why),
    *(stage.sentence for stage in Stage),
    *(f"bundle.{reason}" for reason in Reason),
    *(f"tour.short_{wrong}" for wrong in Wrong),
    *(f"screen_booking.{name}_{kind}" for kind in Bookable for name in ("kind", "show")),
    *(f"screen_today.kind_{kind}" for kind in Waits),
]
#: Keys whose sentences name something.
NAMING = [
    *(outcome.sentence for outcome in Outcome),
    *(f"seat_lease.chip_{outcome or 'asked'}" for outcome in Outcome if outcome is not Outcome.GIVEN),
    *(f"tour.wrong_{wrong}" for wrong in Wrong),
    *_REFUSED.values(),
    *_UNAVAILABLE.values(),
]


@pytest.mark.parametrize("language", Language)
def test_every_generated_key_that_names_something_has_its_sentence(language: Language) -> None:
    sentences = Sentences.load(language, resource("locale"))
    named = {"number": "2026-001", "seats": 3, "until": "2026-11-30", "seconds": 5, "name": "护理床", "other": "招聘会"}
    assert all(sentences.of(key, named) for key in NAMING)


@pytest.mark.parametrize("language", Language)
def test_every_generated_key_has_its_sentence(language: Language) -> None:
    sentences = Sentences.load(language, resource("locale"))
    said = {key: sentences.of(key) for key in KEYS}
    assert all(said.values())
    tables = [text for key, text in said.items() if key.startswith("history.table_")]
    assert len(set(tables)) == len(tables)  # two tables of one name could not be told apart


def test_a_value_that_is_a_word_is_said_in_the_language_of_the_sentence() -> None:
    chinese, english = (
        Sentences.load(language, resource("locale")) for language in (Language.CHINESE, Language.ENGLISH)
    )
    assert "“登记拨付”" in chinese.of("undo.final", {"action": Action.RECORD_PAYMENT})
    assert "record a payment" in english.of("access.not_allowed", {"action": Action.RECORD_PAYMENT})
    assert "人员" in chinese.of("undo.changed_since", {"table": Words("history.table_person")})
