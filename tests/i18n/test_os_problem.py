"""What the operating system says is told in words of the program."""

from __future__ import annotations

import errno
import os

import pytest

from trainingdesk.i18n.os_problem import os_problem
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource


@pytest.mark.parametrize(
    "number",
    [
        errno.EISDIR,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EEXIST,
        errno.EACCES,
        errno.EPERM,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EROFS,
        errno.ENAMETOOLONG,
        errno.EIO,
    ],
)
def test_the_usual_ones_have_words_in_every_language(number: int) -> None:
    values = {"name": "a.csv", "problem": os_problem(OSError(number, os.strerror(number)))}
    for language in Language:
        said = Sentences.load(language, resource("locale")).of("workbook.cannot_be_read", values)
        assert os.strerror(number) not in said
        assert "errno" not in said
    assert said.isascii()


def test_of_a_rare_one_the_number_is_said() -> None:
    assert os_problem(OSError(errno.EXDEV, os.strerror(errno.EXDEV))) == f"errno {errno.EXDEV}"


def test_one_without_a_number_is_called_by_its_kind() -> None:
    assert os_problem(OSError("odd")) == "OSError"
