"""Which browser a visitor comes with: a random name in a cookie that only the server reads.

A page that is loaded anew is another session of Streamlit's. By this name the visitor's own city is
found again. It stands in no address, so it is in no history, title or Referer, and scripts of pages
cannot read it.
"""

from __future__ import annotations

import os
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "yipan_visitor"
KEEP_HOURS: Final = 8.0
MOST_HOURS: Final = 24.0
_BYTES: Final = 32
_PAGE: Final = re.compile(r"/(?!_)[\w-]*")  # what has a point in it, or lies deeper, is a file
_NAME: Final = re.compile(r"[\w-]{43}", re.ASCII)  # of so many bytes, as token_urlsafe writes them


def keep_s() -> float:
    """Return for how many seconds a city is kept that nobody looks at; 0: as long as its page."""
    try:
        hours = float(os.environ.get("YIPAN_KEEP_HOURS", KEEP_HOURS))
    except ValueError:
        hours = KEEP_HOURS
    return 3600 * min(max(hours, 0.0), MOST_HOURS)


def visitor() -> str:
    """Return the name of the browser that looks at this page; "" if it has none, or none is kept.

    It is a secret: it is shown and logged nowhere.
    """
    name: object = st.context.cookies.get(COOKIE) if keep_s() else None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else ""


class Visitors:
    """Middleware that names a browser when it loads a page.

    Parameters
    ----------
    app
        What answers the requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; with a page goes the cookie."""
        is_page = scope.get("method") == "GET" and _PAGE.fullmatch(scope["path"])
        if not (is_page and keep_s()):
            await self.app(scope, receive, send)
            return
        cookie = _cookie(scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self.app(scope, receive, answer)


def _cookie(scope: Scope) -> str:
    """Return the cookie that a browser has, for longer; a new one if it has none."""
    name = _named(Headers(scope=scope).get("cookie", "")) or secrets.token_urlsafe(_BYTES)
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    # Lax, not Strict: with a link from another site comes a page, and it is this visitor's, too.
    return f"{COOKIE}={name}; Path=/; Max-Age={keep_s():.0f}; HttpOnly; SameSite=Lax{secure}"


def _named(header: str) -> str:
    try:
        cookie = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie and _NAME.fullmatch(cookie.value) else ""
