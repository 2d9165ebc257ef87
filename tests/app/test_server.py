"""What goes on around the pages, from the start of the server to its end."""

import asyncio
import os
import socket
import subprocess
import sys

import pytest

from geo.app import server


@pytest.fixture
def listening():
    """A socket as Streamlit brings one to its server: it names no protocol."""
    with socket.socket(socket.AF_INET) as made:
        made.bind(("127.0.0.1", 0))
        made.listen()
        made.settimeout(0)
        yield made


def sends_at_once(listening):
    """Return whether what asyncio accepts at a socket does not wait to send."""
    told = []

    async def meet():
        def note(reader, writer):
            told.append(writer.get_extra_info("socket"))
            told.append(told[0].getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(note, sock=listening.dup()):
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            await reader.read()
            writer.close()

    asyncio.run(meet())
    return bool(told[1])


def test_the_server_sends_at_once_what_it_writes(listening, monkeypatch):
    # What the end of a server takes away, other tests of this process still need.
    monkeypatch.setattr(server, "_clear", lambda: None)
    monkeypatch.setattr(server.lifetimes, "end_all", lambda: None)
    monkeypatch.setattr(server, "_prepare", lambda: asyncio.sleep(0))

    async def start():
        async with server.lifespan(None):
            pass

    asyncio.run(start())
    assert sends_at_once(listening)


def test_browsers_are_answered_before_the_pages_are_imported():
    slow = "pandas", "geopandas", "numpy", "pyarrow", "pydantic", "altair", "geo.app.cities"
    asked = f"import sys, geo.app.server; print(sorted({{*{slow}}} & {{*sys.modules}}))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.long
def test_whoever_comes_early_waits_for_the_one_import(tmp_path):
    """Half of a module is never seen, however many ask for it while it is imported."""
    asked = """
from threading import Thread
from geo.app import server
seen = []
threads = [Thread(target=lambda: seen.append(server.shell().run_app)) for _ in range(8)]
threads.append(Thread(target=server._begin))
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(seen), len({*map(id, seen)}))
server._clear()
"""
    settings = {**os.environ, "YIPAN_CITY": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=settings
    )
    assert told.stdout.split() == ["8", "1"]
