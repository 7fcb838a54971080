"""Where the centre keeps what it holds: a folder with one SQLite file, or PostgreSQL by URL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.settings.folders import centre_folder_of_this_user
from trainingdesk.storage.disk import on_disk

if TYPE_CHECKING:
    from sqlalchemy import Engine

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


def engine_of(data: Path | None, url: str | None) -> Engine:
    """The database, opened; raises Refused as ``database_of`` does, Unavailable where it does not answer."""
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 -- the database only where it is used

    from trainingdesk.server.engine import open_engine  # noqa: PLC0415

    try:
        return open_engine(database_of(data, url))
    except OperationalError as error:
        problem = next(iter(str(error.orig).splitlines()), "")
        raise Unavailable("centre.no_database", problem=problem) from None


def updates_of(named: Path | None, data: Path | None, url: str | None) -> Path | None:
    """The folder with updates for desks: the one that is named, else one beside the SQLite file, which is made."""
    if named is not None or url is not None:
        return named
    folder = _folder(data) / "updates"
    with on_disk():
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _folder(data: Path | None) -> Path:
    folder = data or centre_folder_of_this_user()
    with on_disk():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
