"""How far the real name of a person was checked (实名核验, plan art. 19): not at all, by reading the card, by the centre."""

from __future__ import annotations

from enum import StrEnum


class Verification(StrEnum):
    """States of a person; the time and the method are kept beside it (FEATURES 116)."""

    NONE = "none"
    CARD_READ = "card_read"  # read by a card reader, or the card compared with the face
    CENTER_CHECKED = "center_checked"  # compared with the registers of the county or the province
