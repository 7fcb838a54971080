"""Codes of places (统计用区划代码): two digits each for province, prefecture and county, three each for town and village."""

from __future__ import annotations

import re
from typing import Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.mended import Mend, Mended
from trainingdesk.domain.written_text import NUMBER_REPAIRS, is_scientific, repaired

_LENGTH: Final = 12
#: A county or a town, written without the zeros of the levels below.
_SHORT: Final = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3})?")
#: How the code of whatever is above a village or a neighborhood ends.
NO_VILLAGE: Final = "000"
_WHOLE: Final = re.compile(r"[1-9][0-9]{11}")


def read_division(text: str) -> Mended[str]:
    """The twelve digits of a place; a county or town written shorter gets the zeros of the levels below it.

    Raises Refused with its own reason for an empty text, digits that a spreadsheet lost, and what is no such code.
    """
    code, mends = repaired(text, *NUMBER_REPAIRS)
    if not code:
        raise Refused("division.empty")
    if is_scientific(code):
        raise Refused("division.digits_lost")
    if _WHOLE.fullmatch(code):
        return Mended(code, mends)
    if _SHORT.fullmatch(code) is None:
        raise Refused("division.form", found=len(code))
    whole = code.ljust(_LENGTH, "0")
    return Mended(whole, (*mends, Mend(code, whole, "division.padded")))
