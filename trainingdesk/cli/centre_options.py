"""Where the centre keeps what it holds: a folder with one SQLite file, or PostgreSQL by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainingdesk.domain.errors import Refused
from trainingdesk.settings.folders import centre_folder_of_this_user

Data = Annotated[Path | None, typer.Option("--data", help="folder of the centre's SQLite file / 数据文件夹")]
DatabaseUrl = Annotated[
    str | None, typer.Option("--database-url", help="postgresql+psycopg://… or sqlite:///… / 数据库地址")
]


def database_of(data: Path | None, url: str | None) -> str:
    """The URL of the database; a folder is made where it is missing, for its owner alone.

    Raises Refused where both are named.
    """
    if data is not None and url is not None:
        raise Refused("centre.two_databases")
    if url is not None:
        return url
    return f"sqlite:///{_folder(data) / 'centre.sqlite'}"


def updates_of(named: Path | None, data: Path | None, url: str | None) -> Path | None:
    """The folder with updates for desks: the one that is named, else one beside the SQLite file, which is made."""
    if named is not None or url is not None:
        return named
    folder = _folder(data) / "updates"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _folder(data: Path | None) -> Path:
    folder = data or centre_folder_of_this_user()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
