"""Writing a file for the user: complete or not at all, and every failure a sentence."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.i18n.os_problem import os_problem
from trainingdesk.settings.atomic_file import atomic_write

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def saving(path: Path) -> Generator[Path]:
    """Give a temporary name beside ``path`` (see ``atomic_write``); nothing is written anywhere else.

    Raises Refused for a folder that does not exist, Unavailable for a file that another program holds or a full disk.
    """
    try:
        with atomic_write(path) as part:
            yield part
    except FileNotFoundError:
        raise Refused("spreadsheet.no_such_folder", folder=str(path.parent)) from None
    except PermissionError:
        raise Unavailable("spreadsheet.target_locked", name=path.name) from None
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Unavailable("spreadsheet.disk_full", name=path.name) from None
        raise Unavailable("spreadsheet.cannot_be_written", name=path.name, problem=os_problem(error)) from None
