"""Desks as tests find them, made once and copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from trainingdesk.bootstrap import create_desk
from trainingdesk.settings.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.storage.key_slot import Kdf

#: The password of whoever founded such a desk.
PASSWORD = "a-long-village-password"


class FirstDays:
    """New desks of county 500241. One of a kind is made once in this process; what lies there is only copied."""

    def __init__(self, folder: Path, kdf: Kdf) -> None:
        self._folder, self._kdf = folder, kdf
        self._made: dict[tuple[object, ...], tuple[Path, Any]] = {}

    def put(
        self,
        root: Path,
        *,
        admin: str = "王主任",
        clock: Callable[[], datetime] = utc_now,
        furnish: Callable[[Path], Any] = lambda _root: None,
    ) -> Any:
        """Such a desk at ``root``, with what a function of a module put into it; answers what that function did."""
        kind = (admin, clock, furnish)
        if kind not in self._made:
            self._made[kind] = self._make(admin, clock, furnish)
        made, answer = self._made[kind]
        shutil.copytree(made, root)
        return answer

    def _make(self, admin: str, clock: Callable[[], datetime], furnish: Callable[[Path], Any]) -> tuple[Path, Any]:
        root = self._folder / str(len(self._made))
        named = {"county_code": "500241", "county_name": "秀山县职业技能培训中心", "admin_name": admin}
        create_desk(root, **named, password=PASSWORD, kdf=self._kdf, clock=clock)
        return root, furnish(root)
