"""Taking a roster (花名册) in; ``destination.subject`` is the class."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from trainingdesk.domain.access import Action
from trainingdesk.services import roster, training_class
from trainingdesk.services.changes import Topic
from trainingdesk.services.roster_result import RosterCheck
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.import_screen import ImportScreen
from trainingdesk.ui.wording.verdict import verdict_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.import_result import FileCheck, FileImport
    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.import_screen import Asked
    from trainingdesk.ui.workplace import Workplace

#: Fields that are said by words of the person already.
_OF_PERSON = frozenset(
    {
        RosterField.NAME, RosterField.DOCUMENT_KIND, RosterField.DOCUMENT_NUMBER, RosterField.SEX,
        RosterField.ETHNIC_GROUP, RosterField.BIRTH_DATE, RosterField.PHONE, RosterField.EDUCATION,
        RosterField.CATEGORY, RosterField.ADDRESS, RosterField.HOUSEHOLD, RosterField.EMPLOYMENT,
        RosterField.SOCIAL_SECURITY_CARD, RosterField.PAYEE_ACCOUNT, RosterField.PAYEE_BANK, RosterField.NOTE,
    }
)  # fmt: skip
#: Fields that nobody chooses: the file's own, and what the program writes itself.
_NOT_OFFERED = frozenset({RosterField.REJECT_REASON, RosterField.NOT_KEPT})


class RosterImportScreen(ImportScreen):
    """The people of a class, from a file."""

    topics: ClassVar = frozenset({Topic.ENROLLMENTS, Topic.PEOPLE})
    action: ClassVar = Action.IMPORT_ROSTER
    nothing_new: ClassVar = "roster.nothing_changed"

    def __init__(self, place: Workplace, destination: Destination) -> None:
        self.class_id = destination.subject or ""
        self.number = ""
        super().__init__(place, destination)

    def title(self) -> str:
        return self.place.say("screen_import.title", number=self.number)

    async def load(self) -> None:
        head = await self.place.ask(lambda work: training_class.class_by_number(work, self.class_id))
        self.number = head.number
        self.titled.emit(self.title())
        await super().load()

    def fields(self) -> Mapping[str, str]:
        return {field.value: self._words(field) for field in RosterField if field not in _NOT_OFFERED}

    def purpose(self) -> str:
        return roster.PURPOSE

    def home(self) -> tuple[str, Destination]:
        return "screen_import.to_roster", Destination("class", self.class_id, "roster")

    async def check(self, asked: Asked) -> FileCheck:
        how = asked.reading
        return await self.place.ask(
            lambda work: roster.check(
                work, self.class_id, asked.source, sheet=how.sheet, encoding=how.encoding, mapping=how.mapping
            )
        )

    def take_in(self, work: Work, asked: Asked, target: Path | None) -> FileImport:
        how = asked.reading
        return roster.import_roster(
            work,
            self.class_id,
            asked.source,
            rejects=target,
            sheet=how.sheet,
            encoding=how.encoding,
            mapping=how.mapping,
        )

    def of_rows(self, found: FileCheck) -> Mapping[tuple[str, int], Sequence[str]]:
        """What the rules say to somebody who goes in."""
        told: dict[tuple[str, int], list[str]] = defaultdict(list)
        if isinstance(found, RosterCheck):
            for row, verdicts in found.not_eligible.items():
                told[row] += [self._flagged(one) for one in verdicts]
            for row in found.waitlisted:
                told[row].append(self.place.say("screen_import.goes_waiting"))
        return told

    def of_import(self, done: FileImport) -> Sequence[str]:
        found, lines = done.check, []
        if isinstance(found, RosterCheck) and found.not_eligible:
            lines.append(self.place.say("screen_import.flagged", count=len(found.not_eligible)))
        if isinstance(found, RosterCheck) and found.waitlisted:
            lines.append(self.place.say("roster.waitlisted", rows=tuple(row for _sheet, row in found.waitlisted)))
        return lines

    def _flagged(self, refused: Verdict) -> str:
        return self.place.say("screen_import.goes_in_flagged", reason=verdict_words(self.place, refused))

    def _words(self, field: RosterField) -> str:
        area = "person" if field in _OF_PERSON else "screen_import"
        return self.place.say(f"{area}.field_{field}")
