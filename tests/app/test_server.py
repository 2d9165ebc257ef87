"""What goes on around the pages, from the start of the server to its end."""

import asyncio
import socket

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
    monkeypatch.setattr(server, "clear", lambda: None)
    monkeypatch.setattr(server.lifetimes, "end_all", lambda: None)
    monkeypatch.setattr(server, "begin", lambda folder: None)
    monkeypatch.setattr(server, "started_folder", lambda: None)
    monkeypatch.setattr(server, "_import_what_draws", lambda: asyncio.sleep(0))

    async def start():
        async with server.lifespan(None):
            pass

    asyncio.run(start())
    assert sends_at_once(listening)
