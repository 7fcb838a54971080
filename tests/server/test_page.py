"""The page of a county in a real browser: opened by its link once, kept by a cookie, in the language of its reader."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.server.conftest import COUNTY, Device

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.conftest import Clock
    from trainingdesk.server.ledger import Ledger

#: Nothing but the page is asked for: no updates, no lists, no accounts.
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    return Browser(path, tmp_path)


class Browser:
    """Chromium; ``profile`` is whose it is, so that one has a cookie and another has none."""

    def __init__(self, path: str, folder: Path) -> None:
        self._path, self._folder = path, folder

    def page(self, address: str, *, profile: str, language: str = "zh-CN") -> str:
        """What the reader has before them, as Chromium understood it."""
        own = (f"--user-data-dir={self._folder / profile}", f"--accept-lang={language}", "--dump-dom", address)
        return subprocess.run(
            [self._path, *_QUIET, *own], capture_output=True, text=True, check=True, timeout=120
        ).stdout


def test_the_link_opens_it_once_and_the_cookie_keeps_it(
    browser: Browser, address: str, ledger: Ledger, one: Device, clock: Clock
) -> None:
    one.push(one.make("venue", name="<script>document.title = 'x'</script>"))
    ledger.hello(one.id)
    clock.pass_by(days=20)
    link = f"{address}/admin?key={ledger.open_page(COUNTY)}"
    assert "20 天未联系" in browser.page(link, profile="clerk")
    again = browser.page(f"{address}/admin", profile="clerk", language="en-US")
    assert "20 days" in again
    assert "<title>x</title>" not in again
    assert COUNTY not in browser.page(f"{address}/admin", profile="stranger")
    clock.pass_by(hours=12)
    assert COUNTY not in browser.page(f"{address}/admin", profile="clerk")
