"""Hatch build hook: a wheel and an editable install carry the compiled sentences."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles resources/locale before the wheel is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile into the source tree, from where the wheel takes it."""
        sys.path.insert(0, str(Path(self.root) / "build"))
        from compile_catalogue import compile_catalogue  # noqa: PLC0415

        compile_catalogue(Path(self.root))
