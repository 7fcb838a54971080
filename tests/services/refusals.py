"""What a use case refuses, told by the key of its sentence."""

from __future__ import annotations

import pytest

from trainingdesk.domain.errors import Refused


def refused(key: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda error: error.key == key)
