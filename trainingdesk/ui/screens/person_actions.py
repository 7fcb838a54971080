"""What can be done to a person from the page: each is a dialog or a question, and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.services import code_list, person_category, person_merge, person_retention
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.person_category import PersonCategoryDialog
from trainingdesk.ui.dialogs.person_edit import PersonEditDialog
from trainingdesk.ui.dialogs.person_identity import PersonIdentityDialog
from trainingdesk.ui.dialogs.person_merge import PersonChoiceDialog, PersonMergeDialog
from trainingdesk.ui.dialogs.person_verification import PersonVerificationDialog
from trainingdesk.ui.dialogs.question import answered, ask

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.person_category import HeldCategory
    from trainingdesk.services.person_page import PersonPage
    from trainingdesk.ui.workplace import Workplace


class PersonActions:
    """``page`` answers the person that is shown, or None while it loads: then nothing happens."""

    def __init__(
        self,
        parent: QWidget,
        place: Workplace,
        page: Callable[[], PersonPage | None],
        category: Callable[[], HeldCategory | None],
    ) -> None:
        self._parent, self._place, self._page, self._category = parent, place, page, category

    def commands(self) -> tuple[Command, ...]:
        """For the head of the page."""
        edit = Action.EDIT_PERSON
        return (
            Command("screen_person.edit", self._run(self._edit), "F2", needs=edit, icon="edit", primary=True),
            Command("screen_person.identity", self._run(self._identity), needs=edit, icon="user"),
            Command("screen_person.verify", self._run(self._verify), needs=edit, icon="done"),
            Command("screen_person.archive", self._run(self._archive), needs=edit, icon="lock"),
            Command("screen_person.merge", self._run(self._merge), needs=Action.MERGE_PEOPLE, icon="merge"),
        )

    def merged_commands(self) -> tuple[Command, ...]:
        """For a person that other records were merged into."""
        return (Command("screen_person.unmerge", self._run(self._unmerge), needs=Action.MERGE_PEOPLE, icon="undo"),)

    def category_commands(self) -> tuple[Command, ...]:
        """For the list of categories."""
        edit = Action.EDIT_PERSON
        return (
            Command("screen_person.add_category", self._run(self._add_category), needs=edit, icon="add"),
            Command("screen_person.remove_category", self._run(self._remove_category), needs=edit, icon="delete"),
        )

    def _run(self, action: Callable[[PersonPage], Awaitable[object]]) -> Callable[[], None]:
        async def act(page: PersonPage) -> None:
            await action(page)

        def start() -> None:
            page = self._page()
            if page is not None:
                self._place.start(act(page))

        return start

    async def _edit(self, page: PersonPage) -> None:
        await PersonEditDialog(self._parent, self._place, page).filled()

    async def _identity(self, page: PersonPage) -> None:
        await PersonIdentityDialog(self._parent, self._place, page).filled()

    async def _verify(self, page: PersonPage) -> None:
        await PersonVerificationDialog(self._parent, self._place, page.id).filled()

    async def _archive(self, page: PersonPage) -> None:
        say, archived = self._place.say, not page.archived
        title = say("screen_person.archive_now" if archived else "screen_person.restore_now")
        text = say("screen_person.ask_archive" if archived else "screen_person.ask_restore", name=page.name)
        answers = [("go", title), ("keep", say("form.cancel"))]
        if await ask(self._parent, title=title, text=text, answers=answers) == "go":
            done = "person.archived_done" if archived else "person.restored_done"
            await self._place.do(lambda work: person_retention.archive_person(work, page.id, archived=archived), done)

    async def _add_category(self, page: PersonPage) -> None:
        listed = await self._place.ask(lambda work: code_list.list_items(work, person_category.LIST, active_only=True))
        choices = [(item.code, item.name) for item in listed]
        await PersonCategoryDialog(self._parent, self._place, page.id, choices).filled()

    async def _remove_category(self, _page: PersonPage) -> None:
        held, say = self._category(), self._place.say
        if held is None:
            return
        title = say("screen_person.remove_category")
        answers = [("remove", title), ("keep", say("form.cancel"))]
        text = say("screen_person.ask_remove_category", name=held.name)
        if await ask(self._parent, title=title, text=text, answers=answers, dangerous=True) == "remove":
            await self._place.do(lambda work: person_category.remove_category(work, held.id), "person.category_removed")

    async def _merge(self, page: PersonPage) -> None:
        choice = PersonChoiceDialog(self._parent, self._place, page.id)
        await answered(choice)
        other = choice.chosen
        choice.deleteLater()
        if other is not None:
            preview = await self._place.ask(lambda work: person_merge.preview(work, other.id, page.id))
            await PersonMergeDialog(self._parent, self._place, preview).filled()

    async def _unmerge(self, page: PersonPage) -> None:
        if not page.merged_ids:
            return
        say, old_id = self._place.say, page.merged_ids[0]
        answers = [("apart", say("screen_person.unmerge")), ("keep", say("form.cancel"))]
        text = say("screen_person.ask_unmerge", name=page.name)
        if await ask(self._parent, title=say("screen_person.unmerge"), text=text, answers=answers) == "apart":
            await self._place.do(lambda work: person_merge.unmerge(work, old_id), "person_merge.undone")
