"""The page of a county's administrator: devices and their last contact, conflicts, what was not taken (SYNC 2.17).

It only shows; nothing can be done from it, so nothing can be done in somebody's name. A key from the command line opens it
for half a day and then stands in a cookie that scripts cannot read.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.server.devices import PAGE_LASTS_MS
from trainingdesk.settings.shipped import resource
from trainingdesk.wire import schema
from trainingdesk.wire.clock import instant, milliseconds

if TYPE_CHECKING:
    from fastapi import FastAPI

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.server.overview import DeviceLine

#: What a county keeps; anything else came from a desk that is newer than this centre.
_KINDS: Final = frozenset(one.name for one in schema.SYNCED)
_COOKIE: Final = "trainingdesk_page"
_DAY_MS: Final = int(timedelta(days=1).total_seconds() * 1000)
#: Days without contact after which a device is pointed out.
_SILENT: Final = 14
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
}


def add_page(app: FastAPI, ledger: Ledger) -> None:
    """Put the page at ``/admin``."""
    pages = Environment(loader=FileSystemLoader(resource("templates")), autoescape=True)
    words = {language: Sentences.load(language, resource("locale")) for language in Language}

    async def admin(request: Request, key: str = "") -> Response:
        """The page; with a key in the address it is put into a cookie, and the address without it is shown."""
        if key:
            await run_in_threadpool(ledger.county_of, key)
            return _opened(request, key)
        county = await run_in_threadpool(ledger.county_of, request.cookies.get(_COOKIE, ""))
        shown = await run_in_threadpool(ledger.overview, county)
        say = words[_language(request)]
        now_ms = milliseconds(ledger.clock())
        content = pages.get_template("centre.html").render(
            language=_language(request).value,
            say=lambda name, **values: say.of(f"centre_page.{name}", values),
            kind=lambda table: say.of(f"history.table_{table}") if table in _KINDS else table,
            why=lambda code: say.of(f"rejected.{code}"),
            overview=shown,
            devices=[_device(one, now_ms) for one in shown.devices],
            now=_local(now_ms),
        )
        return Response(content, media_type="text/html; charset=utf-8", headers=_HEADERS)

    app.add_api_route("/admin", admin, methods=["GET"], include_in_schema=False)


def _opened(request: Request, key: str) -> Response:
    answer = RedirectResponse(request.url_for("admin").path, status_code=303, headers=_HEADERS)
    lasts = PAGE_LASTS_MS // 1000
    answer.set_cookie(
        _COOKIE,
        key,
        max_age=lasts,
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="strict",
        path="/admin",
    )
    return answer


def _language(request: Request) -> Language:
    """Chinese, unless the browser asks for English first."""
    wanted = request.headers.get("accept-language", "").strip().lower()
    return Language.ENGLISH if wanted.startswith("en") else Language.CHINESE


def _device(one: DeviceLine, now_ms: int) -> dict[str, Any]:
    days = None if one.seen_ms is None else (now_ms - one.seen_ms) // _DAY_MS
    seen = None if one.seen_ms is None else _local(one.seen_ms)
    silent = not one.revoked and (days is None or days >= _SILENT)
    return {"line": one, "seen": seen, "days": days, "silent": silent}


def _local(at_ms: int) -> str:
    """A time as the county's clock shows it."""
    return instant(at_ms).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
