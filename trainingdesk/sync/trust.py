"""Whom a desk believes that it is the centre: authorities that this computer trusts, and those that come with the program.

A county signs the certificate of a server in its own network itself more often than not, and puts that authority into the
store of the system, where every other program looks for it.
"""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import certifi
import requests
import truststore
from requests.adapters import HTTPAdapter


def session_to(address: str) -> requests.Session:
    """A session for what is asked at this address; authorities are read only where there is TLS."""
    made = requests.Session()
    if address.startswith("https://"):
        made.mount("https://", _BySystem())
    return made


class _BySystem(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=authorities())

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return super().proxy_manager_for(*args, **kwargs, ssl_context=authorities())


@cache
def authorities() -> ssl.SSLContext:
    """Those of the system and those of the program: a bare system has none of its own."""
    made = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.load_verify_locations(certifi.where())
    return made
