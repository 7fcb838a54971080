"""What an operating system refuses, in words of the program: its own are English in the middle of a Chinese sentence."""

from __future__ import annotations

import errno
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.i18n.sentences import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENTENCES: Final[Mapping[int, str]] = MappingProxyType(
    {
        errno.EISDIR: "os_problem.is_a_folder",
        errno.ENOENT: "os_problem.not_there",
        errno.ENOTDIR: "os_problem.no_folder",
        errno.EEXIST: "os_problem.is_there",
        errno.EACCES: "os_problem.not_permitted",
        errno.EPERM: "os_problem.not_permitted",
        errno.ENOSPC: "os_problem.disk_full",
        errno.EDQUOT: "os_problem.disk_full",
        errno.EFBIG: "os_problem.disk_full",
        errno.EROFS: "os_problem.read_only",
        errno.ENAMETOOLONG: "os_problem.name_too_long",
        errno.EIO: "os_problem.disk_failed",
    }
)


def os_problem(error: OSError) -> Words | str:
    """Why the system refused, as a value of a sentence; of what happens rarely only its number, or its kind without one."""
    key = _SENTENCES.get(error.errno or 0)
    if key is not None:
        return Words(key)
    return type(error).__name__ if error.errno is None else f"errno {error.errno}"
