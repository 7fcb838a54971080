"""What the window remembers of itself between two days: sizes, column order, filters. Nothing about anybody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trainingdesk.settings.atomic_file import atomic_write

if TYPE_CHECKING:
    from pathlib import Path


class WindowMemory:
    """A small JSON file in the desk's folder. A file that cannot be read or written costs the habits, never the work."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = self._read()

    def get(self, key: str, default: Any = None) -> Any:
        """What was kept under ``key``: anything JSON holds. Callers look at its shape, for a person may edit the file."""
        return self._values.get(key, default)

    def keep(self, key: str, value: Any) -> None:
        """Remember ``value`` from now on."""
        self._values[key] = value

    def save(self) -> None:
        """Write the file; for the end of a sign-in."""
        try:
            with atomic_write(self._path) as part:
                part.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError:
            return

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
