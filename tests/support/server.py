"""The real app on a free port, and the Chromium to look at it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from support.paths import ROOT

PATIENCE_S = 90  # a machine of two cores may be busy with other tests
# The shell is the same engine without a browser's own windows, and an eighth cheaper.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("YIPAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
HEAP = "--initial-heap-size=1024 --min-semi-space-size=64 --max-semi-space-size=64"  # MB
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    # A page is too short for the compiler's work to come in again, and for the heap to be cleared.
    f"--js-flags=--no-opt {HEAP}",
    "--disable-software-rasterizer",  # nothing here is drawn in three dimensions
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing outside can be reached
]


@contextmanager
def serving(folder, log, **settings):
    """Serve a city on the loopback address until the block ends; give the address."""
    with running(folder, log, **settings) as (_, address):
        yield address


@contextmanager
def running(folder, log, **settings):
    """Serve a city as `serving` does, with settings of the environment; give the process too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    settings = {**os.environ, "YIPAN_CITY": str(folder), "YIPAN_LANGUAGE": "zh", **settings}
    with log.open("w") as told:
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=told, stderr=told)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield server, f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(url, server, log):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app did not start:\n{log.read_text()}")
