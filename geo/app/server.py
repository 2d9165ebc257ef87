"""The app's server: what goes on around the pages from its start to its end.

It answers browsers before the pages are imported: those are imported while a browser is still at
work on Streamlit's own files. So nothing that is imported here may take long.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import psutil
from starlette.middleware import Middleware

from geo.app import lifetimes
from geo.app.front_end import FrontEnd
from geo.app.guard import Guard
from geo.app.logs import keep_messages_out
from geo.app.page_html import PageHtml
from geo.app.pages import FIRST_DRAWN_S
from geo.app.visitors import Visitors
from geo.core.analysis import load
from geo.core.garbage import lasting
from geo.core.issues import YipanError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

# A file of ours: Streamlit would fetch the picture of an emoji or a symbol from the internet.
ICON: Final = Path(__file__).with_name("icon.svg")
DRAWS_WITH: Final = "geo.ui.map_component"
CHARTS_WITH: Final = "altair"
"""What pages import as late as can be, since it is slow: maps all of them, charts not the first."""
MIDDLEWARE: Final = (
    Middleware(Guard),
    Middleware(Visitors),
    Middleware(PageHtml),
    Middleware(FrontEnd),
)

_importing: Final = Lock()


def shell() -> Any:
    """Return the module that draws what all pages share, imported by one thread at a time."""
    with _importing:
        return import_module("geo.app.shell")


@contextlib.asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Work out the city while the first visitor comes; at the end leave nothing behind.

    Yields
    ------
    None
        While the server runs; what sessions own is removed as they end.
    """
    keep_messages_out()
    send_at_once()
    preparing = asyncio.create_task(_prepare())
    watching = asyncio.create_task(lifetimes.watch())
    try:
        yield
    finally:
        preparing.cancel()
        watching.cancel()
        lifetimes.end_all()
        await asyncio.to_thread(_clear)


def send_at_once() -> None:
    """Let what the server writes be sent at once, rather than when the last was acknowledged.

    asyncio sees to that for the sockets it makes. Streamlit brings one that says nothing of its
    protocol, which asyncio passes over; then every second packet waits for 40 ms (Nagle, RFC 896,
    beside delayed acknowledgements, RFC 1122). What a socket accepts takes its settings over.
    """
    with contextlib.suppress(psutil.Error, OSError):  # slower is better than not at all
        for connection in psutil.Process().net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.fd >= 0:
                with socket.socket(fileno=os.dup(connection.fd)) as listening:
                    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def _prepare() -> None:
    """Import what pages need in the order in which they need it, the city's run going on beside."""
    with lasting():
        await asyncio.to_thread(_begin)
        await asyncio.to_thread(shell)
        await asyncio.to_thread(import_module, DRAWS_WITH)
    await asyncio.sleep(FIRST_DRAWN_S)
    await asyncio.to_thread(import_module, CHARTS_WITH)


def _begin() -> None:
    with _importing:
        begin = load("geo.app.cities:begin")
        folder = load("geo.app.sessions:started_folder")()
    with contextlib.suppress(YipanError):  # the pages tell what is wrong
        begin(folder)


def _clear() -> None:
    with _importing:
        load("geo.app.cities:clear")()
