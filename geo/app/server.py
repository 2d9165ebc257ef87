"""The app's server: what goes on around the pages from its start to its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from importlib import import_module
from typing import TYPE_CHECKING, Final

import psutil
from starlette.middleware import Middleware

from geo.app import lifetimes
from geo.app.cities import PAUSE_S, begin, clear
from geo.app.guard import Guard
from geo.app.logs import keep_messages_out
from geo.app.page_html import PageHtml
from geo.app.sessions import started_folder
from geo.app.visitors import Visitors
from geo.core.issues import YipanError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DRAWS_WITH: Final = "geo.ui.map_component"
CHARTS_WITH: Final = "altair"
"""What pages import as late as can be, since it is slow: maps all of them, charts not the first."""
MIDDLEWARE: Final = (Middleware(Guard), Middleware(Visitors), Middleware(PageHtml))


@contextlib.asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Work out the city before the first visitor comes; at the end leave nothing behind.

    Yields
    ------
    None
        While the server runs; what sessions own is removed as they end.
    """
    keep_messages_out()
    send_at_once()
    with contextlib.suppress(YipanError):  # the pages tell what is wrong
        await asyncio.to_thread(begin, started_folder())
    importing = asyncio.create_task(_import_what_draws())
    watching = asyncio.create_task(lifetimes.watch())
    try:
        yield
    finally:
        importing.cancel()
        watching.cancel()
        lifetimes.end_all()
        clear()


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


async def _import_what_draws() -> None:
    await asyncio.to_thread(import_module, DRAWS_WITH)
    await asyncio.sleep(PAUSE_S)
    await asyncio.to_thread(import_module, CHARTS_WITH)
