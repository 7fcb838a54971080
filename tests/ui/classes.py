"""Going to a tab of a class, and waiting for a dialog, as tests of the class pages do."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QDialog

from tests.ui.driving import is_settled, until, visit
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.class_page import ClassPage

if TYPE_CHECKING:
    from trainingdesk.ui.dialogs.form_dialog import FormDialog
    from trainingdesk.ui.screens.screen import Screen
    from trainingdesk.ui.shell import Shell

S = TypeVar("S", bound="Screen")
D = TypeVar("D", bound=QDialog)


async def tab_of(shell: Shell, class_id: str, name: str, kind: type[S]) -> S:
    """A tab of a class, with its rows."""
    page = await visit(shell, Destination("class", class_id, name))
    assert isinstance(page, ClassPage)
    tab = page.shown_tab()
    assert isinstance(tab, kind)
    return tab


async def dialog_of(shell: Shell, kind: type[D]) -> D:
    """The dialog of a kind that opens, visible."""
    await until(lambda: [one for one in shell.findChildren(kind) if one.isVisible()])
    (dialog,) = (one for one in shell.findChildren(kind) if one.isVisible())
    return dialog


async def save(shell: Shell, dialog: FormDialog) -> None:
    """Press the button of a form and wait until it went away and everything is shown anew."""
    kind = type(dialog)
    dialog.save_button.click()
    await until(lambda: not [one for one in shell.findChildren(kind) if one.isVisible()] and is_settled(shell))
