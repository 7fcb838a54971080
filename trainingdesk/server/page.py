"""The page of a county's administrator: devices and their last contact, conflicts, what was not taken (SYNC 2.17).

It only shows; nothing can be done from it, so nothing can be done in somebody's name. A key from the command line opens it
for half a day and then stands in a cookie that scripts cannot read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool

from trainingdesk.domain.calendar import SHANGHAI, local_day
from trainingdesk.domain.device_silence import silent_days
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.server.devices import PAGE_LASTS_MS
from trainingdesk.server.doors.opening import count_stranger
from trainingdesk.settings.shipped import resource
from trainingdesk.wire import schema
from trainingdesk.wire.clock import instant, milliseconds
from trainingdesk.wire.operation import Revoked

if TYPE_CHECKING:
    from fastapi import FastAPI

    from trainingdesk.domain.seat_lease import SeatLease
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.server.limits import Limits
    from trainingdesk.server.overview import DeviceLine, Overview, RefusedLine

#: What a county keeps; anything else came from a desk that is newer than this centre.
_KINDS: Final = frozenset(one.name for one in schema.SYNCED)
_COOKIE: Final = "trainingdesk_page"
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
}


def add_page(app: FastAPI, ledger: Ledger, limits: Limits) -> None:
    """Put the page at ``/admin``; whoever comes without a key that holds is told how to get one."""
    pages = Environment(loader=FileSystemLoader(resource("templates")), autoescape=True)
    words = {language: Sentences.load(language, resource("locale")) for language in Language}

    async def admin(request: Request, key: str = "") -> Response:
        """The page; with a key in the address it is put into a cookie, and the address without it is shown."""
        say = words[_language(request)]
        try:
            county = await run_in_threadpool(ledger.county_of, key or request.cookies.get(_COOKIE, ""))
        except Revoked:
            count_stranger(request, limits)
            return PlainTextResponse(say.of("centre_page.shut"), 401, headers=_HEADERS)
        if key:
            return _opened(request, key)
        shown = await run_in_threadpool(ledger.overview, county)
        content = pages.get_template("centre.html").render(
            language=_language(request).value,
            say=lambda name, **values: say.of(f"centre_page.{name}", values),
            kind=lambda table: say.of(f"history.table_{table}") if table in _KINDS else table,
            why=lambda code: say.of(f"rejected.{code}"),
            **_told(shown, milliseconds(ledger.clock())),
        )
        return Response(content, media_type="text/html; charset=utf-8", headers=_HEADERS)

    app.add_api_route("/admin", admin, methods=["GET"], include_in_schema=False)


def _told(shown: Overview, now_ms: int) -> dict[str, Any]:
    """What the page tells of a county at this moment."""
    return {
        "overview": shown,
        "devices": [_device(one, shown, now_ms) for one in shown.devices],
        "leases": [_lease(one, shown) for one in shown.leases],
        "refused": [_refused(one, shown) for one in shown.refused],
        "now": _local(now_ms),
    }


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


def _device(one: DeviceLine, shown: Overview, now_ms: int) -> dict[str, Any]:
    """A device as the page says it; one that never began is no news, and one that was replaced is not waited for."""
    last = None if one.seen_ms is None else instant(one.seen_ms)
    days = silent_days(last, today=local_day(instant(now_ms)), allowed=shown.silent_days)
    state = "well" if days is None else "silent"
    state = "never" if last is None else state
    state = "replaced" if one.replaced else state
    state = "revoked" if one.revoked else state
    seen = None if one.seen_ms is None else _local(one.seen_ms)
    return {"line": one, "user": shown.names.get(one.user, one.user), "seen": seen, "days": days, "state": state}


def _lease(one: SeatLease, shown: Overview) -> dict[str, Any]:
    user = next((line.user for line in shown.devices if line.id == one.device_id), "")
    return {
        "line": one,
        "class": shown.classes.get(one.class_id, one.class_id),
        "user": shown.names.get(user, user),
        "until": one.ends_on.isoformat(),
    }


def _refused(one: RefusedLine, shown: Overview) -> dict[str, Any]:
    """What was not taken, with the device as the list of devices names it."""
    device = next((line for line in shown.devices if line.id == one.device), None)
    if device is None:
        return {"line": one, "number": "—", "user": "—"}
    return {"line": one, "number": device.number, "user": shown.names.get(device.user, device.user)}


def _local(at_ms: int) -> str:
    """A time as the county's clock shows it."""
    return instant(at_ms).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
