"""Accounts that close, codes and keys that are made anew: after most of them everybody signs in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import account
from trainingdesk.ui.dialogs.question import answered, ask
from trainingdesk.ui.entry.recovery_code import RecoveryCodeDialog
from trainingdesk.ui.screens.administration_closing import closing

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.account import UserRow
    from trainingdesk.storage.vault import RecoveryCode
    from trainingdesk.ui.workplace import Workplace


async def remove_user(owner: QWidget, place: Workplace, user: UserRow) -> None:
    """Close an account and give the desk a new key; then everybody signs in again."""
    if not await _sure(owner, place, "administration.remove_user", name=user.display_name):
        return
    changes = await closing(place, lambda work: account.remove_user(work, user.id))
    if changes is not None:
        said = (place.sentences.of(one.key, dict(one.values)) for one in changes.said)
        place.start_over("\n".join((place.say("account.removed", name=user.name), *said)))


async def new_recovery_code(owner: QWidget, place: Workplace) -> None:
    """A new code in place of one that was lost or seen."""
    if await _sure(owner, place, "administration.new_code"):
        await _show(owner, place, await place.ask(account.new_recovery_code))


async def renew_key(owner: QWidget, place: Workplace) -> None:
    """A new key and code where a laptop or a copy was lost; then everybody signs in again."""
    if not await _sure(owner, place, "administration.renew_key"):
        return
    code = await closing(place, account.renew_key)
    if code is not None:
        await _show(owner, place, code)
        place.start_over(place.say("account.key_renewed"))


async def _sure(owner: QWidget, place: Workplace, key: str, **values: object) -> bool:
    """What will happen, and whether to do it; ``<key>_ask`` is the question."""
    answers = [("go", place.say(f"{key}_now")), ("keep", place.say("form.cancel"))]
    text = place.say(f"{key}_ask", **values)
    return await ask(owner, title=place.say(key), text=text, answers=answers, dangerous=True) == "go"


async def _show(owner: QWidget, place: Workplace, code: RecoveryCode) -> None:
    dialog = RecoveryCodeDialog(owner, place, code)
    await answered(dialog)
    dialog.deleteLater()
