"""The end of sessions: what a session owns is removed when it ends, kept cities a while later.

Streamlit keeps a session whose browser is gone for a while, in case it comes back, and clears it
away only when another one leaves. So the server looks itself, and ends what is over.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final, Protocol
from weakref import WeakSet

from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.app import kept_cities
from geo.app.visitors import keep_s

if TYPE_CHECKING:
    from collections.abc import Callable

LOOKS: Final = 8  # times the server looks until a session without a browser is over


class Closing(Protocol):
    """Anything that ends with its session."""

    def close(self) -> None:
        """End it; more than once does no harm."""


@dataclass
class _Session:
    seen: float
    owned: WeakSet[Closing] = field(default_factory=WeakSet)


_sessions: Final[dict[str, _Session]] = {}
_lock: Final = Lock()


def note() -> None:
    """Note that the session of this page is there."""
    if context := get_script_run_ctx():
        with _lock:
            _sessions.setdefault(context.session_id, _Session(time.monotonic()))


def own(thing: Closing) -> None:
    """Have something end with the session of this page; it is held by the session, not here."""
    note()
    if context := get_script_run_ctx():
        _sessions[context.session_id].owned.add(thing)


async def watch() -> None:
    """End the sessions whose browser has been gone for a while, for as long as the server runs."""
    grace_s = grace()
    while True:
        await asyncio.sleep(grace_s / LOOKS)
        runtime = Runtime.instance()
        for session in over(runtime.is_active_session, grace_s, time.monotonic()):
            runtime.close_session(session)  # with the files that Streamlit holds of it
            await asyncio.to_thread(end, session)
        await asyncio.to_thread(kept_cities.sweep, keep_s(), time.monotonic())


def grace() -> float:
    """Return for how many seconds a browser may be gone: less than Streamlit's own limit."""
    return max(1.0, float(config.get_option("server.disconnectedSessionTTL")) * 0.75)


def over(is_there: Callable[[str], bool], grace_s: float, now: float) -> list[str]:
    """List the sessions whose browser has been gone for longer than the seconds of grace."""
    ended = []
    with _lock:
        for name, session in _sessions.items():
            if is_there(name):
                session.seen = now
            elif now - session.seen > grace_s:
                ended.append(name)
    return ended


def end(name: str) -> None:
    """End all that belongs to a session."""
    with _lock:
        session = _sessions.pop(name, None)
    for thing in list(session.owned) if session else ():
        thing.close()


def end_all() -> None:
    """End all that belongs to any session: the server ends."""
    for name in list(_sessions):
        end(name)
    kept_cities.clear()
