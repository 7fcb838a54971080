"""The options of commands that take a file in: which sheet, which encoding, what a heading means, where rejects go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.grid import TextEncoding

if TYPE_CHECKING:
    from collections.abc import Sequence

File = Annotated[Path, typer.Argument(help=".xlsx .xls .ods .csv")]
SheetName = Annotated[str | None, typer.Option("--sheet", help="name of the sheet / 工作表")]
Encoding = Annotated[TextEncoding | None, typer.Option("--encoding", help="encoding of a text file / 文本编码")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help="HEADING=FIELD, may be repeated; FIELD empty leaves it out / 表头=字段"),
]
Rejects = Annotated[Path | None, typer.Option("--rejects", help="what comes back, as .xlsx / 退回的行")]
OnlyCheck = Annotated[bool, typer.Option("--check", help="write nothing / 只检查")]


def heading_mapping(told: list[str] | None, *, fields: Sequence[str]) -> dict[str, str | None]:
    """HEADING=FIELD as the use cases take it; raises Refused for a field that is none."""
    mapping: dict[str, str | None] = {}
    for one in told or ():
        heading, equals, field = one.rpartition("=")
        if not equals or (field and field not in fields):
            raise Refused("roster.no_such_column", found=one, fields=tuple(fields))
        mapping[heading] = field or None
    return mapping
