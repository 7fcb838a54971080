"""Compile resources/locale/<language>/*.po into one gettext file per language."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(root: Path) -> None:
    """Merge the areas of each language below ``root``/resources/locale; a key that stands twice is an error."""
    for folder in sorted(path for path in (root / "resources" / "locale").iterdir() if path.is_dir()):
        merged = Catalog(locale=folder.name)
        for area in sorted(folder.glob("*.po")):
            with area.open("rb") as file:
                for message in read_po(file, locale=folder.name):
                    if message.id and message.id in merged:
                        raise SystemExit(f"{area.name}: the key {message.id} stands twice")
                    if message.id:
                        merged.add(message.id, message.string)
        target = folder / "LC_MESSAGES"
        target.mkdir(exist_ok=True)
        with (target / "trainingdesk.mo").open("wb") as out:
            write_mo(out, merged)


if __name__ == "__main__":
    compile_catalogue(Path(__file__).resolve().parent.parent)
