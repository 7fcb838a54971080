"""A desk with a class whose lessons ended a fortnight ago, and a second administrator who reviews."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.cli.desk import Desk
from tests.first_days import PASSWORD
from tests.services import finished_class
from trainingdesk.bootstrap import signed_in, utc_now
from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import local_day
from trainingdesk.services import account

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from trainingdesk.domain.training_class import ClassState

NUMBER = "500241-2026-007"
TODAY = local_day(utc_now())
FIRST_DAY = TODAY - timedelta(days=18)
#: The publicity of this policy has no length, so that a claim can be led to its payment in one test.
PACK = finished_class.PACK.replace("claim.publicity_workdays", "class.site_visits_min")


class _Clock:
    """The machine's clock; ``make`` may look at its hand."""

    now = finished_class.NOW

    def __call__(self) -> object:
        return utc_now()


class EndedClass(Desk):
    """Runs commands as the administrator, or as the reviewer."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], **more: Any) -> None:
        super().__init__(folder, capsys)
        with signed_in(folder, user_name="王主任", password=PASSWORD, clock=utc_now) as work:
            wanted = {"pack": PACK, "first_day": FIRST_DAY, "number": NUMBER, **more}
            self.made = finished_class.make(work, _Clock(), **wanted)  # type: ignore[arg-type]
            account.add_user(work, name="李复核", display_name="李复核", roles=(Role.ADMINISTRATOR,), password=PASSWORD)

    def text(self, *arguments: str) -> str:
        """As the administrator, unless a user is named."""
        return super().text(*self._named(arguments))

    def refusal(self, *arguments: str) -> str:
        """As the administrator, unless a user is named."""
        return super().refusal(*self._named(arguments))

    def set_state(self, state: ClassState) -> None:
        """Put the class into a state, as its own steps would."""
        with signed_in(self.folder, user_name="王主任", password=PASSWORD, clock=utc_now) as work:
            finished_class.set_state(work, self.made, state)

    @staticmethod
    def _named(arguments: tuple[str, ...]) -> tuple[str, ...]:
        return arguments if arguments[0] == "--user" else ("--user", "王主任", *arguments)
