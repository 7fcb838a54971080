"""What every command knows: where the desk is, who asks, in which language, and whether a program reads the answer."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.clock import utc_now
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work

PASSWORD = "TRAININGDESK_PASSWORD"  # noqa: S105 -- the name of a variable
NEW_PASSWORD = "TRAININGDESK_NEW_PASSWORD"  # noqa: S105


@dataclass(slots=True)
class Invocation:
    """What the general options say; ``folder_named`` where one of them named the folder."""

    folder: Path
    user: str | None
    as_json: bool
    sentences: Sentences
    clock: Callable[[], datetime] = utc_now
    folder_named: bool = False

    @contextmanager
    def desk(self) -> Generator[Work]:
        """The desk, opened by its user; the password from the environment or from a prompt.

        Once an hour a command that ends well backs up what changed; whether that succeeds does not change its outcome.
        """
        from trainingdesk.bootstrap import signed_in  # noqa: PLC0415 -- the database and its parts only where they are used

        secret = password(self.sentences)
        with signed_in(self.folder, user_name=self.user_name(), password=secret, clock=self.clock) as work:
            yield work
            self._back_up(work)

    def say(self, key: str, **values: object) -> None:
        """One sentence to standard output; silent where a program reads."""
        if not self.as_json:
            typer.echo(self.sentences.of(key, values))

    def answer(self, data: object) -> None:
        """The whole answer as JSON, where a program reads."""
        if self.as_json:
            typer.echo(json.dumps(_plain(data), ensure_ascii=False))

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table for people; ``titles`` are sentence keys."""
        if self.as_json:
            return
        from rich.console import Console  # noqa: PLC0415 -- only where people read
        from rich.table import Column, Table  # noqa: PLC0415

        whole = {one for one in titles if one.endswith(".id")}  # to be copied into the next command
        shown = Table(*(Column(self.sentences.of(one), overflow="fold", no_wrap=one in whole) for one in titles))
        for row in rows:
            shown.add_row(*("" if cell is None else str(cell) for cell in row))
        Console(width=None if sys.stdout.isatty() else 160).print(shown)

    def changed(self, changes: Changes, key: str, **values: object) -> None:
        """Say what was done, and every warning that goes with it."""
        self.say(key, **values)
        for said in changes.said:
            self.say(said.key, **dict(said.values))
        self.answer(
            {"rows": changes.rows, "change_set": changes.change_set, "said": [self._said(s) for s in changes.said]}
        )

    def _said(self, said: Any) -> str:
        return self.sentences.of(said.key, dict(said.values))

    def user_name(self) -> str:
        """Who works: as ``--user`` says, else the only user there is; raises Refused where there are several."""
        if self.user is not None:
            return self.user
        from trainingdesk.storage import vault  # noqa: PLC0415

        path = DeskFolder(self.folder).vault
        if not path.exists():
            raise Refused("desk.none_here")
        names = vault.user_names(path)
        if len(names) != 1:
            raise Refused("desk.say_which_user")
        return names[0]

    def _back_up(self, work: Work) -> None:
        from trainingdesk.domain.backup import Why  # noqa: PLC0415
        from trainingdesk.services.backup import back_up_if_due  # noqa: PLC0415

        if work.database.closed:
            return
        try:
            back_up_if_due(work, Why.HOURLY)
        except Unavailable as failure:
            why = self.sentences.of(failure.key, failure.values)
            typer.echo(self.sentences.of("desk.not_backed_up", why=why), err=True)


def new_password(sentences: Sentences) -> str:
    """A new password from TRAININGDESK_NEW_PASSWORD, else asked for twice without showing it."""
    given = os.environ.get(NEW_PASSWORD)
    if given is not None:
        return given
    return str(typer.prompt(sentences.of("desk.new_password"), hide_input=True, confirmation_prompt=True))


def password(sentences: Sentences, *, twice: bool = False) -> str:
    """The password from TRAININGDESK_PASSWORD, else asked for without showing it."""
    given = os.environ.get(PASSWORD)
    return (
        given
        if given is not None
        else str(typer.prompt(sentences.of("desk.password"), hide_input=True, confirmation_prompt=twice))
    )


def load_sentences(language: Language) -> Sentences:
    """The shipped sentences of one language."""
    return Sentences.load(language, resource("locale"))


def _plain(value: Any) -> Any:
    """Plain JSON values of frozen rows, days and amounts."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    match value:
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case frozenset() | set():
            return sorted(_plain(item) for item in value)
        case date() | datetime():
            return value.isoformat()
        case Decimal() | Fraction():
            return float(value)
        case StrEnum():
            return value.value
        case Path():
            return str(value)
        case _:
            return value
